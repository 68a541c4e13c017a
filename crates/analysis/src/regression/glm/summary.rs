//! A fit as a table and as text, in the layout that readers of R's `summary.glm` know.

use std::fmt;

use spikebook_numeric::elementary::log10;

use super::{Convergence, Family, GlmFit, Link, StandardErrors};

/// Significant digits of the smallest estimate or standard error.
const ESTIMATE_DIGITS: i32 = 4;

/// Decimals of a Wald z.
const Z_DECIMALS: i32 = 3;

/// Significant digits of a p value.
const P_DIGITS: i32 = 3;

/// Significant digits of deviances and criteria.
const DEVIANCE_DIGITS: i32 = 5;

/// More decimals than these are written with an exponent instead.
const MAX_DECIMALS: i32 = 9;

/// One coefficient and its Wald test.
#[derive(Clone, Debug, PartialEq)]
pub struct CoefficientRow {
    /// The covariate, or `(Intercept)`
    pub term: String,
    /// The coefficient
    pub estimate: f64,
    /// Its standard error
    pub standard_error: f64,
    /// Estimate over standard error: z, or t where the dispersion is free
    pub z: f64,
    /// Its two-sided p value
    pub p: f64,
}

/// What a fit reports. `Display` writes it as text.
#[derive(Clone, Debug, PartialEq)]
pub struct GlmSummary {
    /// The family, with its dispersion where that was estimated
    pub family: Family,
    /// The link
    pub link: Link,
    /// Where standard errors come from
    pub standard_errors: StandardErrors,
    /// φ: 1 where the family knows it
    pub dispersion: f64,
    /// The standard error of a negative binomial α that was estimated
    pub alpha_standard_error: Option<f64>,
    /// `McFadden`'s pseudo-R²
    pub mcfadden_r_squared: f64,
    /// Cox and Snell's pseudo-R²
    pub cox_snell_r_squared: f64,
    /// One row a coefficient, the intercept first
    pub coefficients: Vec<CoefficientRow>,
    /// The deviance without covariates
    pub null_deviance: f64,
    /// Its degrees of freedom
    pub null_degrees_of_freedom: f64,
    /// The deviance of the fit
    pub deviance: f64,
    /// Its degrees of freedom
    pub residual_degrees_of_freedom: f64,
    /// The sum of squared Pearson residuals
    pub pearson_chi_squared: f64,
    /// The log-likelihood
    pub ln_likelihood: f64,
    /// Akaike's criterion
    pub aic: f64,
    /// Schwarz's criterion
    pub bic: f64,
    /// The ridge penalty
    pub penalty: f64,
    /// How the fit ended
    pub convergence: Convergence,
}

impl GlmSummary {
    pub(super) fn new(fit: &GlmFit) -> Self {
        let (standard_errors, z, p) = (fit.standard_errors(), fit.wald_z(), fit.wald_p());
        let row = |(j, term): (usize, &str)| CoefficientRow {
            term: term.to_owned(),
            estimate: fit.estimates()[j],
            standard_error: standard_errors[j],
            z: z[j],
            p: p[j],
        };
        Self {
            family: fit.family(),
            link: fit.link(),
            standard_errors: fit.params().standard_errors(),
            dispersion: fit.dispersion(),
            alpha_standard_error: fit.dispersion_estimate().map(|alpha| alpha.standard_error),
            mcfadden_r_squared: fit.mcfadden_r_squared(),
            cox_snell_r_squared: fit.cox_snell_r_squared(),
            coefficients: fit.terms().into_iter().enumerate().map(row).collect(),
            null_deviance: fit.null_deviance(),
            null_degrees_of_freedom: fit.null_degrees_of_freedom(),
            deviance: fit.deviance(),
            residual_degrees_of_freedom: fit.residual_degrees_of_freedom(),
            pearson_chi_squared: fit.pearson_chi_squared(),
            ln_likelihood: fit.ln_likelihood(),
            aic: fit.aic(),
            bic: fit.bic(),
            penalty: fit.params().penalty(),
            convergence: fit.convergence(),
        }
    }

    /// The coefficient table, a header first, columns aligned.
    fn write_coefficients(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |value: fn(&CoefficientRow) -> f64| -> Vec<f64> {
            self.coefficients.iter().map(value).collect()
        };
        let (estimates, errors) = (of(|row| row.estimate), of(|row| row.standard_error));
        let decimals = decimals_for(estimates.iter().chain(&errors), ESTIMATE_DIGITS);
        let is_t = self.family.has_free_dispersion();
        let z = of(|row| row.z).into_iter().map(|z| fixed(z, Z_DECIMALS));
        let columns = [
            column("Estimate", estimates.iter().map(|value| fixed(*value, decimals))),
            column("Std. Error", errors.iter().map(|value| fixed(*value, decimals))),
            column(if is_t { "t value" } else { "z value" }, z),
            column(
                if is_t { "Pr(>|t|)" } else { "Pr(>|z|)" },
                p_values(&of(|row| row.p)).into_iter(),
            ),
        ];
        let terms = self.coefficients.iter().map(|row| row.term.as_str());
        let width = terms.clone().map(|term| term.chars().count()).max().unwrap_or(0);
        let stars = self.coefficients.iter().map(|row| stars(row.p));
        for (i, (term, stars)) in [("", "")].into_iter().chain(terms.zip(stars)).enumerate() {
            let cells: Vec<&str> = columns.iter().map(|column| column[i].as_str()).collect();
            let line = format!("{term:width$} {} {stars}", cells.join(" "));
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

impl fmt::Display for GlmSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let family = self.family.name();
        writeln!(f, "Family: {family}, link: {}\n", self.link.name())?;
        writeln!(f, "Coefficients:")?;
        self.write_coefficients(f)?;
        writeln!(f, "---")?;
        writeln!(f, "Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1\n")?;
        if self.penalty > 0.0 {
            writeln!(
                f,
                "(Ridge penalty {}: estimates are shrunk, tests are not exact)",
                self.penalty
            )?;
        }
        if self.standard_errors == StandardErrors::Sandwich {
            writeln!(f, "(Standard errors from the sandwich of scores and expected information)")?;
        }
        if let Family::NegativeBinomial { dispersion } = self.family {
            let alpha = significant(dispersion);
            match self.alpha_standard_error {
                Some(error) => {
                    writeln!(f, "(alpha {alpha}, standard error {})", significant(error))?;
                }
                None => writeln!(f, "(alpha {alpha}, taken to be known)")?,
            }
        }
        let phi = if self.family.has_free_dispersion() {
            significant(self.dispersion)
        } else {
            "1".to_owned()
        };
        writeln!(f, "(Dispersion parameter for {family} family taken to be {phi})\n")?;
        let degrees =
            [self.null_degrees_of_freedom, self.residual_degrees_of_freedom].map(|degrees| {
                if degrees.fract() == 0.0 { format!("{degrees}") } else { format!("{degrees:.2}") }
            });
        let deviances = [self.null_deviance, self.deviance];
        let decimals = decimals_for(deviances.iter(), DEVIANCE_DIGITS);
        let deviances = deviances.map(|deviance| fixed(deviance, decimals));
        let width = deviances.iter().map(String::len).max().unwrap_or(0);
        let degrees_width = degrees.iter().map(String::len).max().unwrap_or(0);
        for (name, (deviance, degrees)) in
            ["    Null", "Residual"].into_iter().zip(deviances.iter().zip(&degrees))
        {
            writeln!(
                f,
                "{name} deviance: {deviance:>width$}  on {degrees:>degrees_width$}  degrees of freedom"
            )?;
        }
        let decimals = decimals_for([self.aic].iter(), DEVIANCE_DIGITS);
        writeln!(f, "AIC: {}\n", fixed(self.aic, decimals))?;
        write!(f, "Number of Fisher Scoring iterations: {}", self.convergence.n_iterations)
    }
}

/// A header and its cells, right-aligned.
fn column(header: &str, cells: impl Iterator<Item = String>) -> Vec<String> {
    let cells: Vec<String> = std::iter::once(header.to_owned()).chain(cells).collect();
    let width = cells.iter().map(String::len).max().unwrap_or(0);
    cells.into_iter().map(|cell| format!("{cell:>width$}")).collect()
}

/// Decimals that show so many digits of the smallest of `values`.
fn decimals_for<'a>(values: impl Iterator<Item = &'a f64>, digits: i32) -> i32 {
    let magnitudes = values.map(|value| value.abs());
    let smallest = magnitudes.filter(|value| *value > 0.0 && value.is_finite()).reduce(f64::min);
    let leading_place = smallest.map_or(0, |smallest| log10(smallest).floor() as i32);
    digits - 1 - leading_place
}

/// A number with so many decimals; with an exponent where they are too many.
fn fixed(value: f64, decimals: i32) -> String {
    if decimals > MAX_DECIMALS {
        return scientific(value, ESTIMATE_DIGITS);
    }
    let text = format!("{value:.*}", decimals.max(0) as usize);
    let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    text.strip_prefix('-').filter(|_| is_zero).map_or(text.clone(), str::to_owned)
}

/// A number with so many digits as deviances have.
fn significant(value: f64) -> String {
    fixed(value, decimals_for([value].iter(), DEVIANCE_DIGITS))
}

/// p values: those of at least 0.001 with equal decimals, smaller ones with an exponent.
fn p_values(p: &[f64]) -> Vec<String> {
    let large = |p: f64| p >= 1e-3;
    let decimals = decimals_for(p.iter().filter(|p| large(**p)), P_DIGITS);
    let format = |p: f64| {
        if p < f64::EPSILON {
            "<2e-16".to_owned()
        } else if large(p) || p.is_nan() {
            fixed(p, decimals)
        } else {
            scientific(p, P_DIGITS)
        }
    };
    p.iter().copied().map(format).collect()
}

/// A number with an exponent of at least two digits.
fn scientific(value: f64, digits: i32) -> String {
    let text = format!("{value:.*e}", (digits - 1) as usize);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, size) = exponent.strip_prefix('-').map_or(('+', exponent), |size| ('-', size));
    format!("{mantissa}e{sign}{size:0>2}")
}

fn stars(p: f64) -> &'static str {
    match p {
        p if p < 0.001 => "***",
        p if p < 0.01 => "**",
        p if p < 0.05 => "*",
        p if p < 0.1 => ".",
        _ => "",
    }
}
