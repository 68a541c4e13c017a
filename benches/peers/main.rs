//! How fast are we beside the best Python packages? One row of the table at a time, our side of it.
//!
//! `benches/peers/run.py` makes the inputs, calls this program and each peer in turn on them, compares the
//! answers and prints the table; `make bench-peers` sets it up. A row is two files of one name, `ROW.py` with
//! inputs and peers and `ROW.rs` with our work, and a line in [`ROWS`].
//!
//! ```text
//! peers ROW FOLDER RUNS    →    {"seconds": […], "peak_bytes": …, "answer": […]}
//! ```

mod balanced_network;
mod bayes_decode;
mod bootstrap_glm;
mod bootstrap_mean;
mod correlograms;
mod count_spikes;
mod exact_pca;
mod hodgkin_huxley_population;
mod inputs;
mod lasso_path;
mod multitaper_spectra;
mod pairwise_coherence;
mod permutation_test;
mod poisson_glm;
mod poisson_hmm;
mod psychometric_bootstrap;
mod ridge_folds;
mod spike_triggered_average;

use std::time::Instant;

use inputs::Inputs;

/// Our side of a row: what is to be timed, made from the inputs. It returns what peers must agree with.
type Work = Box<dyn FnMut() -> Vec<f64>>;

/// A name, and what makes its work.
type Row = (&'static str, fn(&Inputs) -> Work);

const ROWS: &[Row] = &[
    ("balanced_network", balanced_network::work),
    ("bayes_decode", bayes_decode::work),
    ("bootstrap_glm", bootstrap_glm::work),
    ("bootstrap_mean", bootstrap_mean::work),
    ("correlograms", correlograms::work),
    ("count_spikes", count_spikes::work),
    ("exact_pca", exact_pca::work),
    ("hodgkin_huxley_population", hodgkin_huxley_population::work),
    ("lasso_path", lasso_path::work),
    ("multitaper_spectra", multitaper_spectra::work),
    ("pairwise_coherence", pairwise_coherence::work),
    ("permutation_test", permutation_test::work),
    ("poisson_glm", poisson_glm::work),
    ("poisson_hmm", poisson_hmm::work),
    ("psychometric_bootstrap", psychometric_bootstrap::work),
    ("ridge_folds", ridge_folds::work),
    ("spike_triggered_average", spike_triggered_average::work),
];

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [row, folder, runs] = arguments.as_slice() else {
        // `cargo test --benches` and `cargo bench` start it without arguments.
        return;
    };
    let make = ROWS.iter().find(|(name, _)| name == row).expect("a row of the list").1;
    let runs: usize = runs.parse().expect("a number of runs");
    let mut work = make(&Inputs::new(folder));
    let mut answer = work();
    let mut seconds = Vec::with_capacity(runs);
    for _ in 0..runs {
        let start = Instant::now();
        answer = work();
        seconds.push(start.elapsed().as_secs_f64());
    }
    let told =
        serde_json::json!({ "seconds": seconds, "peak_bytes": peak_bytes(), "answer": answer });
    #[expect(clippy::print_stdout, reason = "the answer to run.py")]
    {
        println!("{told}");
    }
}

/// The most memory that this process ever held; 0 where the system does not say.
fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
