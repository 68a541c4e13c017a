//! What must not change an answer.

use super::estimator::{distance, none};
use super::estimators;
use super::set::{N_ROWS, Set};

#[test]
fn clean_sets_are_fitted_and_rows_may_come_in_any_order() {
    let mut faults = Vec::new();
    for estimator in &estimators::all() {
        let set = Set::clean(estimator.response);
        let numbers = match estimator.outcome(&set).numbers() {
            Ok(numbers) => numbers,
            Err(what) => {
                faults.push(format!("{}, a clean set: {what}", estimator.name));
                continue;
            }
        };
        if estimator.ordered {
            continue;
        }
        let (permuted, order) = set.permuted();
        if !estimator.whole && numbers.len() != N_ROWS {
            faults.push(format!("{}: {} numbers, wanted one a row", estimator.name, numbers.len()));
            continue;
        }
        let wanted = estimator.in_order(&numbers, &order);
        let again = estimator.outcome(&permuted).numbers();
        let off = again.map_or(f64::INFINITY, |again| distance(&again, &wanted));
        if off > estimator.tolerance {
            faults.push(format!("{}, permuted rows: off by {off:e}", estimator.name));
        }
    }
    none(&faults);
}

#[test]
fn weights_are_rows() {
    let mut faults = Vec::new();
    for estimator in estimators::all().iter().filter(|estimator| estimator.weighted) {
        let set = Set::clean(estimator.response);
        let all: Vec<usize> = (0..N_ROWS).collect();
        // Weight 2 on every fourth row, 0 on every fifth of the others.
        let weight = |row: usize| match row {
            _ if row.is_multiple_of(4) => 2.0,
            _ if row.is_multiple_of(5) => 0.0,
            _ => 1.0,
        };
        let weights = all.iter().map(|&row| weight(row)).collect();
        let weighted = Set { weights: Some(weights), ..set.clone() };
        let as_rows: Vec<usize> =
            all.iter().flat_map(|&row| vec![row; weight(row) as usize]).collect();
        let (weighted, repeated) = (
            estimator.outcome(&weighted).numbers(),
            estimator.outcome(&set.rows(&as_rows)).numbers(),
        );
        match (weighted, repeated) {
            (Ok(weighted), Ok(repeated)) => {
                let of_rows = estimator.in_order(&weighted, &as_rows);
                let off = distance(&of_rows, &repeated);
                if off > estimator.tolerance {
                    faults.push(format!("{}, weights: off by {off:e}", estimator.name));
                }
            }
            other => faults.push(format!("{}, weights: {other:?}", estimator.name)),
        }
    }
    none(&faults);
}

#[test]
fn columns_may_be_in_any_unit() {
    let mut faults = Vec::new();
    for estimator in estimators::all().iter().filter(|estimator| estimator.scale_free) {
        let set = Set::clean(estimator.response);
        let mut scaled = set.clone();
        scaled.x.column_mut(0).mapv_inplace(|x| 1e4 * x);
        scaled.x.column_mut(2).mapv_inplace(|x| 1e-5 * x);
        match (estimator.outcome(&set).numbers(), estimator.outcome(&scaled).numbers()) {
            (Ok(wanted), Ok(got)) => {
                let off = distance(&got, &wanted);
                if off > estimator.tolerance {
                    faults.push(format!(
                        "{}, columns in other units: off by {off:e}",
                        estimator.name
                    ));
                }
            }
            other => faults.push(format!("{}, columns in other units: {other:?}", estimator.name)),
        }
    }
    none(&faults);
}

#[test]
fn threads_change_no_bit() {
    let mut faults = Vec::new();
    for estimator in &estimators::all() {
        let set = Set::clean(estimator.response);
        let on = |n_threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
            let fit = pool.expect("threads").install(|| (estimator.fit)(&set));
            fit.map(|numbers| numbers.iter().map(|number| number.to_bits()).collect::<Vec<u64>>())
        };
        let one = on(1);
        for n_threads in [2, 3, 8] {
            if on(n_threads) != one {
                faults
                    .push(format!("{}, {n_threads} threads: other bits than one", estimator.name));
            }
        }
    }
    none(&faults);
}
