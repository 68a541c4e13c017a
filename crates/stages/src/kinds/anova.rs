//! Do the means of several groups differ?
//!
//! Analysis of variance of one factor, or of two with their interaction (type II sums of squares;
//! [`spikebook_analysis::hypothesis::anova`]), and a test whether the groups spread equally (Brown and Forsythe).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::Groups;
use spikebook_analysis::hypothesis::{EqualVariancesTest, OneWayAnova, TwoWayAnova};
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, ColumnType, TableSchema, Unit, Values, ValuesSchema};

/// `anova`.
pub struct Anova;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the values
    value: String,
    /// The columns with the levels of one or two factors, numbers or text
    factors: Vec<String>,
}

impl Default for Params {
    fn default() -> Self {
        Self { value: "y".into(), factors: vec!["group".into()] }
    }
}

impl Stage for Anova {
    const NAME: &'static str = "anova";
    const SUMMARY: &'static str =
        "Compare the means of groups by analysis of variance, one-way or two-way";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("one row a value, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let effects = [
            Column::text("effect").described("a factor, `first × second`, or `within`"),
            number("squares", "sum of squares"),
            number("degrees_of_freedom", "its degrees of freedom"),
            number("mean_square", "squares over degrees of freedom"),
            Column::float("f", Unit::ONE).optional().described("mean square over that within"),
            Column::float("p", Unit::ONE).optional().described("its p value"),
        ];
        let one =
            |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
        let summary = [
            Column::integer("n", Unit::ONE).described("values"),
            Column::integer("n_groups", Unit::ONE).described("groups, or cells of two factors"),
            one("equal_variances_f", "F of the test of equal spreads"),
            one("equal_variances_p", "its p value; small where spreads differ"),
        ];
        vec![
            Port::table("effects", TableSchema::new("effects", effects))
                .described("one row an effect"),
            Port::values("summary", ValuesSchema::new(summary)).described("what went in"),
        ]
    }

    fn example() -> Example {
        let table = Table::build("table")
            .float(
                "rate_hz",
                Unit::SPIKES_PER_SECOND,
                vec![1.0, 3.0, 3.0, 5.0, 5.0, 7.0, 11.0, 13.0],
            )
            .text("drug", &["none", "none", "none", "none", "some", "some", "some", "some"])
            .integer("session", Unit::ONE, vec![1, 1, 2, 2, 1, 1, 2, 2])
            .finish()
            .expect("two by two cells");
        Example::default()
            .input("table", table)
            .param("value", "rate_hz")
            .param("factors", vec!["drug", "session"])
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let values = table.numbers(&params.value)?;
        let levels: Vec<Vec<usize>> =
            params.factors.iter().map(|name| levels_of(&table, name)).collect::<Result<_, _>>()?;
        let mut rows: Vec<(String, f64, f64, Option<(f64, f64)>)> = Vec::new();
        let cells = match levels.as_slice() {
            [only] => {
                let groups = grouped(&values, only);
                let slices: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
                let anova = OneWayAnova::of(&slices)?;
                let between = (anova.between_squares, anova.between_degrees);
                rows.push((
                    params.factors[0].clone(),
                    between.0,
                    between.1,
                    Some((anova.f, anova.p)),
                ));
                rows.push(("within".into(), anova.within_squares, anova.within_degrees, None));
                groups
            }
            [first, second] => {
                let anova = TwoWayAnova::of(&values, first, second)?;
                let both = format!("{} × {}", params.factors[0], params.factors[1]);
                let names = [params.factors[0].clone(), params.factors[1].clone(), both];
                for (name, effect) in
                    names.into_iter().zip([anova.first, anova.second, anova.interaction])
                {
                    rows.push((name, effect.squares, effect.degrees, Some((effect.f, effect.p))));
                }
                rows.push(("within".into(), anova.within_squares, anova.within_degrees, None));
                let n_second = second.iter().max().map_or(0, |most| most + 1);
                let cell = first.iter().zip(second).map(|(a, b)| a * n_second + b);
                grouped(&values, &cell.collect::<Vec<usize>>())
            }
            other => {
                return Err(Failure::new(
                    format!("parameter `factors`: got {} columns, wanted one or two", other.len()),
                    "with more factors, make indicators and take `linear-regression`",
                ));
            }
        };
        let column = |of: &dyn Fn(usize) -> f64| (0..rows.len()).map(of).collect::<Vec<f64>>();
        let test = |which: fn((f64, f64)) -> f64| -> Vec<f64> {
            rows.iter().map(|row| row.3.map_or(f64::NAN, which)).collect()
        };
        let names: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
        let effects = Table::build("effects")
            .text("effect", &names)
            .float("squares", Unit::ONE, column(&|row| rows[row].1))
            .float("degrees_of_freedom", Unit::ONE, column(&|row| rows[row].2))
            .float("mean_square", Unit::ONE, column(&|row| rows[row].1 / rows[row].2))
            .float_or_empty("f", Unit::ONE, &test(|test| test.0))
            .float_or_empty("p", Unit::ONE, &test(|test| test.1))
            .finish()?;
        task.put_table("effects", effects);
        let mut summary = Values::default();
        summary.count("n", values.len(), Unit::ONE)?;
        summary.count("n_groups", cells.len(), Unit::ONE)?;
        let slices: Vec<&[f64]> = cells.iter().map(Vec::as_slice).collect();
        // Groups of which none spreads about its median have no test.
        if let Ok(spread) = EqualVariancesTest::brown_forsythe(&slices) {
            summary.number("equal_variances_f", spread.f, Unit::ONE)?;
            summary.number("equal_variances_p", spread.p, Unit::ONE)?;
        }
        task.put_values("summary", summary);
        Ok(())
    }
}

/// The level of each row, counted from 0 in ascending order of what the column holds.
fn levels_of(table: &Table, name: &str) -> Result<Vec<usize>, Failure> {
    let is_text =
        table.schema().column(name).is_some_and(|column| column.column_type == ColumnType::Text);
    if !is_text {
        return Ok(Groups::of_values(&table.numbers(name)?)?.group_of_row().to_vec());
    }
    let words = table.texts(name)?;
    let mut distinct: Vec<Option<&str>> = words.clone();
    distinct.sort_unstable();
    distinct.dedup();
    Ok(words.iter().map(|word| distinct.partition_point(|other| other < word)).collect())
}

fn grouped(values: &[f64], levels: &[usize]) -> Vec<Vec<f64>> {
    let n = levels.iter().max().map_or(0, |most| most + 1);
    let mut groups = vec![Vec::new(); n];
    for (value, &level) in values.iter().zip(levels) {
        groups[level].push(*value);
    }
    groups
}
