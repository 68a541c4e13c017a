//! Every numeric array of the MATLAB recordings, compared with an independent reader, `matfile`.

use matfile::{MatFile, NumericData};
use spikebook_data::raw::{self, Numbers, OpenOptions, Value, ValueKind};

use crate::recordings::files;

/// The numbers that `matfile` read, in our types.
fn numbers(data: &NumericData) -> Option<Numbers> {
    Some(match data {
        NumericData::Int8 { real, imag: None } => Numbers::I8(real.clone()),
        NumericData::UInt8 { real, imag: None } => Numbers::U8(real.clone()),
        NumericData::Int16 { real, imag: None } => Numbers::I16(real.clone()),
        NumericData::UInt16 { real, imag: None } => Numbers::U16(real.clone()),
        NumericData::Int32 { real, imag: None } => Numbers::I32(real.clone()),
        NumericData::UInt32 { real, imag: None } => Numbers::U32(real.clone()),
        NumericData::Int64 { real, imag: None } => Numbers::I64(real.clone()),
        NumericData::UInt64 { real, imag: None } => Numbers::U64(real.clone()),
        NumericData::Single { real, imag: None } => Numbers::F32(real.clone()),
        NumericData::Double { real, imag: None } => Numbers::F64(real.clone()),
        _ => return None,
    })
}

#[test]
fn every_numeric_array_is_what_matfile_reads() {
    let is_matlab = |path: &std::path::PathBuf| {
        path.extension().is_some_and(|extension| extension == "mat" || extension == "set")
    };
    let paths: Vec<_> = files().into_iter().filter(is_matlab).collect();
    let mut n_arrays = 0;
    for path in &paths {
        let ours = raw::open(path, &OpenOptions::default()).expect("we open it");
        let bytes = std::fs::read(path).expect("a recording can be read");
        let theirs = MatFile::parse(bytes.as_slice()).expect("matfile opens it");
        let numeric = ours.variables().expect("variables").into_iter();
        let numeric = numeric.filter(|variable| matches!(variable.kind, ValueKind::Array(_)));
        assert_eq!(numeric.count(), theirs.arrays().len(), "{}", path.display());
        for array in theirs.arrays() {
            let Some(expected) = numbers(array.data()) else { continue };
            let value = ours.read_variable(array.name()).expect("we read it");
            let Value::Array(got) = value else { panic!("{}: {value:?}", array.name()) };
            assert_eq!(&got.shape, array.size(), "{}: {}", path.display(), array.name());
            // Logical arrays are bytes there and truth values here.
            let same = match (&got.data, &expected) {
                (Numbers::Bool(_), _) => got.data.to_f64() == expected.to_f64(),
                _ => format!("{:?}", got.data) == format!("{expected:?}"),
            };
            assert!(same, "{}: {}", path.display(), array.name());
            n_arrays += 1;
        }
    }
    if !paths.is_empty() {
        assert_eq!((paths.len(), n_arrays), (17, 36));
    }
}
