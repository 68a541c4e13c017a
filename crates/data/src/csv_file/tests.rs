//! What is written is read back as it was.

use proptest::prelude::*;
use spikebook_schema::Unit;

use super::*;
use crate::raw::{self, OpenOptions};

fn text_of(table: &Table) -> String {
    String::from_utf8(to_csv_bytes(table).expect("a table")).expect("UTF-8")
}

#[test]
fn every_type_has_its_form() {
    let table = Table::build("mixed")
        .optional_float("rate_hz", Unit::SPIKES_PER_SECOND, vec![Some(0.5), None, Some(-0.0)])
        .optional_integer("n", Unit::ONE, vec![None, Some(-3), Some(i64::MAX)])
        .optional_boolean("correct", vec![Some(true), Some(false), None])
        .text("label", &["plain", "a, \"b\"", "two\nlines"])
        .vector("xy", Unit::PIXEL, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2)
        .finish()
        .expect("a table");
    assert_eq!(
        text_of(&table),
        "rate_hz,n,correct,label,xy_0,xy_1\n\
         0.5,,true,plain,1,2\n\
         ,-3,false,\"a, \"\"b\"\"\",3,4\n\
         -0,9223372036854775807,,\"two\nlines\",5,6\n"
    );
}

#[test]
fn floats_have_no_needless_zeros() {
    let cells = vec![0.1, 1e-7, 1e300, f64::MIN_POSITIVE, 1.0 / 3.0, 123_456_789.0];
    let table = Table::build("x").float("x", Unit::ONE, cells).finish().expect("a table");
    assert_eq!(
        text_of(&table),
        "x\n0.1\n1e-7\n1e300\n2.2250738585072014e-308\n0.3333333333333333\n123456789\n"
    );
}

#[test]
fn a_table_without_rows_is_its_header() {
    let table = Table::build("x").float("time_s", Unit::SECOND, Vec::new()).finish();
    assert_eq!(text_of(&table.expect("a table")), "time_s\n");
}

#[test]
fn batches_make_one_file() {
    let table = Table::build("x").integer("n", Unit::ONE, vec![1, 2, 3]).finish().expect("a table");
    let mut bytes = Vec::new();
    write(&mut bytes, [Ok(table.slice(0, 2)), Ok(table.slice(2, 2))]).expect("a sink");
    assert_eq!(bytes, to_csv_bytes(&table).expect("a table"));
}

proptest! {
    #[test]
    fn floats_are_read_back_to_the_last_bit(cells in proptest::collection::vec(
        proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO, 1..50,
    )) {
        let table = Table::build("x").float("x", Unit::ONE, cells.clone()).finish().expect("finite");
        let bytes = to_csv_bytes(&table).expect("a table");
        let file = raw::open_bytes("x.csv", bytes, &OpenOptions::default()).expect("our own file");
        let read = file.read_one("x").and_then(|found| found.to_f64()).expect("numbers");
        let bits = |cells: &[f64]| cells.iter().map(|cell| cell.to_bits()).collect::<Vec<_>>();
        prop_assert!(read.iter().zip(&cells).all(|(a, b)| a == b), "{read:?} {cells:?}");
        if cells.iter().any(|cell| cell.fract() != 0.0) {
            prop_assert_eq!(bits(&read), bits(&cells));
        }
    }
}
