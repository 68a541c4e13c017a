//! What the engine costs, on two hundred trivial stages: `spikebook run` as a whole process, from its
//! start to its end, on a project in a temporary folder.
//!
//! | measured | target |
//! |---|---|
//! | `first_run`: everything is made | 3 ms a stage, 600 ms in all |
//! | `nothing_to_do`: everything is there, and every byte of it is read and checked | 50 ms |
//!
//! The shape of the graph makes no difference: short chains side by side run in parallel, one long chain
//! cannot.

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};

use divan::Bencher;
use divan::counter::ItemsCount;
use tempfile::TempDir;

const N_STAGES: usize = 200;

fn main() {
    divan::main();
}

/// How the stages hang together.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// A grid, noise on it, a summary; and the next three.
    ShortChains,
    /// A grid, noise on it, noise on that, to the end.
    OneChain,
}

const SHAPES: [Shape; 2] = [Shape::ShortChains, Shape::OneChain];

impl Shape {
    fn pipeline(self) -> String {
        let mut text = String::from("title = \"Two hundred trivial stages\"\nseed = 1\n");
        for i in 0..N_STAGES {
            // What the stage is, and which output of the one before it reads.
            let (step, read) = match self {
                Self::ShortChains => (i % 3, "grid"),
                Self::OneChain if i < 2 => (i, "grid"),
                Self::OneChain => (1, "noisy"),
            };
            let before = i.saturating_sub(1);
            let rest = match step {
                0 => format!("kind = \"evenly-spaced\"\nparams = {{ n = {} }}", 10 + i),
                1 => {
                    format!("kind = \"gaussian-noise\"\ninputs = {{ grid = \"s{before}.{read}\" }}")
                }
                _ => format!(
                    "kind = \"describe-column\"\ninputs = {{ table = \"s{before}.noisy\" }}\n\
                     params = {{ column = \"noisy\" }}"
                ),
            };
            let _ = write!(text, "\n[[stage]]\nid = \"s{i}\"\n{rest}\n");
        }
        text
    }

    /// A project in which nothing has run.
    fn project(self) -> TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let chapter = folder.path().join("pipelines/trivial");
        fs::create_dir_all(&chapter).expect("the folder is ours");
        fs::write(chapter.join("pipeline.toml"), self.pipeline()).expect("the folder is ours");
        folder
    }
}

/// The whole process.
fn run(project: &TempDir) {
    let status = Command::new(env!("CARGO_BIN_EXE_spikebook"))
        .args(["run", "--quiet"])
        .current_dir(project.path())
        .stdin(Stdio::null())
        .status()
        .expect("the command starts");
    assert!(status.success());
}

#[divan::bench(args = SHAPES, sample_count = 5, sample_size = 1)]
fn first_run(bencher: Bencher<'_, '_>, shape: Shape) {
    bencher
        .counter(ItemsCount::new(N_STAGES))
        .with_inputs(|| shape.project())
        .bench_local_refs(|project| run(project));
}

#[divan::bench(args = SHAPES, sample_count = 20, sample_size = 1)]
fn nothing_to_do(bencher: Bencher<'_, '_>, shape: Shape) {
    let project = shape.project();
    run(&project);
    bencher.bench_local(|| run(&project));
}
