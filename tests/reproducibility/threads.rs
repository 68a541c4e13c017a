//! The number of threads changes how long a run takes, and nothing else.

use super::results::{HEAD_DIRECTION, assert_same, left};
use crate::cli::folder::Folder;

#[test]
fn jobs_and_threads_change_no_byte() {
    let mut wanted = None;
    for (jobs, threads) in [("1", "1"), ("4", "1"), ("1", "2"), ("4", "3")] {
        let folder = Folder::with_pipeline(HEAD_DIRECTION);
        let mut command = folder.command(&["run", "--jobs", jobs]);
        command.env("RAYON_NUM_THREADS", threads).env("POLARS_MAX_THREADS", threads);
        folder.ended(&command.output().expect("the command starts")).printed();
        let left = left(&folder);
        let why = format!("{jobs} jobs, {threads} threads");
        assert_same(&left, wanted.get_or_insert_with(|| left.clone()), &why);
    }
    let names: Vec<String> = wanted.into_iter().flatten().map(|(name, _)| name).collect();
    for output in ["fit.coefficients.parquet", "figure.figure.svg"] {
        let name = format!("reports/first/{output}");
        assert!(names.contains(&name), "{names:?}");
    }
}
