//! Paths: what they mean, and what is said about wrong ones.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::raw::array::{NumericArray, Order};
use crate::raw::complaint::show;
use crate::raw::found::Found;
use crate::raw::numbers::Numbers;
use crate::raw::text_array::TextArray;
use crate::raw::value::{CellArray, StructArray, Value};

fn array(shape: &[usize], order: Order, data: &[i64]) -> Value {
    let data = Numbers::I64(data.to_vec());
    Value::Array(NumericArray::new(shape.to_vec(), order, data).expect("shape and data agree"))
}

/// A cell of 2×2 with a scalar, an empty array, a struct of two records and a text.
fn tree() -> Value {
    let records = StructArray {
        shape: vec![1, 2],
        fields: vec![
            (
                "time".to_owned(),
                vec![array(&[1], Order::ColumnMajor, &[7]), array(&[1], Order::ColumnMajor, &[8])],
            ),
            (
                "kind".to_owned(),
                vec![Value::Text(TextArray::single("go")), Value::Text(TextArray::single("stop"))],
            ),
        ],
    };
    let items = vec![
        array(&[], Order::ColumnMajor, &[5]),
        array(&[0, 0], Order::ColumnMajor, &[]),
        Value::Struct(records),
        Value::Text(TextArray::single("x")),
    ];
    Value::Cell(CellArray { shape: vec![2, 2], items })
}

fn follow(value: Value, path: &str) -> Result<Vec<Found>> {
    let path = VariablePath::parse(path)?;
    select("f.mat", path.variable().unwrap_or_default(), value, &path)
}

fn integers(found: &[Found]) -> Vec<i64> {
    found.iter().flat_map(|found| found.to_i64().expect("whole numbers")).collect()
}

#[test]
fn steps_are_read() {
    let path = VariablePath::parse(" spikes{1}{ 2 , * }.time(:,3)[0:2] ").expect("a path");
    let kinds: Vec<StepKind> = path.steps().iter().map(|step| step.kind.clone()).collect();
    assert_eq!(path.variable(), Some("spikes"));
    assert_eq!(
        kinds,
        [
            StepKind::Items(vec![Index::One(0)]),
            StepKind::Items(vec![Index::One(1), Index::All]),
            StepKind::Field("time".to_owned()),
            StepKind::Part { indices: vec![Index::All, Index::One(2)], drops_axes: false },
            StepKind::Part { indices: vec![Index::Range(0, 2)], drops_axes: true },
        ]
    );
    let quoted = VariablePath::parse("\"rate (Hz)\".\"a.b\"").expect("a path");
    assert_eq!(quoted.variable(), Some("rate (Hz)"));
    assert_eq!(quoted.steps()[0].kind, StepKind::Field("a.b".to_owned()));
    assert_eq!(
        VariablePath::parse("units/spike_times").expect("a path").variable(),
        Some("units/spike_times")
    );
    assert_eq!(VariablePath::parse("").expect("a path").variable(), None);
}

#[test]
fn wrong_paths_name_the_character() {
    let wrong = |path: &str| show(&VariablePath::parse(path).expect_err("a wrong path"));
    assert_snapshot!(wrong("s{0}"), @r#"
    malformed: path 's{0}' at character 3: got 0, wanted an index from 1 on, or [ ] to count from 0
    hint: paths look like spikes{1}{*}.time, x(:,3) (counted from 1), x[:,2] (counted from 0) or "any name"
    "#);
    assert_snapshot!(wrong("s{1"), @r#"
    malformed: path 's{1' at character 4: got the end, wanted , or }
    hint: paths look like spikes{1}{*}.time, x(:,3) (counted from 1), x[:,2] (counted from 0) or "any name"
    "#);
    assert_snapshot!(wrong("s{one}"), @r#"
    malformed: path 's{one}' at character 3: got 'o', wanted a number, * or :
    hint: paths look like spikes{1}{*}.time, x(:,3) (counted from 1), x[:,2] (counted from 0) or "any name"
    "#);
    assert_snapshot!(wrong("s..t"), @r#"
    malformed: path 's..t' at character 3: got '.', wanted a name
    hint: paths look like spikes{1}{*}.time, x(:,3) (counted from 1), x[:,2] (counted from 0) or "any name"
    "#);
    assert_snapshot!(wrong("s{1}t"), @r#"
    malformed: path 's{1}t' at character 5: got 't', wanted one of . { ( [ or the end
    hint: paths look like spikes{1}{*}.time, x(:,3) (counted from 1), x[:,2] (counted from 0) or "any name"
    "#);
    assert_snapshot!(wrong("x(3:1)"), @r#"
    malformed: path 'x(3:1)' at character 5: got 1, wanted an end after the start
    hint: paths look like spikes{1}{*}.time, x(:,3) (counted from 1), x[:,2] (counted from 0) or "any name"
    "#);
    assert_snapshot!(wrong("\"name"), @r#"
    malformed: path '"name' at character 6: got the end, wanted a closing double quote
    hint: paths look like spikes{1}{*}.time, x(:,3) (counted from 1), x[:,2] (counted from 0) or "any name"
    "#);
    assert_snapshot!(wrong("x(99999999999999999999)"), @r#"
    malformed: path 'x(99999999999999999999)' at character 3: got 99999999999999999999, wanted a smaller number
    hint: paths look like spikes{1}{*}.time, x(:,3) (counted from 1), x[:,2] (counted from 0) or "any name"
    "#);
    assert!(wrong(&format!("x{}", "{1}".repeat(300))).contains("more than 256 steps"));
}

#[test]
fn items_fields_and_records_are_reached() {
    let one = follow(tree(), "c{1,2}(2).time").expect("a value");
    assert_eq!(
        (integers(&one), one[0].indices.len(), one[0].path()),
        (vec![8], 0, "c{1,2}(2).time")
    );
    let all = follow(tree(), "c{3}(*).time").expect("values");
    assert_eq!(integers(&all), [7, 8]);
    assert_eq!((all[1].indices.as_slice(), all[1].path()), (&[1][..], "c{3}(2).time"));
    let some = follow(tree(), "c{1,*}").expect("values");
    assert_eq!((some.len(), some[1].indices.as_slice(), some[1].path()), (2, &[1][..], "c{1,2}"));
    let every = follow(tree(), "c{*,*}").expect("values");
    let indices: Vec<&[usize]> = every.iter().map(|found| found.indices.as_slice()).collect();
    assert_eq!(indices, [[0, 0], [1, 0], [0, 1], [1, 1]]);
    assert_eq!(follow(tree(), "c{2:3}").expect("values").len(), 2);
}

#[test]
fn an_absent_member_is_skipped_only_below_a_wildcard() {
    let nested = |inner| {
        Value::Cell(CellArray {
            shape: vec![1, 2],
            items: vec![array(&[0, 0], Order::ColumnMajor, &[]), inner],
        })
    };
    assert_eq!(follow(nested(tree()), "c{*}{1}").expect("values").len(), 1);
    assert_eq!(follow(nested(tree()), "c{*}{3}(*).time").expect("values").len(), 2);
    assert_snapshot!(show(&follow(nested(tree()), "c{1}{1}").expect_err("nothing there")), @"path 'c{1}{1}' leads nowhere at character 5 in f.mat, variable c{1}: got an item in { }, wanted a part in ( ), or the end, for here is: i64 array of 0×0");
}

#[test]
fn parts_of_arrays_count_from_one_or_from_zero() {
    // The matrix [1 2 3; 4 5 6] in both memory orders.
    for matrix in [
        array(&[2, 3], Order::ColumnMajor, &[1, 4, 2, 5, 3, 6]),
        array(&[2, 3], Order::RowMajor, &[1, 2, 3, 4, 5, 6]),
    ] {
        let part = |path: &str| {
            let found = follow(matrix.clone(), path).expect("a part").remove(0);
            (found.to_i64().expect("whole numbers"), found.value.shape())
        };
        assert_eq!(part("x(:,3)"), (vec![3, 6], vec![2, 1]));
        assert_eq!(part("x[:,2]"), (vec![3, 6], vec![2]));
        assert_eq!(part("x(2,:)"), (vec![4, 5, 6], vec![1, 3]));
        assert_eq!(part("x(4)"), (vec![5], vec![1]));
        assert_eq!(part("x(:)"), (vec![1, 4, 2, 5, 3, 6], vec![6]));
        assert_eq!(part("x(1:2,2:3)"), (vec![2, 5, 3, 6], vec![2, 2]));
        assert_eq!(part("x[0:1,1:3]"), (vec![2, 3], vec![1, 2]));
        assert_eq!(part("x[1,1]"), (vec![5], vec![]));
        assert_eq!(part("x"), (vec![1, 4, 2, 5, 3, 6], vec![2, 3]));
    }
}

#[test]
fn paths_that_lead_nowhere_name_the_step() {
    let wrong = |path: &str| show(&follow(tree(), path).expect_err("nothing there"));
    assert_snapshot!(wrong("c{5}"), @"path 'c{5}' leads nowhere at character 2 in f.mat, variable c: got index 5, wanted at most 4");
    assert_snapshot!(wrong("c{1,3}"), @"path 'c{1,3}' leads nowhere at character 2 in f.mat, variable c: got index 3, wanted at most 2 along axis 2");
    assert_snapshot!(wrong("c{1,1,1}"), @"path 'c{1,1,1}' leads nowhere at character 2 in f.mat, variable c: got 3 indices, wanted 1 or 2");
    assert_snapshot!(wrong("c.time"), @"path 'c.time' leads nowhere at character 2 in f.mat, variable c: got field 'time', wanted an item in { }, for here is: cell of 2×2");
    assert_snapshot!(wrong("c{3}.time"), @"path 'c{3}.time' leads nowhere at character 5 in f.mat, variable c{3}: got field 'time' of 1×2 records at once, wanted (1).time for one of them, or (*).time for each");
    assert_snapshot!(wrong("c{3}(1).tme"), @"path 'c{3}(1).tme' leads nowhere at character 8 in f.mat, variable c{3}(1): got field 'tme', wanted one of time, kind");
    assert_snapshot!(wrong("c{3}(3).time"), @"path 'c{3}(3).time' leads nowhere at character 5 in f.mat, variable c{3}: got index 3, wanted at most 2");
    assert_snapshot!(wrong("c{1}.time"), @"path 'c{1}.time' leads nowhere at character 5 in f.mat, variable c{1}: got field 'time', wanted a part in ( ), or the end, for here is: i64 number");
    assert_snapshot!(wrong("c{1}[1]"), @"path 'c{1}[1]' leads nowhere at character 5 in f.mat, variable c{1}: got index 1, wanted less than 1, counted from 0");
}

proptest! {
    #[test]
    fn any_text_is_a_path_or_an_error(text in "\\PC{0,24}") {
        if let Ok(path) = VariablePath::parse(&text) {
            let _ = select("f", "c", tree(), &path);
        }
    }

    #[test]
    fn any_steps_end(text in "c([{(\\[][0-9*:,]{1,3}[})\\]]|\\.[a-z]{1,4}){0,5}") {
        if let Ok(path) = VariablePath::parse(&text) {
            let _ = select("f", "c", tree(), &path);
        }
    }

    #[test]
    fn a_part_is_what_its_indices_say(
        rows in 1_usize..6, columns in 1_usize..6, a in 0_usize..6, b in 0_usize..6, row_major: bool,
    ) {
        let (row, column) = (a % rows, b % columns);
        // The item in row i and column j is 10 i + j.
        let (order, data): (Order, Vec<i64>) = if row_major {
            (Order::RowMajor, (0..rows * columns).map(|k| (10 * (k / columns) + k % columns) as i64).collect())
        } else {
            (Order::ColumnMajor, (0..rows * columns).map(|k| (10 * (k % rows) + k / rows) as i64).collect())
        };
        let value = array(&[rows, columns], order, &data);
        let found = follow(value.clone(), &format!("x({},{})", row + 1, column + 1)).expect("an item");
        prop_assert_eq!(integers(&found), vec![(10 * row + column) as i64]);
        let found = follow(value, &format!("x[:,{column}]")).expect("a column");
        let expected: Vec<i64> = (0..rows).map(|i| (10 * i + column) as i64).collect();
        prop_assert_eq!(integers(&found), expected);
    }
}
