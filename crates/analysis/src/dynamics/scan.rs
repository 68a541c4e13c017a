//! A fixed point followed along a parameter.

use super::{Kind, Stability, classify, fixed_point, jacobian};
use crate::Error;

/// The values of a parameter, equally far apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    from: f64,
    to: f64,
    n_values: usize,
}

impl Range {
    /// `n_values` from the first to the last, both included.
    ///
    /// # Errors
    /// [`Error::Interval`] for ends that do not ascend, [`Error::Parameter`] for fewer than two values.
    pub fn new(from: f64, to: f64, n_values: usize) -> Result<Self, Error> {
        if !(from < to && from.is_finite() && to.is_finite()) {
            return Err(Error::Interval { lower: from, upper: to });
        }
        if n_values < 2 {
            let wanted = "at least 2";
            return Err(Error::Parameter { parameter: "n_values", got: n_values as f64, wanted });
        }
        Ok(Self { from, to, n_values })
    }

    fn value(&self, i: usize) -> f64 {
        self.from + (self.to - self.from) * i as f64 / (self.n_values - 1) as f64
    }
}

/// The fixed point at each value, and where its stability changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// The parameter
    pub parameter: Vec<f64>,
    /// The fixed point at each value
    pub points: Vec<Vec<f64>>,
    /// Its nature
    pub stabilities: Vec<Stability>,
    /// Where stability is lost or gained
    pub crossings: Vec<Crossing>,
}

/// What passes the imaginary axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A pair of eigenvalues: a limit cycle is born or dies
    Hopf,
    /// One real eigenvalue passes 0
    Real,
}

/// A change of stability.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    /// What passes
    pub change: Change,
    /// The parameter there, to 10 digits of the distance between two values
    pub parameter: f64,
    /// The fixed point there
    pub point: Vec<f64>,
    /// The frequency of a Hopf bifurcation, radians per unit of time; 0 else
    pub angular_frequency: f64,
    /// Whether the fixed point is stable after it
    pub stable_after: bool,
}

/// Follows the fixed point from `start` at the first value of the parameter, each search starting from the point
/// before; `field(parameter, state, velocity)`.
///
/// # Errors
/// [`Error::NoFixedPoint`] where the branch ends (at a fold, say).
pub fn scan(
    field: impl Fn(f64, &[f64], &mut [f64]),
    start: &[f64],
    range: Range,
) -> Result<Branch, Error> {
    let at = |parameter: f64, start: &[f64]| -> Result<(Vec<f64>, Stability), Error> {
        let here = |x: &[f64], f: &mut [f64]| field(parameter, x, f);
        let point = fixed_point(here, start)?;
        let stability = classify(jacobian(here, &point).view())?;
        Ok((point, stability))
    };
    let mut branch = Branch {
        parameter: Vec::new(),
        points: Vec::new(),
        stabilities: Vec::new(),
        crossings: Vec::new(),
    };
    let mut guess = start.to_vec();
    for i in 0..range.n_values {
        let parameter = range.value(i);
        let (point, stability) = at(parameter, &guess)?;
        if let Some(before) = branch.stabilities.last()
            && is_stable(before) != is_stable(&stability)
        {
            let (mut low, mut high) = (range.value(i - 1), parameter);
            let stable_before = is_stable(before);
            let mut found = (point.clone(), stability.clone());
            for _ in 0..40 {
                let middle = 0.5 * (low + high);
                let there = at(middle, &found.0)?;
                if is_stable(&there.1) == stable_before {
                    low = middle;
                } else {
                    high = middle;
                }
                found = there;
            }
            let fastest = found.1.eigenvalues[0];
            branch.crossings.push(Crossing {
                change: if fastest.imaginary == 0.0 { Change::Real } else { Change::Hopf },
                parameter: 0.5 * (low + high),
                point: found.0,
                angular_frequency: fastest.imaginary.abs(),
                stable_after: !stable_before,
            });
        }
        guess.copy_from_slice(&point);
        branch.parameter.push(parameter);
        branch.points.push(point);
        branch.stabilities.push(stability);
    }
    Ok(branch)
}

fn is_stable(stability: &Stability) -> bool {
    match stability.kind {
        Kind::StableNode | Kind::StableFocus => true,
        Kind::Centre | Kind::Degenerate => stability.eigenvalues[0].real < 0.0,
        Kind::UnstableNode | Kind::UnstableFocus | Kind::Saddle => false,
    }
}
