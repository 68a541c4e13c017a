//! A catalogue, a pipeline and results that were never run.

mod kinds;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use spikebook_book::{
    BookPlan, BookReport, Chapter, ChapterResults, Error, LeftOut, ResultFault, build_book,
};
use spikebook_data::Table;
use spikebook_pipeline::dataset::{DatasetProblem, Datasets, ResolvedDataset};
use spikebook_pipeline::graph::{DatasetNode, wire};
use spikebook_pipeline::{
    Artifact, Audience, Catalogue, Figure, Graph, Instance, Pipeline, Reference,
};
use spikebook_schema::{Unit, Values};

use kinds::catalogue;

struct FakeDatasets;

impl Datasets for FakeDatasets {
    fn resolve(
        &self,
        name: &str,
        catalogue: &Catalogue,
    ) -> Result<ResolvedDataset, DatasetProblem> {
        let kind = catalogue.get("head-direction-cells").expect("it is in the catalogue");
        let node = DatasetNode {
            name: name.into(),
            citation: "Made, U. (2026). Head directions <of nobody>. Journal of Examples 1, 2"
                .into(),
            licence: "CC0-1.0".into(),
            ..DatasetNode::default()
        };
        Ok(ResolvedDataset { kind: kind.clone(), params: serde_json::Map::new(), seed: 1, node })
    }
}

const PIPELINE: &str = r#"
title = "Which way is up? <Head direction> & more"
summary = "Cells that fire when the head points in one direction, from *spikes* to a fitted curve."
order = 2

[inputs]
recording = "head-direction"

[[stage]]
id = "curves"
kind = "tuning-curves"
inputs = { spikes = "recording.spikes" }
params = { bin_width_deg = 7.5 }

[[stage]]
id = "fit"
kind = "poisson-glm"
inputs = { curves = "curves.curves", spikes = "recording.spikes" }

[[stage]]
id = "second-fit"
kind = "poisson-glm"
inputs = { curves = "curves.curves" }

[[stage]]
id = "truth-check"
kind = "truth-against-estimate"
inputs = { truth = "recording.truth", estimate = "fit.summary" }
"#;

/// The text of a chapter that uses everything.
pub(crate) const CHAPTER: &str = include_str!("chapter.md");

/// Results by reference.
pub(crate) struct FakeResults(BTreeMap<Reference, Artifact>);

impl ChapterResults for FakeResults {
    fn artifact(&self, reference: &Reference) -> Result<Artifact, ResultFault> {
        self.0.get(reference).cloned().ok_or_else(|| ResultFault {
            what: format!("stage `{}` has not been run", reference.stage),
            hint: Some("`spikebook run head-direction` runs it".into()),
        })
    }

    fn digest(&self, stage: &str) -> Option<String> {
        let letters = stage.bytes().fold(0x1234_5678_9abc_def0_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        (stage != "second-fit").then(|| format!("{letters:016x}{letters:016x}"))
    }

    fn provenance(&self, reference: &Reference) -> Vec<(String, String)> {
        vec![("spikebook.output".into(), reference.to_string())]
    }
}

fn results() -> FakeResults {
    let n_bins = 48;
    let angle = |bin: usize| 3.75 + 7.5 * bin as f64;
    // A hat, for a curve whose values are exact on every machine.
    let rate = |bin: usize| 2.5 + (40.0 - (angle(bin) - 211.0).abs()).max(0.0);
    let curves = Table::build("curves")
        .float("direction_deg", Unit::DEGREE, (0..n_bins).map(angle).collect())
        .described("middle of the bin")
        .float("rate_hz", Unit::SPIKES_PER_SECOND, (0..n_bins).map(rate).collect())
        .described("spikes by the time spent there")
        .finish()
        .expect("columns of one length");
    let coefficients = Table::build("coefficients")
        .text("term", &["intercept", "cos|direction", "sin<direction>"])
        .float("estimate", Unit::ONE, vec![1.234567, -0.75, 0.03125])
        .float("standard_error", Unit::ONE, vec![0.0123, 0.0456, 0.0111])
        .float("p_value", Unit::FRACTION, vec![3.2e-12, 0.041234, 0.8])
        .optional_integer("n", Unit::SPIKES, vec![Some(28829), None, Some(7)])
        .boolean("kept", vec![true, true, false])
        .finish()
        .expect("columns of one length");
    let spikes = Table::build("spikes")
        .integer("unit_id", Unit::ID, (0..40).map(|row| row % 3).collect())
        .float("time_s", Unit::SECOND, (0..40).map(|row| f64::from(row) * 0.125).collect())
        .finish()
        .expect("columns of one length");
    let mut summary = Values::default();
    let finite = "the number is finite and new";
    summary.number("peak_rate", 42.498765, Unit::SPIKES_PER_SECOND).expect(finite);
    summary.number("preferred", 211.25, Unit::DEGREE).expect(finite);
    summary.number("accuracy", 0.64179, Unit::FRACTION).expect(finite);
    summary.number("latency", 0.0821, Unit::SECOND).expect(finite);
    summary.number("shift", -3.456, Unit::DEGREE).expect(finite);
    summary.number("p_value", 3.21e-12, Unit::ONE).expect(finite);
    summary.count("n_spikes", 28829, Unit::SPIKES).expect(finite);
    summary.vector("interval", vec![40.126, 44.871], Unit::SPIKES_PER_SECOND).expect(finite);
    summary.vector("weights", vec![0.125; 20], Unit::ONE).expect(finite);
    summary.text("family", "Poisson_*log*").expect(finite);
    let mut truth = Values::default();
    truth.number("preferred", 212.75, Unit::DEGREE).expect(finite);
    let figure = Figure {
        svg: picture(),
        png: vec![0x89, b'P', b'N', b'G'],
        alt: "Firing rate against head direction: one \"hill\" of 42.5 spikes/s at 211°".into(),
        data: curves.clone(),
    };
    let at = |text: &str| Reference::parse(text).expect("stage.port");
    FakeResults(BTreeMap::from([
        (at("recording.spikes"), spikes.into()),
        (at("recording.truth"), truth.into()),
        (at("curves.curves"), curves.into()),
        (at("curves.figure"), figure.into()),
        (at("fit.coefficients"), coefficients.into()),
        (at("fit.summary"), summary.clone().into()),
        (at("truth-check.errors"), summary.into()),
    ]))
}

/// A hat on axes, with ids, as a program for drawing would write it.
fn picture() -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" \
     viewBox=\"0 0 720 360\" width=\"720\" height=\"360\" role=\"img\" aria-label=\"other words\" \
     color=\"#1f2933\">\n<title>a title</title>\n<path class=\"paper\" fill=\"#ffffff\" d=\"M0 0h720v360h-720z\"/>\n\
     <defs><clipPath id=\"inside\"><path d=\"M60 20h640v300h-640z\"/></clipPath></defs>\n\
     <g clip-path=\"url(#inside)\"><path fill=\"none\" stroke=\"#0072b2\" stroke-width=\"2.25\" \
     d=\"M60 300h270l90 -250l90 250h190\"/></g>\n<path stroke=\"currentColor\" fill=\"none\" \
     d=\"M60 20v300h640\"/>\n</svg>\n"
        .into()
}

/// A book of the fake chapter with this text, for these readers.
pub(crate) fn build(text: &str, audience: Audience, out_dir: &Path) -> Result<BookReport, Error> {
    let catalogue = catalogue();
    let (pipeline, graph) = wired("head-direction", PIPELINE, &catalogue);
    let first = PIPELINE.replace("order = 2", "order = 1");
    let first = first.replace(&pipeline.title, "A first chapter");
    let (first_pipeline, first_graph) = wired("first-chapter", &first, &catalogue);
    let results = results();
    let path = PathBuf::from("pipelines/head-direction/chapter.md");
    let first_path = PathBuf::from("pipelines/first-chapter/chapter.md");
    let first_text = "# A first chapter\n\nSee {{ref head-direction}} and the \
                      [next chapter](head-direction.md).\n\n{{figure curves.figure caption=\"A hat.\" \
                      id=fig-tuning}}\n";
    let chapters = vec![
        Chapter { pipeline: &pipeline, graph: &graph, text, path: &path, results: &results },
        Chapter {
            pipeline: &first_pipeline,
            graph: &first_graph,
            text: first_text,
            path: &first_path,
            results: &results,
        },
    ];
    let left_out = LeftOut {
        title: "Place cells".into(),
        reason: "its recording is not at hand: `spikebook dataset fetch nelpy-linear-track`".into(),
    };
    let plan = BookPlan {
        title: "Spikes and behaviour",
        description: "Tutorials on spike trains & behaviour, from raw recordings to fitted models.",
        audience,
        chapters,
        left_out: vec![left_out],
        catalogue: &catalogue,
    };
    build_book(&plan, out_dir)
}

fn wired(name: &str, text: &str, catalogue: &Catalogue) -> (Pipeline, Graph) {
    let path = PathBuf::from(format!("pipelines/{name}/pipeline.toml"));
    let pipeline = Pipeline::parse(name, &path, text.into()).0.expect("a pipeline without faults");
    let graph = wire(&pipeline, text, &Instance::default(), catalogue, &FakeDatasets)
        .expect("wires that fit");
    (pipeline, graph)
}

/// What an author is told of a chapter with this text.
pub(crate) fn told(text: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let error = build(text, Audience::Student, &folder.path().join("book"))
        .expect_err("the chapter has mistakes");
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("it is there").collect();
    assert!(left.is_empty(), "nothing is left behind: {left:?}");
    let mut lines = Vec::new();
    for finding in error.findings() {
        lines.push(finding.to_string());
        lines.extend(finding.hint.as_ref().map(|hint| format!("    hint: {hint}")));
    }
    if lines.is_empty() {
        lines.push(error.to_string());
        lines.extend(error.hint().map(|hint| format!("    hint: {hint}")));
    }
    lines.join("\n")
}
