//! The columns of the regression, from the parameters of the stage.

use ndarray::Array2;
use spikebook_analysis::Error;
use spikebook_analysis::basis::{BSpline, RaisedCosine};
use spikebook_analysis::point_process::{BinRuns, LagBasis, PointProcessDesign};

use super::{Functions, Params};

/// What was measured, bin by bin.
pub(super) struct Inputs {
    /// One vector a unit, one entry a bin.
    pub(super) counts: Vec<Vec<f64>>,
    /// Which bins follow each other.
    pub(super) runs: BinRuns,
    /// The unit of each vector of counts.
    pub(super) unit_id: Vec<i64>,
    /// Covariates that act at once.
    pub(super) design: Option<Array2<f64>>,
    /// What acts through a filter.
    pub(super) stimulus: Option<Vec<f64>>,
}

/// The bases of the filters that the model has.
pub(super) struct Model {
    stimulus: Option<LagBasis>,
    history: Option<LagBasis>,
    coupling: Option<LagBasis>,
}

impl Model {
    pub(super) fn new(params: &Params, width_s: f64) -> Result<Self, Error> {
        let basis = |functions: Functions, first_lag: usize, reach_s: f64, n: usize| {
            let first_s = first_lag as f64 * width_s;
            match functions {
                Functions::BSpline => {
                    LagBasis::b_spline(&BSpline::clamped(first_s, reach_s, n, 3)?, width_s)
                }
                Functions::RaisedCosine => {
                    let bumps =
                        RaisedCosine::log_stretched(first_s, reach_s, n, params.linear_below_s)?;
                    LagBasis::raised_cosine(&bumps, width_s, first_lag)
                }
            }
        };
        let of_spikes = |reach_s: f64, n: usize| {
            (reach_s > 0.0).then(|| basis(params.spike_basis, 1, reach_s, n)).transpose()
        };
        let stimulus = params.stimulus.as_ref().map(|_| {
            basis(params.stimulus_basis, 0, params.stimulus_reach_s, params.stimulus_functions)
        });
        Ok(Self {
            stimulus: stimulus.transpose()?,
            history: of_spikes(params.history_reach_s, params.history_functions)?,
            coupling: of_spikes(params.coupling_reach_s, params.coupling_functions)?,
        })
    }

    /// The columns for one unit.
    pub(super) fn design<'a>(
        &'a self,
        inputs: &'a Inputs,
        unit: usize,
    ) -> Result<PointProcessDesign<'a>, Error> {
        let mut design = PointProcessDesign::new(&inputs.runs);
        if let Some(matrix) = &inputs.design {
            design = design.with_covariates("covariate", matrix.view())?;
        }
        if let (Some(samples), Some(basis)) = (&inputs.stimulus, &self.stimulus) {
            design = design.with_signal("stimulus", samples, basis)?;
        }
        if let Some(basis) = &self.history {
            design = design.with_spikes("history", &inputs.counts[unit], basis)?;
        }
        if let Some(basis) = &self.coupling {
            for (other, counts) in inputs.counts.iter().enumerate().filter(|(u, _)| *u != unit) {
                design = design.with_spikes(&name_of(inputs.unit_id[other]), counts, basis)?;
            }
        }
        Ok(design)
    }

    /// The names of couplings, with the unit whose spikes act.
    #[expect(clippy::unused_self, reason = "what couplings are called is the model's to say")]
    pub(super) fn sources(&self, unit_id: &[i64]) -> Vec<(String, i64)> {
        unit_id.iter().map(|&id| (name_of(id), id)).collect()
    }
}

fn name_of(unit_id: i64) -> String {
    format!("unit {unit_id}")
}
