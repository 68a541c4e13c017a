//! Ridge, lasso and elastic net.

use ndarray::Array1;
use spikebook_analysis::regression::{ElasticNet, RidgePath};

use crate::case::Case;

fn row(intercept: f64, coefficients: &Array1<f64>) -> Vec<f64> {
    std::iter::once(intercept).chain(coefficients.iter().copied()).collect()
}

#[test]
fn the_committed_case() {
    let case = Case::reference("penalised_regression");
    let names: Vec<String> = (0..10).map(|unit| format!("unit{unit}_hz")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let design = case.matrix("data.csv", &names);
    let response = case.column("data.csv", "position_cm");
    let penalties: Vec<f64> =
        serde_json::from_value(case.param("penalties").clone()).expect("numbers");
    let path = RidgePath::new(penalties).expect("penalties");
    for point in path.fit_design(design.view(), response.view()).expect("a path").points() {
        // As Python prints them.
        let name = format!("{:?}", point.penalty);
        case.check(&format!("ridge_{name}"), row(point.intercept, &point.coefficients));
        case.check_scalar(&format!("leave_one_out_{name}"), point.leave_one_out_error);
    }
    let nets: Vec<(f64, f64)> = serde_json::from_value(case.param("nets").clone()).expect("pairs");
    for (penalty, share) in nets {
        let net = ElasticNet::new(share).expect("a share");
        let path = net.fit_path(design.view(), response.view(), &[penalty]).expect("a path");
        let got = row(path[0].intercept, &path[0].coefficients);
        case.check(&format!("elastic_net_{penalty:?}_{share:?}"), got);
    }
}

#[test]
fn the_golden_case() {
    let Some(case) = Case::golden("enet") else { return };
    let names = ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7"];
    let design = case.matrix("data.csv", &names);
    let response = case.column("data.csv", "y_gauss");
    for (name, penalty, share) in [("gauss_a0.2_r1.0", 0.2, 1.0), ("gauss_a0.1_r0.5", 0.1, 0.5)] {
        let net = ElasticNet::new(share).expect("a share");
        let path = net.fit_path(design.view(), response.view(), &[penalty]).expect("a path");
        case.check(name, row(path[0].intercept, &path[0].coefficients));
    }
}
