//! What is handed in, and the gradebook that it gives.

use super::class::{Class, text};

/// One of everything that is handed in.
fn inbox(class: &Class) -> Vec<(&'static str, Vec<u8>)> {
    let right = |student: &str| class.sheet(student, |_, _| None).into_bytes();
    let number = |answer: &str| answer.parse::<f64>().unwrap_or(0.0);
    let wrong_unit = class.sheet("s02", |question, answer| match question {
        "preferred-direction" => Some(format!("{},deg", number(answer).to_radians())),
        "peak-rate" => Some(format!("{},Hz", number(answer) / 1000.0)),
        "decoded-direction" => Some(format!("{},rad", number(answer).to_radians())),
        _ => None,
    });
    let missing_unit = class
        .sheet("s09", |question, answer| (question == "peak-rate").then(|| format!("{answer},")));
    let turned = class.sheet("s10", |question, answer| match question {
        "preferred-direction" => Some(format!("{},deg", number(answer) + 720.0)),
        "decoded-direction" => Some(format!("{},deg", number(answer) - 180.0)),
        _ => None,
    });
    let opposite =
        class.sheet("s08", |question, _| (question == "sharper-tuning").then(|| "sharper,".into()));
    vec![
        ("s01.csv", right("s01")),
        ("s02/answers.csv", wrong_unit.into_bytes()),
        ("s03.csv", class.sheet("s03", |_, _| Some("NaN,".into())).into_bytes()),
        ("s04.csv", class.sheet("s04", |_, _| Some(",".into())).into_bytes()),
        ("s05.csv", b"\xff\xfe\x00broken\x00,\"".to_vec()),
        ("s06.csv", right("s07")),
        ("s07.csv", right("s07")),
        ("s08.csv", opposite.into_bytes()),
        ("s09.csv", missing_unit.into_bytes()),
        ("s10.csv", turned.into_bytes()),
        ("s11.csv", Vec::new()),
        ("stranger.csv", right("s01")),
    ]
}

#[test]
fn every_kind_of_submission_gives_the_expected_lines() {
    let class = Class::get();
    let inbox = inbox(class);
    let files = inbox.iter().map(|(name, bytes)| (*name, bytes.as_slice()));
    let (report, gradebook) = class.grade(files);
    assert_eq!((report.n_students, report.n_handed_in, report.n_full_marks), (20, 11, 2));
    assert_eq!(report.unreadable, ["s05", "s11"]);
    assert_eq!(report.copied, [("s06".to_owned(), vec!["s07".to_owned()])]);
    assert_eq!(report.unclaimed, ["stranger.csv"]);
    let grades = text(&gradebook, "grades.csv");
    let statuses: Vec<String> = grades
        .lines()
        .skip(1)
        .take(44)
        .map(|line| line.splitn(6, ',').take(5).collect::<Vec<_>>().join(" "))
        .collect();
    insta::assert_snapshot!(statuses.join("\n"), @"
    s01 preferred-direction 1 1 right
    s01 peak-rate 1 1 right
    s01 decoded-direction 1 1 right
    s01 sharper-tuning 1 1 right
    s02 preferred-direction 0.5 1 other-unit
    s02 peak-rate 0.5 1 other-unit
    s02 decoded-direction 1 1 right
    s02 sharper-tuning 1 1 right
    s03 preferred-direction 0 1 not-a-number
    s03 peak-rate 0 1 not-a-number
    s03 decoded-direction 0 1 not-a-number
    s03 sharper-tuning 0 1 not-a-choice
    s04 preferred-direction 0 1 empty
    s04 peak-rate 0 1 empty
    s04 decoded-direction 0 1 empty
    s04 sharper-tuning 0 1 empty
    s05 preferred-direction 0 1 unreadable
    s05 peak-rate 0 1 unreadable
    s05 decoded-direction 0 1 unreadable
    s05 sharper-tuning 0 1 unreadable
    s06 preferred-direction 0 1 another-student
    s06 peak-rate 0 1 another-student
    s06 decoded-direction 0 1 another-student
    s06 sharper-tuning 0 1 another-student
    s07 preferred-direction 1 1 right
    s07 peak-rate 1 1 right
    s07 decoded-direction 1 1 right
    s07 sharper-tuning 1 1 right
    s08 preferred-direction 1 1 right
    s08 peak-rate 1 1 right
    s08 decoded-direction 1 1 right
    s08 sharper-tuning 0 1 not-a-choice
    s09 preferred-direction 1 1 right
    s09 peak-rate 0.5 1 no-unit
    s09 decoded-direction 1 1 right
    s09 sharper-tuning 1 1 right
    s10 preferred-direction 1 1 right
    s10 peak-rate 1 1 right
    s10 decoded-direction 0 1 opposite
    s10 sharper-tuning 1 1 right
    s11 preferred-direction 0 1 unreadable
    s11 peak-rate 0 1 unreadable
    s11 decoded-direction 0 1 unreadable
    s11 sharper-tuning 0 1 unreadable
    ");
    insta::assert_snapshot!(text(&gradebook, "summary.csv"), @"
    student_id,points,max,right,questions,note
    s01,4,4,4,4,
    s02,3,4,2,4,
    s03,0,4,0,4,
    s04,0,4,0,4,
    s05,0,4,0,4,the file could not be read
    s06,0,4,0,4,answers fit the data of s07
    s07,4,4,4,4,
    s08,3,4,3,4,
    s09,3.5,4,3,4,
    s10,3,4,3,4,
    s11,0,4,0,4,the file could not be read
    s12,0,4,0,4,not handed in
    s13,0,4,0,4,not handed in
    s14,0,4,0,4,not handed in
    s15,0,4,0,4,not handed in
    s16,0,4,0,4,not handed in
    s17,0,4,0,4,not handed in
    s18,0,4,0,4,not handed in
    s19,0,4,0,4,not handed in
    s20,0,4,0,4,not handed in
    ");
    assert!(!text(&gradebook, "feedback/s06.md").contains("s07"), "a student is not accused");
}

#[test]
fn the_order_of_the_inbox_does_not_matter() {
    let class = Class::get();
    let inbox = inbox(class);
    let files = || inbox.iter().map(|(name, bytes)| (*name, bytes.as_slice()));
    let (_, forwards) = class.grade(files());
    let (_, backwards) = class.grade(files().rev());
    assert!(forwards == backwards);
}
