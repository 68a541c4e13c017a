//! A class of the toy chapter: what is handed in, and the gradebook that it gives.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::gradebook::harmless;
use super::*;
use crate::folder::files_in;
use crate::key::{Answer, Key};
use crate::toy::Toy;

const STUDENTS: [&str; 8] = ["ada", "bob", "cy", "dee", "eve", "fay", "gus", "hal"];

struct Class {
    toy: Toy,
    key: Key,
}

impl Class {
    fn new() -> Self {
        let toy = Toy::new();
        toy.build(&STUDENTS, &toy.path("dist")).expect("it builds");
        let key = Key::read(&toy.path("dist/instructor")).expect("a key");
        fs::create_dir_all(toy.path("inbox")).expect("made");
        Self { toy, key }
    }

    /// The rows that are right for a student, changed by question.
    fn sheet(&self, student: &str, change: impl Fn(&str, &str) -> Option<String>) -> String {
        let row = |question: &KeyQuestion| {
            let id = &question.id;
            let (answer, unit) = match &self.key.students[student].answers[id] {
                Answer::Number { reference, .. } => (reference.to_string(), question.unit.symbol()),
                Answer::Word { reference, .. } => (reference.clone(), ""),
            };
            let row = change(id, &answer).unwrap_or(format!("{answer},{unit}"));
            format!("{id},{row}\n")
        };
        let rows: String = self.key.questions.iter().map(row).collect();
        format!("question,answer,unit\n{rows}")
    }

    fn right(&self, student: &str) -> String {
        self.sheet(student, |_, _| None)
    }

    fn hand_in(&self, name: &str, bytes: &[u8]) {
        let path = self.toy.path("inbox").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }

    fn grade(&self, out: &str) -> Result<GradeReport, Error> {
        let (key, inbox) = (self.toy.path("dist/instructor"), self.toy.path("inbox"));
        grade_set("toy", &key, &inbox, &self.toy.path(out))
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.toy.path(name)).expect("text")
    }
}

/// One of everything.
fn class_with_submissions() -> Class {
    let class = Class::new();
    class.hand_in("ada.csv", class.right("ada").as_bytes());
    let wrong_unit = class.sheet("bob", |question, answer| {
        let number: f64 = answer.parse().unwrap_or(0.0);
        match question {
            "preferred-direction" => Some(format!("{},deg", number.to_radians())),
            "rate" => Some(format!("{number},")),
            "mean-rate" => Some(format!("{number},spikes/ms")),
            _ => None,
        }
    });
    class.hand_in("bob/answers.csv", wrong_unit.as_bytes());
    class.hand_in("cy.csv", class.sheet("cy", |_, _| Some("NaN,".into())).as_bytes());
    class.hand_in("dee.csv", b"");
    class.hand_in("eve.csv", b"PK\x03\x04 a spreadsheet");
    class.hand_in("fay.csv", class.right("gus").as_bytes());
    class.hand_in(
        "gus.csv",
        b"question;answer;unit\npreferred-direction;=1+2;deg\nrate;;\nbroader;9;\nshape;ramp;\n",
    );
    class.hand_in("nobody.csv", b"question,answer\n");
    class
}

#[test]
fn every_kind_of_submission_has_its_line() {
    let class = class_with_submissions();
    let report = class.grade("grades").expect("graded");
    assert_eq!((report.n_students, report.n_handed_in, report.n_full_marks), (8, 7, 1));
    assert_eq!(report.unreadable, ["dee", "eve"]);
    assert_eq!(report.copied, [("fay".to_owned(), vec!["gus".to_owned()])]);
    assert_eq!(report.unclaimed, ["nobody.csv"]);
    assert!(report.needs_a_look());
    insta::assert_snapshot!(class.read("grades/grades.csv"), @r#"
    student_id,question,points,max,status,message
    ada,preferred-direction,2,2,right,Right.
    ada,rate,1,1,right,Right.
    ada,mean-rate,1,1,right,Right.
    ada,broader,1,1,right,Right.
    ada,shape,1,1,right,Right.
    bob,preferred-direction,1,2,other-unit,The number fits another unit than the one stated; convert it.
    bob,rate,0.5,1,no-unit,The unit is missing.
    bob,mean-rate,0.5,1,other-unit,The number fits another unit than the one stated; convert it.
    bob,broader,1,1,right,Right.
    bob,shape,1,1,right,Right.
    cy,preferred-direction,0,2,not-a-number,`NaN` is not a finite number; write one like 12.5.
    cy,rate,0,1,not-a-number,`NaN` is not a finite number; write one like 12.5.
    cy,mean-rate,0,1,not-a-number,`NaN` is not a finite number; write one like 12.5.
    cy,broader,0,1,not-a-choice,"Write one of: 3, 2."
    cy,shape,0,1,not-a-choice,"Write one of: bump, ramp."
    dee,preferred-direction,0,2,unreadable,"The file is not the answer sheet: got an empty file, wanted CSV with columns question, answer, unit."
    dee,rate,0,1,unreadable,"The file is not the answer sheet: got an empty file, wanted CSV with columns question, answer, unit."
    dee,mean-rate,0,1,unreadable,"The file is not the answer sheet: got an empty file, wanted CSV with columns question, answer, unit."
    dee,broader,0,1,unreadable,"The file is not the answer sheet: got an empty file, wanted CSV with columns question, answer, unit."
    dee,shape,0,1,unreadable,"The file is not the answer sheet: got an empty file, wanted CSV with columns question, answer, unit."
    eve,preferred-direction,0,2,unreadable,"The file is not the answer sheet: got a ZIP or Excel file, wanted CSV with columns question, answer, unit."
    eve,rate,0,1,unreadable,"The file is not the answer sheet: got a ZIP or Excel file, wanted CSV with columns question, answer, unit."
    eve,mean-rate,0,1,unreadable,"The file is not the answer sheet: got a ZIP or Excel file, wanted CSV with columns question, answer, unit."
    eve,broader,0,1,unreadable,"The file is not the answer sheet: got a ZIP or Excel file, wanted CSV with columns question, answer, unit."
    eve,shape,0,1,unreadable,"The file is not the answer sheet: got a ZIP or Excel file, wanted CSV with columns question, answer, unit."
    fay,preferred-direction,0,2,another-student,"Not right, and right for the data of gus."
    fay,rate,0,1,another-student,"Not right, and right for the data of gus."
    fay,mean-rate,1,1,right,Right.
    fay,broader,0,1,another-student,"Not right, and right for the data of gus."
    fay,shape,1,1,right,Right.
    gus,preferred-direction,0,2,not-a-number,It is a formula; write the number that it gives.
    gus,rate,0,1,empty,No answer.
    gus,mean-rate,0,1,missing,The file has no line of this question.
    gus,broader,0,1,not-a-choice,"Write one of: 3, 6."
    gus,shape,0,1,wrong,Not right.
    hal,preferred-direction,0,2,not-handed-in,Nothing was handed in.
    hal,rate,0,1,not-handed-in,Nothing was handed in.
    hal,mean-rate,0,1,not-handed-in,Nothing was handed in.
    hal,broader,0,1,not-handed-in,Nothing was handed in.
    hal,shape,0,1,not-handed-in,Nothing was handed in.
    "#);
    insta::assert_snapshot!(class.read("grades/summary.csv"), @"
    student_id,points,max,right,questions,note
    ada,6,6,5,5,
    bob,4,6,2,5,
    cy,0,6,0,5,
    dee,0,6,0,5,the file could not be read
    eve,0,6,0,5,the file could not be read
    fay,2,6,2,5,answers fit the data of gus
    gus,0,6,0,5,
    hal,0,6,0,5,not handed in
    ");
    insta::assert_snapshot!(class.read("grades/unclaimed.csv"), @"
    file
    nobody.csv
    ");
}

#[test]
fn a_student_reads_a_sentence_a_question() {
    let class = class_with_submissions();
    class.grade("grades").expect("graded");
    insta::assert_snapshot!(class.read("grades/feedback/bob.md"), @"
    # Six cells: feedback for `bob`

    4 of 6 points

    - **preferred-direction** (1 of 2): The number fits another unit than the one stated; convert it.
    - **rate** (0.5 of 1): The unit is missing.
    - **mean-rate** (0.5 of 1): The number fits another unit than the one stated; convert it.
    - **broader** (1 of 1): Right.
    - **shape** (1 of 1): Right.
    ");
    let copied = class.read("grades/feedback/fay.md");
    assert!(!copied.contains("gus") && copied.contains("Not right."), "{copied}");
}

#[test]
fn feedback_does_not_tell_an_answer() {
    let class = class_with_submissions();
    class.grade("grades").expect("graded");
    for (student, key) in &class.key.students {
        let page = class.read(&format!("grades/feedback/{student}.md"));
        for answer in key.answers.values() {
            if let Answer::Number { reference, tolerance, .. } = answer {
                for number in [reference, tolerance] {
                    let digits = format!("{number:.3}");
                    assert!(!page.contains(&digits), "{student}: {digits}\n{page}");
                }
            }
        }
    }
}

fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = files_in(folder).expect("it can be read");
    files
        .into_iter()
        .map(|file| (file.clone(), fs::read(folder.join(file)).expect("read")))
        .collect()
}

#[test]
fn the_order_of_the_inbox_changes_nothing() {
    let class = class_with_submissions();
    class.grade("first").expect("graded");
    // A folder lists its files in the order in which they came, on many file systems.
    let mut files = contents(&class.toy.path("inbox"));
    fs::remove_dir_all(class.toy.path("inbox")).expect("removed");
    while let Some((name, bytes)) = files.pop_last() {
        class.hand_in(&name.to_string_lossy(), &bytes);
    }
    class.grade("second").expect("graded");
    assert!(contents(&class.toy.path("first")) == contents(&class.toy.path("second")));
}

#[test]
fn grading_needs_the_key_alone() {
    let class = class_with_submissions();
    class.grade("first").expect("graded");
    fs::remove_dir_all(class.toy.path("pipelines")).expect("removed");
    fs::remove_dir_all(class.toy.path("dist/students")).expect("removed");
    class.grade("second").expect("graded");
    assert!(contents(&class.toy.path("first")) == contents(&class.toy.path("second")));
}

#[test]
fn a_gradebook_is_replaced_and_nothing_else() {
    let class = class_with_submissions();
    class.grade("grades").expect("graded");
    class.grade("grades").expect("graded again");
    fs::write(class.toy.path("grades/comments.txt"), "by hand").expect("written");
    let before = contents(&class.toy.path("grades"));
    let refused = |result: Result<GradeReport, Error>| {
        let error = result.expect_err("refused");
        let text = format!("{error}\nhint: {}", error.hint().expect("there is one"));
        text.replace(&*class.toy.path("").to_string_lossy(), "")
    };
    insta::assert_snapshot!(refused(class.grade("grades")), @"
    grades/comments.txt: got a file that is not part of a gradebook, wanted a new folder or an earlier gradebook
    hint: move it away, or choose another folder
    ");
    assert!(before == contents(&class.toy.path("grades")));
    insta::assert_snapshot!(refused(class.grade("inbox")), @"
    inbox: got an output folder that shares its place with inbox, wanted one apart
    hint: an output folder is replaced whole
    ");
    insta::assert_snapshot!(refused(class.grade("dist/instructor/grades")), @"
    dist/instructor/grades: got an output folder that shares its place with dist/instructor, wanted one apart
    hint: an output folder is replaced whole
    ");
    let inbox = class.toy.path("inbox");
    let key = class.toy.path("dist/instructor");
    let out = class.toy.path("elsewhere");
    insta::assert_snapshot!(refused(grade_set("toys", &key, &inbox, &out)), @"
    key dist/instructor: got set `toy`, wanted `toys`
    hint: `problems grade toy` grades this one
    ");
}

#[test]
fn a_key_that_is_none_is_told() {
    let class = Class::new();
    let path = class.toy.path("key.json");
    let refused = |text: &str| {
        fs::write(&path, text).expect("written");
        let error = Key::read(&path).expect_err("refused");
        let text = format!("{error}\nhint: {}", error.hint().expect("there is one"));
        text.replace(&*class.toy.path("").to_string_lossy(), "")
    };
    insta::assert_snapshot!(refused("{}"), @"
    key key.json: got missing field `format` at line 1 column 2, wanted the `key.json` of a build
    hint: `--key` names the folder `instructor` that `problems build` wrote
    ");
    let json = String::from_utf8(class.key.to_json()).expect("UTF-8");
    insta::assert_snapshot!(refused(&json.replace("\"format\": 1", "\"format\": 2")), @"
    key key.json: got format 2, which is not 1, wanted the `key.json` of a build
    hint: `--key` names the folder `instructor` that `problems build` wrote
    ");
    insta::assert_snapshot!(refused(&json.replace("\"tolerance\": 0.04", "\"tolerance\": 0.0")), @"
    key key.json: got student `ada`, question `rate`: 4 with a tolerance of 0, wanted the `key.json` of a build
    hint: `--key` names the folder `instructor` that `problems build` wrote
    ");
    insta::assert_snapshot!(refused(&json.replacen("\"rate\": {", "\"rat\": {", 1)), @"
    key key.json: got student `ada`: no answer to `rate`, wanted the `key.json` of a build
    hint: `--key` names the folder `instructor` that `problems build` wrote
    ");
    fs::write(&path, &json).expect("written");
    assert_eq!(Key::read(&path).expect("its own form"), class.key);
}

#[test]
fn one_wrong_number_accuses_nobody() {
    let class = Class::new();
    let other = class.right("gus").lines().nth(1).expect("the first question").to_owned();
    let row = other.split_once(',').expect("a row").1.to_owned();
    let sheet =
        class.sheet("ada", |question, _| (question == "preferred-direction").then(|| row.clone()));
    class.hand_in("ada.csv", sheet.as_bytes());
    assert_eq!(class.grade("grades").expect("graded").copied, []);
}

#[test]
fn no_cell_begins_like_a_formula() {
    for cell in ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1"] {
        assert_eq!(harmless(cell), format!("'{cell}"));
    }
    assert_eq!(harmless("a=1"), "a=1");
}

#[test]
fn any_bytes_can_be_handed_in() {
    let class = Class::new();
    let bytes = proptest::collection::vec(any::<u8>(), 0..300);
    proptest!(ProptestConfig::with_cases(40), |(bytes in bytes)| {
        class.hand_in("ada.csv", &bytes);
        let sheet = [b"question,answer,unit\nrate,".as_slice(), &bytes].concat();
        class.hand_in("bob.csv", &sheet);
        let report = class.grade("grades").expect("graded");
        prop_assert_eq!(report.n_handed_in, 2);
        let grades = class.read("grades/grades.csv");
        let mut reader = csv::Reader::from_reader(grades.as_bytes());
        for row in reader.records() {
            for cell in &row.expect("CSV") {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", cell);
            }
        }
    });
}

#[test]
fn what_is_wrong_with_a_whole_file_is_said_once() {
    let class = Class::new();
    class.hand_in("ada/answers.xlsx", b"PK");
    class.hand_in("notes <b>.txt", b"");
    class.grade("grades").expect("grades");
    let feedback = class.read("grades/feedback/ada.md");
    assert_eq!(feedback.matches("answers.xlsx").count(), 1, "{feedback}");
    assert_eq!(class.read("grades/unclaimed.csv"), "file\nnotes <b>.txt\n");
}

#[test]
fn a_key_that_is_a_folder_too_high_is_told() {
    let class = Class::new();
    let error =
        grade_set("toy", &class.toy.path("dist"), &class.toy.path("inbox"), &class.toy.path("out"))
            .expect_err("the key lies below");
    assert!(
        error
            .to_string()
            .ends_with("dist: got a folder without one, wanted the `key.json` of a build")
    );
    insta::assert_snapshot!(error.hint().expect("a hint"), @"`--key` names the folder `instructor` that `problems build` wrote");
}
