use super::*;

fn inbox(files: &[(&str, &[u8])]) -> Inbox {
    let folder = tempfile::tempdir().expect("a place for temporary files");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    let students = ["ada", "bob", "cy"].map(String::from);
    read(folder.path(), students.iter()).expect("an inbox")
}

const SHEET: &[u8] = b"question,answer,unit\nrate,4.5,Hz\n";

fn unreadable(inbox: &Inbox, student: &str) -> String {
    match &inbox.submissions[student] {
        Submission::Unreadable(got) => got.clone(),
        Submission::Answers(answers) => panic!("{answers:?}"),
    }
}

#[test]
fn a_file_or_a_folder_a_student() {
    let inbox = inbox(&[("ada.csv", SHEET), ("Bob/answers.csv", SHEET), (".DS_Store", b"x")]);
    let written = Written { answer: "4.5".into(), unit: "Hz".into(), twice: false };
    let expected = Submission::Answers(BTreeMap::from([("rate".into(), written)]));
    assert_eq!(inbox.submissions["ada"], expected);
    assert_eq!(inbox.submissions["bob"], expected);
    assert_eq!((inbox.submissions.len(), inbox.unclaimed.len()), (2, 0));
}

#[test]
fn files_of_nobody_are_listed() {
    let inbox = inbox(&[("eve.csv", SHEET), ("ada.xlsx", b"PK"), ("notes/x.txt", b"")]);
    assert_eq!(inbox.unclaimed, ["ada.xlsx", "eve.csv", "notes"]);
    assert_eq!(inbox.submissions.len(), 0);
}

#[test]
fn what_cannot_be_read_is_told() {
    let large = vec![b'x'; 100_000];
    let inbox = inbox(&[
        ("ada.csv", &large),
        ("bob.csv", SHEET),
        ("bob/answers.csv", SHEET),
        ("cy/answer.csv", SHEET),
    ]);
    insta::assert_snapshot!(unreadable(&inbox, "ada"), @"more than 64 kB");
    insta::assert_snapshot!(unreadable(&inbox, "bob"), @"several files of one student");
    insta::assert_snapshot!(unreadable(&inbox, "cy"), @"`answer.csv` and no `answers.csv`");
}

#[test]
fn what_lies_in_place_of_the_answers_is_named() {
    let inbox = inbox(&[("ada/answers.xlsx", b"PK"), ("bob/a.pdf", b""), ("bob/b.pdf", b"")]);
    insta::assert_snapshot!(unreadable(&inbox, "ada"), @"`answers.xlsx` and no `answers.csv`");
    insta::assert_snapshot!(unreadable(&inbox, "bob"), @"2 files and no `answers.csv`");
}

#[test]
fn a_decimal_comma_between_commas_is_one_number() {
    let sheet = b"question,answer,unit\na,45,98,deg\nb,-3,5\nc,7,Hz\nd,12,,\n";
    let inbox = inbox(&[("ada.csv", sheet)]);
    let Submission::Answers(answers) = &inbox.submissions["ada"] else { panic!("a sheet") };
    let said = |name: &str| (answers[name].answer.as_str(), answers[name].unit.as_str());
    assert_eq!(said("a"), ("45,98", "deg"));
    assert_eq!(said("b"), ("-3,5", ""));
    assert_eq!(said("c"), ("7", "Hz"));
    assert_eq!(said("d"), ("12", ""));
}

#[test]
fn an_inbox_that_is_not_there_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a place for temporary files");
    let error = read(&folder.path().join("inbox"), [].iter()).expect_err("there is none");
    assert!(
        error
            .to_string()
            .ends_with("inbox: got no folder, wanted one with what students handed in")
    );
    assert!(error.hint().is_some_and(|hint| hint.starts_with("`mkdir ")), "{:?}", error.hint());
}

#[test]
fn a_sheet_needs_its_columns() {
    let inbox = inbox(&[("ada.csv", b"rate,4.5,Hz\n"), ("bob.csv", b"question,unit\nrate,Hz\n")]);
    insta::assert_snapshot!(unreadable(&inbox, "ada"), @"columns `rate`, `4.5`, `hz`");
    insta::assert_snapshot!(unreadable(&inbox, "bob"), @"columns `question`, `unit`");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let folder = tempfile::tempdir().expect("a place for temporary files");
    let secret = folder.path().join("secret.csv");
    fs::write(&secret, SHEET).expect("written");
    let place = folder.path().join("inbox");
    fs::create_dir_all(place.join("bob")).expect("made");
    std::os::unix::fs::symlink(&secret, place.join("ada.csv")).expect("linked");
    std::os::unix::fs::symlink(&secret, place.join("bob/answers.csv")).expect("linked");
    std::os::unix::fs::symlink(folder.path(), place.join("cy")).expect("linked");
    let students = ["ada", "bob", "cy"].map(String::from);
    let inbox = read(&place, students.iter()).expect("an inbox");
    insta::assert_snapshot!(unreadable(&inbox, "ada"), @"something else than a plain file");
    assert_eq!(unreadable(&inbox, "bob"), unreadable(&inbox, "ada"));
    assert_eq!(inbox.unclaimed, ["cy"]);
}

#[test]
fn two_lines_of_one_question_must_agree() {
    let twice = b"question,answer\nRate,4.5\nrate,4.5\nshape,bump\nshape,ramp\n";
    let inbox = inbox(&[("ada.csv", twice)]);
    let Submission::Answers(answers) = &inbox.submissions["ada"] else { panic!("a sheet") };
    assert!(!answers["rate"].twice);
    assert!(answers["shape"].twice);
}
