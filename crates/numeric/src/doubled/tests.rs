use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::{Real, elementary};

#[test]
fn functions_are_those_of_mpmath() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/doubled/expected.json");
    let text = std::fs::read_to_string(path).expect("the reference values are there");
    let cases: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let rows = cases["rows"].as_array().expect("rows");
    assert!(rows.len() > 150, "the reference values are all there");
    for row in rows {
        let number = |entry: usize| row[entry].as_f64().expect("a number");
        let x = Doubled::from(number(1));
        let name = row[0].as_str().expect("a function");
        let got = match name {
            "exp" => x.exp(),
            "ln" => x.ln(),
            "sin" => x.sin(),
            "cos" => x.cos(),
            "arctangent" => x.arctangent(),
            "sqrt" => x.sqrt(),
            "power" => x.power(Doubled::from(1.7)),
            "reciprocal" => Doubled::ONE / x,
            other => panic!("no function {other}"),
        };
        let error = (got - Doubled::of_sum(number(2), number(3))).to_f64() / number(2);
        // Of e⁷⁰⁰ and of sines far out, the argument's own digits are the limit.
        // A power is the exponential of a logarithm, whose size its error is multiplied by.
        let conditioning = if name == "power" {
            1.7 * elementary::ln(number(1)).abs()
        } else {
            number(1).abs().min(1e4)
        };
        let allowed = 1e-30 * (1.0 + conditioning);
        assert!(error.abs() <= allowed, "{name}({}): off by {error:e}", number(1));
    }
}

#[test]
fn what_is_not_finite_stays_so() {
    let infinity = Doubled::from(f64::INFINITY);
    assert_eq!((infinity + Doubled::ONE).to_f64(), f64::INFINITY);
    assert_eq!((infinity * Doubled::from(-2.0)).to_f64(), f64::NEG_INFINITY);
    assert_eq!((Doubled::ONE / Doubled::ZERO).to_f64(), f64::INFINITY);
    assert_eq!((Doubled::ONE / infinity).to_f64(), 0.0);
    assert!((infinity - infinity).to_f64().is_nan());
    assert!(Doubled::from(-1.0).sqrt().to_f64().is_nan());
    assert_eq!(Doubled::ZERO.sqrt(), Doubled::ZERO);
    assert_eq!(Doubled::from(-1e4).exp().to_f64(), 0.0);
    assert_eq!(Doubled::from(1e4).exp().to_f64(), f64::INFINITY);
    assert_eq!(Doubled::ZERO.ln().to_f64(), f64::NEG_INFINITY);
    assert_eq!(Doubled::ZERO.power(Doubled::from(2.0)).to_f64(), 0.0);
    assert!(infinity.sin().to_f64().is_nan());
}

proptest! {
    #[test]
    fn sums_and_products_keep_every_bit(a in -1e9_f64..1e9, b in -1e-9_f64..1e-9) {
        // (a + b)(a − b) = a² − b², and the roundings of plain doubles would lose b² beside a².
        let (a, b) = (Doubled::from(a), Doubled::from(b));
        let gap = (a + b) * (a - b) - (a * a - b * b);
        prop_assert!(gap.abs().to_f64() <= 1e-30 * (a * a).to_f64() + 1e-300);
    }

    #[test]
    fn inverses_invert(x in 1e-6_f64..1e6) {
        let x = Doubled::from(x);
        let near = |got: Doubled| ((got - x) / x).to_f64().abs() < 1e-29;
        prop_assert!(near(x.sqrt().square()));
        prop_assert!(near(x.ln().exp()));
        prop_assert!(near(Doubled::ONE / (Doubled::ONE / x)));
    }
}
