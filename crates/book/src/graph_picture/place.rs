//! Where in its layer each box and bend stands.

use super::layers::Layered;

/// Times that each layer is moved towards its neighbours.
const SWEEPS: usize = 24;

/// The middle of each box and bend: as near to the mean of its neighbours as the widths and gaps of its
/// layer allow.
pub(super) fn placed(
    layered: &Layered,
    rows: &[Vec<usize>],
    widths: &[f64],
    gap_px: f64,
) -> Vec<f64> {
    let mut xs = vec![0.0; layered.layer.len()];
    for row in rows {
        for (&at, offset) in row.iter().zip(offsets(row, widths, gap_px)) {
            xs[at] = offset;
        }
        let middle = row.last().map_or(0.0, |&last| xs[last] / 2.0);
        for &at in row {
            xs[at] -= middle;
        }
    }
    let (above, below) = layered.neighbours();
    for sweep in 0..SWEEPS {
        let is_down = sweep % 2 == 0;
        for step in 0..rows.len() {
            let row = &rows[if is_down { step } else { rows.len() - 1 - step }];
            let wanted: Vec<f64> = row
                .iter()
                .map(|&at| {
                    let near = above[at].iter().chain(&below[at]);
                    let sum: f64 = near.map(|&near| xs[near]).sum();
                    let n_near = above[at].len() + below[at].len();
                    if n_near == 0 { xs[at] } else { sum / n_near as f64 }
                })
                .collect();
            let offsets = offsets(row, widths, gap_px);
            let free: Vec<f64> =
                wanted.iter().zip(&offsets).map(|(x, offset)| x - offset).collect();
            for ((&at, x), offset) in row.iter().zip(ascending(&free)).zip(offsets) {
                xs[at] = x + offset;
            }
        }
    }
    xs
}

/// How far right of the first member of a row each must stand at least.
fn offsets(row: &[usize], widths: &[f64], gap_px: f64) -> Vec<f64> {
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(row.len());
    for (place, &at) in row.iter().enumerate() {
        if place > 0 {
            offset += f64::midpoint(widths[row[place - 1]], widths[at]) + gap_px;
        }
        offsets.push(offset);
    }
    offsets
}

/// The numbers that never fall and are nearest to `wanted` by squares: neighbours that would fall are
/// pooled at their mean.
fn ascending(wanted: &[f64]) -> Vec<f64> {
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for &number in wanted {
        let mut pool = (number, 1);
        while let Some(&(mean, n)) = pools.last().filter(|(mean, _)| *mean > pool.0) {
            let total = n + pool.1;
            pool = ((mean * n as f64 + pool.0 * pool.1 as f64) / total as f64, total);
            pools.pop();
        }
        pools.push(pool);
    }
    pools.into_iter().flat_map(|(mean, n)| std::iter::repeat_n(mean, n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_would_fall_share_their_mean() {
        assert_eq!(ascending(&[1.0, 3.0, 2.0, 5.0]), [1.0, 2.5, 2.5, 5.0]);
        assert_eq!(ascending(&[3.0, 2.0, 1.0]), [2.0, 2.0, 2.0]);
    }
}
