use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn evaluate(function: &str, arguments: &[f64]) -> f64 {
    match (function, arguments) {
        ("ln_gamma", [x]) => ln_gamma(*x),
        ("digamma", [x]) => digamma(*x),
        ("trigamma", [x]) => trigamma(*x),
        ("normal_cdf", [z]) => normal_cdf(*z),
        ("normal_upper_tail", [z]) => normal_upper_tail(*z),
        ("ln_normal_cdf", [z]) => ln_normal_cdf(*z),
        ("erf", [x]) => erf(*x),
        ("erfc", [x]) => erfc(*x),
        ("scaled_erfc", [x]) => scaled_erfc(*x),
        ("normal_quantile", [p]) => normal_quantile(*p),
        ("incomplete_gamma_lower", [a, x]) => incomplete_gamma_lower(*a, *x),
        ("incomplete_gamma_upper", [a, x]) => incomplete_gamma_upper(*a, *x),
        ("incomplete_beta", [a, b, x]) => incomplete_beta(*a, *b, *x),
        ("chi_squared_upper_tail", [x, df]) => chi_squared_upper_tail(*x, *df),
        ("student_t_two_sided", [t, df]) => student_t_two_sided(*t, *df),
        ("student_t_upper_tail", [t, df]) => student_t_upper_tail(*t, *df),
        ("student_t_quantile", [p, df]) => student_t_quantile(*p, *df),
        ("f_upper_tail", [f, d1, d2]) => f_upper_tail(*f, *d1, *d2),
        ("scaled_bessel_i0", [x]) => scaled_bessel_i0(*x),
        ("scaled_bessel_i1", [x]) => scaled_bessel_i1(*x),
        ("ln_poisson_probability", [k, mean]) => ln_poisson_probability(*k, *mean),
        ("ln_binomial_probability", [k, n, p]) => ln_binomial_probability(*k, *n, *p),
        ("count_deviance", [k, mean]) => count_deviance(*k, *mean),
        _ => panic!("no function {function} of {} arguments", arguments.len()),
    }
}

fn check(function: &str, arguments: &[f64], wanted: f64, tolerance: f64) -> Result<(), String> {
    let got = evaluate(function, arguments);
    let right = got == wanted || (got - wanted).abs() <= tolerance * wanted.abs();
    if right {
        return Ok(());
    }
    let error = (got / wanted - 1.0).abs();
    Err(format!("{function}{arguments:?}: got {got:e}, wanted {wanted:e}: off by {error:.1e}"))
}

fn numbers(value: &Value) -> Vec<f64> {
    let items = value.as_array().expect("a list");
    items.iter().map(|item| item.as_f64().expect("a number")).collect()
}

fn read_json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("the reference values are there");
    serde_json::from_str(&text).expect("the reference values are JSON")
}

#[test]
fn values_are_those_of_mpmath() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/special_functions");
    let reference = read_json(&folder.join("expected.json"));
    let rows = reference["rows"].as_array().expect("rows");
    assert!(rows.len() > 400, "the reference values are all there");
    let faults: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let function = row[0].as_str().expect("a function");
            let wanted = row[2].as_f64().expect("a value");
            let tolerance = row[3].as_f64().expect("a tolerance");
            check(function, &numbers(&row[1]), wanted, tolerance).err()
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The folder of the golden collection, where it is at hand.
#[expect(clippy::disallowed_methods, reason = "the environment says where the cases are")]
fn golden(case: &str) -> Option<PathBuf> {
    let root = std::env::var_os("SPIKEBOOK_GOLDEN").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/golden"),
        PathBuf::from,
    );
    let folder = root.join(case);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "no golden case {case}, and CI is set");
    None
}

#[test]
fn values_are_those_of_the_golden_case() {
    let Some(folder) = golden("special_functions") else { return };
    let expected = &read_json(&folder.join("expected.json"))["expected"];
    let cases: [(&str, &str, &str, &[&str]); 13] = [
        ("gamma_lgamma", "ln_gamma", "gamma.csv", &["x"]),
        ("gamma_digamma", "digamma", "gamma.csv", &["x"]),
        ("gamma_trigamma", "trigamma", "gamma.csv", &["x"]),
        ("normal_cdf", "normal_cdf", "normal.csv", &["z"]),
        ("normal_log_cdf", "ln_normal_cdf", "normal.csv", &["z"]),
        ("normal_erf", "erf", "normal.csv", &["z"]),
        ("normal_erfc", "erfc", "normal.csv", &["z"]),
        ("normal_erfcx", "scaled_erfc", "normal.csv", &["z"]),
        ("ndtri_z", "normal_quantile", "ndtri.csv", &["p"]),
        ("inc_betainc_reg", "incomplete_beta", "inc.csv", &["a", "b", "x"]),
        ("inc_gammainc_lower_reg_a_at_b", "incomplete_gamma_lower", "inc.csv", &["a", "b"]),
        ("inc_bessel_i0e_at_b", "scaled_bessel_i0", "inc.csv", &["b"]),
        ("inc_bessel_i1e_at_b", "scaled_bessel_i1", "inc.csv", &["b"]),
    ];
    let mut faults = Vec::new();
    for (quantity, function, file, columns) in cases {
        let text = std::fs::read_to_string(folder.join(file)).expect("the inputs are there");
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
        let place = |name: &str| header.iter().position(|n| *n == name).expect("the column");
        let mut rows: Vec<Vec<f64>> = lines
            .map(|line| line.split(',').map(|cell| cell.parse().expect("a number")).collect())
            .collect();
        if quantity == "normal_erfcx" {
            rows.retain(|row| row[place("erfcx")].is_finite());
        }
        let wanted = numbers(&expected[quantity]["value"]);
        let tolerance = expected[quantity]["rtol"].as_f64().expect("a tolerance");
        assert_eq!(rows.len(), wanted.len(), "{quantity}");
        for (row, wanted) in rows.iter().zip(wanted) {
            let arguments: Vec<f64> = columns.iter().map(|name| row[place(name)]).collect();
            faults.extend(check(function, &arguments, wanted, tolerance).err());
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn ends_of_the_ranges() {
    assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
    assert_eq!(normal_quantile(1.0), f64::INFINITY);
    assert_eq!(normal_quantile(0.5), 0.0);
    assert!(normal_quantile(1.5).is_nan() && normal_quantile(f64::NAN).is_nan());
    assert_eq!(normal_cdf(f64::INFINITY), 1.0);
    assert_eq!(normal_cdf(f64::NEG_INFINITY), 0.0);
    assert_eq!(normal_two_sided(0.0), 1.0);
    assert_eq!(scaled_erfc(-30.0), f64::INFINITY);
    assert_eq!(chi_squared_upper_tail(0.0, 3.0), 1.0);
    assert_eq!(chi_squared_upper_tail(f64::INFINITY, 3.0), 0.0);
    assert!(chi_squared_upper_tail(2.0, 0.0).is_nan());
    assert_eq!(student_t_two_sided(0.0, 5.0), 1.0);
    assert_eq!(student_t_two_sided(f64::INFINITY, 5.0), 0.0);
    assert_eq!(student_t_two_sided(1.3, f64::INFINITY), normal_two_sided(1.3));
    assert!(student_t_two_sided(f64::NAN, 5.0).is_nan());
    assert!(student_t_quantile(0.3, 0.0).is_nan() && student_t_quantile(0.3, f64::NAN).is_nan());
    assert_eq!(student_t_quantile(0.0, 3.0), f64::NEG_INFINITY);
    assert_eq!(student_t_quantile(1.0, 3.0), f64::INFINITY);
    assert_eq!(student_t_quantile(0.5, 3.0), 0.0);
    assert_eq!(f_upper_tail(0.0, 2.0, 3.0), 1.0);
    assert_eq!(f_upper_tail(f64::INFINITY, 2.0, 3.0), 0.0);
    assert_eq!(incomplete_beta(2.0, 3.0, 0.0), 0.0);
    assert_eq!(incomplete_beta(2.0, 3.0, 1.0), 1.0);
    assert!(incomplete_beta(2.0, 3.0, 1.1).is_nan() && incomplete_beta(0.0, 3.0, 0.5).is_nan());
    assert_eq!(incomplete_gamma_lower(2.0, f64::INFINITY), 1.0);
    assert!(incomplete_gamma_upper(2.0, f64::NAN).is_nan());
    assert!(digamma(0.0).is_nan() && trigamma(-1.0).is_nan());
    assert_eq!(beta_quantile(0.5, 3.0, 3.0), 0.5);
    assert_eq!(beta_quantile(1.0, 3.0, 2.0), 1.0);
    assert!(beta_quantile(1.5, 1.0, 1.0).is_nan());
    assert_eq!(count_deviance(0.0, 2.5), 2.5);
    assert_eq!(count_deviance(2.5, 2.5), 0.0);
    assert_eq!(count_deviance(3.0, f64::INFINITY), f64::INFINITY, "a mean beyond all numbers");
    assert_eq!(ln_poisson_probability(0.0, 0.0), 0.0);
    assert_eq!(ln_poisson_probability(2.0, 0.0), f64::NEG_INFINITY);
    assert_eq!(ln_binomial_probability(0.0, 4.0, 0.0), 0.0);
    assert_eq!(ln_binomial_probability(1.0, 4.0, 0.0), f64::NEG_INFINITY);
    assert_eq!(ln_binomial_probability(4.0, 4.0, 1.0), 0.0);
    assert_eq!(scaled_bessel_i1(-2.0), -scaled_bessel_i1(2.0));
}

/// Whether p is passed at x, or between x and its neighbours: beside 1 the law may leap from one number to the next.
fn is_beta_quantile(x: f64, p: f64, a: f64, b: f64) -> bool {
    let below = incomplete_beta(a, b, x.next_down().max(0.0));
    let above = incomplete_beta(a, b, x.next_up().min(1.0));
    (below - 1e-9..=above + 1e-9).contains(&p)
}

#[test]
fn a_beta_quantile_beside_one_is_the_nearest_number() {
    // 1 − x is about 1e-17.
    let (p, a, b) = (0.870_162_356_474_714_1, 23.825_513_278_158_585, 0.05);
    assert!(is_beta_quantile(beta_quantile(p, a, b), p, a, b));
}

proptest! {
    #[test]
    fn gamma_and_beta_quantiles_invert(p in 1e-9_f64..1.0, a in 0.05_f64..80.0, b in 0.05_f64..80.0) {
        let x = gamma_quantile(p, a);
        prop_assert!((incomplete_gamma_lower(a, x) - p).abs() < 1e-12, "gamma: {x}");
        let x = beta_quantile(p, a, b);
        prop_assert!(is_beta_quantile(x, p, a, b), "beta: {x}");
    }

    #[test]
    fn quantiles_invert(p in 1e-12_f64..0.9999, df in 0.6_f64..400.0) {
        let normal = normal_cdf(normal_quantile(p));
        prop_assert!((normal / p - 1.0).abs() < 1e-12, "normal: {normal} for {p}");
        let student = 1.0 - student_t_upper_tail(student_t_quantile(p, df), df);
        prop_assert!((student - p).abs() < 1e-12, "t: {student} for {p}");
    }

    #[test]
    fn both_sides_make_one(a in 0.05_f64..60.0, b in 0.05_f64..60.0, x in 0.0_f64..1.0) {
        let beta = incomplete_beta(a, b, x) + incomplete_beta(b, a, 1.0 - x);
        prop_assert!((beta - 1.0).abs() < 1e-12);
        let gamma = incomplete_gamma_lower(a, b) + incomplete_gamma_upper(a, b);
        prop_assert!((gamma - 1.0).abs() < 1e-12);
    }

    #[test]
    fn squares_of_t_are_f_and_of_z_chi_squared(t in 0.01_f64..30.0, df in 0.5_f64..90.0) {
        let f = f_upper_tail(t * t, 1.0, df);
        prop_assert!((student_t_two_sided(t, df) / f - 1.0).abs() < 1e-12);
        let chi_squared = chi_squared_upper_tail(t * t, 1.0);
        prop_assert!((normal_two_sided(t) / chi_squared - 1.0).abs() < 1e-12);
    }
}
