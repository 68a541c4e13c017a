//! The rows of a regression, from the tables that carry them.

use ndarray::{Array1, Array2, ArrayView1};
use spikebook_data::Table;
use spikebook_data::frames::Units;
use spikebook_pipeline::{Failure, Port, Task};
use spikebook_schema::{ColumnType, TableSchema};

use crate::matrices::{matrix_of, same_rows};
use crate::tables::{matrix_schema, terms_schema};

/// Which columns of the table of responses are what.
pub(crate) struct Columns<'a> {
    pub(crate) response: &'a str,
    pub(crate) trials: Option<&'a str>,
    pub(crate) weights: Option<&'a str>,
    pub(crate) offset: Option<&'a str>,
}

/// Responses of one or many units over the same rows of a design.
pub(crate) struct Responses {
    pub(crate) design: Array2<f64>,
    pub(crate) terms: Vec<String>,
    pub(crate) unit_id: Vec<i64>,
    responses: Array2<f64>,
    pub(crate) trials: Option<Array1<f64>>,
    pub(crate) weights: Option<Vec<f64>>,
    pub(crate) offset: Option<Vec<f64>>,
}

/// The ports that [`Responses::of`] reads.
pub(crate) fn response_ports() -> Vec<Port> {
    vec![
        Port::table("responses", TableSchema::at_least("responses", [])).described(
            "the responses, a row an observation, with the columns that parameters name",
        ),
        Port::table("design", matrix_schema()).described("the regressors, a row an observation"),
        Port::table("units", Units::schema())
            .optional()
            .described("the unit of each entry; left out, they are numbered from 1"),
        Port::table("terms", terms_schema()).optional().described("what the regressors are called"),
    ]
}

impl Responses {
    /// From the input ports.
    pub(crate) fn of(task: &Task<'_>, columns: &Columns<'_>) -> Result<Self, Failure> {
        let table = task.table("responses")?;
        let design = matrix_of(&task.table("design")?, "x")?;
        same_rows(("responses", table.n_rows()), ("design", design.nrows()))?;
        let responses = responses_in(&table, columns.response)?;
        let unit_id = match task.optional_table("units")? {
            Some(units) => Units::try_from(units)?.unit_id().to_vec(),
            None => (1..=responses.ncols() as i64).collect(),
        };
        same_rows(("units", unit_id.len()), ("entries of a response", responses.ncols()))?;
        let terms = match task.optional_table("terms")? {
            Some(terms) => terms.texts("term")?.into_iter().flatten().map(Into::into).collect(),
            None => (1..=design.ncols()).map(|k| format!("x{k}")).collect::<Vec<String>>(),
        };
        same_rows(("terms", terms.len()), ("columns of design", design.ncols()))?;
        let numbers = |name: Option<&str>| name.map(|name| table.numbers(name)).transpose();
        Ok(Self {
            trials: numbers(columns.trials)?.map(Array1::from),
            weights: numbers(columns.weights)?,
            offset: numbers(columns.offset)?,
            design,
            terms,
            unit_id,
            responses,
        })
    }

    /// The responses of a unit, by its place.
    pub(crate) fn unit(&self, place: usize) -> ArrayView1<'_, f64> {
        self.responses.column(place)
    }

    /// How many units there are.
    pub(crate) fn n_units(&self) -> usize {
        self.responses.ncols()
    }
}

/// A vector column as it is, a column of numbers as one unit.
fn responses_in(table: &Table, name: &str) -> Result<Array2<f64>, Failure> {
    let is_vector = table
        .schema()
        .column(name)
        .is_some_and(|column| matches!(column.column_type, ColumnType::Vector));
    if is_vector {
        return matrix_of(table, name);
    }
    let numbers = table.numbers(name)?;
    Ok(Array2::from_shape_vec((numbers.len(), 1), numbers)?)
}
