//! Refits of drawn rows, against each fitted by itself.

use ndarray::Axis;
use spikebook_numeric::Seed;

use super::{Family, assert_close, every_model, sample, sample_of};
use crate::Error;
use crate::bootstrap::Resampling;
use crate::regression::Glm;

#[test]
fn a_replicate_is_the_fit_of_the_rows_that_were_drawn() {
    let n = 250;
    for (number, glm) in every_model().into_iter().enumerate() {
        let data = sample_of(&glm, n, 2, 200 + number as u64);
        let seed = Seed::from_number(5);
        let clusters = (0..50).map(|k| (5 * k..5 * k + 5).collect()).collect();
        for rows in [Resampling::Rows(n), Resampling::Clusters(clusters)] {
            let (x, y) = (data.design.view(), data.response.view());
            let drawn = glm.bootstrap(x, y, None, None, &rows, 40, &seed).expect("a clean set");
            for (replicate, got) in drawn.replicates.iter().enumerate() {
                let picked = rows.draw(seed.replicate("bootstrap", replicate as u64));
                let (x, y) =
                    (data.design.select(Axis(0), &picked), data.response.select(Axis(0), &picked));
                let alone = glm.fit_design(x.view(), y.view(), None, None);
                match (got, alone) {
                    (Ok(b), Ok(alone)) => assert_close(b.clone(), alone.estimates().to_vec(), 1e-7),
                    (Err(_), Err(_)) => {}
                    (got, alone) => panic!(
                        "{glm:?}: {got:?}, alone {:?}",
                        alone.map(|fit| fit.estimates().to_vec())
                    ),
                }
            }
        }
    }
}

#[test]
fn replicates_are_the_same_on_any_number_of_threads() {
    let data = sample(Family::Poisson, 5000, 8, 210);
    let glm = Glm::poisson().with_penalty(0.01).expect("a penalty");
    let on_threads = |n: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().expect("a pool");
        pool.install(|| {
            let (x, y) = (data.design.view(), data.response.view());
            let rows = Resampling::Rows(5000);
            glm.bootstrap(x, y, None, None, &rows, 35, &Seed::from_number(6))
                .expect("fits")
                .fitted()
        })
    };
    let one = on_threads(1);
    assert_eq!(one, on_threads(2));
    assert_eq!(one, on_threads(3));
    let spread = one.std_axis(Axis(0), 1.0);
    let errors = data.fit(glm).standard_errors();
    let ratios = spread.iter().zip(&errors).map(|(spread, error)| spread / error);
    assert!(ratios.into_iter().all(|ratio| (0.5..2.0).contains(&ratio)));
}

#[test]
fn a_replicate_without_an_estimate_says_why() {
    // Two choices on the wrong side: many replicates draw neither.
    let design = ndarray::Array2::from_shape_fn((12, 1), |(row, _)| row as f64);
    let choices: ndarray::Array1<f64> =
        (0..12).map(|row| f64::from(u8::from((row >= 6) != (row == 5 || row == 6)))).collect();
    let rows = Resampling::Rows(12);
    let seed = Seed::from_number(7);
    let drawn = Glm::binomial()
        .bootstrap(design.view(), choices.view(), None, None, &rows, 60, &seed)
        .expect("the whole has an estimate");
    let n_separated = drawn
        .replicates
        .iter()
        .filter(|replicate| {
            matches!(replicate, Err(Error::Separated { .. } | Error::OneOutcome { .. }))
        })
        .count();
    assert!(n_separated > 3, "{n_separated}");
    assert_eq!(drawn.fitted().nrows() + n_separated, 60);
    let refused = Glm::binomial()
        .bootstrap(design.view(), choices.view(), None, None, &Resampling::Rows(13), 60, &seed)
        .expect_err("thirteen rows");
    assert!(matches!(refused, Error::Index { below: 12, .. }), "{refused}");
}
