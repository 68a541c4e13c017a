//! The text that a fit prints.

use insta::assert_snapshot;
use ndarray::{Array1, Array2, array};

use crate::regression::Glm;

#[test]
fn the_text_is_laid_out_as_in_r() {
    // Nine counts in three outcomes by three treatments.
    let design = Array2::from_shape_fn((9, 4), |(row, j)| {
        let level = if j < 2 { row % 3 } else { row / 3 };
        f64::from(u8::from(level == j % 2 + 1))
    });
    let counts = array![18.0, 17.0, 15.0, 20.0, 12.0, 20.0, 25.0, 13.0, 31.0];
    let names = ["outcome2", "outcome3", "treatment2", "treatment3"].map(str::to_owned);
    let fit = Glm::poisson()
        .fit_design(design.view(), counts.view(), None, None)
        .expect("a fit")
        .with_feature_names(&names);
    assert_snapshot!(fit.summary(), @r"
    Family: poisson, link: log

    Coefficients:
                Estimate Std. Error z value Pr(>|z|)
    (Intercept)  2.91349    0.17328  16.814   <2e-16 ***
    outcome2    -0.40547    0.19920  -2.035   0.0418 *
    outcome3     0.04652    0.17614   0.264   0.7917
    treatment2   0.03922    0.19807   0.198   0.8430
    treatment3   0.32208    0.18572   1.734   0.0829 .
    ---
    Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1

    (Dispersion parameter for poisson family taken to be 1)

        Null deviance: 14.4620  on 8  degrees of freedom
    Residual deviance:  4.4371  on 4  degrees of freedom
    AIC: 57.189

    Number of Fisher Scoring iterations: 5
    ");
}

/// Counts that rise steeply with the first covariate and hardly with the second.
fn steep() -> (Array2<f64>, Array1<f64>) {
    let x = Array2::from_shape_fn((400, 2), |(row, j)| {
        if j == 0 { row as f64 / 100.0 } else { f64::from((row * 7919 % 101) as u16) }
    });
    let counts: Array1<f64> = x
        .outer_iter()
        .map(|row| spikebook_numeric::elementary::exp(0.2 + 0.9 * row[0] + 0.001 * row[1]).floor())
        .collect();
    (x, counts)
}

#[test]
fn small_p_values_are_written_out() {
    let (x, counts) = steep();
    let fit = Glm::poisson().fit_design(x.view(), counts.view(), None, None).expect("a fit");
    assert_snapshot!(fit.summary(), @r"
    Family: poisson, link: log

    Coefficients:
                  Estimate Std. Error z value Pr(>|z|)
    (Intercept) -0.0060828  0.0582302  -0.104   0.9168
    x0           0.9551845  0.0167943  56.876   <2e-16 ***
    x1           0.0009908  0.0004906   2.020   0.0434 *
    ---
    Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1

    (Dispersion parameter for poisson family taken to be 1)

        Null deviance: 4378.512  on 399  degrees of freedom
    Residual deviance:   11.500  on 397  degrees of freedom
    AIC: 1539.4

    Number of Fisher Scoring iterations: 7
    ");
}

#[test]
fn a_penalty_is_told() {
    let (x, counts) = steep();
    let ridge = Glm::poisson().with_penalty(0.25).expect("a penalty");
    let fit = ridge.fit_design(x.view(), counts.view(), None, None).expect("a fit");
    assert_snapshot!(fit.summary(), @r"
    Family: poisson, link: log

    Coefficients:
                 Estimate Std. Error z value Pr(>|z|)
    (Intercept) 0.0714341  0.0567979   1.258   0.2085
    x0          0.9293252  0.0163467  56.851   <2e-16 ***
    x1          0.0010064  0.0004906   2.051   0.0402 *
    ---
    Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1

    (Ridge penalty 0.25: estimates are shrunk, tests are not exact)
    (Dispersion parameter for poisson family taken to be 1)

        Null deviance: 4378.512  on    399  degrees of freedom
    Residual deviance:   13.892  on 397.03  degrees of freedom
    AIC: 1541.8

    Number of Fisher Scoring iterations: 7
    ");
}
