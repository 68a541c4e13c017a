use insta::assert_snapshot;
use spikebook_numeric::Seed;

use super::*;

/// 3 stimuli × 2 choices × 5 times, and units with mixed selectivity.
fn sample(n_units: usize) -> (Array2<f64>, Vec<Vec<usize>>) {
    let mut draws = Seed::from_name("demixed").replicate("sample", 0);
    let rows: Vec<[usize; 3]> = (0..30).map(|row| [row / 10, row / 5 % 2, row % 5]).collect();
    let weights = Array2::from_shape_simple_fn((4, n_units), || draws.standard_normal());
    let activity = Array2::from_shape_fn((30, n_units), |(row, unit)| {
        let [stimulus, choice, time] = rows[row].map(|level| level as f64);
        let latents =
            [stimulus - 1.0, (choice - 0.5) * time, (time - 2.0) * 2.0, 0.1 * stimulus * choice];
        (0..4).map(|k| latents[k] * weights[[k, unit]]).sum::<f64>() + 0.2 * draws.standard_normal()
    });
    let levels = (0..3).map(|factor| rows.iter().map(|row| row[factor]).collect()).collect();
    (activity, levels)
}

#[test]
fn effects_add_up_and_are_orthogonal() {
    let (activity, levels) = sample(6);
    let centred = &activity - &column_means(activity.view());
    let design = Design::new(&levels, 30).expect("complete");
    let sets: Vec<Vec<usize>> =
        (1..8_usize).map(|set| (0..3).filter(|k| set >> k & 1 == 1).collect()).collect();
    let effects: Vec<Array2<f64>> = sets
        .iter()
        .map(|set| design.share(&centred, std::slice::from_ref(set)).expect("factors"))
        .collect();
    let all = effects.iter().fold(Array2::<f64>::zeros((30, 6)), |all, effect| all + effect);
    assert!((&all - &centred).iter().all(|error| error.abs() < 1e-12));
    for (i, a) in effects.iter().enumerate() {
        for b in &effects[..i] {
            assert!((a * b).sum().abs() < 1e-10);
        }
    }
    // The stimulus's effect is the mean over choices and times.
    let mean = activity.select(ndarray::Axis(0), &(10..20).collect::<Vec<_>>());
    let wanted = column_means(mean.view()) - column_means(activity.view());
    assert!((&effects[0].row(12) - &wanted).iter().all(|error| error.abs() < 1e-12));
}

#[test]
fn components_carry_their_share() {
    let (activity, levels) = sample(8);
    let shares = Marginalisation::of_conditions_and_time(&["stimulus", "choice"]);
    let names: Vec<&str> = shares.iter().map(|share| share.name.as_str()).collect();
    assert_eq!(names, ["time", "stimulus", "choice", "stimulus × choice"]);
    let fit = DemixedPca::new(1)
        .expect("one")
        .fit_means(activity.view(), &levels, &shares)
        .expect("a fit");
    assert!((fit.marginal_ratios().iter().sum::<f64>() - 1.0).abs() < 1e-12);
    for component in fit.components().iter().take(3) {
        let own = component.shares[component.marginalisation];
        assert!(own > 0.95, "{}: {own}", fit.names()[component.marginalisation]);
        assert!((component.encoder.dot(&component.encoder) - 1.0).abs() < 1e-12);
    }
    let scores = fit.scores(activity.view()).expect("the same units");
    assert!(scores.columns().into_iter().all(|column| column.sum().abs() < 1e-10));
}

#[test]
fn no_other_rank_one_map_is_better() {
    let (activity, levels) = sample(5);
    let shares = Marginalisation::of_conditions_and_time(&["stimulus", "choice"]);
    let penalty = 1e-2;
    let pca = DemixedPca::new(1).expect("one").with_penalty(penalty).expect("positive");
    let fit = pca.fit_means(activity.view(), &levels, &shares[1..2]).expect("a fit");
    let centred = &activity - &column_means(activity.view());
    let share = Design::new(&levels, 30)
        .expect("complete")
        .share(&centred, &shares[1].effects)
        .expect("factors");
    let objective = |decoder: &ndarray::Array1<f64>, encoder: &ndarray::Array1<f64>| {
        let map = decoder
            .view()
            .insert_axis(ndarray::Axis(1))
            .dot(&encoder.view().insert_axis(ndarray::Axis(0)));
        squares(&(&share - &centred.dot(&map))) + penalty * squares(&centred) * squares(&map)
    };
    let DemixedComponent { decoder, encoder, .. } = &fit.components()[0];
    let least = objective(decoder, encoder);
    let mut draws = Seed::from_name("demixed").replicate("moves", 0);
    for _ in 0..50 {
        let moved = |vector: &ndarray::Array1<f64>, draws: &mut spikebook_numeric::Stream| {
            vector.mapv(|entry| entry + 1e-3 * draws.standard_normal())
        };
        let (a, b) = (moved(decoder, &mut draws), moved(encoder, &mut draws));
        assert!(objective(&a, &b) >= least * (1.0 - 1e-12));
    }
}

#[test]
fn designs_that_are_not_complete_are_named() {
    let (activity, mut levels) = sample(4);
    let shares = Marginalisation::of_conditions_and_time(&["stimulus", "choice"]);
    let pca = DemixedPca::new(1).expect("one");
    let message =
        |activity: ArrayView2<'_, f64>, levels: &[Vec<usize>], shares: &[Marginalisation]| {
            pca.fit_means(activity, levels, shares).expect_err("refused").to_string()
        };
    let odd = [Marginalisation::new("odd", vec![vec![3]])];
    assert_snapshot!(message(activity.view(), &levels, &odd), @"factor: got index 3, wanted one below 3");
    let few = activity.slice_axis(ndarray::Axis(0), ndarray::Slice::from(..29));
    let cut: Vec<Vec<usize>> = levels.iter().map(|factor| factor[..29].to_vec()).collect();
    assert_snapshot!(message(few, &cut, &shares), @"combinations of levels with a row: got 29, wanted at least 30");
    levels[0].fill(1);
    assert_snapshot!(message(activity.view(), &levels, &shares), @"levels of a factor: got 1, wanted at least 2");
    let (wide, levels) = sample(40);
    assert_snapshot!(message(wide.view(), &levels, &shares), @"design matrix, column 29: it is a combination of the intercept and the columns before it, wanted independent columns");
}
