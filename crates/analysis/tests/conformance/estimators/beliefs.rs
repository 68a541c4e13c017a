//! Likelihoods and their tops, beliefs on a grid, entropies, groups of rows, equations that rest.

use ndarray::Array2;
use spikebook_analysis::Error;
use spikebook_analysis::descriptive::{BinEdges, Groups, medians_by_group, proportions_by_group};
use spikebook_analysis::dynamics::{
    Range, Section, Window, classify, fixed_point, fixed_points, input_rates, limit_cycle,
    nullcline, scan,
};
use spikebook_analysis::estimation::{
    BetaBelief, Distribution, GammaBelief, Likelihood, Loss, NormalBelief, PosteriorGrid, maximum,
    simulation,
};
use spikebook_analysis::information::{
    Correction, JointCounts, entropy_bits, miller_madow_entropy_bits,
};
use spikebook_numeric::Real;

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{seed, sums, whole};

pub(super) const LIST: &[Estimator] = &[
    of("Poisson distribution", |set| {
        let counts: Vec<f64> = whole(sizes(set), 1e6)?.into_iter().map(|n| n as f64).collect();
        let fit = Distribution::Poisson.fit(&counts)?;
        Ok(vec![fit.estimates()[0], fit.standard_errors()[0], fit.ln_likelihood()])
    }),
    of("top of a likelihood by Newton's steps", |set| {
        let top = maximum::by_newton(&Normal(sums(set)), &[1.0, 0.0])?;
        Ok([top.estimates().to_vec(), top.standard_errors().to_vec()].concat())
    }),
    of("top of a likelihood by BFGS", |set| {
        let top = maximum::by_bfgs(&Normal(sums(set)), &[1.0, 0.0])?;
        Ok([top.estimates().to_vec(), top.standard_errors().to_vec()].concat())
    })
    .within(1e-6),
    of("top of a likelihood on a grid", |set| {
        let axes = [0, 1].map(|axis| {
            (0..21).map(|i| f64::from(axis) + 0.5 * f64::from(i)).collect::<Vec<f64>>()
        });
        Ok(maximum::by_grid(&Normal(sums(set)), &axes)?.estimates().to_vec())
    }),
    of("belief on a grid", |set| {
        let grid: Vec<f64> = (0..200).map(|i| 0.05 * f64::from(i)).collect();
        let values = sums(set);
        let ln_likelihood: Vec<f64> = grid
            .iter()
            .map(|mean| values.iter().map(|x| -0.5 * (x - mean) * (x - mean)).sum())
            .collect();
        let belief = PosteriorGrid::new(grid, &[0.0; 200], &ln_likelihood)?;
        let (low, high) = belief.credible_interval(0.9)?;
        let (short, long) = belief.shortest_interval(0.9)?;
        Ok(vec![belief.estimate(Loss::Squared), low, high, short, long])
    })
    .defined_of_nothing(),
    of("belief about a share", |set| {
        let n_above = sums(set).iter().filter(|x| **x > 3.0).count() as u64;
        whole(sizes(set), 1e300)?;
        let belief = BetaBelief::new(1.0, 1.0)?.after(n_above, set.x.nrows() as u64)?;
        let (low, high) = belief.credible_interval(0.9)?;
        Ok(vec![belief.mean(), low, high])
    })
    .defined_of_nothing(),
    of("belief about a rate", |set| {
        let count: usize = whole(sizes(set), 1e6)?.into_iter().sum();
        let belief = GammaBelief::new(2.0, 1.0)?.after(count as u64, 1.0 + set.x.nrows() as f64)?;
        let (low, high) = belief.credible_interval(0.9)?;
        Ok(vec![belief.mean(), low, high])
    })
    .defined_of_nothing(),
    of("belief about a mean", |set| {
        let values = sums(set);
        let seen = values.iter().sum::<f64>() / values.len() as f64;
        let belief = NormalBelief::new(0.0, 10.0)?.after(seen, values.len() as u64, 1.0)?;
        let (low, high) = belief.credible_interval(0.9)?;
        Ok(vec![belief.mean(), low, high])
    }),
    of("quality of an estimator", |set| {
        let values = sums(set);
        let quality = simulation::quality(seed(), 50, 3.0, |stream| {
            let n = values.len().max(1);
            let drawn: f64 = (0..n).filter_map(|_| values.get(stream.below(n))).sum();
            Ok(drawn / values.len() as f64)
        })?;
        Ok(vec![quality.mean, quality.variance])
    })
    .ordered(),
    of("entropy", |set| {
        let counts: Vec<u64> = whole(sizes(set), 1e6)?.into_iter().map(|n| n as u64).collect();
        Ok(vec![entropy_bits(&counts)?, miller_madow_entropy_bits(&counts)?])
    }),
    of("information of a table", |set| {
        let counts = whole(set.x.iter().map(|x| x.abs().floor()), 1e6)?;
        let table =
            Array2::from_shape_fn(set.x.dim(), |(row, column)| counts[3 * row + column] as u64);
        let joint = JointCounts::new(table)?;
        Ok(vec![
            joint.mutual_information_bits(Correction::MillerMadow),
            joint.mutual_information_bits(Correction::PanzeriTreves),
        ])
    }),
    of("edges that are given", |set| Ok(BinEdges::from_edges(running(set))?.centres())).ordered(),
    of("shares of groups", |set| {
        let groups = Groups::of_values(&sizes(set).collect::<Vec<_>>())?;
        let outcomes: Vec<bool> = set.x.column(1).iter().map(|x| *x > 1.0).collect();
        let shares = proportions_by_group(&groups, &outcomes, 0.9)?;
        Ok(shares.iter().flat_map(|share| [share.low, share.value, share.high]).collect())
    })
    .learns_nothing(),
    of("medians of groups", |set| {
        let groups = Groups::of_values(&sizes(set).map(|x| x % 3.0).collect::<Vec<_>>())?;
        let medians = medians_by_group(&groups, &set.x.column(1).to_vec())?;
        Ok(medians.iter().map(|group| group.median).collect())
    })
    .learns_nothing(),
    of("resting point", |set| fixed_point(rises_to(set), &[0.5; 3])).defined_of_nothing(),
    of("resting points", |set| {
        Ok(fixed_points(rises_to(set), &[vec![0.5; 3], vec![-0.5; 3]])?.concat())
    })
    .defined_of_nothing(),
    of("resting points of a range", |set| {
        let means = means(set);
        let field = |parameter: f64, at: &[f64], into: &mut [f64]| {
            for (part, slope) in into.iter_mut().enumerate() {
                *slope = parameter * means[part] - at[part];
            }
        };
        Ok(scan(field, &[0.5; 3], Range::new(0.0, 1.0, 4)?)?.points.concat())
    })
    .defined_of_nothing(),
    of("lines of rest", |set| {
        let window = Window::new((-9.0, 9.0), (-9.0, 9.0), 6)?;
        let pieces = [0, 1].map(|part| nullcline(rises_to(set), part, window));
        let pieces = pieces.into_iter().collect::<Result<Vec<_>, _>>()?.concat();
        Ok(pieces.iter().flatten().flat_map(|point| [point.0, point.1]).collect())
    })
    .defined_of_nothing(),
    of("kind of a resting point", |set| {
        let at = |row: usize, column: usize| set.x.get([row, column]).copied().unwrap_or(0.0);
        let jacobian = Array2::from_shape_fn((3, 3), |(row, column)| at(row, column));
        whole(sizes(set), f64::INFINITY)?;
        let found = classify(jacobian.view())?;
        Ok(found.eigenvalues.iter().map(|value| value.real).collect())
    })
    .defined_of_nothing()
    .ordered(),
    of("round of an oscillator", |set| {
        // A circle whose radius is the first entry's size, and another start for each set.
        let values = sums(set);
        let start = [values.iter().sum::<f64>() / values.len() as f64, 0.0];
        let field = |at: &[f64], into: &mut [f64]| {
            let pull = 1.0 - at[0] * at[0] - at[1] * at[1];
            into[0] = pull * at[0] - at[1];
            into[1] = pull * at[1] + at[0];
        };
        let section = Section { part: 0, value: 0.0 };
        let cycle = limit_cycle(field, &start, section, 0.01, 200.0, 1e-9)?;
        Ok(vec![cycle.period, cycle.highest[0]])
    })
    .within(1e-6),
    of("rates of inputs", |set| {
        let rates = input_rates(&sums(set), (0.0, 1.0), |input| {
            if input.is_finite() {
                let n = input.abs().min(50.0) as usize;
                Ok((0..n).map(|spike| 0.01 * spike as f64).collect())
            } else {
                Err(Error::NonFinite { what: "input".into(), row: 0, got: input })
            }
        })?;
        Ok(rates.iter().map(|rate| rate.rate).collect())
    })
    .learns_nothing()
    .ordered(),
];

const fn of(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::None, fit).of_the_whole()
}

/// Whole parts of the sums' sizes.
fn sizes(set: &Set) -> impl Iterator<Item = f64> + use<> {
    sums(set).into_iter().map(|x| x.abs().floor())
}

fn running(set: &Set) -> Vec<f64> {
    let add = |edge: &mut f64, size: f64| {
        *edge += size.abs();
        Some(*edge)
    };
    sums(set).into_iter().scan(0.0, add).collect()
}

/// Values with a mean and the logarithm of a standard deviation.
struct Normal(Vec<f64>);

impl Likelihood for Normal {
    fn ln_likelihood<T: Real>(&self, theta: &[T]) -> T {
        let spread = theta[1].exp();
        let of_value = |sum: T, x: &f64| {
            let z = (T::from_f64(*x) - theta[0]) / spread;
            sum - T::from_f64(0.5) * z * z - theta[1]
        };
        self.0.iter().fold(T::from_f64(0.0), of_value)
    }
}

/// A field that rests at the mean of each column.
fn rises_to(set: &Set) -> impl Fn(&[f64], &mut [f64]) + use<> {
    let means = means(set);
    move |at, into| {
        for (part, slope) in into.iter_mut().enumerate() {
            *slope = means[part] - at[part];
        }
    }
}

fn means(set: &Set) -> Vec<f64> {
    let n = set.x.nrows().max(1) as f64;
    set.x.columns().into_iter().map(|column| column.sum() / n).collect()
}
