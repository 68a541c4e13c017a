//! What do the synapses of a network look like, and what did something do to them?
//!
//! The weight matrix of each network in colours, from unit to unit, with one range for all. Symmetry about the diagonal is
//! that of Hebb's rule; stripes and blocks are the shared structure of what is stored. It shows that weights changed, not
//! what that does: for that, look at recall.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, ColourMap, ImageGrid, ImagePanel};
use spikebook_models::hopfield::Hopfield;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{figure, nothing_to_draw, number, these_many};
use crate::matrices::matrix_of;
use crate::memories::{weights_schema, weights_table};

/// `plot-weights`.
pub struct PlotWeights;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What each network is called, in the order in which they are wired; left empty, numbers
    names: Vec<String>,
}

impl Stage for PlotWeights {
    const NAME: &'static str = "plot-weights";
    const SUMMARY: &'static str = "Draw the weight matrices of networks side by side";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("weights", weights_schema())
                .many()
                .described("one row a unit; several networks stand side by side"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("weights in colours")]
    }

    fn example() -> Example {
        let patterns = ndarray::arr2(&[[1_i8, 1, -1, -1], [1, -1, 1, -1]]);
        let network = Hopfield::storing(patterns.view()).expect("a network");
        Example::default().input("weights", weights_table(&network).expect("weights"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let networks = task.tables("weights")?;
        let name = |k: usize| match params.names.get(k) {
            Some(name) => name.clone(),
            None if networks.len() == 1 => String::new(),
            None => format!("network {}", k + 1),
        };
        let mut panels = Vec::new();
        let mut told = Vec::new();
        for (k, table) in networks.iter().enumerate() {
            let matrix = matrix_of(table, "weight")?;
            let n = matrix.nrows();
            if matrix.is_empty() {
                return Err(nothing_to_draw("weights", "weight"));
            }
            let off = || matrix.indexed_iter().filter(|((i, j), _)| i != j).map(|(_, w)| *w);
            let square = off().map(|w| w * w).sum::<f64>() / off().count().max(1) as f64;
            let largest = off().fold(0.0_f64, |largest, w| largest.max(w.abs()));
            let who = if name(k).is_empty() { String::new() } else { format!("{}: ", name(k)) };
            told.push(format!(
                "{who}the weights of {} have a root mean square of {} and a largest size of {}",
                these_many(n, "unit"),
                number(square.sqrt()),
                number(largest)
            ));
            panels.push(ImagePanel {
                title: name(k),
                n_columns: matrix.ncols(),
                values: matrix.iter().copied().collect(),
            });
        }
        let n_columns = panels.len();
        let picture = ImageGrid {
            value_axis: Axis::unitless("weight"),
            panels,
            n_columns,
            colour_map: ColourMap::Diverging,
            x_label: "from unit".into(),
            y_label: "to unit".into(),
            finding: told.join("; "),
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, stacked(&networks, name)?));
        Ok(())
    }
}

fn stacked(networks: &[Table], name: impl Fn(usize) -> String) -> Result<Table, Failure> {
    let width = networks[0].width("weight")?;
    let (mut network, mut unit, mut flat) = (Vec::new(), Vec::new(), Vec::new());
    for (k, table) in networks.iter().enumerate() {
        let (weights, got) = table.vectors("weight")?;
        if got != width {
            return Err(Failure::new(
                format!(
                    "input `weights`: got networks of {width} and {got} units, wanted equally many"
                ),
                "draw networks of different size in figures of their own",
            ));
        }
        network.extend(std::iter::repeat_n(name(k), table.n_rows()));
        unit.extend_from_slice(table.integers("unit_id")?);
        flat.extend(weights);
    }
    Ok(Table::build("drawn")
        .text("network", &network)
        .integer("unit_id", Unit::ID, unit)
        .vector("weight", Unit::ONE, flat, width)
        .finish()?)
}
