//! Every row is tested once; gaps are kept; strata are shared out.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;

fn sizes(plan: &FoldPlan) -> Vec<usize> {
    (0..plan.n_folds()).map(|fold| plan.test_rows(fold).count()).collect()
}

#[test]
fn no_row_is_dropped_where_folds_do_not_divide_rows() {
    let plan = FoldPlan::contiguous(11, 4).expect("a plan");
    assert_eq!(sizes(&plan), [3, 3, 3, 2]);
    assert_eq!(plan.fold_of_row(), [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3]);
}

#[test]
fn leaving_one_out_tests_each_row_alone() {
    let plan = FoldPlan::leave_one_out(4).expect("a plan");
    let splits: Vec<_> = plan.splits().collect();
    assert_eq!(splits[2], (vec![0, 1, 3], vec![2]));
    assert_eq!(splits.len(), 4);
}

#[test]
fn groups_are_left_out_whole() {
    let plan = FoldPlan::leave_one_group_out(&[7, 2, 7, 9, 2]).expect("a plan");
    assert_eq!(plan.fold_of_row(), [1, 0, 1, 2, 0]);
    assert_eq!(plan.train_rows(1).collect::<Vec<_>>(), [1, 3, 4]);
}

#[test]
fn groups_are_tested_whole_and_folds_are_even() {
    let group_of_row: Vec<usize> = (0..60).map(|row| row * row % 17).collect();
    let plan = FoldPlan::grouped(&group_of_row, 3, Seed::from_number(1)).expect("a plan");
    for (row, other) in (0..60).flat_map(|row| (0..60).map(move |other| (row, other))) {
        if group_of_row[row] == group_of_row[other] {
            assert_eq!(plan.fold_of_row()[row], plan.fold_of_row()[other]);
        }
    }
    let sizes = sizes(&plan);
    assert!(sizes.iter().all(|size| (17..=23).contains(size)), "{sizes:?}");
    let few = FoldPlan::grouped(&[4, 4, 5], 3, Seed::from_number(1)).expect_err("two groups");
    assert_snapshot!(few, @"groups for the folds: got 2, wanted at least 3");
}

#[test]
fn inner_folds_never_hold_what_the_outer_fold_tests() {
    let outer = FoldPlan::blocked(47, 4, 2).expect("a plan");
    let seed = Seed::from_number(3);
    let nested =
        outer.nested(seed, |rows, seed| FoldPlan::shuffled(rows.len(), 3, seed)).expect("plans");
    for (fold, inner) in nested.iter().enumerate() {
        assert_eq!(inner.rows, outer.train_rows(fold).collect::<Vec<_>>());
        let mut tested = Vec::new();
        for (train, test) in inner.splits() {
            let mut all = [train, test.clone()].concat();
            all.sort_unstable();
            assert_eq!(all, inner.rows, "an inner split is of the training rows");
            tested.extend(test);
        }
        tested.sort_unstable();
        assert_eq!(tested, inner.rows, "each training row is tested once");
    }
    assert_ne!(nested[0].plan.fold_of_row()[..30], nested[1].plan.fold_of_row()[..30]);
    let short = outer.nested(seed, |_, seed| FoldPlan::shuffled(9, 3, seed));
    assert_snapshot!(short.expect_err("9 rows"), @"rows of an inner plan: got 9 entries, wanted 33");
}

#[test]
fn the_seed_decides_and_nothing_else() {
    let plan = |number| FoldPlan::shuffled(100, 5, Seed::from_number(number)).expect("a plan");
    assert_eq!(plan(1), plan(1));
    assert_ne!(plan(1), plan(2));
    assert_ne!(plan(1), FoldPlan::contiguous(100, 5).expect("a plan"));
}

#[test]
fn a_plan_survives_being_stored() {
    let plan = FoldPlan::blocked(20, 4, 2).expect("a plan");
    let again = FoldPlan::from_folds(plan.fold_of_row().to_vec(), plan.gap_rows()).expect("a plan");
    assert_eq!(plan, again);
}

#[test]
fn messages() {
    let refused = |plan: Result<FoldPlan, Error>| plan.expect_err("refused").to_string();
    assert_snapshot!(refused(FoldPlan::contiguous(10, 1)), @"folds: got 1, wanted at least 2");
    assert_snapshot!(refused(FoldPlan::contiguous(3, 4)), @"rows for the folds: got 3, wanted at least 4");
    assert_snapshot!(refused(FoldPlan::leave_one_out(0)), @"folds: got 0, wanted at least 2");
    assert_snapshot!(refused(FoldPlan::leave_one_group_out(&[3, 3])), @"groups: got 1, wanted at least 2");
    assert_snapshot!(refused(FoldPlan::blocked(10, 2, 5)), @"fold 0: no training rows are left of 10 with a gap of 5 rows, wanted at least 1");
    assert_snapshot!(refused(FoldPlan::from_folds(vec![0, 2, 0], 0)), @"rows in a fold: got 0, wanted at least 1");
    assert_snapshot!(refused(FoldPlan::from_folds(vec![0, usize::MAX], 0)), @"rows for the folds: got 2, wanted at least 18446744073709551615");
    assert_snapshot!(FoldPlan::blocked(10, 2, 5).expect_err("refused").hint().expect("a hint"), @"take a smaller gap or more folds");
}

proptest! {
    #[test]
    fn folds_are_a_partition(n_rows in 2..200_usize, n_folds in 2..20_usize, seed in any::<u64>()) {
        prop_assume!(n_folds <= n_rows);
        for plan in [
            FoldPlan::contiguous(n_rows, n_folds).expect("a plan"),
            FoldPlan::shuffled(n_rows, n_folds, Seed::from_number(seed)).expect("a plan"),
        ] {
            let sizes = sizes(&plan);
            prop_assert_eq!(sizes.iter().sum::<usize>(), n_rows);
            let most = sizes.iter().max().expect("folds");
            prop_assert!(most - sizes.iter().min().expect("folds") <= 1);
            for (train, test) in plan.splits() {
                let mut all = [train, test].concat();
                all.sort_unstable();
                prop_assert_eq!(all, (0..n_rows).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn training_rows_are_exactly_those_beyond_the_gap(
        fold_of_row in prop::collection::vec(0..4_usize, 8..60),
        gap_rows in 0..6_usize,
    ) {
        let Ok(plan) = FoldPlan::from_folds(fold_of_row.clone(), gap_rows) else { return Ok(()) };
        for fold in 0..plan.n_folds() {
            let test: Vec<usize> = plan.test_rows(fold).collect();
            let far = |row: &usize| {
                fold_of_row[*row] != fold && test.iter().all(|other| row.abs_diff(*other) > gap_rows)
            };
            let expected: Vec<usize> = (0..fold_of_row.len()).filter(far).collect();
            prop_assert_eq!(plan.train_rows(fold).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn strata_are_shared_out_evenly(
        strata in prop::collection::vec(0..4_usize, 10..80),
        n_folds in 2..8_usize,
        seed in any::<u64>(),
    ) {
        let plan = FoldPlan::stratified(&strata, n_folds, Seed::from_number(seed)).expect("a plan");
        let sizes = sizes(&plan);
        prop_assert!(sizes.iter().max().expect("folds") - sizes.iter().min().expect("folds") <= 1);
        for stratum in 0..4 {
            let of_stratum = |row: &usize| strata[*row] == stratum;
            let share = |fold: usize| plan.test_rows(fold).filter(of_stratum).count();
            let shares: Vec<usize> = (0..n_folds).map(share).collect();
            let most = shares.iter().max().expect("folds");
            prop_assert!(most - shares.iter().min().expect("folds") <= 1);
        }
    }
}
