//! Models with a state of two numbers, for kinds that look at their phase plane: one list of names, and one reading of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::dynamics::Kind;
use spikebook_models::Error;
use spikebook_models::integration::System;
use spikebook_models::neuron::fitzhugh_nagumo::FitzHughNagumo;
use spikebook_models::neuron::morris_lecar::{MorrisLecar, MorrisLecarParameters};
use spikebook_schema::{Column, TableSchema, Unit};

/// A model of two equations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PlanarModel {
    /// FitzHugh–Nagumo with v³, ε = 0.1, a = 1, b = 0.5
    FitzhughNagumoCourse,
    /// FitzHugh–Nagumo with v³/3, ε = 0.08, a = 0.7, b = 0.8
    FitzhughNagumoClassic,
    /// Morris–Lecar with V₃ = 2 mV, V₄ = 30 mV, φ = 0.04 per ms: firing begins by a Hopf bifurcation
    MorrisLecarHopf,
    /// Morris–Lecar with V₃ = 12 mV, V₄ = 17.4 mV, φ = 0.067 per ms: firing begins on an invariant circle
    MorrisLecarCircle,
}

/// A model at an input.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PlanarSystem {
    FitzHughNagumo(FitzHughNagumo),
    MorrisLecar(MorrisLecar),
}

/// Where to look, where nobody says it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    /// How the two parts are called, and in what they are measured
    pub(crate) names: [(&'static str, Unit); 2],
    /// What the input is measured in
    pub(crate) input: Unit,
    /// A window that holds the cycle
    pub(crate) window: [(f64, f64); 2],
    /// How long a few rounds last
    pub(crate) duration: f64,
    /// A step that is short against the fastest part
    pub(crate) step: f64,
    /// The first part rises through this once a spike
    pub(crate) level: f64,
    /// What the model's time is measured in
    pub(crate) time: Unit,
}

impl PlanarModel {
    /// The model at an input.
    pub(crate) fn at(self, input: f64) -> Result<PlanarSystem, Error> {
        let circle = MorrisLecarParameters {
            potassium_half_mv: 12.0,
            potassium_slope_mv: 17.4,
            speed_per_ms: 0.067,
            ..MorrisLecarParameters::default()
        };
        let fibre = |parameters| {
            let parameters = MorrisLecarParameters { current_ua: input, ..parameters };
            MorrisLecar::new(parameters).map(PlanarSystem::MorrisLecar)
        };
        match self {
            Self::FitzhughNagumoCourse => {
                FitzHughNagumo::course(input).map(PlanarSystem::FitzHughNagumo)
            }
            Self::FitzhughNagumoClassic => {
                FitzHughNagumo::classic(input).map(PlanarSystem::FitzHughNagumo)
            }
            Self::MorrisLecarHopf => fibre(MorrisLecarParameters::default()),
            Self::MorrisLecarCircle => fibre(circle),
        }
    }

    /// Where to look.
    pub(crate) fn view(self) -> View {
        let plain = View {
            names: [("v", Unit::ONE), ("w", Unit::ONE)],
            input: Unit::ONE,
            window: [(-2.0, 2.0), (-1.0, 3.0)],
            duration: 200.0,
            step: 0.01,
            level: 0.0,
            time: Unit::ONE,
        };
        let fibre = View {
            names: [("voltage", Unit::MILLIVOLT), ("share of open potassium channels", Unit::ONE)],
            input: Unit::MICROAMPERE_PER_CM2,
            window: [(-75.0, 50.0), (-0.05, 0.8)],
            duration: 400.0,
            step: 0.02,
            level: 0.0,
            time: Unit::MILLISECOND,
        };
        match self {
            Self::FitzhughNagumoCourse => plain,
            Self::FitzhughNagumoClassic => {
                View { window: [(-2.5, 2.5), (-1.0, 2.0)], step: 0.02, duration: 300.0, ..plain }
            }
            Self::MorrisLecarHopf | Self::MorrisLecarCircle => fibre,
        }
    }

    /// Its name, as parameters say it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FitzhughNagumoCourse => "fitzhugh-nagumo-course",
            Self::FitzhughNagumoClassic => "fitzhugh-nagumo-classic",
            Self::MorrisLecarHopf => "morris-lecar-hopf",
            Self::MorrisLecarCircle => "morris-lecar-circle",
        }
    }
}

impl PlanarSystem {
    /// The velocity at a state.
    pub(crate) fn velocity(&self, state: &[f64], slope: &mut [f64]) {
        self.derivative(0.0, state, slope);
    }
}

impl System for PlanarSystem {
    fn dimension(&self) -> usize {
        2
    }

    fn derivative(&self, time: f64, state: &[f64], slope: &mut [f64]) {
        match self {
            Self::FitzHughNagumo(model) => model.derivative(time, state, slope),
            Self::MorrisLecar(model) => model.derivative(time, state, slope),
        }
    }
}

/// What a fixed point is, as tables say it.
pub(crate) fn kind_in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::StableNode => "stable node",
        Kind::StableFocus => "stable focus",
        Kind::UnstableNode => "unstable node",
        Kind::UnstableFocus => "unstable focus",
        Kind::Saddle => "saddle",
        Kind::Centre => "centre",
        Kind::Degenerate => "degenerate",
    }
}

/// Nullclines: one row a point, in the order of the lines.
pub(crate) fn nullclines_schema() -> TableSchema {
    TableSchema::at_least(
        "nullclines",
        [
            Column::text("variable").described("the part of the state that stands still"),
            Column::integer("line", Unit::ID).described("points of one line are joined"),
            Column::float("x", Unit::ANY).described("the first part of the state"),
            Column::float("y", Unit::ANY).described("the second part"),
        ],
    )
}

/// A field of velocities on a grid: one row a place.
pub(crate) fn velocities_schema() -> TableSchema {
    let part = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
    TableSchema::at_least(
        "field",
        [
            part("x", "the first part of the state"),
            part("y", "the second part"),
            part("dx", "how fast the first part grows"),
            part("dy", "how fast the second part grows"),
        ],
    )
}

/// Fixed points of a plane: one row each.
pub(crate) fn rest_points_schema() -> TableSchema {
    let part = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
    let eigenvalue = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
    TableSchema::at_least(
        "fixed_points",
        [
            part("x", "the first part of the state"),
            part("y", "the second part"),
            Column::text("kind").described("stable node, stable focus, saddle, …"),
            eigenvalue("real_1", "real part of the eigenvalue that grows fastest"),
            eigenvalue("imaginary_1", "its imaginary part"),
            eigenvalue("real_2", "real part of the other eigenvalue"),
            eigenvalue("imaginary_2", "its imaginary part"),
        ],
    )
}

/// Paths of a plane's state: one row a path and time.
pub(crate) fn paths_schema() -> TableSchema {
    TableSchema::at_least(
        "paths",
        [
            Column::integer("path", Unit::ID).described("the path"),
            Column::float("time", Unit::ANY).described("when it was"),
            Column::float("x", Unit::ANY).described("the first part of the state"),
            Column::float("y", Unit::ANY).described("the second part"),
        ],
    )
}

/// A fixed point followed along an input: one row an input.
pub(crate) fn branch_schema() -> TableSchema {
    let part = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
    TableSchema::at_least(
        "branch",
        [
            part("input", "the input"),
            part("x", "the first part of the state at the fixed point"),
            part("y", "the second part"),
            Column::text("kind").described("what the fixed point is"),
            Column::boolean("is_stable").described("whether states come back to it"),
            Column::float("growth", Unit::ONE)
                .described("real part of the eigenvalue that grows fastest"),
            part("cycle_low", "least value of the first part on the limit cycle").optional(),
            part("cycle_high", "its greatest value").optional(),
            part("period", "how long a round takes").optional(),
        ],
    )
}

/// Where a fixed point changes its stability: one row a change.
pub(crate) fn crossings_schema() -> TableSchema {
    let part = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
    TableSchema::at_least(
        "crossings",
        [
            part("input", "the input there"),
            Column::text("kind")
                .described("`hopf` where a pair of eigenvalues passes, else `real`"),
            part("x", "the first part of the state at the fixed point"),
            part("y", "the second part"),
            Column::float("angular_frequency", Unit::ONE)
                .described("radians per unit of the model's time; 0 of `real`"),
            Column::boolean("is_stable_after").described("whether it is stable beyond"),
        ],
    )
}
