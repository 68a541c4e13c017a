//! Directions and factors of a matrix, and what is done to its columns.

use ndarray::{Array2, Axis};
use spikebook_analysis::Error;
use spikebook_analysis::decomposition::{
    DemixedPca, FactorAnalysis, IndependentComponents, Loss, Marginalisation, NonNegativeFactors,
    ParallelAnalysis, Pca, RandomProjection, SingularValues, Solver,
};
use spikebook_analysis::features::{PolynomialFeatures, Standardiser};

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::seed;

pub(super) const LIST: &[Estimator] = &[
    of("principal components", |set| components(Pca::new(), set)),
    of("scaled principal components", |set| components(Pca::new().scaled(), set)).scale_free(),
    of("principal components by singular values", |set| {
        components(Pca::new().with_solver(Solver::SingularValues)?, set)
    }),
    of("principal components by covariance", |set| {
        components(Pca::new().with_solver(Solver::Covariance)?, set)
    }),
    of("randomised principal components", |set| {
        let solver = Solver::Randomised { n_passes: 6, seed: seed() };
        components(Pca::new().with_components(1)?.with_solver(solver)?, set)
    })
    // Rows of the matrix meet random rows, so that their order matters.
    .ordered(),
    of("reconstruction from white components", |set| {
        let fit = Pca::new().with_components(2)?.fit_matrix(set.x.view())?;
        let white = fit.whitened_scores(set.x.view())?;
        Ok(lengths(&fit.reconstruct_whitened(white.view())?))
    }),
    of("whitened principal components", |set| {
        let scores = Pca::new().fit_matrix(set.x.view())?.whitened_scores(set.x.view())?;
        Ok(lengths(&scores))
    })
    .scale_free(),
    of("singular values", |set| Ok(SingularValues::of(set.x.view())?.values().to_vec()))
        .of_the_whole(),
    of("parallel analysis", |set| {
        Ok(ParallelAnalysis::new(20, seed())?.fit_matrix(set.x.view())?.variances().to_vec())
    })
    .of_the_whole(),
    of("scaled parallel analysis", |set| {
        let analysis = ParallelAnalysis::new(20, seed())?.scaled();
        Ok(analysis.fit_matrix(set.x.view())?.variances().to_vec())
    })
    .of_the_whole()
    .scale_free(),
    of("factor analysis", |set| {
        let fit = FactorAnalysis::new(1)?.fit_matrix(set.x.view())?;
        Ok(lengths(&fit.scores(set.x.view())?))
    })
    .scale_free()
    .within(1e-4),
    of("likelihood of factors", |set| {
        let fit = FactorAnalysis::new(1)?.fit_matrix(set.x.view())?;
        Ok(vec![fit.mean_ln_likelihood(set.x.view())?])
    })
    .of_the_whole()
    .within(1e-4),
    // The signs, the order and the start of the search are not laws.
    of("independent components", |set| {
        let fit = IndependentComponents::new(2, seed())?.fit_matrix(set.x.view())?;
        Ok(lengths(&fit.sources(set.x.view())?))
    })
    .within(1e-4),
    of("non-negative factors", |set| factors(Loss::Frobenius, set)).ordered(),
    of("non-negative factors of counts", |set| factors(Loss::KullbackLeibler, set)).ordered(),
    of("non-negative factors from a start", |set| {
        let matrix = set.x.mapv(f64::abs);
        let start =
            Array2::from_shape_fn((matrix.nrows(), 2), |(row, k)| 1.0 + ((row + k) % 3) as f64);
        let patterns = Array2::from_shape_fn((2, 3), |(k, j)| 1.0 + ((2 * k + j) % 4) as f64);
        let factors = NonNegativeFactors::new(2, seed())?.with_max_iterations(20_000)?;
        let fit = factors.fit_from(matrix.view(), start.view(), patterns.view())?;
        Ok(fit.reconstruct().rows().into_iter().map(|row| row.sum()).collect())
    })
    .ordered(),
    of("random projection", |set| {
        let fit = RandomProjection::new(2, seed())?.fit_columns(set.x.ncols())?;
        Ok(fit.transform(set.x.view())?.column(0).to_vec())
    })
    .learns_nothing(),
    of("demixed principal components", demixed).ordered(),
    of("standardiser", |set| {
        let fit = Standardiser::new().fit_matrix(set.x.view())?;
        Ok(lengths(&fit.transform_matrix(set.x.view())?))
    })
    .scale_free(),
    of("polynomial features", |set| {
        let features = PolynomialFeatures::new(2)?.transform_matrix(set.x.view())?;
        Ok(features.rows().into_iter().map(|row| row.sum()).collect())
    })
    .learns_nothing(),
];

const fn of(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::None, fit)
}

/// The length of each row, without overflow.
fn lengths(matrix: &Array2<f64>) -> Vec<f64> {
    let length = |row: ndarray::ArrayView1<'_, f64>| {
        let largest = row.iter().fold(f64::MIN_POSITIVE, |most, x| x.abs().max(most));
        largest * row.iter().map(|x| (x / largest) * (x / largest)).sum::<f64>().sqrt()
    };
    matrix.outer_iter().map(length).collect()
}

fn components(pca: Pca, set: &Set) -> Result<Vec<f64>, Error> {
    let fit = pca.fit_matrix(set.x.view())?;
    let scores = fit.scores(set.x.view())?;
    Ok(scores.outer_iter().map(|row| row[0].abs()).collect())
}

/// Of the matrix without its signs.
fn factors(loss: Loss, set: &Set) -> Result<Vec<f64>, Error> {
    let matrix = set.x.mapv(f64::abs);
    let factors = NonNegativeFactors::new(2, seed())?.with_loss(loss);
    let fit = factors.with_max_iterations(20_000)?.fit_matrix(matrix.view())?;
    Ok(fit.reconstruct().rows().into_iter().map(|row| row.sum()).collect())
}

/// Of rows that are two conditions times as many moments as there are.
fn demixed(set: &Set) -> Result<Vec<f64>, Error> {
    let n_rows = set.x.nrows() / 2 * 2;
    let rows = 0..n_rows;
    let levels = [rows.clone().map(|row| row % 2).collect(), rows.map(|row| row / 2).collect()];
    let parts = Marginalisation::of_conditions_and_time(&["stimulus"]);
    let activity = set.x.view().split_at(Axis(0), n_rows).0;
    let fit = DemixedPca::new(1)?.fit_means(activity, &levels, &parts)?;
    Ok(lengths(&fit.scores(set.x.view())?))
}
