//! What is told of each path.

use spikebook_analysis::regression::GlmPathFit;
use spikebook_analysis::regression::glm::PathCrossValidation;
use spikebook_data::Table;
use spikebook_pipeline::Failure;
use spikebook_schema::{Column, TableSchema, Unit};

use super::Choice;
use crate::fit_status::CONVERGED;
use crate::regression::unit_column;

/// The path of one unit, judged on held-out rows where there were folds.
pub(super) enum UnitPath {
    Validated(Box<PathCrossValidation>),
    Alone(Box<GlmPathFit>),
}

type Paths = [Result<UnitPath, &'static str>];

impl UnitPath {
    fn fit(&self) -> &GlmPathFit {
        match self {
            Self::Validated(validated) => &validated.path,
            Self::Alone(fit) => fit,
        }
    }

    fn held_out(&self, place: usize) -> (Option<f64>, Option<f64>) {
        match self {
            Self::Validated(validated) => (
                Some(validated.mean_deviances[place]),
                Some(validated.standard_errors[place]).filter(|error| error.is_finite()),
            ),
            Self::Alone(_) => (None, None),
        }
    }

    fn chosen(&self, choice: Choice) -> usize {
        match (self, choice) {
            (Self::Validated(validated), Choice::Best) => validated.best,
            (Self::Validated(validated), Choice::OneStandardError) => validated.one_standard_error,
            _ => self.fit().penalties().len() - 1,
        }
    }

    /// The names of the coefficients, the intercept first where there is one.
    fn terms<'a>(&self, terms: &'a [String]) -> Vec<&'a str> {
        let has_intercept = self.fit().estimates().ncols() > terms.len();
        let intercept = has_intercept.then_some("(Intercept)");
        intercept.into_iter().chain(terms.iter().map(String::as_str)).collect()
    }
}

/// The units that have a path.
fn known<'a>(unit_id: &'a [i64], paths: &'a Paths) -> impl Iterator<Item = (i64, &'a UnitPath)> {
    unit_id.iter().zip(paths).filter_map(|(&id, path)| Some((id, path.as_ref().ok()?)))
}

pub(super) fn path_schema() -> TableSchema {
    TableSchema::new(
        "path",
        [
            unit_column(),
            Column::integer("index", Unit::ONE).described("the penalty, counted from 0"),
            Column::float("penalty", Unit::ONE).described("its size, descending"),
            Column::text("term").described("the regressor, or (Intercept)"),
            Column::float("estimate", Unit::ONE).described("its coefficient"),
        ],
    )
}

pub(super) fn path(unit_id: &[i64], terms: &[String], paths: &Paths) -> Result<Table, Failure> {
    let (mut ids, mut index, mut penalty) = (Vec::new(), Vec::new(), Vec::new());
    let (mut names, mut estimate) = (Vec::new(), Vec::new());
    for (id, path) in known(unit_id, paths) {
        let fit = path.fit();
        for (place, row) in fit.estimates().outer_iter().enumerate() {
            for (term, value) in path.terms(terms).into_iter().zip(row) {
                ids.push(id);
                index.push(place as i64);
                penalty.push(fit.penalties()[place]);
                names.push(term);
                estimate.push(*value);
            }
        }
    }
    Ok(Table::build("path")
        .integer("unit_id", Unit::ID, ids)
        .integer("index", Unit::ONE, index)
        .float("penalty", Unit::ONE, penalty)
        .text("term", &names)
        .float("estimate", Unit::ONE, estimate)
        .finish()?)
}

pub(super) fn penalties_schema() -> TableSchema {
    let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
    TableSchema::new(
        "penalties",
        [
            unit_column(),
            Column::integer("index", Unit::ONE).described("the penalty, counted from 0"),
            number("penalty", "its size, descending"),
            Column::integer("n_nonzero", Unit::ONE).described("regressors in the model"),
            number("deviance", "deviance of the fit to all rows"),
            number("deviance_explained", "1 - deviance / null deviance"),
            number("held_out_deviance", "mean deviance a held-out row, averaged over folds")
                .optional(),
            number("held_out_std_error", "its standard error over folds").optional(),
            Column::boolean("is_chosen")
                .described("whether the coefficients are those of this one"),
        ],
    )
}

pub(super) fn penalties(unit_id: &[i64], paths: &Paths, choice: Choice) -> Result<Table, Failure> {
    let (mut ids, mut index, mut n_nonzero) = (Vec::new(), Vec::new(), Vec::new());
    let mut numbers: [Vec<f64>; 3] = Default::default();
    let (mut held_out, mut errors, mut is_chosen) = (Vec::new(), Vec::new(), Vec::new());
    for (id, path) in known(unit_id, paths) {
        let fit = path.fit();
        let (explained, entered) = (fit.deviance_explained(), fit.n_nonzero());
        for (place, &penalty) in fit.penalties().iter().enumerate() {
            ids.push(id);
            index.push(place as i64);
            n_nonzero.push(entered[place] as i64);
            let cells = [penalty, fit.deviances()[place], explained[place]];
            for (column, cell) in numbers.iter_mut().zip(cells) {
                column.push(cell);
            }
            let (mean, error) = path.held_out(place);
            held_out.push(mean);
            errors.push(error);
            is_chosen.push(place == path.chosen(choice));
        }
    }
    let [penalty, deviance, explained] = numbers;
    Ok(Table::build("penalties")
        .integer("unit_id", Unit::ID, ids)
        .integer("index", Unit::ONE, index)
        .float("penalty", Unit::ONE, penalty)
        .integer("n_nonzero", Unit::ONE, n_nonzero)
        .float("deviance", Unit::ONE, deviance)
        .float("deviance_explained", Unit::ONE, explained)
        .optional_float("held_out_deviance", Unit::ONE, held_out)
        .optional_float("held_out_std_error", Unit::ONE, errors)
        .boolean("is_chosen", is_chosen)
        .finish()?)
}

pub(super) fn coefficients_schema() -> TableSchema {
    TableSchema::new(
        "coefficients",
        [
            unit_column(),
            Column::text("term").described("the regressor, or (Intercept)"),
            Column::float("estimate", Unit::ONE).described("the coefficient"),
        ],
    )
}

pub(super) fn coefficients(
    unit_id: &[i64],
    terms: &[String],
    paths: &Paths,
    choice: Choice,
) -> Result<Table, Failure> {
    let (mut ids, mut names, mut estimate) = (Vec::new(), Vec::new(), Vec::new());
    for (id, path) in known(unit_id, paths) {
        let row = path.fit().estimates().row(path.chosen(choice)).to_vec();
        for (term, value) in path.terms(terms).into_iter().zip(row) {
            ids.push(id);
            names.push(term);
            estimate.push(value);
        }
    }
    Ok(Table::build("coefficients")
        .integer("unit_id", Unit::ID, ids)
        .text("term", &names)
        .float("estimate", Unit::ONE, estimate)
        .finish()?)
}

pub(super) fn fits_schema() -> TableSchema {
    let number = |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
    TableSchema::new(
        "fits",
        [
            unit_column(),
            Column::text("status").described("`converged`, or why there is no path"),
            number("penalty", "the chosen penalty"),
            number("n_nonzero", "regressors in the model there"),
            number("deviance_explained", "1 - deviance / null deviance there"),
            number("held_out_deviance", "mean deviance a held-out row there"),
        ],
    )
}

pub(super) fn fits(unit_id: &[i64], paths: &Paths, choice: Choice) -> Result<Table, Failure> {
    let status: Vec<&str> = paths
        .iter()
        .map(|path| path.as_ref().map_or_else(|status| *status, |_| CONVERGED))
        .collect();
    let of = |number: &dyn Fn(&UnitPath, usize) -> Option<f64>| -> Vec<Option<f64>> {
        let one = |path: &UnitPath| number(path, path.chosen(choice));
        paths.iter().map(|path| path.as_ref().ok().and_then(one)).collect()
    };
    Ok(Table::build("fits")
        .integer("unit_id", Unit::ID, unit_id.to_vec())
        .text("status", &status)
        .optional_float(
            "penalty",
            Unit::ONE,
            of(&|path, place| Some(path.fit().penalties()[place])),
        )
        .optional_float(
            "n_nonzero",
            Unit::ONE,
            of(&|path, place| Some(path.fit().n_nonzero()[place] as f64)),
        )
        .optional_float(
            "deviance_explained",
            Unit::ONE,
            of(&|path, place| Some(path.fit().deviance_explained()[place])),
        )
        .optional_float("held_out_deviance", Unit::ONE, of(&|path, place| path.held_out(place).0))
        .finish()?)
}
