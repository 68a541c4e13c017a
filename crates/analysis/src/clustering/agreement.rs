//! Do two groupings of the same things agree?

use std::collections::BTreeMap;

use crate::Error;
use crate::matrix::check_length;

/// The adjusted Rand index: of all pairs of rows, how many are together or apart in both groupings, on a scale on which
/// chance is 0 and agreement 1 (Hubert & Arabie 1985, doi:10.1007/BF01908075). Names of groups do not matter.
///
/// With counts nᵢⱼ of rows in group i of one and j of the other, (Σ C(nᵢⱼ, 2) − E) / (½ (Σ C(aᵢ, 2) + Σ C(bⱼ, 2)) − E) with
/// E = Σ C(aᵢ, 2) Σ C(bⱼ, 2) / C(n, 2). It is 1 where both have a single group or only single rows, and may be below 0.
/// scikit-learn's `adjusted_rand_score` is the same.
///
/// ```
/// use spikebook_analysis::clustering::adjusted_rand_index;
///
/// assert_eq!(adjusted_rand_index(&[0, 0, 1, 1], &[5, 5, 2, 2])?, 1.0);
/// assert!((adjusted_rand_index(&[0, 0, 1, 1], &[0, 1, 0, 1])? + 0.5).abs() < 1e-15);
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
///
/// # Errors
/// [`Error::Length`] for groupings of different things, [`Error::TooFew`] below two rows.
pub fn adjusted_rand_index(a: &[usize], b: &[usize]) -> Result<f64, Error> {
    check_length("labels", b.len(), a.len())?;
    if a.len() < 2 {
        return Err(Error::TooFew { what: "labels", got: a.len(), wanted: 2 });
    }
    let pairs = |n: usize| (n as f64) * (n as f64 - 1.0) / 2.0;
    let mut joint: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let (mut of_a, mut of_b): (BTreeMap<usize, usize>, BTreeMap<usize, usize>) = Default::default();
    for (&a, &b) in a.iter().zip(b) {
        *joint.entry((a, b)).or_default() += 1;
        *of_a.entry(a).or_default() += 1;
        *of_b.entry(b).or_default() += 1;
    }
    // Whole numbers up to 2⁵³: the sums are exact.
    let together: f64 = joint.values().map(|&n| pairs(n)).sum();
    let pairs_a: f64 = of_a.values().map(|&n| pairs(n)).sum();
    let pairs_b: f64 = of_b.values().map(|&n| pairs(n)).sum();
    let expected = pairs_a * pairs_b / pairs(a.len());
    let largest = f64::midpoint(pairs_a, pairs_b);
    if largest == expected {
        return Ok(1.0);
    }
    Ok((together - expected) / (largest - expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_counted_one_by_one_agree() {
        let a = [0, 0, 1, 2, 2, 2, 1, 0, 0];
        let b = [1, 1, 0, 0, 2, 2, 0, 1, 2];
        let (mut both, mut in_a, mut in_b, mut all) = (0.0, 0.0, 0.0, 0.0);
        for i in 0..9 {
            for j in 0..i {
                let (x, y) = (f64::from(u8::from(a[i] == a[j])), f64::from(u8::from(b[i] == b[j])));
                (both, in_a, in_b, all) = (both + x * y, in_a + x, in_b + y, all + 1.0);
            }
        }
        let expected = in_a * in_b / all;
        let wanted = (both - expected) / (f64::midpoint(in_a, in_b) - expected);
        assert!((adjusted_rand_index(&a, &b).expect("nine") - wanted).abs() < 1e-15);
        assert_eq!(adjusted_rand_index(&[1, 1, 1], &[4, 4, 4]), Ok(1.0));
        assert!(adjusted_rand_index(&[1], &[1]).is_err());
        assert!(adjusted_rand_index(&[1, 2], &[1]).is_err());
    }
}
