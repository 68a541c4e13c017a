//! Every fault of `problems.toml`, told with its place.

use spikebook_pipeline::Finding;

use super::*;
use crate::Error;
use crate::toy::{PROBLEMS, Toy};

fn told(findings: Vec<Finding>) -> String {
    let told = |finding: Finding| match &finding.hint {
        Some(hint) => format!("{finding}\n  hint: {hint}"),
        None => finding.to_string(),
    };
    findings.into_iter().map(told).collect::<Vec<_>>().join("\n")
}

fn read_fails(text: &str) -> String {
    told(read(std::path::Path::new("problems.toml"), text.into()).expect_err("faults"))
}

/// What a build says of the toy set after a replacement.
fn check_fails(from: &str, to: &str) -> String {
    assert!(PROBLEMS.contains(from), "{from}");
    let toy = Toy::with(&PROBLEMS.replace(from, to));
    match toy.build(&["ada"], &toy.path("dist")) {
        Err(Error::Pipeline(spikebook_pipeline::Error::Findings { findings })) => told(findings),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_toy_set_is_read_as_written() {
    let sets = read(std::path::Path::new("problems.toml"), PROBLEMS.into()).expect("no faults");
    let set = &sets[0];
    assert_eq!((set.files.len(), set.picks.len(), set.questions.len()), (1, 2, 5));
    assert_eq!(set.questions[0].kind, AnswerKind::Circular { period: 360.0 });
    assert_eq!(set.questions[0].answer.value.to_string(), "tuning.units.preferred_rad");
    assert_eq!(set.picks[0].at_least[0].1, 2.5);
}

#[test]
fn faults_of_writing_are_told_at_once() {
    insta::assert_snapshot!(read_fails(r#"
[[set]]
id = "a b"
other_unit_credit = 2

[[set.file]]
name = "README"
from = "spikes"

[[set.pick]]
name = "unit"
from = "tuning.units"
count = 3
at_least = { n = "many" }
apart = { by = "width" }

[[set.question]]
id = "one"
text = "?"
kind = "number"
unit = "furlong"
answer = "a.b.c"

[[set.question]]
id = "One"
text = "?"
kind = "circular"
unit = "s"
say_unit = "yes"
points = 0
answer = "a.b.c"
tolerance = { standard_errors = 3, absolut = 2 }

[[set.question]]
id = "two"
text = "?"
kind = "word"
options = ["only"]
answer = "a.b"

[[set.question]]
id = "three"
text = "?"
kind = "which"
answer = "a.b.c"
tolerance = { absolute = -1 }

[[set.question]]
id = "four"
text = "?"
kind = "essay"
answer = "a.b.c"
"#), @r#"
    problems.toml:2:1: [[set]]: no `title`
      hint: add `title = "…"`
    problems.toml:2:1: `other_unit_credit`: got 2, wanted 0 to 1
      hint: it is a share of a question's points
    problems.toml:3:6: `id`: got `a b`, wanted a name
      hint: a name has letters, digits, - and _ and begins with a letter or digit
    problems.toml:7:8: file `README`: every student's folder has a file of this name
      hint: choose another name
    problems.toml:8:8: `from` of [[file]]: got `spikes`, wanted "stage.port"
      hint: for example "recording.spikes"
    problems.toml:10:1: `count` of [[pick]]: got 3, wanted 1 or 2
    problems.toml:11:8: `apart` of pick `unit`: got a count of 3, wanted 2
    problems.toml:12:8: `from`: got `tuning.units`, wanted "stage.port.name"
      hint: a stage's id, one of its outputs, a column or value of it
    problems.toml:14:18: `at_least.n`: got "many", wanted a number
    problems.toml:15:9: `apart`: no distance
      hint: `difference = …`, or `standard_error` and `standard_errors` together
    problems.toml:18:6: question `one`: no `tolerance`
      hint: for example `tolerance = { standard_errors = 4, absolute = 3 }`
    problems.toml:21:8: unit: got `furlong`, wanted one of the known symbols
      hint: known: 1, s, ms, us, min, Hz, kHz, spikes/s, spikes, deg, rad, deg/s, m, cm, mm, um, cm/s, px, px/s, %, fraction, bit, bit/spike, nat, V, mV, uV, nA, pA, uA/cm2, uF/cm2, mS/cm2, pF, nS, MOhm, samples, id, label, any
    problems.toml:24:1: `points`: got 0, wanted a number above 0
    problems.toml:27:8: `kind = "circular"`: no `period` above 0
      hint: a turn has `period = 360`
    problems.toml:29:12: `say_unit`: got "yes", wanted true or false
    problems.toml:32:36: [tolerance]: unknown key `absolut`
      hint: did you mean `absolute`?
    problems.toml:37:8: `kind = "word"`: no `options`
      hint: for example `options = ["yes", "no"]`
    problems.toml:39:10: `answer`: got `a.b`, wanted "stage.port.name"
      hint: a stage's id, one of its outputs, a column or value of it
    problems.toml:44:8: `kind = "which"`: no `winner`
      hint: `winner = "largest"` or "smallest"
    problems.toml:46:13: `absolute`: got -1, wanted a number above 0
    problems.toml:51:8: `kind = "essay"`: no such kind
      hint: there are number, circular, word, which
    "#);
}

#[test]
fn text_that_is_no_toml_is_told() {
    insta::assert_snapshot!(read_fails("[[set]\nid = 1"), @"
    problems.toml:1:7: unclosed array table, expected `]`
      hint: brackets come in pairs: [section], [[stage]], [1, 2], { x = 1, y = 2 }
    ");
}

#[test]
fn a_file_is_a_table_for_students() {
    let file = |to: &str| check_fails("from = \"recording.spikes\"", &format!("from = \"{to}\""));
    insta::assert_snapshot!(file("recording.truth"), @"
    pipelines/toy/problems.toml:9:8: file `spikes`: got `recording.truth`, which is the instructor's, wanted an output for students
      hint: the truth behind the data, and what was computed from it, stays with you
    ");
    insta::assert_snapshot!(file("recording.spike"), @"
    pipelines/toy/problems.toml:9:8: pipeline `toy`: no output `recording.spike`
      hint: did you mean `recording.spikes`?
    ");
    insta::assert_snapshot!(file("tuning.summary"), @"
    pipelines/toy/problems.toml:9:8: file `spikes`: got values `tuning.summary`, wanted a table
      hint: a student gets tables
    ");
}

#[test]
fn an_answer_is_a_cell_that_there_is() {
    let answer =
        |to: &str| check_fails("answer = \"tuning.units.rate_hz\"", &format!("answer = \"{to}\""));
    insta::assert_snapshot!(answer("tuning.units.rate"), @"
    pipelines/toy/problems.toml:41:10: `tuning.units` has no `rate`
      hint: did you mean `rate_hz`?
    ");
    insta::assert_snapshot!(answer("tuning.units.width_deg"), @"
    pipelines/toy/problems.toml:41:10: question `rate`, `tuning.units.width_deg`: got deg, wanted a unit that converts to spikes/s
      hint: `unit` is what the student is asked for
    ");
    insta::assert_snapshot!(answer("tuning.summary.shape"), @"
    pipelines/toy/problems.toml:41:10: question `rate`, `tuning.summary.shape`: got text, wanted a number
      hint: `kind` says what an answer is
    ");
    insta::assert_snapshot!(answer("tuning.figure.rate"), @"
    pipelines/toy/problems.toml:41:10: got `tuning.figure`, which is a figure, wanted a table or values
      hint: a figure's numbers are the output of another stage
    ");
    insta::assert_snapshot!(
        check_fails("tuning.summary.mean_rate", "tuning.units.rate_hz"),
        @r#"
    pipelines/toy/problems.toml:50:10: question `mean-rate`, `tuning.units.rate_hz`: got a column, wanted a value or a row to look at
      hint: `pick = "…"` names the row
    "#
    );
}

#[test]
fn picks_and_placeholders_are_checked() {
    insta::assert_snapshot!(check_fails("does unit {unit} fire?\"\nkind = \"number", "{bin} {unit.rate}?\"\nkind = \"number"), @"
    pipelines/toy/problems.toml:36:8: question `rate`: no pick `bin`
      hint: braces hold the name of a [[set.pick]]
    pipelines/toy/problems.toml:36:8: `tuning.units` has no `rate`
      hint: did you mean `rate_hz`?
    ");
    insta::assert_snapshot!(check_fails("pick = \"unit\"\npoints", "pick = \"units\"\npoints"), @r#"
    pipelines/toy/problems.toml:27:8: question `preferred-direction`: no pick `units`
      hint: a [[set.pick]] of the same set
    pipelines/toy/problems.toml:29:10: question `preferred-direction`, `tuning.units.preferred_rad`: got a column, wanted a value or a row to look at
      hint: `pick = "…"` names the row
    pipelines/toy/problems.toml:30:18: question `preferred-direction`, `tuning.units.preferred_se_deg`: got a column, wanted a value or a row to look at
      hint: `pick = "…"` names the row
    pipelines/toy/problems.toml:31:9: question `preferred-direction`, `recording.truth.preferred_deg`: got a column, wanted a value or a row to look at
      hint: `pick = "…"` names the row
    "#);
    insta::assert_snapshot!(check_fails("pick = \"pair\"", "pick = \"unit\""), @"
    pipelines/toy/problems.toml:54:6: question `broader`: got one of 1 rows for `pick`, wanted one of 2 rows
      hint: `count` of a [[set.pick]] says how many rows it draws
    ");
    insta::assert_snapshot!(check_fails("rate_hz = 2.5", "rate = 2.5"), @"
    pipelines/toy/problems.toml:14:14: `tuning.units` has no `rate`
      hint: did you mean `rate_hz`?
    ");
    insta::assert_snapshot!(check_fails("\"unit\"\nfrom = \"tuning.units.unit_id\"", "\"unit\"\nfrom = \"tuning.summary.shape\""), @"
    pipelines/toy/problems.toml:13:8: pick `unit`: got values `tuning.summary`, wanted a table
      hint: a pick draws a row of a table
    pipelines/toy/problems.toml:29:10: `tuning.units` has no `shape`
      hint: it has unit_id, preferred_rad, preferred_se_deg, width_deg, rate_hz, rate_se_hz
    pipelines/toy/problems.toml:30:18: `tuning.units` has no `shape`
      hint: it has unit_id, preferred_rad, preferred_se_deg, width_deg, rate_hz, rate_se_hz
    pipelines/toy/problems.toml:31:9: `recording.truth` has no `shape`
      hint: it has unit_id, preferred_deg, width_deg
    pipelines/toy/problems.toml:41:10: `tuning.units` has no `shape`
      hint: it has unit_id, preferred_rad, preferred_se_deg, width_deg, rate_hz, rate_se_hz
    pipelines/toy/problems.toml:42:18: `tuning.units` has no `shape`
      hint: it has unit_id, preferred_rad, preferred_se_deg, width_deg, rate_hz, rate_se_hz
    ");
}

#[test]
fn a_question_does_not_tell_the_truth() {
    let toy = PROBLEMS
        .replace(
            "from = \"tuning.units.unit_id\"\nat_least = { rate_hz = 2.5 }",
            "from = \"recording.truth.unit_id\"",
        )
        .replace("Around which direction does unit {unit} fire?", "Is it {unit.preferred_deg}?");
    let toy = Toy::with(&toy);
    let Err(error) = toy.build(&["ada"], &toy.path("dist")) else { panic!("refused") };
    insta::assert_snapshot!(error, @"pipelines/toy/problems.toml:23:8: question `preferred-direction`: `{unit.preferred_deg}` would tell what is the instructor's");
}

#[test]
fn a_set_is_found_by_its_name() {
    let toy = Toy::with("");
    let error = toy.build(&["ada"], &toy.path("dist")).expect_err("no set");
    insta::assert_snapshot!(format!("{error}\nhint: {:?}", error.hint()), @r#"
    no problem set `toy`
    hint: Some("a chapter's `problems.toml` declares sets")
    "#);
    let toy = Toy::with(&PROBLEMS.replace("id = \"toy\"", "id = \"toys\""));
    let error = toy.build(&["ada"], &toy.path("dist")).expect_err("no set");
    assert_eq!(error.hint().as_deref(), Some("did you mean `toys`?"));
    let toy = Toy::new();
    let copy = toy.path("pipelines/copy");
    std::fs::create_dir_all(&copy).expect("made");
    std::fs::write(copy.join("pipeline.toml"), crate::toy::PIPELINE).expect("written");
    std::fs::write(copy.join("problems.toml"), PROBLEMS).expect("written");
    let error = toy.build(&["ada"], &toy.path("dist")).expect_err("two sets");
    insta::assert_snapshot!(format!("{error}\nhint: {:?}", error.hint()), @r#"
    problem set `toy`: declared by `copy` and by `toy`, wanted once
    hint: Some("rename one of them")
    "#);
}

#[test]
fn a_set_may_have_stages_of_its_own() {
    let stage = |inputs: &str| {
        let stage = format!("[[set.stage]]\nid = \"again\"\nkind = \"toy-tuning\"\n{inputs}\n");
        PROBLEMS
            .replace("[[set.file]]", &format!("{stage}\n[[set.file]]"))
            .replace("tuning.summary.mean_rate", "again.summary.mean_rate")
    };
    let toy = Toy::with(&stage("inputs = { spikes = \"recording.spikes\" }"));
    toy.build(&["ada"], &toy.path("dist")).expect("it builds");
    let toy = Toy::with(&stage("inputs = { spikes = \"recording.spike\" }\nparams = { n = 1 }"));
    let error = toy.build(&["ada"], &toy.path("dist")).expect_err("refused");
    insta::assert_snapshot!(error, @"
    pipelines/toy/problems.toml:10:21: stage `again`, input `spikes`: dataset `toy` has no table `spike`
    pipelines/toy/problems.toml:11:12: stage `again`, kind `toy-tuning`: no parameter `n`
    ");
    let settings = "id = \"toy\"\nsettings = { \"recording.n_spike\" = 3 }";
    let toy = Toy::with(&PROBLEMS.replace("id = \"toy\"", settings));
    let error = toy.build(&["ada"], &toy.path("dist")).expect_err("refused");
    insta::assert_snapshot!(error, @"pipelines/toy/problems.toml:1:1: `--set recording.n_spike=3`: no parameter `n_spike`");
}
