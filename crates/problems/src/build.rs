//! Building a set: a folder a student, and the key.

mod instructor;
mod previous;

use std::path::Path;

use rayon::prelude::*;
use spikebook_pipeline::dataset::Datasets;
use spikebook_pipeline::graph::wire;
use spikebook_pipeline::{
    Catalogue, Error as PipelineError, Graph, Instance, InstanceSeed, Pipeline, Project,
};

use crate::folder::{NewFolder, recover};
use crate::key::{Key, KeyQuestion, StudentKey};
use crate::set::{Found, ProblemSet, check, find};
use crate::variant::{self, Variant};
use crate::{Error, Roster, Secret, handout};

/// Where sets, graphs and stage kinds come from.
#[derive(Clone, Copy)]
pub struct Chapters<'a> {
    /// The project whose chapters declare the sets.
    pub project: &'a Project,
    /// All stage kinds.
    pub catalogue: &'a Catalogue,
    /// All datasets.
    pub datasets: &'a dyn Datasets,
}

/// What a build did.
#[derive(Clone, Debug, PartialEq)]
pub struct BuildReport {
    /// How many students have a folder.
    pub n_students: usize,
    /// How many of them had none before.
    pub n_new: usize,
    /// Who had one before and is on the roster no more.
    pub removed: Vec<String>,
    /// Questions whose truth lies outside of the tolerance around the reference, as (student,
    /// question).
    pub truth_outside: Vec<(String, String)>,
}

/// Builds a set for every student of a roster into the folder `out`.
///
/// The folder appears whole or not at all. Where an earlier build of the same set under the same
/// secret stands there, students who are in both keep their bytes, or the build is refused:
/// nobody's data change after they were handed out.
///
/// # Errors
/// [`Error::NoSet`], [`Error::Pipeline`] with every fault of `problems.toml`, [`Error::Evaluation`]
/// and [`Error::Variant`] of the first student on the roster whose data cannot be made,
/// [`Error::NotOurs`], [`Error::OtherBuild`], [`Error::WouldChange`], [`Error::File`].
pub fn build_set(
    chapters: &Chapters<'_>,
    set: &str,
    roster: &Roster,
    secret: &Secret,
    out: &Path,
) -> Result<BuildReport, Error> {
    let found = find(chapters.project, set)?;
    let set = &found.set;
    recover(out)?;
    let previous = previous::look(out, &set.id.value, &secret.fingerprint())?;
    let students = roster.students();
    let pipeline = extended(chapters, &found)?;
    // Wiring reads cards and is quick: one after another. What takes time is evaluated in parallel.
    let mut graphs = Vec::with_capacity(students.len());
    for student in students {
        let seed = secret.student_seed(&set.id.value, student);
        let instance = Instance {
            params: set.settings.clone(),
            seed: Some(InstanceSeed::from_bits(seed)),
            ..Instance::default()
        };
        let findings = |findings| Error::Pipeline(PipelineError::Findings { findings });
        let graph = wire(&pipeline, &found.text, &instance, chapters.catalogue, chapters.datasets)
            .map_err(findings)?;
        if graphs.is_empty() {
            check(set, &graph, &found.path, &found.text).map_err(findings)?;
        }
        let needed = graph.needed_for(&variant::needed(set, &graph));
        graphs.push((student.as_str(), seed, needed));
    }
    let generator = graphs.first().map_or_else(String::new, |(_, _, graph)| generator(graph));
    let mut key = empty_key(set, &found.pipeline, generator, roster, secret);
    let new = NewFolder::beside(out)?;
    let made: Vec<Result<StudentKey, Error>> = graphs
        .par_iter()
        .map(|(student, seed, graph)| {
            let variant = variant::make(set, graph, chapters.catalogue, student, seed)?;
            write_student(&new, &key, &set.introduction, student, &variant)?;
            Ok(variant.key)
        })
        .collect();
    for ((student, _, _), made) in graphs.iter().zip(made) {
        key.students.insert((*student).to_owned(), made?);
    }
    instructor::write(&new, &key)?;
    let report = previous::compare(previous.as_ref(), &key, out, new.path())?;
    new.put_in_place()?;
    Ok(report)
}

/// The chapter's pipeline with the stages of the set. Faults of its wiring have their place in
/// `problems.toml`, for the chapter alone has none.
fn extended(chapters: &Chapters<'_>, found: &Found) -> Result<Pipeline, Error> {
    let chapter = Instance::default();
    let (mut pipeline, _) =
        chapters.project.graph(&found.pipeline, &chapter, chapters.catalogue, chapters.datasets)?;
    let set = &found.set;
    pipeline.path.clone_from(&found.path);
    for (name, dataset) in &mut pipeline.inputs {
        name.span = set.id.span.clone();
        dataset.span = set.id.span.clone();
    }
    for stage in &mut pipeline.stages {
        stage.id.span = set.id.span.clone();
        for (name, value) in &mut stage.params {
            name.span = set.id.span.clone();
            value.span = set.id.span.clone();
        }
    }
    for sweep in &mut pipeline.sweeps {
        sweep.id.span = set.id.span.clone();
        sweep.collect.span = set.id.span.clone();
        for (name, values) in &mut sweep.over {
            name.span = set.id.span.clone();
            values.span = set.id.span.clone();
        }
    }
    pipeline.stages.extend(set.stages.iter().cloned());
    Ok(pipeline)
}

fn write_student(
    new: &NewFolder,
    key: &Key,
    introduction: &str,
    student: &str,
    variant: &Variant,
) -> Result<(), Error> {
    let files = handout::files(key, introduction, student, variant)
        .map_err(|error| Error::Pipeline(PipelineError::Data(error)))?;
    for (name, bytes) in key.files.iter().zip(files) {
        new.write(&Path::new("students").join(student).join(name), &bytes)?;
    }
    Ok(())
}

fn empty_key(
    set: &ProblemSet,
    pipeline: &str,
    generator: String,
    roster: &Roster,
    secret: &Secret,
) -> Key {
    let question = |question: &crate::set::QuestionSpec| KeyQuestion {
        id: question.id.value.clone(),
        answer: question.kind.clone(),
        unit: question.unit.value,
        say_unit: question.say_unit,
        points: question.points,
        tolerance: question.tolerance,
    };
    Key {
        format: Key::format(),
        set: set.id.value.clone(),
        title: set.title.clone(),
        pipeline: pipeline.into(),
        generator,
        secret: secret.fingerprint(),
        roster: roster.digest(),
        other_unit_credit: set.other_unit_credit,
        files: handout::file_names(set.files.iter().map(|file| file.name.value.clone())),
        questions: set.questions.iter().map(question).collect(),
        students: std::collections::BTreeMap::new(),
    }
}

/// A digest of everything but the seed that a variant's numbers depend on.
fn generator(graph: &Graph) -> String {
    let mut hasher = blake3::Hasher::new();
    for node in &graph.nodes {
        let params = serde_json::Value::Object(node.params.clone()).to_string();
        for word in [&node.id, &node.kind.name, &node.kind.fingerprint, &params] {
            hasher.update(&(word.len() as u64).to_le_bytes()).update(word.as_bytes());
        }
        for wire in &node.wires {
            hasher.update(format!("{}={:?}\n", wire.port, wire.from).as_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests;
