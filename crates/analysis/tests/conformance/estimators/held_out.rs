//! What held-out rows say, and which rows are held out. Folds go by row, so that the order matters.

use spikebook_analysis::Error;
use spikebook_analysis::classification::{ConfusionMatrix, LinearDiscriminant, cross_validate};
use spikebook_analysis::folds::FoldPlan;
use spikebook_analysis::point_process::{self, BinRuns, PointProcessDesign, PointProcessGlm};
use spikebook_analysis::regression::{ElasticNet, Glm, GlmPath, HeldOut, RidgePath};

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{seed, sums, whole};

pub(super) const LIST: &[Estimator] = &[
    of("cross-validated classes", Response::Class, |set| {
        let labels = whole(set.y.iter().copied(), 3.0)?;
        let plan = FoldPlan::stratified(&labels, 4, seed())?;
        let classifier = LinearDiscriminant::new().with_shrinkage(0.2)?;
        let found = cross_validate(&classifier, set.x.view(), &labels, 3, &plan, true)?;
        Ok(found.predicted.iter().map(|&class| class as f64).collect())
    }),
    of("confusion matrix", Response::Class, |set| {
        let told = whole(sums(set).iter().map(|x| x.abs().floor()), 1e6)?;
        let told: Vec<usize> = told.into_iter().map(|x| x % 3).collect();
        let matrix = ConfusionMatrix::new(&whole(set.y.iter().copied(), 3.0)?, &told, 3)?;
        Ok(vec![matrix.accuracy(), matrix.balanced_accuracy()])
    })
    .of_the_whole(),
    of("cross-validated Poisson path", Response::Count, |set| deviances(Glm::poisson(), set))
        .of_the_whole(),
    of("cross-validated binomial path", Response::Binary, |set| deviances(Glm::binomial(), set))
        .of_the_whole(),
    of("cross-validated elastic net", Response::Real, |set| {
        let net = ElasticNet::new(0.5)?;
        let (x, y) = (set.x.view(), set.y.view());
        let penalties = net.penalties(x, y, 3, 0.1)?;
        let largest = net.largest_penalty(x, y)?;
        let plan = FoldPlan::contiguous(set.x.nrows(), 4)?;
        let found = net.cross_validate(x, y, &penalties, &plan)?;
        Ok(found.errors.iter().map(|error| error.mean + largest).collect())
    })
    .of_the_whole(),
    of("ridge chosen without one row", Response::Real, |set| {
        let path = RidgePath::new(vec![0.01, 1.0])?.fit_design(set.x.view(), set.y.view())?;
        let best = [path.best_by_leave_one_out(), path.best_by_generalised_cross_validation()];
        Ok(best.iter().map(|&index| index as f64).collect())
    })
    .of_the_whole(),
    of("held-out rows of a split", Response::Count, |set| {
        let n = set.x.nrows();
        let (train, test): (Vec<usize>, Vec<usize>) = (0..n).partition(|row| row % 4 != 0);
        let (x, y) = (set.x.view(), set.y.view());
        let held = HeldOut::new(&Glm::poisson(), x, y, &vec![0.0; n], &train, &test)?;
        Ok(vec![held.deviance, held.null_deviance])
    })
    .of_the_whole(),
    of("held-out bins of a point process", Response::Count, |set| {
        let runs = BinRuns::unbroken(set.x.nrows());
        let design = PointProcessDesign::new(&runs).with_covariates("x", set.x.view())?;
        let plan = FoldPlan::blocked(set.x.nrows(), 3, 2)?;
        let glm = PointProcessGlm::new();
        let folds = point_process::held_out(&glm, &design, &set.y.to_vec(), 0.001, &plan)?;
        Ok(folds.iter().map(|fold| fold.deviance).collect())
    })
    .of_the_whole(),
    of("folds of groups", Response::None, |set| {
        let groups = quarters(set)?;
        let plan = FoldPlan::grouped(&groups, 2, seed())?;
        Ok(plan.fold_of_row().iter().map(|&fold| fold as f64).collect())
    }),
    of("folds of one group each", Response::None, |set| {
        let plan = FoldPlan::leave_one_group_out(&quarters(set)?)?;
        Ok(plan.fold_of_row().iter().map(|&fold| fold as f64).collect())
    }),
    of("folds that are given", Response::None, |set| {
        let plan = FoldPlan::from_folds(quarters(set)?, 1)?;
        Ok(plan.splits().map(|(train, _)| train.len() as f64).collect())
    })
    .of_the_whole(),
    of("folds within folds", Response::None, |set| {
        let groups = quarters(set)?;
        let plan = FoldPlan::shuffled(groups.len(), 3, seed())?;
        let inner = plan.nested(seed(), |rows, seed| {
            let of_rows: Vec<usize> = rows.iter().map(|&row| groups[row] % 2).collect();
            FoldPlan::stratified(&of_rows, 2, seed)
        })?;
        let n_test = |split: (Vec<usize>, Vec<usize>)| split.1.len() as f64;
        Ok(inner.iter().flat_map(|inner| inner.splits().map(n_test)).collect())
    })
    .of_the_whole(),
];

const fn of(
    name: &'static str,
    response: Response,
    fit: fn(&Set) -> Result<Vec<f64>, Error>,
) -> Estimator {
    Estimator::new(name, response, fit).ordered()
}

fn deviances(glm: Glm, set: &Set) -> Result<Vec<f64>, Error> {
    let plan = FoldPlan::contiguous(set.x.nrows(), 4)?;
    let path = GlmPath::new(glm, 0.5)?.with_penalties(vec![0.3, 0.1])?;
    let (x, y) = (set.x.view(), set.y.view());
    let found = path.cross_validate(x, y, set.weights.as_deref(), None, &plan)?;
    Ok(found.mean_deviances)
}

/// A group of four for each row, by the size of its sum; refuses what is no number.
fn quarters(set: &Set) -> Result<Vec<usize>, Error> {
    let sizes = whole(sums(set).iter().map(|x| x.abs().floor()), 1e6)?;
    Ok(sizes.into_iter().map(|size| size % 4).collect())
}
