//! MATLAB: files put together here element by element, in both byte orders.

mod builder;
mod errors;

use builder::{Builder, header};
use proptest::prelude::*;

use crate::raw::complaint::open;
use crate::raw::{Endian, Numbers, OpenOptions, Value, open_bytes};

const BOTH: [Endian; 2] = [Endian::Little, Endian::Big];

#[test]
fn numbers_of_every_class_and_storage() {
    for endian in BOTH {
        let make = Builder { endian };
        let double = make.element(9, &make.f64s(&[0.5, f64::NAN, -1.0]));
        let cases: Vec<(u32, Vec<u8>, Numbers)> = vec![
            (6, double, Numbers::F64(vec![0.5, f64::NAN, -1.0])),
            (6, make.element(2, &[1, 2, 255]), Numbers::F64(vec![1.0, 2.0, 255.0])),
            (6, make.element(3, &make.u16s(&[0xffff, 2, 3])), Numbers::F64(vec![-1.0, 2.0, 3.0])),
            (7, make.element(2, &[1, 2, 3]), Numbers::F32(vec![1.0, 2.0, 3.0])),
            (8, make.element(1, &[255, 0, 1]), Numbers::I8(vec![-1, 0, 1])),
            (9, make.element(2, &[255, 0, 1]), Numbers::U8(vec![255, 0, 1])),
            (10, make.element(1, &[254, 0, 1]), Numbers::I16(vec![-2, 0, 1])),
            (11, make.element(4, &make.u16s(&[65535, 0, 1])), Numbers::U16(vec![65535, 0, 1])),
            (12, make.element(3, &make.u16s(&[65535, 0, 1])), Numbers::I32(vec![-1, 0, 1])),
            (
                13,
                make.element(6, &make.u32s(&[u32::MAX, 0, 1])),
                Numbers::U32(vec![u32::MAX, 0, 1]),
            ),
            (14, make.element(5, &make.u32s(&[u32::MAX, 0, 1])), Numbers::I64(vec![-1, 0, 1])),
            (15, make.element(2, &[9, 0, 1]), Numbers::U64(vec![9, 0, 1])),
        ];
        for (class, numbers, expected) in cases {
            let plain = make.array(class, &[3, 1], "x", &numbers);
            for variable in [plain.clone(), make.compressed(&plain)] {
                let file = open("a.mat", &make.file(&[variable]));
                let value = file.read_variable("x").expect("an array");
                let Value::Array(array) = value else { panic!("an array") };
                assert_eq!(format!("{:?}", array.data), format!("{expected:?}"), "class {class}");
                assert_eq!(array.shape, [3, 1]);
            }
        }
        let logical = make.array(9 | 0x200, &[1, 2], "x", &make.element(2, &[1, 0]));
        let file = open("a.mat", &make.file(&[logical]));
        assert_eq!(file.variables().expect("variables")[0].to_string(), "x bool 1×2");
        assert_eq!(
            file.read_one("x").and_then(|found| found.to_bool()).expect("truth"),
            [true, false]
        );
    }
}

#[test]
fn text_in_every_encoding() {
    for endian in BOTH {
        let make = Builder { endian };
        let texts = |shape: &[u32], element: &[u8]| {
            let file = open("a.mat", &make.file(&[make.array(4, shape, "t", element)]));
            file.read_one("t").and_then(|found| found.to_texts()).expect("texts")
        };
        assert_eq!(texts(&[1, 2], &make.element(4, &make.u16s(&[0x48, 0x69]))), ["Hi"]);
        assert_eq!(texts(&[1, 2], &make.element(2, b"Hi")), ["Hi"]);
        assert_eq!(texts(&[1, 2], &make.element(1, b"Hi")), ["Hi"]);
        assert_eq!(texts(&[1, 2], &make.element(16, "µV".as_bytes())), ["µV"]);
        assert_eq!(texts(&[1, 2], &make.element(17, &make.u16s(&[0xb5, 0x56]))), ["µV"]);
        // A character beyond 16 bits counts as two.
        assert_eq!(texts(&[1, 2], &make.element(17, &make.u16s(&[0xd83e, 0xdde0]))), ["🧠"]);
        assert_eq!(texts(&[1, 2], &make.element(18, &make.u32s(&[0x1f9e0]))), ["🧠"]);
        // Two rows of three, column by column.
        assert_eq!(texts(&[2, 3], &make.element(2, b"adbecf")), ["abc", "def"]);
        assert_eq!(texts(&[2, 3], &make.element(16, b"adbecf")), ["abc", "def"]);
        assert_eq!(texts(&[0, 0], &make.element(2, b"")), [""]);
        assert_eq!(texts(&[0, 0], b""), [""]);
        // No characters, in any number of rows: the number alone makes no texts.
        assert!(texts(&[3, 0], &make.element(2, b"")).is_empty());
    }
}

#[test]
fn cells_and_structs_nest() {
    for endian in BOTH {
        let make = Builder { endian };
        let number = |x: f64| make.array(6, &[1, 1], "", &make.element(9, &make.f64s(&[x])));
        let records = make.records(
            &[1, 2],
            "",
            &["time", "id"],
            &[number(0.5), number(1.0), number(1.5), number(2.0)],
        );
        let inner = make.cell(&[2, 1], "", &[records, make.element(14, &[])]);
        let file = open("a.mat", &make.file(&[make.cell(&[1, 2], "c", &[number(7.0), inner])]));
        let read = |path: &str| {
            let found = file.read(path).expect("values");
            found.iter().flat_map(|found| found.to_f64().expect("numbers")).collect::<Vec<f64>>()
        };
        assert_eq!(read("c{1}"), [7.0]);
        assert_eq!(read("c{2}{1}(*).time"), [0.5, 1.5]);
        assert_eq!(read("c{2}{1}(2).id"), [2.0]);
        assert_eq!(file.read_one("c{2}{2}").expect("an empty array").value.shape(), [0, 0]);
        let Value::Struct(records) = file.read_one("c{2}{1}").expect("records").value else {
            panic!("records")
        };
        let names: Vec<&str> = records.fields.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["time", "id"]);
    }
}

#[test]
fn the_listing_reads_no_values() {
    let make = Builder { endian: Endian::Little };
    let x = make.array(6, &[2, 2], "x", &make.element(9, &make.f64s(&[1.0, 2.0, 3.0, 4.0])));
    // The second variable's numbers are cut inside its own element.
    let damaged = make.array(6, &[2, 2], "y", &make.element(9, &make.f64s(&[1.0])));
    let file = open("a.mat", &make.file(&[make.compressed(&x), damaged, make.compressed(&x)]));
    let listing: Vec<String> =
        file.variables().expect("variables").iter().map(ToString::to_string).collect();
    assert_eq!(listing, ["x f64 2×2", "y f64 2×2", "x f64 2×2"]);
    assert_eq!(file.read_one("x(2,1)").and_then(|found| found.to_f64()).expect("a number"), [2.0]);
    assert!(file.read_variable("y").is_err());
    assert_eq!(file.attributes()["description"], "MATLAB 5.0 MAT-file, made by hand");
}

proptest! {
    /// Any bytes after a right header and a right tag.
    #[test]
    fn any_elements_are_read_or_refused(
        words in prop::collection::vec(prop_oneof![0_u32..20, Just(0x0001_0001), Just(8), Just(u32::MAX), any::<u32>()], 0..40),
        big: bool,
    ) {
        let make = Builder { endian: if big { Endian::Big } else { Endian::Little } };
        let variable = make.element(14, &make.u32s(&words));
        let bytes = [header(make.endian), variable].concat();
        if let Ok(file) = open_bytes("a.mat", bytes, &OpenOptions::default()) {
            for name in file.names().expect("names") {
                let _ = file.read_variable(&name);
            }
        }
    }
}
