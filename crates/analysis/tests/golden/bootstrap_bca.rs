//! Bootstrap intervals from given resamples.

use ndarray::Array2;
use spikebook_analysis::bootstrap::{Bootstrap, Replicates, Resampling};
use spikebook_analysis::descriptive;

use crate::case::Case;

#[test]
fn all_intervals_of_all_statistics() {
    let Some(case) = Case::golden("bootstrap_bca") else { return };
    let (x, y) = (case.column("xy.csv", "x").to_vec(), case.column("xy.csv", "y").to_vec());
    let pick =
        |column: &[f64], rows: &[usize]| rows.iter().map(|&row| column[row]).collect::<Vec<_>>();
    check(&case, "mean", x.len(), |rows| descriptive::mean(&pick(&x, rows)));
    check(&case, "median", x.len(), |rows| descriptive::median(&pick(&x, rows)));
    check(&case, "var", x.len(), |rows| descriptive::variance(&pick(&x, rows), 1));
    check(&case, "corr", x.len(), |rows| {
        descriptive::correlation(&pick(&x, rows), &pick(&y, rows))
    });
}

fn check(case: &Case, name: &str, n_rows: usize, statistic: impl Fn(&[usize]) -> f64 + Sync) {
    let quantity = |of: &str| format!("{name}.{of}");
    let names: Vec<String> = (0..n_rows).map(|column| format!("i{column}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let draws: Array2<usize> = case.matrix("idx.csv", &names).mapv(|row| row as usize);
    let replicates =
        Replicates::of_given_rows(draws.view(), n_rows, &statistic).expect("finite statistics");
    let bootstrap = Bootstrap::new(2, Resampling::Rows(n_rows)).expect("enough rows");
    let jackknife = bootstrap.jackknife(&statistic).expect("finite statistics");

    case.check_scalar(&quantity("estimate"), replicates.estimate());
    case.check(&quantity("dist_first3"), replicates.values()[..3].iter().copied());
    case.check_scalar(&quantity("se"), replicates.standard_error());
    case.check_scalar(&quantity("bias"), replicates.bias());
    case.check_scalar(
        &quantity("z0"),
        replicates.bias_correction().expect("replicates on either side"),
    );
    case.check_scalar(&quantity("accel"), jackknife.acceleration().expect("some spread"));
    let percentile = replicates.percentile(0.95).expect("a level");
    case.check(&quantity("percentile95"), [percentile.low, percentile.high]);
    let basic = replicates.basic(0.95).expect("a level");
    case.check(&quantity("basic95"), [basic.low, basic.high]);
    let bca = replicates.bca(&jackknife, 0.95).expect("a level");
    case.check(&quantity("bca95"), [bca.low, bca.high]);
}
