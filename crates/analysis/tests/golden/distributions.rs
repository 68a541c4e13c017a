//! Likeliest distributions.

use spikebook_analysis::estimation::Distribution;

use crate::case::Case;

#[test]
fn likeliest_distributions() {
    let case = Case::reference("distributions");
    let mut cumulative = Vec::new();
    for (name, distribution) in [
        ("exponential", Distribution::Exponential),
        ("gamma", Distribution::Gamma),
        ("inverse_gaussian", Distribution::InverseGaussian),
        ("log_normal", Distribution::LogNormal),
        ("normal", Distribution::Normal),
        ("poisson", Distribution::Poisson),
        ("von_mises", Distribution::VonMises),
        ("weibull", Distribution::Weibull),
    ] {
        let (column, at) = match distribution {
            Distribution::Poisson => ("count", 3.0),
            Distribution::VonMises => ("direction_rad", 1.0),
            _ => ("isi_ms", 40.0),
        };
        let fit = distribution.fit(&case.column("data.csv", column).to_vec()).expect("a fit");
        case.check(&format!("{name}_estimates"), fit.estimates().to_vec());
        case.check(&format!("{name}_standard_errors"), fit.standard_errors());
        case.check_scalar(&format!("{name}_ln_likelihood"), fit.ln_likelihood());
        cumulative.extend(fit.cumulative(at));
    }
    case.check("cumulative", cumulative);
}
