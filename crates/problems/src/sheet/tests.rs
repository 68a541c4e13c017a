use proptest::prelude::*;

use super::*;

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let sheet = Sheet::read(bytes).expect("a sheet");
    let mut all = vec![sheet.columns.clone()];
    all.extend(sheet.rows().map(|(_, cells)| cells.to_vec()));
    all
}

const EXPECTED: [[&str; 2]; 2] = [["question", "answer"], ["rate", "4,5"]];

#[test]
fn a_sheet_is_read_as_any_program_saves_it() {
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    let tabs = "question\tanswer\r\nrate\t4,5\r\n";
    for bytes in [
        b"question,answer\nrate,\"4,5\"\n".to_vec(),
        b"question,answer\r\nrate,\"4,5\"".to_vec(),
        b"question;answer\nrate;4,5\n".to_vec(),
        b"\xef\xbb\xbfQuestion; Answer \n\n;\nrate;4,5\n".to_vec(),
        b"sep=;\nquestion;answer\nrate;4,5\n".to_vec(),
        b"question,answer\rrate,\"4,5\"\r".to_vec(),
        tabs.into(),
        utf16(tabs, u16::to_le_bytes),
        utf16(tabs, u16::to_be_bytes),
    ] {
        assert_eq!(rows(&bytes), EXPECTED, "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn letters_of_old_encodings_are_read() {
    assert_eq!(rows(b"question,answer\nrate,\x965 \xb0\n")[1], ["rate", "–5 °"]);
}

#[test]
fn lines_keep_their_numbers() {
    let sheet = Sheet::read(b"sep=,\nstudent_id\n\nada\n").expect("a sheet");
    assert_eq!(sheet.rows().map(|(line, _)| line).collect::<Vec<_>>(), [4]);
}

#[test]
fn what_is_no_sheet_is_named() {
    let refused = |bytes: &[u8]| Sheet::read(bytes).expect_err("refused");
    insta::assert_snapshot!(refused(b""), @"an empty file");
    insta::assert_snapshot!(refused(b" \n\n"), @"an empty file");
    insta::assert_snapshot!(refused(b"PK\x03\x04 and so on"), @"a ZIP or Excel file");
    insta::assert_snapshot!(refused(b"\x00\x01\x02"), @"a binary file");
    insta::assert_snapshot!(refused(b"%PDF-1.7"), @"a PDF file");
    let sheet = Sheet::read(b"name,<b>\nx,y\n").expect("a sheet");
    insta::assert_snapshot!(sheet.column("question").expect_err("no such column"), @"columns `name`, `·b·`");
}

#[test]
fn somebodys_text_is_made_harmless() {
    assert_eq!(quoted("a`b\n<script>"), "`a·b··script·`");
    assert_eq!(quoted(&"x".repeat(100)), format!("`{}…`", "x".repeat(30)));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Sheet::read(&bytes);
    }
}
