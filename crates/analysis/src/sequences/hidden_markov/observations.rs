//! What is observed: counts, points or symbols, in one sequence or several.

use ndarray::ArrayView2;
use spikebook_numeric::special::ln_factorial;
use spikebook_numeric::sum::sum;

use super::BLOCK_STEPS;
use super::spare::Spare;
use crate::Error;
use crate::matrix::check_finite;

/// The largest count that is kept exactly.
const LARGEST_COUNT: u32 = 1 << 24;

/// Observations step by step, cut into sequences that do not follow one another (trials).
pub trait Observations: Sync {
    /// The lengths of the sequences, in steps.
    fn lengths(&self) -> &[usize];

    /// All steps.
    fn n_steps(&self) -> usize {
        self.lengths().iter().sum()
    }

    /// Memory that passes over these observations leave to one another.
    fn spare(&self) -> &Spare;
}

/// Spike counts: one row a step, one column a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    lengths: Vec<usize>,
    n_units: usize,
    /// Blocks of steps; in a block unit after unit, its counts in order, filled up with 0.
    blocks: Vec<f32>,
    /// −Σ ln n! over all entries
    ln_factorials: f64,
    spare: Spare,
}

/// Points in a few dimensions: one row a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    lengths: Vec<usize>,
    n_dimensions: usize,
    values: Vec<f64>,
    spare: Spare,
}

/// Symbols of a list, by their number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbols {
    lengths: Vec<usize>,
    n_symbols: usize,
    values: Vec<usize>,
    spare: Spare,
}

impl Counts {
    /// One sequence (steps × units).
    ///
    /// # Errors
    /// [`Error::TooFew`] without a step or a unit; [`Error::OutOfRange`] for a count above 2²⁴.
    pub fn new(counts: ArrayView2<'_, u32>) -> Result<Self, Error> {
        let (n_steps, n_units) = counts.dim();
        at_least_one("steps", n_steps)?;
        at_least_one("units", n_units)?;
        let mut blocks = vec![0.0; n_steps.div_ceil(BLOCK_STEPS) * BLOCK_STEPS * n_units];
        let mut ln_factorials = Vec::with_capacity(n_steps);
        for (row, of_step) in counts.outer_iter().enumerate() {
            let start = row / BLOCK_STEPS * BLOCK_STEPS * n_units + row % BLOCK_STEPS;
            for (unit, &count) in of_step.iter().enumerate() {
                if count > LARGEST_COUNT {
                    let (got, wanted) = (f64::from(count), "a count of at most 16777216");
                    return Err(Error::OutOfRange { what: "counts", row, got, wanted });
                }
                blocks[start + unit * BLOCK_STEPS] = count as f32;
            }
            let of_unit = of_step.iter().filter(|count| **count > 1);
            ln_factorials.push(-of_unit.map(|&n| ln_factorial(f64::from(n))).sum::<f64>());
        }
        Ok(Self {
            lengths: vec![n_steps],
            n_units,
            blocks,
            ln_factorials: sum(ln_factorials),
            spare: Spare::default(),
        })
    }

    /// The same counts as sequences of these lengths.
    ///
    /// # Errors
    /// As [`Points::in_sequences`].
    pub fn in_sequences(mut self, lengths: &[usize]) -> Result<Self, Error> {
        self.lengths = checked(lengths, self.n_steps())?;
        Ok(self)
    }

    /// The number of units.
    pub fn n_units(&self) -> usize {
        self.n_units
    }

    /// A block of steps: unit after unit.
    pub(super) fn block(&self, block: usize) -> &[f32] {
        let length = BLOCK_STEPS * self.n_units;
        &self.blocks[block * length..(block + 1) * length]
    }

    /// One count.
    pub(super) fn at(&self, step: usize, unit: usize) -> f64 {
        f64::from(self.block(step / BLOCK_STEPS)[unit * BLOCK_STEPS + step % BLOCK_STEPS])
    }

    /// −Σ ln n!, what all states and models share.
    pub(super) fn ln_factorials(&self) -> f64 {
        self.ln_factorials
    }
}

impl Points {
    /// One sequence (steps × dimensions).
    ///
    /// # Errors
    /// [`Error::TooFew`] without a step or a dimension; [`Error::NonFinite`].
    pub fn new(points: ArrayView2<'_, f64>) -> Result<Self, Error> {
        at_least_one("steps", points.nrows())?;
        at_least_one("dimensions", points.ncols())?;
        check_finite("points", points)?;
        Ok(Self {
            lengths: vec![points.nrows()],
            n_dimensions: points.ncols(),
            values: points.iter().copied().collect(),
            spare: Spare::default(),
        })
    }

    /// The same points as sequences of these lengths.
    ///
    /// # Errors
    /// [`Error::TooFew`] for a sequence without a step; [`Error::Length`] where the lengths do not add up to
    /// the steps.
    pub fn in_sequences(mut self, lengths: &[usize]) -> Result<Self, Error> {
        self.lengths = checked(lengths, self.n_steps())?;
        Ok(self)
    }

    /// The number of dimensions.
    pub fn n_dimensions(&self) -> usize {
        self.n_dimensions
    }

    /// One point.
    pub(super) fn at(&self, step: usize) -> &[f64] {
        &self.values[step * self.n_dimensions..(step + 1) * self.n_dimensions]
    }
}

impl Symbols {
    /// One sequence of symbols 0 … `n_symbols` − 1.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a step; [`Error::Index`] for a symbol beyond the list.
    pub fn new(symbols: &[usize], n_symbols: usize) -> Result<Self, Error> {
        at_least_one("steps", symbols.len())?;
        if let Some(&got) = symbols.iter().find(|&&symbol| symbol >= n_symbols) {
            return Err(Error::Index { what: "symbols", got, below: n_symbols });
        }
        Ok(Self {
            lengths: vec![symbols.len()],
            n_symbols,
            values: symbols.to_vec(),
            spare: Spare::default(),
        })
    }

    /// The same symbols as sequences of these lengths.
    ///
    /// # Errors
    /// As [`Points::in_sequences`].
    pub fn in_sequences(mut self, lengths: &[usize]) -> Result<Self, Error> {
        self.lengths = checked(lengths, self.n_steps())?;
        Ok(self)
    }

    /// The number of symbols of the list.
    pub fn n_symbols(&self) -> usize {
        self.n_symbols
    }

    /// One symbol.
    pub(super) fn at(&self, step: usize) -> usize {
        self.values[step]
    }
}

impl Observations for Counts {
    fn lengths(&self) -> &[usize] {
        &self.lengths
    }

    fn spare(&self) -> &Spare {
        &self.spare
    }
}

impl Observations for Points {
    fn lengths(&self) -> &[usize] {
        &self.lengths
    }

    fn spare(&self) -> &Spare {
        &self.spare
    }
}

impl Observations for Symbols {
    fn lengths(&self) -> &[usize] {
        &self.lengths
    }

    fn spare(&self) -> &Spare {
        &self.spare
    }
}

fn at_least_one(what: &'static str, got: usize) -> Result<(), Error> {
    if got == 0 { Err(Error::TooFew { what, got, wanted: 1 }) } else { Ok(()) }
}

fn checked(lengths: &[usize], n_steps: usize) -> Result<Vec<usize>, Error> {
    if lengths.contains(&0) {
        return Err(Error::TooFew { what: "steps of a sequence", got: 0, wanted: 1 });
    }
    let got = lengths.iter().sum();
    if got != n_steps {
        return Err(Error::Length { what: "steps of all sequences", got, wanted: n_steps });
    }
    Ok(lengths.to_vec())
}
