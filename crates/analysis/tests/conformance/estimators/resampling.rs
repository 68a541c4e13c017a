//! Resampling and shuffling: rows are drawn, so that their order matters.

use ndarray::{Array2, Axis};
use spikebook_analysis::Error;
use spikebook_analysis::bootstrap::{
    Bootstrap, Estimate, Hierarchy, Interval, Jackknife, Replicates, Resampling, Studentised,
};
use spikebook_analysis::decoding::NearestMean;
use spikebook_analysis::descriptive::{correlation, mean};
use spikebook_analysis::folds::FoldPlan;
use spikebook_analysis::information::{Correction, shuffle_null};
use spikebook_analysis::permutation::{
    ClusterTest, Grid, LabelShuffle, NullDistribution, circular_shift_null,
    every_circular_shift_null, label_shuffle_null,
};

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{seed, sums, whole};

pub(super) const LIST: &[Estimator] = &[
    of("bootstrap of clusters", |set| bootstrap(Resampling::Clusters(thirds(set.x.nrows())), set)),
    of("bootstrap of samples", |set| bootstrap(Resampling::Samples(thirds(set.x.nrows())), set)),
    of("bootstrap of moving blocks", |set| {
        bootstrap(Resampling::MovingBlocks { n_rows: set.x.nrows(), block_rows: 5 }, set)
    }),
    of("bootstrap of circular blocks", |set| {
        bootstrap(Resampling::CircularBlocks { n_rows: set.x.nrows(), block_rows: 5 }, set)
    }),
    of("bootstrap of levels", |set| {
        let n = set.x.nrows();
        let animals: Vec<usize> = (0..n).map(|row| row % 6).collect();
        let sessions: Vec<usize> = (0..n).map(|row| row % 12).collect();
        let levels = Hierarchy::from_labels(&[&animals, &sessions])?;
        bootstrap(Resampling::Hierarchical(levels), set)
    }),
    of("bootstrap of a correlation", |set| {
        let [a, b, c] = [0, 1, 2].map(|column| set.x.column(column).to_vec());
        let of_rows = |rows: &[usize]| {
            let of = |column: &[f64]| rows.iter().map(|&row| column[row]).collect::<Vec<_>>();
            correlation(&of(&a), &of(&b)) + correlation(&of(&b), &of(&c))
        };
        let bootstrap = Bootstrap::new(40, Resampling::Rows(a.len()))?;
        let replicates = bootstrap.run(seed(), of_rows)?;
        ends(replicates.bca(&bootstrap.jackknife(of_rows)?, 0.9)?)
    }),
    of("bootstrap of rows that are given", |set| {
        let (n, values) = (set.x.nrows(), sums(set));
        let rows = Array2::from_shape_fn((10, n), |(replicate, row)| {
            (row * (replicate + 1) + replicate) % n
        });
        let replicates = Replicates::of_given_rows(rows.view(), n, |rows| mean_of(&values, rows))?;
        ends(replicates.percentile(0.8)?)
    }),
    of("replicates that are given", |set| {
        ends(Replicates::new(mean(&sums(set)), sums(set))?.basic(0.8)?)
    }),
    of("jackknife of given values", |set| Ok(vec![Jackknife::new(sums(set))?.acceleration()?])),
    of("jackknife of samples", |set| {
        let n = set.x.nrows();
        Ok(vec![Jackknife::of_samples(sums(set), &[n / 2, n - n / 2])?.acceleration()?])
    }),
    of("studentised bootstrap of a mean", |set| {
        let bootstrap = Bootstrap::new(40, Resampling::Rows(set.x.nrows()))?;
        ends(bootstrap.run_studentised_mean(seed(), &sums(set))?.interval(0.8)?)
    }),
    of("studentised bootstrap", |set| {
        let values = sums(set);
        let bootstrap = Bootstrap::new(40, Resampling::Rows(values.len()))?;
        let of_rows = |rows: &[usize]| {
            Estimate::of_mean(&rows.iter().map(|&row| values[row]).collect::<Vec<_>>())
        };
        ends(bootstrap.run_studentised(seed(), of_rows)?.interval(0.8)?)
    }),
    of("studentised bootstrap within a bootstrap", |set| {
        let values = sums(set);
        let bootstrap = Bootstrap::new(40, Resampling::Rows(values.len()))?;
        ends(bootstrap.run_nested(seed(), 20, |rows| mean_of(&values, rows))?.interval(0.8)?)
    }),
    of("pivots that are given", |set| {
        let estimate = Estimate::of_mean(&sums(set));
        ends(Studentised::new(estimate, sums(set))?.interval(0.8)?)
    }),
    of("shuffled labels", |set| {
        let values = sums(set);
        let shuffle = LabelShuffle { max_exact: 100, n_random: 99 };
        let halves = |order: &[usize]| mean_of(&values, &order[..order.len() / 2]);
        p(&shuffle.run(values.len(), seed(), halves)?)
    }),
    of("labels shuffled within groups", |set| {
        let values = sums(set);
        let shuffle = LabelShuffle { max_exact: 100, n_random: 99 };
        let halves = |order: &[usize]| mean_of(&values, &order[..order.len() / 2]);
        p(&shuffle.run_within(&thirds(values.len()), seed(), halves)?)
    }),
    of("shuffled labels, at random", |set| {
        let values = sums(set);
        let halves = |order: &[usize]| mean_of(&values, &order[..order.len() / 2]);
        p(&label_shuffle_null(values.len(), 99, seed(), halves)?)
    }),
    of("circular shifts", |set| {
        let values = sums(set);
        let n = values.len();
        let moved = |shift: usize| mean_of(&values, &[shift % n, (shift + 1) % n]);
        p(&circular_shift_null(n, 3, 99, seed(), moved)?)
    }),
    of("all circular shifts", |set| {
        let values = sums(set);
        let n = values.len();
        let moved = |shift: usize| mean_of(&values, &[shift % n, (shift + 1) % n]);
        p(&every_circular_shift_null(n, 3, moved)?)
    }),
    of("null distribution that is given", |set| {
        p(&NullDistribution::from_random(mean(&sums(set)), sums(set))?)
    }),
    of("clusters of one sample", |set| {
        let test = ClusterTest::default().with_exchanges(100, 99)?;
        let fit = test.one_sample(set.x.view(), Grid::line(3), seed())?;
        Ok([fit.t().to_vec(), fit.point_p()].concat())
    }),
    of("clusters of two samples", |set| {
        let (a, b) = set.x.view().split_at(Axis(0), set.x.nrows() / 2);
        let test = ClusterTest::default().with_exchanges(100, 99)?;
        let fit = test.two_samples(a, b, Grid::line(3), seed())?;
        Ok([fit.t().to_vec(), fit.point_p()].concat())
    }),
    Estimator::new("shuffled information", Response::Class, |set| {
        let sizes = whole(sums(set).iter().map(|x| x.abs().floor().min(1e300)), 1e6)?;
        let responses: Vec<usize> = sizes.into_iter().map(|size| size % 5).collect();
        let stimuli = whole(set.y.iter().copied(), 3.0)?;
        p(&shuffle_null(&stimuli, &responses, Correction::PanzeriTreves, 49, seed())?)
    })
    .of_the_whole()
    .ordered(),
    Estimator::new("nearest mean", Response::Binary, |set| {
        let choices = choices(set)?;
        let decoder = nearest_mean(set)?;
        let decoded = decoder.decode(&choices)?;
        let accuracy = decoder.accuracy(&choices)?;
        Ok(decoded.into_iter().map(|first| f64::from(u8::from(first)) + accuracy).collect())
    })
    .ordered(),
    Estimator::new("shuffled nearest mean", Response::Binary, |set| {
        p(&nearest_mean(set)?.null(&choices(set)?, 29, seed())?)
    })
    .of_the_whole()
    .ordered(),
];

const fn of(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::None, fit).of_the_whole().ordered()
}

fn mean_of(values: &[f64], rows: &[usize]) -> f64 {
    mean(&rows.iter().map(|&row| values[row]).collect::<Vec<_>>())
}

/// Rows in three groups.
fn thirds(n_rows: usize) -> Vec<Vec<usize>> {
    (0..3).map(|group| (0..n_rows).filter(|row| row % 3 == group).collect()).collect()
}

/// The standard error of the mean of the sums.
fn bootstrap(resampling: Resampling, set: &Set) -> Result<Vec<f64>, Error> {
    let values = sums(set);
    let replicates = Bootstrap::new(40, resampling)?.run(seed(), |rows| mean_of(&values, rows))?;
    Ok(vec![replicates.estimate(), replicates.standard_error()])
}

#[expect(clippy::unnecessary_wraps, reason = "ends a chain of what can fail")]
fn ends(interval: Interval) -> Result<Vec<f64>, Error> {
    Ok(vec![interval.low, interval.high])
}

#[expect(clippy::unnecessary_wraps, reason = "ends a chain of what can fail")]
fn p(null: &NullDistribution) -> Result<Vec<f64>, Error> {
    Ok(vec![null.observed(), null.p_greater(), null.p_two_sided()])
}

fn choices(set: &Set) -> Result<Vec<bool>, Error> {
    Ok(whole(set.y.iter().copied(), 2.0)?.into_iter().map(|choice| choice == 1).collect())
}

fn nearest_mean(set: &Set) -> Result<NearestMean, Error> {
    let n = set.x.nrows();
    let units: Vec<usize> = (0..n).map(|row| row % 2).collect();
    NearestMean::new(&units, &sums(set), FoldPlan::contiguous(n, 4)?)
}
