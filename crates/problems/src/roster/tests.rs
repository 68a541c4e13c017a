use super::*;

fn read(text: &str) -> Result<Roster, Error> {
    Roster::from_bytes(text.as_bytes(), Path::new("roster.csv"))
}

fn refused(text: &str) -> String {
    let error = read(text).expect_err("refused");
    format!("{error}\nhint: {}", error.hint().expect("there is one"))
}

#[test]
fn students_are_sorted_and_other_columns_ignored() {
    let roster =
        read("name,Student_ID,group\nBob B.,bob,1\n\"A, Ada\",ada-1.x_Y,2\n").expect("safe");
    assert_eq!(roster.students(), ["ada-1.x_Y", "bob"]);
    let turned = read("student_id\nada-1.x_Y\nbob\n").expect("safe");
    assert_eq!(roster.digest(), turned.digest(), "the order of the lines does not matter");
    assert_ne!(roster.digest(), read("student_id\nbob\n").expect("safe").digest());
}

#[test]
fn every_line_that_cannot_stand_is_told_at_once() {
    let text = "student_id,name\n../../etc,a\nada,b\n,c\nADA,d\nbob smith,e\n.hidden,f\nnul,g\ncom1.txt,h\n\
                zoë,i\nx.,j\ns1.csv,k\n-rf,l\nada,m\n";
    insta::assert_snapshot!(refused(text), @"
    roster roster.csv, line 2: got `../../etc`, wanted letters a–z, digits, `-`, `_` and `.`, a letter or digit first
    roster roster.csv, line 4: got no id, wanted letters a–z, digits, `-`, `_` and `.`, a letter or digit first
    roster roster.csv, line 5: got `ADA` a second time, after line 3, wanted every student once
    roster roster.csv, line 6: got `bob smith`, wanted letters a–z, digits, `-`, `_` and `.`, a letter or digit first
    roster roster.csv, line 7: got `.hidden`, wanted letters a–z, digits, `-`, `_` and `.`, a letter or digit first
    roster roster.csv, line 8: got `nul`, wanted a name that no system keeps for a device
    roster roster.csv, line 9: got `com1.txt`, wanted a name that no system keeps for a device
    roster roster.csv, line 10: got `zoë`, wanted letters a–z, digits, `-`, `_` and `.`, a letter or digit first
    roster roster.csv, line 11: got `x.`, wanted an id that ends neither with a point nor with `.csv`
    roster roster.csv, line 12: got `s1.csv`, wanted an id that ends neither with a point nor with `.csv`
    roster roster.csv, line 13: got `-rf`, wanted letters a–z, digits, `-`, `_` and `.`, a letter or digit first
    roster roster.csv, line 14: got `ada` a second time, after line 5, wanted every student once
    hint: an id is a folder's name: letters a–z, digits, `-`, `_` and `.`, up to 64
    ");
    let long = format!("student_id\n{}\n", "a".repeat(65));
    insta::assert_snapshot!(refused(&long), @"
    roster roster.csv, line 2: got `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…`, wanted at most 64 letters
    hint: an id is a folder's name: letters a–z, digits, `-`, `_` and `.`, up to 64
    ");
}

#[test]
fn names_that_only_look_like_devices_stay() {
    let roster = read("student_id\nconrad\nauxilia\ncom12\nnul-0\n").expect("safe");
    assert_eq!(roster.students().len(), 4);
}

#[test]
fn what_is_no_roster_is_told() {
    insta::assert_snapshot!(refused("id,name\nada,Ada\n"), @"
    roster roster.csv: got columns `id`, `name`, wanted a column `student_id`
    hint: a roster is a CSV file with a column `student_id`, a line a student
    ");
    insta::assert_snapshot!(refused("student_id\n"), @"
    roster roster.csv: got no line below the header, wanted at least one student
    hint: a roster is a CSV file with a column `student_id`, a line a student
    ");
    insta::assert_snapshot!(refused(""), @"
    roster roster.csv: got an empty file, wanted a CSV file
    hint: a roster is a CSV file with a column `student_id`, a line a student
    ");
    let error = Roster::read(Path::new("no-such-roster.csv")).expect_err("no file");
    insta::assert_snapshot!(error, @"no-such-roster.csv: No such file or directory (os error 2)");
}
