//! Where a fit starts: rows that lie far apart, and which of them every other row is nearest to.

use spikebook_numeric::Stream;

use crate::Error;

/// Most rows that are looked at.
const MOST_ROWS: usize = 2000;

/// Rows whose distances are asked for.
pub(super) struct Nearest<'a> {
    pub(super) n_steps: usize,
    pub(super) n_dimensions: usize,
    pub(super) value: &'a dyn Fn(usize, usize) -> f64,
}

/// Some rows, and the seed that each is nearest to.
pub(super) struct Seeds {
    pub(super) rows: Vec<usize>,
    pub(super) state_of_row: Vec<usize>,
}

impl Nearest<'_> {
    fn squared_distance(&self, a: usize, b: usize) -> f64 {
        let difference = |dimension| (self.value)(a, dimension) - (self.value)(b, dimension);
        (0..self.n_dimensions).map(|dimension| difference(dimension) * difference(dimension)).sum()
    }
}

/// Draws seeds as k-means++ does (Arthur & Vassilvitskii 2007): each next one with a chance that grows with the
/// squared distance to the nearest seed so far.
pub(super) fn nearest_seeds(
    rows: &Nearest<'_>,
    n_states: usize,
    stream: &mut Stream,
) -> Result<Seeds, Error> {
    if rows.n_steps < n_states {
        return Err(Error::TooFew { what: "steps", got: rows.n_steps, wanted: n_states });
    }
    let n_rows = rows.n_steps.min(MOST_ROWS);
    // An even comb through all steps with a tooth of chance in each gap.
    let gap = rows.n_steps as f64 / n_rows as f64;
    let place = |row: usize, chance: f64| ((row as f64 + chance) * gap) as usize;
    let chosen: Vec<usize> =
        (0..n_rows).map(|row| place(row, stream.uniform()).min(rows.n_steps - 1)).collect();
    let mut state_of_row = vec![0; n_rows];
    let mut distances = vec![f64::INFINITY; n_rows];
    for state in 0..n_states {
        let seed = if state == 0 { stream.below(n_rows) } else { weighted(&distances, stream) };
        for (row, &step) in chosen.iter().enumerate() {
            let distance = rows.squared_distance(step, chosen[seed]);
            if distance < distances[row] {
                distances[row] = distance;
                state_of_row[row] = state;
            }
        }
    }
    Ok(Seeds { rows: chosen, state_of_row })
}

/// An index drawn with a chance in proportion to its weight; any, where all weights are 0.
fn weighted(weights: &[f64], stream: &mut Stream) -> usize {
    let total: f64 = weights.iter().sum();
    let mut left = stream.uniform() * total;
    for (index, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return index;
        }
    }
    stream.below(weights.len())
}
