//! Groups without names, and rows on paper.

use ndarray::Axis;
use spikebook_analysis::Error;
use spikebook_analysis::clustering::{
    Covariance, Dendrogram, GaussianMixture, KMeans, Linkage, SpikeSorter, adjusted_rand_index,
    silhouette,
};
use spikebook_analysis::embedding::{StochasticNeighbours, trustworthiness};

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{seed, whole};

pub(super) const LIST: &[Estimator] = &[
    // Starts are drawn by row.
    of("k-means", |set| {
        let fit = KMeans::new(3, seed())?.fit_matrix(set.x.view())?;
        Ok(fit.labels().iter().map(|&label| label as f64).collect())
    })
    .ordered(),
    of("Gaussian mixture", |set| mixture(Covariance::Full, set)).ordered(),
    of("Gaussian mixture without correlations", |set| mixture(Covariance::Diagonal, set)).ordered(),
    of("classes of a Gaussian mixture", |set| {
        let fit = GaussianMixture::new(2, Covariance::Full, seed())?.fit_matrix(set.x.view())?;
        Ok(fit.responsibilities_of(set.x.view())?.column(0).to_vec())
    })
    .ordered(),
    of("spike sorter", |set| {
        Ok(SpikeSorter::new(2, 1..=2, seed())?.sort(set.x.view())?.confidences())
    })
    .ordered(),
    of("average linkage", |set| heights(Linkage::Average, set)).of_the_whole(),
    of("complete linkage", |set| heights(Linkage::Complete, set)).of_the_whole(),
    of("single linkage", |set| heights(Linkage::Single, set)).of_the_whole(),
    of("Ward's linkage", |set| heights(Linkage::Ward, set)).of_the_whole(),
    Estimator::new("silhouette", Response::Class, |set| {
        silhouette::of_rows(set.x.view(), &whole(set.y.iter().copied(), 3.0)?)
    }),
    // Begins from principal components, so that rows may come in any order; but it is chaotic.
    of("t-SNE", |set| {
        let map = StochasticNeighbours::new(5.0)?;
        let fit = map.fit_matrix(set.x.view())?;
        Ok(fit.places().column(0).to_vec())
    })
    .ordered(),
    of("divergence of a picture", |set| {
        let picture = set.x.view().split_at(Axis(1), 2).0;
        let map = StochasticNeighbours::new(5.0)?;
        Ok(vec![map.divergence_of(set.x.view(), picture)?])
    })
    .of_the_whole(),
    of("trustworthiness", |set| {
        let picture = set.x.view().split_at(Axis(1), 2).0;
        Ok(vec![trustworthiness(set.x.view(), picture, 5)?])
    })
    .of_the_whole(),
    Estimator::new("adjusted Rand index", Response::Class, |set| {
        let labels = whole(set.y.iter().copied(), 3.0)?;
        let at_fault = set.x.indexed_iter().find(|(_, x)| !x.is_finite());
        if let Some(((row, _), &got)) = at_fault {
            return Err(Error::NonFinite { what: "x".into(), row, got });
        }
        let signs: Vec<usize> = set.x.column(1).iter().map(|x| usize::from(*x > 0.0)).collect();
        Ok(vec![adjusted_rand_index(&labels, &signs)?])
    })
    .of_the_whole(),
];

const fn of(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::None, fit)
}

fn mixture(covariance: Covariance, set: &Set) -> Result<Vec<f64>, Error> {
    GaussianMixture::new(2, covariance, seed())?
        .fit_matrix(set.x.view())?
        .ln_densities(set.x.view())
}

fn heights(linkage: Linkage, set: &Set) -> Result<Vec<f64>, Error> {
    let tree = Dendrogram::of_rows(set.x.view(), linkage)?;
    Ok(tree.merges().iter().map(|merge| merge.height).collect())
}
