//! NIST's twenty-seven nonlinear regressions, each from both of its starts.

use std::f64::consts::{PI, TAU};

use ndarray::{Array1, Array2};
use spikebook_analysis::regression::nonlinear::{Curve, NonlinearFit, NonlinearLeastSquares};
use spikebook_numeric::Real;
use spikebook_numeric::elementary::{cos, ln, sin};

use crate::case::Case;

/// Sets, and the form of the curve.
const SETS: [(&str, Form); 27] = [
    ("Misra1a", Form::Misra1a),
    ("Chwirut2", Form::Chwirut),
    ("Chwirut1", Form::Chwirut),
    ("Lanczos3", Form::Lanczos),
    ("Gauss1", Form::Gauss),
    ("Gauss2", Form::Gauss),
    ("DanWood", Form::DanWood),
    ("Misra1b", Form::Misra1b),
    ("Kirby2", Form::Kirby2),
    ("Hahn1", Form::Cubics),
    ("Nelson", Form::Nelson),
    ("MGH17", Form::Mgh17),
    ("Lanczos1", Form::Lanczos),
    ("Lanczos2", Form::Lanczos),
    ("Gauss3", Form::Gauss),
    ("Misra1c", Form::Misra1c),
    ("Misra1d", Form::Misra1d),
    ("Roszman1", Form::Roszman1),
    ("ENSO", Form::Enso),
    ("MGH09", Form::Mgh09),
    ("Thurber", Form::Cubics),
    ("BoxBOD", Form::Misra1a),
    ("Rat42", Form::Rat42),
    ("MGH10", Form::Mgh10),
    ("Eckerle4", Form::Eckerle4),
    ("Rat43", Form::Rat43),
    ("Bennett5", Form::Bennett5),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Misra1a,
    Misra1b,
    Misra1c,
    Misra1d,
    Chwirut,
    Lanczos,
    Gauss,
    DanWood,
    Kirby2,
    Cubics,
    Nelson,
    Mgh17,
    Roszman1,
    Enso,
    Mgh09,
    Rat42,
    Rat43,
    Mgh10,
    Eckerle4,
    Bennett5,
}

impl Curve for Form {
    fn n_parameters(&self) -> usize {
        match self {
            Self::Misra1a | Self::Misra1b | Self::Misra1c | Self::Misra1d | Self::DanWood => 2,
            Self::Chwirut
            | Self::Nelson
            | Self::Rat42
            | Self::Mgh10
            | Self::Eckerle4
            | Self::Bennett5 => 3,
            Self::Roszman1 | Self::Mgh09 | Self::Rat43 => 4,
            Self::Kirby2 | Self::Mgh17 => 5,
            Self::Lanczos => 6,
            Self::Cubics => 7,
            Self::Gauss => 8,
            Self::Enso => 9,
        }
    }

    fn value<T: Real>(&self, row: &[f64], b: &[T]) -> T {
        let number = T::from_f64;
        let (one, two) = (number(1.0), number(2.0));
        let x = number(row[0]);
        let decay = |size: T, rate: T| size * (-rate * x).exp();
        let bump = |size: T, centre: T, width: T| size * (-((x - centre) / width).square()).exp();
        let wave = |period: T, by_cos: T, by_sin: T| {
            let angle = number(TAU) * x / period;
            by_cos * angle.cos() + by_sin * angle.sin()
        };
        let cubic = |c: [T; 4]| c[0] + x * (c[1] + x * (c[2] + x * c[3]));
        match self {
            Self::Misra1a => b[0] * (one - (-b[1] * x).exp()),
            Self::Misra1b => b[0] * (one - one / (one + b[1] * x / two).square()),
            Self::Misra1c => b[0] * (one - one / (one + two * b[1] * x).sqrt()),
            Self::Misra1d => b[0] * b[1] * x / (one + b[1] * x),
            Self::Chwirut => (-b[0] * x).exp() / (b[1] + b[2] * x),
            Self::Lanczos => decay(b[0], b[1]) + decay(b[2], b[3]) + decay(b[4], b[5]),
            Self::Gauss => decay(b[0], b[1]) + bump(b[2], b[3], b[4]) + bump(b[5], b[6], b[7]),
            Self::DanWood => b[0] * x.power(b[1]),
            Self::Kirby2 => (b[0] + x * (b[1] + x * b[2])) / (one + x * (b[3] + x * b[4])),
            Self::Cubics => cubic([b[0], b[1], b[2], b[3]]) / cubic([one, b[4], b[5], b[6]]),
            Self::Nelson => b[0] - b[1] * x * (-b[2] * number(row[1])).exp(),
            Self::Mgh17 => b[0] + decay(b[1], b[3]) + decay(b[2], b[4]),
            Self::Roszman1 => b[0] - b[1] * x - (b[2] / (x - b[3])).arctangent() / number(PI),
            Self::Enso => {
                let year = TAU * row[0] / 12.0;
                let of_year = b[1] * number(cos(year)) + b[2] * number(sin(year));
                b[0] + of_year + wave(b[3], b[4], b[5]) + wave(b[6], b[7], b[8])
            }
            Self::Mgh09 => b[0] * (x.square() + x * b[1]) / (x.square() + x * b[2] + b[3]),
            Self::Rat42 => b[0] / (one + (b[1] - b[2] * x).exp()),
            Self::Rat43 => b[0] / (one + (b[1] - b[2] * x).exp()).power(one / b[3]),
            Self::Mgh10 => b[0] * (b[1] / (x + b[2])).exp(),
            Self::Eckerle4 => b[0] / b[1] * (-((x - b[2]) / b[1]).square() / two).exp(),
            Self::Bennett5 => b[0] * (b[1] + x).power(-one / b[2]),
        }
    }
}

/// Predictors and response of a set; Nelson's response is a logarithm.
fn data(case: &Case, file: &str, form: Form) -> (Array2<f64>, Array1<f64>) {
    let y = case.column(file, "y");
    if form == Form::Nelson {
        (case.matrix(file, &["x1", "x2"]), y.mapv(ln))
    } else {
        (case.matrix(file, &["x"]), y)
    }
}

fn start(case: &Case, name: &str, which: &str) -> Vec<f64> {
    let list = case.param(name)[which].as_array().expect("a start");
    list.iter().map(|value| value.as_f64().expect("a number")).collect()
}

fn fit(case: &Case, file: &str, form: Form, start: &[f64]) -> NonlinearFit<Form> {
    let (x, y) = data(case, file, form);
    NonlinearLeastSquares::new()
        .fit(&form, x.view(), y.view(), None, start)
        .unwrap_or_else(|error| panic!("{file} from {start:?}: {error}"))
}

#[test]
fn all_sets_to_ten_digits_from_both_starts() {
    let case = Case::reference("nist_nonlinear");
    let mut faults = Vec::new();
    for (name, form) in SETS {
        let file = format!("{name}.csv");
        for which in ["start_1", "start_2"] {
            let (x, y) = data(&case, &file, form);
            let start = start(&case, name, which);
            let fit = NonlinearLeastSquares::new().fit(&form, x.view(), y.view(), None, &start);
            let fit = match fit {
                Ok(fit) => fit,
                Err(error) => {
                    faults.push(format!("{name} from {which}: {error}"));
                    continue;
                }
            };
            let numbers = [
                ("certified", fit.estimates().to_vec()),
                ("estimates", fit.estimates().to_vec()),
                ("standard_errors", fit.standard_errors().to_vec()),
                ("residual_sum_of_squares", vec![fit.residual_sum_of_squares()]),
            ];
            for (quantity, got) in numbers {
                let judged = case.judge(&format!("{name}_{quantity}"), got);
                faults.extend(
                    judged.err().map(|fault| format!("{name} from {which}, {quantity}: {fault}")),
                );
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_golden_sets() {
    for (name, form) in SETS {
        let Some(case) = Case::golden_if_there(&format!("nist_nonlinear_{name}")) else { continue };
        for which in ["start1", "start2"] {
            let start: Vec<f64> =
                serde_json::from_value(case.param(which).clone()).expect("a start");
            let fit = fit(&case, "data.csv", form, &start);
            case.check("params", fit.estimates());
            case.check("std_err", fit.standard_errors());
            case.check_scalar("rss", fit.residual_sum_of_squares());
            case.check_scalar("residual_sd", fit.residual_variance().sqrt());
        }
    }
}
