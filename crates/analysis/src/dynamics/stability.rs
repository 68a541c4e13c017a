//! What a Jacobian says of a fixed point.

use ndarray::ArrayView2;
use spikebook_numeric::elementary::sqrt;

use crate::Error;
use crate::matrix::to_faer;

/// Real parts nearer to 0 than this, in units of the largest eigenvalue, decide nothing.
const UNDECIDED: f64 = 1e-9;

/// An eigenvalue a + b i.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eigenvalue {
    /// a: growth per unit of time
    pub real: f64,
    /// b: radians per unit of time
    pub imaginary: f64,
}

/// How a state moves near to a fixed point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It comes back without turning
    StableNode,
    /// It comes back in a spiral
    StableFocus,
    /// It leaves without turning
    UnstableNode,
    /// It leaves in a spiral
    UnstableFocus,
    /// It comes back along some directions and leaves along others
    Saddle,
    /// It turns, and the linear part does not tell whether it comes back
    Centre,
    /// Some direction neither grows nor decays: the linear part does not tell
    Degenerate,
}

/// A fixed point's nature.
#[derive(Clone, Debug, PartialEq)]
pub struct Stability {
    /// What it is
    pub kind: Kind,
    /// The eigenvalues, the fastest growing first
    pub eigenvalues: Vec<Eigenvalue>,
}

/// The nature of a fixed point by its Jacobian.
///
/// # Errors
/// [`Error::Length`] for a matrix that is not square or empty, [`Error::NonFinite`] for an entry that is no
/// number, [`Error::Dataset`] where the eigenvalues do not converge.
pub fn classify(jacobian: ArrayView2<'_, f64>) -> Result<Stability, Error> {
    let n = jacobian.nrows();
    if n == 0 || jacobian.ncols() != n {
        return Err(Error::Length {
            what: "columns of the Jacobian",
            got: jacobian.ncols(),
            wanted: n.max(1),
        });
    }
    for ((row, column), &got) in jacobian.indexed_iter() {
        if !got.is_finite() {
            return Err(Error::NonFinite { what: format!("Jacobian, column {column}"), row, got });
        }
    }
    let mut eigenvalues = eigenvalues(jacobian)?;
    eigenvalues.sort_by(|a, b| b.real.total_cmp(&a.real).then(b.imaginary.total_cmp(&a.imaginary)));
    let largest = eigenvalues.iter().map(|value| value.real.abs().max(value.imaginary.abs()));
    let scale = UNDECIDED * largest.fold(0.0, f64::max);
    let count = |holds: &dyn Fn(&Eigenvalue) -> bool| {
        eigenvalues.iter().filter(|value| holds(value)).count()
    };
    let growing = count(&|value| value.real > scale);
    let decaying = count(&|value| value.real < -scale);
    let turning = count(&|value| value.imaginary.abs() > scale) > 0;
    let kind = match (growing, decaying) {
        (growing, decaying) if growing + decaying < n => {
            let standing = count(&|value| value.real.abs() <= scale);
            let both = count(&|value| value.real.abs() <= scale && value.imaginary.abs() > scale);
            if standing == both && growing == 0 { Kind::Centre } else { Kind::Degenerate }
        }
        (0, _) => {
            if turning {
                Kind::StableFocus
            } else {
                Kind::StableNode
            }
        }
        (_, 0) => {
            if turning {
                Kind::UnstableFocus
            } else {
                Kind::UnstableNode
            }
        }
        _ => Kind::Saddle,
    };
    Ok(Stability { kind, eigenvalues })
}

fn eigenvalues(a: ArrayView2<'_, f64>) -> Result<Vec<Eigenvalue>, Error> {
    if a.nrows() == 2 {
        // λ = m ± √(m² − det), with m² − det as a sum that does not cancel.
        let mean = 0.5 * (a[[0, 0]] + a[[1, 1]]);
        let half = 0.5 * (a[[0, 0]] - a[[1, 1]]);
        let square = half * half + a[[0, 1]] * a[[1, 0]];
        let root = sqrt(square.abs());
        let pair = if square < 0.0 {
            [(mean, root), (mean, -root)]
        } else {
            [(mean + root, 0.0), (mean - root, 0.0)]
        };
        return Ok(pair.map(|(real, imaginary)| Eigenvalue { real, imaginary }).to_vec());
    }
    let values = to_faer(a).eigenvalues();
    let values = values.map_err(|_| Error::Dataset {
        reason: "the eigenvalues of the Jacobian do not converge".into(),
    })?;
    Ok(values.iter().map(|value| Eigenvalue { real: value.re, imaginary: value.im }).collect())
}
