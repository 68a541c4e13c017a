//! NPY: every type against an independent writer, and what is said about wrong files.

use insta::assert_snapshot;
use npyz::WriterBuilder;
use proptest::prelude::*;

use crate::raw::complaint::{complaint, complaint_with, open};
use crate::raw::{Limits, Numbers, OpenOptions, Value};

/// An NPY file of version 1 with that header and data.
fn npy(header: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend_from_slice(&u16::try_from(header.len()).expect("short").to_le_bytes());
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(data);
    bytes
}

fn header(descr: &str, shape: &str) -> String {
    format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n")
}

/// What an independent writer makes of an array.
fn written<T: npyz::AutoSerialize + Copy>(
    values: &[T],
    shape: &[u64],
    order: npyz::Order,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let options = npyz::WriteOptions::new().default_dtype().shape(shape).order(order);
    let mut writer = options.writer(&mut bytes).begin_nd().expect("a writer");
    writer.extend(values.iter().copied()).expect("written");
    writer.finish().expect("finished");
    bytes
}

fn read(bytes: &[u8]) -> Value {
    open("a.npy", bytes).read_variable("a").expect("an array")
}

fn numbers(bytes: &[u8]) -> Numbers {
    match read(bytes) {
        Value::Array(array) => array.data,
        other => panic!("not an array: {other:?}"),
    }
}

#[test]
fn every_type_in_both_byte_orders() {
    fn check<T: npyz::AutoSerialize + Copy, const N: usize>(
        values: &[T],
        code: &str,
        little: fn(T) -> [u8; N],
        big: fn(T) -> [u8; N],
        wrap: fn(Vec<T>) -> Numbers,
    ) {
        let expected = format!("{:?}", wrap(values.to_vec()));
        let c = npyz::Order::C;
        assert_eq!(format!("{:?}", numbers(&written(values, &[values.len() as u64], c))), expected);
        for (sign, bytes) in [("<", little), (">", big)] {
            let data: Vec<u8> = values.iter().flat_map(|&value| bytes(value)).collect();
            let shape = format!("({},)", values.len());
            let file = npy(&header(&format!("{sign}{code}"), &shape), &data);
            assert_eq!(format!("{:?}", numbers(&file)), expected, "{sign}{code}");
        }
    }
    check(
        &[0.1, -0.0, f64::NAN, f64::INFINITY, 5e-324],
        "f8",
        f64::to_le_bytes,
        f64::to_be_bytes,
        Numbers::F64,
    );
    check(&[0.1, -0.0, f32::NAN, f32::MAX], "f4", f32::to_le_bytes, f32::to_be_bytes, Numbers::F32);
    check(&[i8::MIN, -1, 0, i8::MAX], "i1", i8::to_le_bytes, i8::to_be_bytes, Numbers::I8);
    check(&[i16::MIN, -2, 0, i16::MAX], "i2", i16::to_le_bytes, i16::to_be_bytes, Numbers::I16);
    check(&[i32::MIN, -2, 0, i32::MAX], "i4", i32::to_le_bytes, i32::to_be_bytes, Numbers::I32);
    check(&[i64::MIN, -2, 0, i64::MAX], "i8", i64::to_le_bytes, i64::to_be_bytes, Numbers::I64);
    check(&[0, 1, u8::MAX], "u1", u8::to_le_bytes, u8::to_be_bytes, Numbers::U8);
    check(&[0, 258, u16::MAX], "u2", u16::to_le_bytes, u16::to_be_bytes, Numbers::U16);
    check(&[0, 258, u32::MAX], "u4", u32::to_le_bytes, u32::to_be_bytes, Numbers::U32);
    check(&[0, 258, u64::MAX], "u8", u64::to_le_bytes, u64::to_be_bytes, Numbers::U64);
    assert_eq!(
        numbers(&written(&[true, false], &[2], npyz::Order::C)),
        Numbers::Bool(vec![true, false])
    );
}

#[test]
fn half_floats_lose_nothing() {
    // Values from the table of IEEE 754-2019, binary16.
    let cases: [(u16, f32); 9] = [
        (0x0000, 0.0),
        (0x0001, 5.960_464_5e-8),
        (0x03ff, 6.097_555e-5),
        (0x0400, 6.103_515_6e-5),
        (0x3555, 0.333_251_95),
        (0x3c00, 1.0),
        (0xc000, -2.0),
        (0x7bff, 65504.0),
        (0xfc00, f32::NEG_INFINITY),
    ];
    let data: Vec<u8> = cases.iter().flat_map(|(bits, _)| bits.to_le_bytes()).collect();
    let expected = cases.iter().map(|&(_, value)| value).collect();
    assert_eq!(numbers(&npy(&header("<f2", "(9,)"), &data)), Numbers::F32(expected));
    let nan = numbers(&npy(&header(">f2", "(1,)"), &[0x7e, 0x00]));
    assert!(matches!(nan, Numbers::F32(values) if values[0].is_nan()));
}

#[test]
fn text_of_fixed_width() {
    let unicode: Vec<u8> = ["ab", "é\0", "\0\0"]
        .iter()
        .flat_map(|text| text.chars())
        .flat_map(|c| u32::from(c).to_be_bytes())
        .collect();
    let file = open("a.npy", &npy(&header(">U2", "(3,)"), &unicode));
    assert_eq!(
        file.read_one("").and_then(|found| found.to_texts()).expect("texts"),
        ["ab", "é", ""]
    );
    let file = open("a.npy", &npy(&header("|S3", "(2, 2)"), b"a\0\0bc\0def\0\0\0"));
    // Row by row in the file, column by column here.
    assert_eq!(
        file.read_one("").and_then(|found| found.to_texts()).expect("texts"),
        ["a", "def", "bc", ""]
    );
}

#[test]
fn scalars_empty_arrays_and_long_headers() {
    let scalar = open("a.npy", &npy(&header("<i4", "()"), &7_i32.to_le_bytes()))
        .read_one("")
        .expect("a scalar");
    assert_eq!((scalar.to_i64().expect("a number"), scalar.value.shape()), (vec![7], vec![]));
    let empty = read(&npy(&header("<f8", "(0, 3)"), b""));
    assert_eq!(empty.shape(), [0, 3]);
    // Version 2 counts its header in four bytes; Python 2 wrote lengths with an L.
    let text = header("<f8", "(1L,)");
    let mut bytes = b"\x93NUMPY\x02\x00".to_vec();
    bytes.extend_from_slice(&u32::try_from(text.len()).expect("short").to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
    bytes.extend_from_slice(&2.5_f64.to_le_bytes());
    assert_eq!(numbers(&bytes), Numbers::F64(vec![2.5]));
}

#[test]
fn wrong_files_say_what_is_wrong() {
    let five = [0_u8; 40];
    assert_snapshot!(complaint("a.npy", b"nothing"), @"
    cut short: start of an NPY file in a.npy at byte 0: got 7 bytes, wanted 8
    hint: the download or copy may have stopped early: compare the file's size and sha256 with the source's
    ");
    assert_snapshot!(complaint("a.npy", b"no NumPy file"), @r#"
    malformed: NPY header in a.npy at byte 0: got bytes [6e, 6f, 20, 4e, 75, 6d, 50, 79], wanted 93 4e 55 4d 50 59 (\x93NUMPY)
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    "#);
    assert_snapshot!(complaint("a.npy", b"\x93NUMPY\x01\x00\x76"), @"
    cut short: length of an NPY header in a.npy at byte 8: got 1 bytes, wanted 2
    hint: the download or copy may have stopped early: compare the file's size and sha256 with the source's
    ");
    assert_snapshot!(complaint("a.npy", b"\x93NUMPY\x01\x00\x76\x00{'descr"), @"
    cut short: NPY header in a.npy at byte 10: got 7 bytes, wanted 118
    hint: the download or copy may have stopped early: compare the file's size and sha256 with the source's
    ");
    assert_snapshot!(complaint("a.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\xff{'descr"), @"
    malformed: NPY header in a.npy at byte 8: got a header of 4294967295 bytes, wanted at most 1048576 bytes
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint("a.npy", b"\x93NUMPY\x07\x00\x76\x00"), @"
    malformed: NPY header in a.npy at byte 6: got version 7, wanted version 1, 2 or 3
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint("spikes.npy", &npy(&header("<f8", "(6,)"), &five)), @"
    cut short: data of an NPY array in spikes.npy at byte 68: got 40 bytes, wanted 48
    hint: the download or copy may have stopped early: compare the file's size and sha256 with the source's
    ");
    assert_snapshot!(complaint("a.npy", &npy(&header("<f8", "(4611686018427387904, 4)"), &five)), @"
    malformed: NPY header in a.npy at byte 10: got shape [4611686018427387904, 4], wanted fewer items
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint("a.npy", &npy("{'descr': '<f8', 'shape': (5,), }", &five)), @"
    malformed: NPY header in a.npy at byte 10: got keys descr, shape, wanted a key 'fortran_order'
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    ");
    assert_snapshot!(complaint("a.npy", &npy("{'descr': '<f8', 'fortran_order': 0}", &five)), @r#"
    malformed: NPY header in a.npy at byte 44: got "0}", wanted a string, True, False, a tuple or a list
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    "#);
    assert_snapshot!(complaint("a.npy", &npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}", &five)), @r#"
    malformed: NPY header in a.npy at byte 61: got "-1,)}", wanted a size
    hint: the file is empty, damaged or of another kind than its name says: open it in the program that wrote it, and save or copy it again
    "#);
}

#[test]
fn refused_types_are_named() {
    let five = [0_u8; 40];
    assert_snapshot!(complaint("model.npy", &npy(&header("|O", "()"), &five)), @"
    not supported: NPY array in model.npy at byte 10: got a Python object array, which is a pickle (|O), wanted bool, int8…64, uint8…64, float16…64, or fixed-width text
    hint: pickles can run code and are never opened: convert the array in Python with numpy.save(name, array.astype(float)), or save each array of a dict by its own name with numpy.savez
    ");
    assert_snapshot!(complaint("a.npy", &npy(&header("<c16", "(2,)"), &five)), @"
    not supported: NPY array in a.npy at byte 10: got an array of complex numbers (<c16), wanted bool, int8…64, uint8…64, float16…64, or fixed-width text
    hint: save its .real and .imag as two arrays
    ");
    assert_snapshot!(complaint("a.npy", &npy(&header("<M8[ns]", "(5,)"), &five)), @"
    not supported: NPY array in a.npy at byte 10: got an array of dates (<M8[ns]), wanted bool, int8…64, uint8…64, float16…64, or fixed-width text
    hint: save it as seconds: (array - array[0]) / numpy.timedelta64(1, 's')
    ");
    assert_snapshot!(complaint("a.npy", &npy(&header("<f16", "(2,)"), &five)), @"
    not supported: NPY array in a.npy at byte 10: got an unknown type (<f16), wanted bool, int8…64, uint8…64, float16…64, or fixed-width text
    hint: save it with a numeric type
    ");
    assert_snapshot!(complaint("a.npy", &npy(&header("<U0", "(1000000000000,)"), b"")), @"
    not supported: NPY array in a.npy at byte 10: got an unknown type (<U0), wanted bool, int8…64, uint8…64, float16…64, or fixed-width text
    hint: save it with a numeric type
    ");
    let fields = "{'descr': [('t', '<f8'), ('id', '<i4')], 'fortran_order': False, 'shape': (3,)}";
    assert_snapshot!(complaint("a.npy", &npy(fields, &five)), @"
    not supported: NPY array in a.npy at byte 10: got a structured array ([('t', '<f8'), ('id', '<i4')]), wanted bool, int8…64, uint8…64, float16…64, or fixed-width text
    hint: save each field as an array of its own
    ");
    assert_snapshot!(complaint("a.npy", &npy(&header("|S2", "(1,)"), b"\xe9\x00")), @"
    not UTF-8: text in a.npy at byte 68: got byte 0xe9, wanted UTF-8
    hint: the text may be in Latin-1 or Windows-1252: save it again as UTF-8
    ");
    let limits = Limits { variable_bytes: 16, ..Limits::default() };
    let options = OpenOptions { limits, ..OpenOptions::default() };
    assert_snapshot!(complaint_with("a.npy", &npy(&header("<f8", "(5,)"), &five), &options), @"
    too large: array in a.npy at byte 68: got 40, wanted at most 16 (variable_bytes)
    hint: if the file is known to be good, raise the limit `variable_bytes`
    ");
}

proptest! {
    #[test]
    fn shapes_and_orders_agree_with_an_independent_writer(
        shape in prop::collection::vec(0_u64..5, 0..4), fortran: bool,
    ) {
        let n_items: u64 = shape.iter().product();
        let values: Vec<f64> = (0..n_items).map(|i| i as f64).collect();
        let order = if fortran { npyz::Order::Fortran } else { npyz::Order::C };
        let bytes = written(&values, &shape, order);
        let file = open("a.npy", &bytes);
        let found = file.read_one("").expect("an array");
        let array = found.numeric_array().expect("numbers");
        prop_assert_eq!(array.shape.iter().map(|&size| size as u64).collect::<Vec<_>>(), shape.clone());
        // Every item is its position in memory, which the order and the shape give.
        let mut position = 0;
        let column_major = array.data.to_f64();
        let mut indices = vec![0_u64; shape.len()];
        while position < column_major.len() {
            let weigh = |(sum, stride): (u64, u64), (&index, &size): (&u64, &u64)| (sum + index * stride, stride * size);
            let pairs = indices.iter().zip(&shape);
            let (expected, _) = if fortran { pairs.fold((0, 1), weigh) } else { pairs.rev().fold((0, 1), weigh) };
            prop_assert_eq!(column_major[position], expected as f64);
            position += 1;
            for (index, size) in indices.iter_mut().zip(&shape) {
                *index += 1;
                if index < &mut size.clone() { break; }
                *index = 0;
            }
        }
        if shape.first().is_some_and(|&rows| rows > 0) {
            let blocks: Vec<f64> = file.blocks(&["a"], 2).expect("blocks").flat_map(|block| {
                let block = block.expect("a block");
                let Some(Value::Array(rows)) = block.column("a") else { panic!("a column") };
                rows.data.to_f64()
            }).collect();
            prop_assert_eq!(blocks.len() as u64, n_items);
            if !fortran { prop_assert_eq!(blocks, values); }
        }
    }

    #[test]
    fn any_header_is_read_or_refused(text in "\\{('[a-z]{0,5}': ?([0-9()', ]|True){0,9},? ?){0,3}\\}") {
        if let Ok(file) = crate::raw::open_bytes("a.npy", npy(&text, &[0; 16]), &OpenOptions::default()) {
            let _ = file.read_one("");
        }
    }
}
