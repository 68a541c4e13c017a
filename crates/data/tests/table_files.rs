//! Tables as files: what is written comes back, streamed or whole, the same bytes every time.

use spikebook_data::parquet_file::{self, ROWS_PER_GROUP, TableReader};
use spikebook_data::{Table, TableSource};
use spikebook_schema::{Sampling, Unit};

fn table(n_rows: usize) -> Table {
    let index = 0..n_rows;
    Table::build("everything")
        .float("time_s", Unit::SECOND, index.clone().map(|row| row as f64 / 3.0).collect())
        .described("a third of a second a row")
        .integer("unit_id", Unit::ID, index.clone().map(|row| row as i64 % 7).collect())
        .optional_float(
            "rt",
            Unit::SECOND,
            index.clone().map(|row| (row % 2 == 0).then_some(row as f64)).collect(),
        )
        .boolean("correct", index.clone().map(|row| row % 3 == 0).collect())
        .text("label", &index.clone().map(|row| format!("é{row}")).collect::<Vec<_>>())
        .vector("x", Unit::ONE, index.flat_map(|row| [row as f64, -0.5]).collect(), 2)
        .sampled(Sampling { t_start_s: 1.0, rate_hz: 3.0 })
        .finish()
        .expect("a table")
}

fn assert_same(got: &Table, wanted: &Table) {
    assert_eq!(got.schema(), wanted.schema());
    assert!(got.frame().equals_missing(wanted.frame()));
}

#[test]
fn a_table_comes_back_as_it_was() {
    for n_rows in [0, 1, 5] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("table.parquet");
        std::fs::write(&path, parquet_file::to_bytes(&table(n_rows)).expect("bytes"))
            .expect("write");
        assert_same(&parquet_file::read(&path).expect("readable"), &table(n_rows));
        assert_eq!(TableSource::file(&path).expect("readable").n_rows(), n_rows);
    }
}

#[test]
fn the_same_rows_are_the_same_bytes_however_they_were_cut() {
    let whole = table(1000);
    let mut pieces = whole.slice(0, 300).frame().clone();
    pieces.vstack_mut(whole.slice(300, 700).frame()).expect("same columns");
    let joined = Table::new(whole.schema().clone(), pieces).expect("same schema");
    assert_eq!(
        parquet_file::to_bytes(&whole).expect("bytes"),
        parquet_file::to_bytes(&joined).expect("bytes")
    );
}

#[test]
fn a_long_table_streams_in_groups() {
    let long = table(ROWS_PER_GROUP + 10);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.parquet");
    std::fs::write(&path, parquet_file::to_bytes(&long).expect("bytes")).expect("write");
    let sizes: Vec<usize> = TableReader::open(&path)
        .expect("readable")
        .map(|batch| batch.expect("a batch").n_rows())
        .collect();
    assert_eq!(sizes, [ROWS_PER_GROUP, 10]);
    assert_same(&parquet_file::read(&path).expect("readable"), &long);
}

#[test]
fn a_copy_with_provenance_holds_the_same_rows() {
    let original = table(1000);
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("a.parquet"), folder.path().join("b.parquet"));
    std::fs::write(&from, parquet_file::to_bytes(&original).expect("bytes")).expect("write");
    let entries = [("spikebook.stage".to_owned(), "fit".to_owned())];
    let bytes = parquet_file::copy_with_metadata(&from, Vec::new(), &entries).expect("a copy");
    assert!(bytes.windows(15).any(|window| window == b"spikebook.stage"));
    std::fs::write(&to, bytes).expect("write");
    assert_same(&parquet_file::read(&to).expect("readable"), &original);
}

#[test]
fn a_cut_file_is_an_error() {
    let bytes = parquet_file::to_bytes(&table(100)).expect("bytes");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cut.parquet");
    for length in (0..bytes.len()).step_by(bytes.len() / 64) {
        std::fs::write(&path, &bytes[..length]).expect("write");
        assert!(parquet_file::read(&path).is_err(), "{length} of {} bytes", bytes.len());
    }
}

/// Dictionaries of numbers took half the time of writing; a path that meets no column would bring them back unseen.
#[test]
fn numbers_are_stored_without_dictionaries() {
    use parquet::basic::Encoding;
    use parquet::file::reader::FileReader;

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("table.parquet");
    std::fs::write(&path, parquet_file::to_bytes(&table(100)).expect("bytes")).expect("write");
    let file = std::fs::File::open(&path).expect("the file");
    let reader = parquet::file::serialized_reader::SerializedFileReader::new(file).expect("read");
    let wanted = [
        ("time_s", Some(Encoding::BYTE_STREAM_SPLIT)),
        ("unit_id", Some(Encoding::DELTA_BINARY_PACKED)),
        ("rt", Some(Encoding::BYTE_STREAM_SPLIT)),
        ("correct", None),
        ("label", None),
        ("x.list.item", Some(Encoding::BYTE_STREAM_SPLIT)),
    ];
    let group = reader.metadata().row_group(0);
    assert_eq!(group.num_columns(), wanted.len());
    for (column, (name, encoding)) in group.columns().iter().zip(wanted) {
        assert_eq!(column.column_path().string(), name);
        if let Some(encoding) = encoding {
            assert!(column.encodings().any(|got| got == encoding), "{name}");
            assert!(column.dictionary_page_offset().is_none(), "{name}");
        }
    }
}
