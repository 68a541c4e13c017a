//! The sets that estimators are tried on.

use ndarray::{Array1, Array2};
use spikebook_numeric::elementary::{exp, logistic};
use spikebook_numeric::{Seed, Stream};

/// What an estimator is given.
#[derive(Clone, Debug)]
pub(crate) struct Set {
    pub(crate) x: Array2<f64>,
    pub(crate) y: Array1<f64>,
    pub(crate) weights: Option<Vec<f64>>,
}

/// What the response of an estimator may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Response {
    /// There is none
    None,
    /// Any number
    Real,
    /// A number above zero
    Positive,
    /// A whole number from 0 on
    Count,
    /// A whole number from 0 on that varies more than a Poisson count
    Overdispersed,
    /// 0 or 1
    Binary,
    /// 0, 1 or 2
    Class,
}

pub(crate) const N_ROWS: usize = 60;

impl Set {
    /// A set that every estimator of such a response can fit: three columns, three groups of rows.
    pub(crate) fn clean(response: Response) -> Self {
        Self::sample(response, N_ROWS, "clean")
    }

    fn sample(response: Response, n_rows: usize, name: &str) -> Self {
        let mut stream = Seed::from_name("conformance").replicate(name, 0);
        let x = Array2::from_shape_fn((n_rows, 3), |(row, column)| {
            let group = if row % 3 == column { 1.5 } else { 0.0 };
            let shared = 3.0 * ((row * 7 + 3) % 11) as f64 / 11.0;
            group + shared + stream.standard_normal()
        });
        let slopes = [0.4, -0.3, 0.2];
        let y = (0..n_rows).map(|row| {
            let line: f64 =
                0.3 + (0..3).map(|column| slopes[column] * x[[row, column]]).sum::<f64>();
            draw(response, line, row, &mut stream)
        });
        let y = y.collect();
        Self { x, y, weights: None }
    }

    /// The same rows in another order, and that order.
    pub(crate) fn permuted(&self) -> (Self, Vec<usize>) {
        let mut order: Vec<usize> = (0..self.x.nrows()).collect();
        Seed::from_name("conformance").replicate("order", 0).shuffle(&mut order);
        (self.rows(&order), order)
    }

    /// Some of the rows, in a given order.
    pub(crate) fn rows(&self, rows: &[usize]) -> Self {
        Self {
            x: Array2::from_shape_fn((rows.len(), self.x.ncols()), |(row, column)| {
                self.x[[rows[row], column]]
            }),
            y: rows.iter().map(|&row| self.y[row]).collect(),
            weights: self
                .weights
                .as_ref()
                .map(|weights| rows.iter().map(|&row| weights[row]).collect()),
        }
    }
}

fn draw(response: Response, line: f64, row: usize, stream: &mut Stream) -> f64 {
    match response {
        Response::None => 0.0,
        Response::Real => line + stream.standard_normal(),
        Response::Positive => exp(line) * (0.2 + stream.standard_exponential()),
        Response::Count => stream.poisson(exp(line)) as f64,
        Response::Overdispersed => {
            let mean = exp(line + 0.5) * stream.standard_exponential();
            stream.poisson(mean) as f64
        }
        Response::Binary => f64::from(u8::from(stream.bernoulli(logistic(line)))),
        Response::Class => (row % 3) as f64,
    }
}
