//! Samples: tests, correlations, distributions, resampling. The three columns are three samples.

use ndarray::ArrayView1;
use spikebook_analysis::Error;
use spikebook_analysis::behaviour::signal_detection::{Roc, d_prime_of_moments};
use spikebook_analysis::bootstrap::{Bootstrap, Jackknife, Resampling};
use spikebook_analysis::circular::{RayleighTest, Turn};
use spikebook_analysis::descriptive::BinEdges;
use spikebook_analysis::estimation::Distribution;
use spikebook_analysis::hypothesis::{
    Alternative, Correlation, CorrelationTest, EqualVariancesTest, KolmogorovSmirnovTest,
    KruskalWallisTest, MannWhitneyTest, OneWayAnova, PValue, ShapiroWilkTest, SignedRankTest,
    TTest, TwoWayAnova,
};
use spikebook_analysis::multiple_comparisons::Correction;
use spikebook_analysis::permutation::{MeanDifference, SignFlip};

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{seed, sums};

pub(super) const LIST: &[Estimator] = &[
    of("one-sample t", |set| {
        each(set, |a| {
            let test = TTest::one_sample(a, 0.1, Alternative::TwoSided)?;
            Ok(vec![test.t, test.p])
        })
    }),
    of("paired t", |set| pairs(set, |a, b| Ok(TTest::paired(a, b, Alternative::TwoSided)?.t))),
    of("two-sample t", |set| {
        pairs(set, |a, b| Ok(TTest::two_sample(a, b, Alternative::TwoSided)?.t))
    }),
    of("Welch's t", |set| pairs(set, |a, b| Ok(TTest::welch(a, b, Alternative::Less)?.p))),
    of("one-way analysis of variance", |set| grouped(set, |groups| Ok(OneWayAnova::of(groups)?.f))),
    of("two-way analysis of variance", |set| {
        let rows = 0..set.x.nrows();
        let first: Vec<usize> =
            rows.clone().map(|row| usize::from(set.x[[row, 1]] > 1.0)).collect();
        let second: Vec<usize> = rows.map(|row| usize::from(set.x[[row, 0]] > 1.0)).collect();
        let test = TwoWayAnova::of(&sums(set), &first, &second)?;
        Ok(vec![test.first.f, test.second.f, test.interaction.f])
    }),
    of("Levene's test", |set| grouped(set, |groups| Ok(EqualVariancesTest::levene(groups)?.f))),
    of("Brown and Forsythe's test", |set| {
        grouped(set, |groups| Ok(EqualVariancesTest::brown_forsythe(groups)?.f))
    }),
    of("Kruskal and Wallis's test", |set| {
        grouped(set, |groups| Ok(KruskalWallisTest::of(groups)?.h))
    }),
    of("Mann and Whitney's test", |set| {
        pairs(
            set,
            |a, b| Ok(MannWhitneyTest::of(a, b, Alternative::TwoSided, PValue::Automatic)?.p),
        )
    }),
    of("signed ranks", |set| {
        each(set, |a| {
            let test = SignedRankTest::one_sample(a, Alternative::TwoSided, PValue::Automatic)?;
            Ok(vec![test.positive_rank_sum, test.p])
        })
    }),
    of("paired signed ranks", |set| {
        pairs(set, |a, b| {
            Ok(SignedRankTest::paired(a, b, Alternative::Greater, PValue::Automatic)?.p)
        })
    }),
    of("two-sample Kolmogorov and Smirnov's test", |set| {
        pairs(set, |a, b| Ok(KolmogorovSmirnovTest::two_sample(a, b)?.p))
    }),
    of("one-sample Kolmogorov and Smirnov's test", |set| {
        each(set, |a| {
            Ok(vec![KolmogorovSmirnovTest::one_sample(a, |x| (x / 9.0).clamp(0.0, 1.0))?.p])
        })
    }),
    of("Shapiro and Wilk's test", |set| each(set, |a| Ok(vec![ShapiroWilkTest::of(a)?.w])))
        .scale_free(),
    of("Pearson's correlation", |set| related(Correlation::Pearson, set)).scale_free(),
    of("Spearman's correlation", |set| related(Correlation::Spearman, set)).scale_free(),
    of("Kendall's correlation", |set| related(Correlation::Kendall, set)).scale_free(),
    of("Rayleigh's test", |set| {
        each(set, |a| Ok(vec![RayleighTest::of(a, Turn::new(6.0)?)?.resultant_length]))
    }),
    of("normal distribution", |set| distribution(Distribution::Normal, set)),
    of("exponential distribution", |set| distribution(Distribution::Exponential, set)),
    of("gamma distribution", |set| distribution(Distribution::Gamma, set)),
    of("inverse Gaussian distribution", |set| distribution(Distribution::InverseGaussian, set)),
    of("log-normal distribution", |set| distribution(Distribution::LogNormal, set)),
    of("von Mises distribution", |set| distribution(Distribution::VonMises, set)),
    of("Weibull distribution", |set| distribution(Distribution::Weibull, set)),
    of("bins about values", |set| each(set, |a| Ok(BinEdges::about(a, 4)?.centres()))),
    of("receiver's curve", |set| pairs(set, |a, b| Ok(Roc::new(a, b)?.area()))),
    of("sensitivity of moments", |set| pairs(set, d_prime_of_moments)),
    of("jackknife of a mean", |set| {
        each(set, |a| Ok(vec![Jackknife::of_mean(a)?.acceleration()?]))
    })
    .within(1e-5),
    // Rows are drawn.
    of("bootstrap of a mean", |set| {
        each(set, |a| {
            let replicates = Bootstrap::new(50, Resampling::Rows(a.len()))?.run_mean(seed(), a)?;
            Ok(vec![replicates.estimate(), replicates.standard_error()])
        })
    })
    .ordered(),
    of("sign flips", |set| {
        each(set, |a| {
            Ok(vec![SignFlip { max_exact: 100, n_random: 99 }.run(a, seed())?.p_two_sided()])
        })
    })
    .ordered(),
    of("permuted difference of means", |set| {
        pairs(set, |a, b| {
            Ok(MeanDifference { max_exact: 100, n_random: 99 }.run(a, b, seed())?.p_two_sided())
        })
    })
    .ordered(),
    Estimator::new("Holm's p", Response::None, |set| adjusted(Correction::Holm, set))
        .learns_nothing(),
    Estimator::new("Bonferroni's p", Response::None, |set| adjusted(Correction::Bonferroni, set))
        .learns_nothing(),
    Estimator::new("Benjamini and Hochberg's p", Response::None, |set| {
        adjusted(Correction::BenjaminiHochberg, set)
    })
    .learns_nothing(),
    Estimator::new("Benjamini and Yekutieli's p", Response::None, |set| {
        adjusted(Correction::BenjaminiYekutieli, set)
    })
    .learns_nothing(),
];

const fn of(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::None, fit).of_the_whole()
}

type Sample<'a> = &'a [f64];

/// Of each column, one after the other.
fn each(set: &Set, of: impl Fn(Sample<'_>) -> Result<Vec<f64>, Error>) -> Result<Vec<f64>, Error> {
    let columns =
        set.x.columns().into_iter().map(|column: ArrayView1<'_, f64>| of(&column.to_vec()));
    Ok(columns.collect::<Result<Vec<_>, _>>()?.concat())
}

/// Of the first and the second column, and of the second and the third.
fn pairs(
    set: &Set,
    of: impl Fn(Sample<'_>, Sample<'_>) -> Result<f64, Error>,
) -> Result<Vec<f64>, Error> {
    let [a, b, c] = [0, 1, 2].map(|column| set.x.column(column).to_vec());
    Ok(vec![of(&a, &b)?, of(&b, &c)?])
}

/// Of the columns as groups.
fn grouped(set: &Set, of: impl Fn(&[Sample<'_>]) -> Result<f64, Error>) -> Result<Vec<f64>, Error> {
    let [a, b, c] = [0, 1, 2].map(|column| set.x.column(column).to_vec());
    Ok(vec![of(&[&a, &b, &c])?])
}

fn related(kind: Correlation, set: &Set) -> Result<Vec<f64>, Error> {
    pairs(set, |a, b| Ok(CorrelationTest::of(kind, a, b)?.coefficient))
}

/// The log-likelihood of sizes, all above zero.
fn distribution(distribution: Distribution, set: &Set) -> Result<Vec<f64>, Error> {
    each(set, |a| {
        let sizes: Vec<f64> = a.iter().map(|x| x.abs()).collect();
        Ok(vec![distribution.fit(&sizes)?.ln_likelihood()])
    })
}

/// Of shares made of the rows.
fn adjusted(correction: Correction, set: &Set) -> Result<Vec<f64>, Error> {
    correction.adjust(&sums(set).iter().map(|x| x.abs() / (1.0 + x.abs())).collect::<Vec<_>>())
}
