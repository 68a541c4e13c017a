//! The minimum of a quadratic with an elastic-net penalty.

use crate::matrix::{Cholesky, dot};

/// Sweeps of coordinate descent before what is there is taken.
const MAX_SWEEPS: usize = 10_000;

/// A sweep that moves no coefficient by more than this part of the largest ends the descent for a time, and the
/// coefficients that are not 0 are solved for exactly.
const COARSE: f64 = 1e-3;

/// The quadratic gᵀ(x − b) + ½ (x − b)ᵀ H (x − b) with penalties Σ λ₁ⱼ |xⱼ| + ½ λ₂ⱼ xⱼ².
pub(super) struct Quadratic<'a> {
    /// H in rows: symmetric, positive semi-definite
    pub(super) information: &'a [f64],
    /// g
    pub(super) gradient: &'a [f64],
    /// b
    pub(super) at: &'a [f64],
    /// λ₁
    pub(super) absolute: &'a [f64],
    /// λ₂
    pub(super) square: &'a [f64],
}

impl Quadratic<'_> {
    /// Where it is smallest; none where the quadratic has no single minimum.
    pub(super) fn minimum(&self) -> Option<Vec<f64>> {
        let n = self.at.len();
        if self.absolute.iter().all(|penalty| *penalty == 0.0) {
            let all: Vec<usize> = (0..n).collect();
            return self.exact(&all, &vec![0.0; n]);
        }
        let mut x = self.at.to_vec();
        // The slope of the quadratic at x, without penalties.
        let mut slope = self.gradient.to_vec();
        let mut tolerance = COARSE;
        let mut n_sweeps = 0;
        while n_sweeps < MAX_SWEEPS {
            n_sweeps += 1;
            let all = self.sweep(&mut x, &mut slope, 0..n)?;
            if all > tolerance * largest(&x).max(f64::MIN_POSITIVE) {
                let active: Vec<usize> = (0..n).filter(|&j| x[j] != 0.0).collect();
                for _ in 0..20 {
                    n_sweeps += 1;
                    let moved = self.sweep(&mut x, &mut slope, active.iter().copied())?;
                    if moved <= 0.1 * tolerance * largest(&x) {
                        break;
                    }
                }
                continue;
            }
            let active: Vec<usize> =
                (0..n).filter(|&j| x[j] != 0.0 || self.absolute[j] == 0.0).collect();
            let signs: Vec<f64> =
                x.iter().map(|x| if *x == 0.0 { 0.0 } else { x.signum() }).collect();
            if let Some(exact) = self.exact(&active, &signs)
                && self.is_minimum(&exact, &signs)
            {
                return Some(exact);
            }
            tolerance *= 0.1;
            if tolerance < 1e-15 {
                break;
            }
        }
        Some(x)
    }

    /// One round of coordinate descent; the largest move.
    fn sweep(
        &self,
        x: &mut [f64],
        slope: &mut [f64],
        columns: impl Iterator<Item = usize>,
    ) -> Option<f64> {
        let n = x.len();
        let mut moved = 0.0_f64;
        for j in columns {
            let row = &self.information[j * n..(j + 1) * n];
            let bend = row[j] + self.square[j];
            if !(bend > 0.0 && bend.is_finite()) {
                return None;
            }
            let pull = row[j] * x[j] - slope[j];
            let shrunk = pull.abs() - self.absolute[j];
            let next = if shrunk > 0.0 { shrunk.copysign(pull) / bend } else { 0.0 };
            let step = next - x[j];
            if step != 0.0 {
                x[j] = next;
                for (slope, entry) in slope.iter_mut().zip(row) {
                    *slope += step * entry;
                }
                moved = moved.max(step.abs());
            }
        }
        moved.is_finite().then_some(moved)
    }

    /// The minimum where only the `active` coefficients may differ from 0, with these signs.
    fn exact(&self, active: &[usize], signs: &[f64]) -> Option<Vec<f64>> {
        let n = self.at.len();
        let m = active.len();
        let mut matrix = vec![0.0; m * m];
        for (a, &i) in active.iter().enumerate() {
            for (b, &j) in active[..=a].iter().enumerate() {
                matrix[a * m + b] = self.information[i * n + j];
            }
            matrix[a * m + a] += self.square[i];
        }
        // H x = H b − g − λ₁ sign, for the active rows.
        let mut solution: Vec<f64> = active
            .iter()
            .map(|&i| {
                let product = dot(&self.information[i * n..(i + 1) * n], self.at);
                product - self.gradient[i] - self.absolute[i] * signs[i]
            })
            .collect();
        Cholesky::new(&matrix, m, 0.0).ok()?.solve(&mut solution);
        let mut x = vec![0.0; n];
        for (&i, value) in active.iter().zip(solution) {
            x[i] = value;
        }
        Some(x)
    }

    /// Whether signs are as they were taken, and no coefficient that is 0 pulls away from it.
    fn is_minimum(&self, x: &[f64], signs: &[f64]) -> bool {
        let n = x.len();
        let moved: Vec<f64> = x.iter().zip(self.at).map(|(x, at)| x - at).collect();
        (0..n).all(|j| {
            if self.absolute[j] == 0.0 || x[j] != 0.0 {
                return self.absolute[j] == 0.0 || x[j].signum() == signs[j];
            }
            let slope = self.gradient[j] + dot(&self.information[j * n..(j + 1) * n], &moved);
            slope.abs() <= self.absolute[j] * (1.0 + 1e-12)
        })
    }
}

/// Corrects an information by how the gradient turned over a move, so that along the move it is what was seen
/// (Broyden, Fletcher, Goldfarb, Shanno); a move along which the gradient did not rise says nothing.
pub(super) fn correct(information: &mut [f64], moved: &[f64], turned: &[f64]) {
    let n = moved.len();
    let expected: Vec<f64> =
        information.chunks_exact(n.max(1)).map(|row| dot(row, moved)).collect();
    let (rise, expected_rise) = (dot(moved, turned), dot(moved, &expected));
    if !(rise > 0.0 && expected_rise > 0.0 && (rise / expected_rise).is_finite()) {
        return;
    }
    for (i, row) in information.chunks_exact_mut(n).enumerate() {
        let (gained, lost) = (turned[i] / rise, expected[i] / expected_rise);
        for ((entry, turned), expected) in row.iter_mut().zip(turned).zip(&expected) {
            *entry += gained * turned - lost * expected;
        }
    }
}

fn largest(values: &[f64]) -> f64 {
    super::super::newton::largest(values)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_corrected_information_turns_as_was_seen() {
        let mut information = vec![2.0, 0.5, 0.5, 1.0];
        let (moved, turned) = ([1.0, -2.0], [3.0, -1.0]);
        correct(&mut information, &moved, &turned);
        for (row, turned) in information.chunks(2).zip(turned) {
            assert!((dot(row, &moved) - turned).abs() < 1e-14);
        }
        assert!((information[1] - information[2]).abs() < 1e-15);
        assert!(Cholesky::new(&information, 2, 0.0).is_ok());
        // The gradient falls along this one.
        let before = information.clone();
        correct(&mut information, &[1.0, 0.0], &[-1.0, 0.0]);
        assert_eq!(information, before);
    }

    proptest! {
        #[test]
        fn the_minimum_is_where_no_move_goes_down(
            entries in proptest::collection::vec(-1.0_f64..1.0, 30),
            gradient in proptest::collection::vec(-1.0_f64..1.0, 5),
            at in proptest::collection::vec(-1.0_f64..1.0, 5),
            absolute in 0.0_f64..0.8,
            square in 0.0_f64..0.5,
        ) {
            let n = 5;
            let product = |i: usize, j: usize| dot(&entries[i * 6..][..6], &entries[j * 6..][..6]);
            let information: Vec<f64> = (0..n * n)
                .map(|k| product(k / n, k % n) + 0.05 * f64::from(u8::from(k / n == k % n)))
                .collect();
            let mut penalties = [vec![absolute; n], vec![square; n]];
            penalties[0][0] = 0.0;
            penalties[1][0] = 0.0;
            let quadratic = Quadratic {
                information: &information,
                gradient: &gradient,
                at: &at,
                absolute: &penalties[0],
                square: &penalties[1],
            };
            let value = |x: &[f64]| {
                let moved: Vec<f64> = x.iter().zip(&at).map(|(x, at)| x - at).collect();
                let bent: f64 = (0..n).map(|i| moved[i] * dot(&information[i * n..][..n], &moved)).sum();
                let held: f64 = (1..n).map(|j| absolute * x[j].abs() + 0.5 * square * x[j] * x[j]).sum();
                dot(&gradient, &moved) + 0.5 * bent + held
            };
            let x = quadratic.minimum().expect("positive definite");
            let here = value(&x);
            for j in 0..n {
                for step in [-1e-4, -1e-6, 1e-6, 1e-4] {
                    let mut moved = x.clone();
                    moved[j] += step;
                    prop_assert!(value(&moved) >= here - 1e-14, "{j} {step}");
                }
            }
        }
    }
}
