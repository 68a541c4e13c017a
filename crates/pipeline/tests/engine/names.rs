//! Names become files: what cannot be one, or would be the same one, is refused before anything runs.

use std::fs;

use spikebook_pipeline::{Error, Instance};

use crate::toy::{CHAIN, Toy, catalogue};

fn said(pipeline: &str) -> String {
    match Toy::new(pipeline).graph_of(&Instance::default(), &catalogue()) {
        Err(Error::Findings { findings }) => {
            findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        }
        other => panic!("no findings: {other:?}"),
    }
}

#[test]
fn names_that_lead_out_of_the_folder_of_results() {
    let pipeline = CHAIN.replace("\"source\"", "\"../source\"");
    insta::assert_snapshot!(said(&pipeline), @"
    pipelines/toy/pipeline.toml:4:6: id: got `../source`, wanted a name
    pipelines/toy/pipeline.toml:10:22: stage `one-more`, input `numbers`: no stage or input `source`
    pipelines/toy/pipeline.toml:14:21: stage `sum`, input `tables`: no stage or input `source`
    ");
    let pipeline = CHAIN.replacen("[[stage]]", "[inputs]\n\"../../x\" = \"draw\"\n[[stage]]", 1);
    insta::assert_snapshot!(said(&pipeline), @"pipelines/toy/pipeline.toml:4:1: input: got `../../x`, wanted a name");
}

#[test]
fn an_input_and_a_stage_cannot_share_a_name() {
    let pipeline = CHAIN.replacen("[[stage]]", "[inputs]\nsource = \"draw\"\n[[stage]]", 1);
    insta::assert_snapshot!(said(&pipeline), @"pipelines/toy/pipeline.toml:6:6: id `source`: a second stage or input of this name");
}

#[test]
fn names_that_some_file_systems_take_for_one() {
    let pipeline = format!("{CHAIN}[[stage]]\nid = \"SUM\"\nkind = \"count-to\"\n");
    insta::assert_snapshot!(said(&pipeline), @"pipelines/toy/pipeline.toml:16:6: id `SUM`: got the name of `sum` but for its case");
}

#[test]
fn folders_of_pipelines_have_names() {
    let toy = Toy::new(CHAIN);
    let pipelines = toy.folder.path().join("pipelines");
    for name in ["book", "Book", "my chapter", "a@1", "caf\u{e9}"] {
        fs::create_dir(pipelines.join(name)).expect("ours");
        fs::write(pipelines.join(name).join("pipeline.toml"), CHAIN).expect("ours");
        let error = toy.project.pipeline_names().expect_err("refused");
        assert!(matches!(&error, Error::PipelineName { name: got } if got == name), "{error}");
        assert!(error.hint().is_some());
        fs::remove_dir_all(pipelines.join(name)).expect("ours");
    }
    // What hides is no pipeline: checkpoints of editors, and the store's own name.
    fs::create_dir(pipelines.join(".store")).expect("ours");
    fs::write(pipelines.join(".store/pipeline.toml"), CHAIN).expect("ours");
    assert_eq!(toy.project.pipeline_names().expect("sound"), ["toy"]);
}

#[test]
fn what_is_said_of_a_folder_without_a_name() {
    let error = Error::PipelineName { name: "my chapter".into() };
    insta::assert_snapshot!(format!("{error}\n{}", error.hint().unwrap_or_default()), @"
    pipelines/my chapter: got `my chapter`, wanted the name of a pipeline
    a name has letters, digits, - and _ and begins with a letter or digit
    ");
    let error = Error::PipelineName { name: "book".into() };
    insta::assert_snapshot!(format!("{error}\n{}", error.hint().unwrap_or_default()), @"
    pipelines/book: got `book`, wanted the name of a pipeline
    `reports/book` is where the book goes: rename the folder
    ");
}
