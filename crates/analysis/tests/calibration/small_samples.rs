//! What intervals of a mean cover in small samples: the table of `docs/calibration.md`.

use std::fmt::Write as _;
use std::path::Path;

use spikebook_analysis::bootstrap::{Bootstrap, Estimate, Interval, Jackknife, Resampling};
use spikebook_numeric::special::student_t_quantile;

use super::coverage::{POPULATIONS, coverage, holds};

const SIZES: [usize; 6] = [10, 20, 50, 100, 200, 500];
const METHODS: [&str; 5] = ["Student's t", "percentile", "basic", "BCa", "studentised"];

fn table(n_sets: usize) -> String {
    let mut table = format!("| population | n | {} |\n", METHODS.join(" | "));
    table += "|---|---|---|---|---|---|---|\n";
    for population in POPULATIONS {
        for n in SIZES {
            let name = format!("small samples, {population:?}, {n}");
            let shares: [f64; 5] = coverage(&name, n_sets, |mut stream, seed| {
                let values = population.sample(n, &mut stream);
                let bootstrap = Bootstrap::new(999, Resampling::Rows(n)).expect("rows");
                let replicates = bootstrap.run_mean(seed, &values).expect("finite");
                let jackknife = Jackknife::of_mean(&values).expect("finite");
                let studentised = bootstrap.run_studentised_mean(seed, &values).expect("finite");
                let Estimate { value, standard_error } = Estimate::of_mean(&values);
                let half = student_t_quantile(0.975, n as f64 - 1.0) * standard_error;
                [
                    Interval { low: value - half, high: value + half },
                    replicates.percentile(0.95).expect("a level"),
                    replicates.basic(0.95).expect("a level"),
                    replicates.bca(&jackknife, 0.95).expect("spread"),
                    studentised.interval(0.95).expect("a level"),
                ]
                .map(|interval| holds(interval, population.mean()))
            });
            let cells: Vec<String> = shares.iter().map(|share| format!("{share:.3}")).collect();
            let label = format!("{population:?}").replace("LogNormal", "log-normal").to_lowercase();
            writeln!(table, "| {label} | {n} | {} |", cells.join(" | "))
                .expect("a string takes more");
        }
    }
    table
}

#[test]
#[ignore = "2,000 simulated sets: make test-slow"]
fn the_table_of_small_samples_is_that_of_the_docs() {
    is_in_the_docs(&table(2000));
}

/// Asks that `docs/calibration.md` holds the table.
pub(crate) fn is_in_the_docs(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/calibration.md");
    let docs = std::fs::read_to_string(path).expect("docs/calibration.md");
    assert!(docs.contains(table), "docs/calibration.md holds another table than\n{table}");
}
