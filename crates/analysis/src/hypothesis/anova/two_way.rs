//! Two factors and their interaction.

use spikebook_numeric::special::f_upper_tail;
use spikebook_numeric::{Doubled, Real};

use super::mean;
use crate::Error;
use crate::matrix::{Householder, check_finite_slice, check_length};

/// An analysis of variance of two factors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoWayAnova {
    /// What the first factor adds to the second
    pub first: EffectTest,
    /// What the second factor adds to the first
    pub second: EffectTest,
    /// What cells add to both
    pub interaction: EffectTest,
    /// Squares of values about the means of their cells
    pub within_squares: f64,
    /// Values less cells
    pub within_degrees: f64,
}

/// The test of one effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EffectTest {
    /// Squares that it explains
    pub squares: f64,
    /// Its degrees of freedom
    pub degrees: f64,
    /// Its mean square over that within cells
    pub f: f64,
    /// The p value
    pub p: f64,
}

impl TwoWayAnova {
    /// Compares the levels of two factors: values, and for each the level of either, counted from 0.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::NonFinite`]; [`Error::TooFew`] below two levels, for a cell without a value, or
    /// where no cell has two; [`Error::NoSpread`] where no cell varies;
    /// [`Error::Overflow`] where squares are not finite.
    pub fn of(values: &[f64], first: &[usize], second: &[usize]) -> Result<Self, Error> {
        check_length("levels of the first factor", first.len(), values.len())?;
        check_length("levels of the second factor", second.len(), values.len())?;
        check_finite_slice("values", values)?;
        let n_levels = |levels: &[usize]| levels.iter().max().map_or(0, |most| most + 1);
        let (a, b) = (n_levels(first), n_levels(second));
        if a.min(b) < 2 {
            return Err(Error::TooFew { what: "levels of a factor", got: a.min(b), wanted: 2 });
        }
        let mut cells: Vec<Vec<f64>> = vec![Vec::new(); a * b];
        for (row, &value) in values.iter().enumerate() {
            cells[first[row] * b + second[row]].push(value);
        }
        if cells.iter().any(Vec::is_empty) {
            return Err(Error::TooFew { what: "values in a cell", got: 0, wanted: 1 });
        }
        if values.len() == cells.len() {
            let (got, wanted) = (values.len(), values.len() + 1);
            return Err(Error::TooFew { what: "values", got, wanted });
        }
        let mut within = Doubled::ZERO;
        for cell in &cells {
            let centre = mean(cell.iter());
            for &value in cell {
                within = within + (Doubled::from(value) - centre).square();
            }
        }
        if !within.to_f64().is_finite() {
            return Err(Error::Overflow { what: "values".into() });
        }
        if within.to_f64() == 0.0 {
            return Err(Error::NoSpread { what: "each cell" });
        }
        // Indicators of all levels but the first, of either factor, and of cells.
        let indicator = |holds: &dyn Fn(usize) -> bool| -> Vec<Doubled> {
            (0..values.len()).map(|row| Doubled::from(f64::from(u8::from(holds(row))))).collect()
        };
        let of_first: Vec<Vec<Doubled>> =
            (1..a).map(|level| indicator(&|row| first[row] == level)).collect();
        let of_second: Vec<Vec<Doubled>> =
            (1..b).map(|level| indicator(&|row| second[row] == level)).collect();
        let of_cells: Vec<Vec<Doubled>> = (1..a)
            .flat_map(|i| (1..b).map(move |j| (i, j)))
            .map(|(i, j)| indicator(&|row| first[row] == i && second[row] == j))
            .collect();
        let intercept = vec![indicator(&|_| true)];
        let within_degrees = (values.len() - cells.len()) as f64;
        let mean_square = within / Doubled::from(within_degrees);
        let test = |before: &[&[Vec<Doubled>]], added: &[Vec<Doubled>]| {
            let squares = added_squares(values, before, added);
            let degrees = added.len() as f64;
            let f = (squares / Doubled::from(degrees) / mean_square).to_f64();
            let p = f_upper_tail(f, degrees, within_degrees);
            EffectTest { squares: squares.to_f64(), degrees, f, p }
        };
        let effects @ [first, second, interaction] = [
            test(&[&intercept, &of_second], &of_first),
            test(&[&intercept, &of_first], &of_second),
            test(&[&intercept, &of_first, &of_second], &of_cells),
        ];
        if effects.iter().any(|effect| !effect.squares.is_finite()) {
            return Err(Error::Overflow { what: "values".into() });
        }
        Ok(Self { first, second, interaction, within_squares: within.to_f64(), within_degrees })
    }
}

/// The squares that columns explain beyond those before them.
fn added_squares(values: &[f64], before: &[&[Vec<Doubled>]], added: &[Vec<Doubled>]) -> Doubled {
    let columns: Vec<&Vec<Doubled>> = before.iter().copied().flatten().chain(added).collect();
    let n_columns = columns.len();
    let flat: Vec<Doubled> = columns.into_iter().flatten().copied().collect();
    let qr = Householder::new(flat, values.len(), n_columns);
    let centre = mean(values.iter());
    let mut rotated: Vec<Doubled> =
        values.iter().map(|&value| Doubled::from(value) - centre).collect();
    qr.rotate(&mut rotated);
    let of_added = &rotated[n_columns - added.len()..n_columns];
    of_added.iter().fold(Doubled::ZERO, |sum, entry| sum + entry.square())
}
