//! What did the voltage do, and what drove it?
//!
//! With one trace, its columns in up to three panels, one under another: `upper`, `middle` and `lower`, each a list of columns that
//! share an ordinate; columns of `more` count too. With several traces, the upper columns of each, one panel a trace. Spikes are strokes
//! along the upper edge of the first panel (of each trace's panel, where there are several). Time is in milliseconds where less than two
//! seconds are drawn. A line through samples hides what happens between them: sample densely.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_data::frames::SpikeTable;
use spikebook_figures::{LineSeries, ReferenceLine, TracePanel, TracePlot};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{
    amount, axis, figure, nothing_to_draw, quantity_in_words, these_many, unit_of, with_gaps,
};

/// `plot-membrane-trace`.
pub struct PlotMembraneTrace;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The columns of the upper panel
    upper: Vec<String>,
    /// The columns of the middle panel; none for no such panel
    middle: Vec<String>,
    /// The columns of the lower panel; none for no such panel
    lower: Vec<String>,
    /// What the ordinate of each panel is called, from above to below; left out, by its first column
    panel_labels: Vec<String>,
    /// What each trace is, where there are several
    labels: Vec<String>,
    /// A level to compare with in the upper panel, such as a threshold
    level: Option<f64>,
    /// What the level is
    level_label: String,
    /// When the drawing begins
    #[schemars(range(min = 0.0), extend("x-unit" = "s"))]
    from_s: f64,
    /// How much is drawn; left out, all
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    duration_s: Option<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            upper: vec!["voltage_mv".into()],
            middle: Vec::new(),
            lower: Vec::new(),
            panel_labels: Vec::new(),
            labels: Vec::new(),
            level: None,
            level_label: "threshold".into(),
            from_s: 0.0,
            duration_s: None,
        }
    }
}

impl Stage for PlotMembraneTrace {
    const NAME: &'static str = "plot-membrane-trace";
    const SUMMARY: &'static str =
        "Draw the voltage of a neuron with its spikes, and currents or gates below";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let trace = || {
            let time = Column::float("time_s", Unit::SECOND).described("when it was");
            TableSchema::at_least("trace", [time])
        };
        vec![
            Port::table("traces", trace())
                .many()
                .described("tables over time with the columns that are drawn"),
            Port::table("more", trace())
                .optional()
                .described("further columns, at the same times as the one trace"),
            Port::table("spikes", SpikeTable::schema())
                .many()
                .described("the spikes of the first unit, one table a trace"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the panels")]
    }

    fn example() -> Example {
        let trace = Table::build("trace")
            .float("time_s", Unit::SECOND, vec![0.0, 0.001, 0.002, 0.003, 0.004])
            .float("voltage_mv", Unit::MILLIVOLT, vec![-65.0, -60.0, 30.0, -75.0, -70.0])
            .float("current_ua_cm2", Unit::MICROAMPERE_PER_CM2, vec![0.0, 10.0, 10.0, 10.0, 10.0])
            .finish();
        let spikes = SpikeTable::from_columns(vec![1], vec![0.0018], None).expect("a spike");
        Example::default()
            .input("traces", trace.expect("five samples"))
            .input("spikes", spikes.into_table())
            .param("lower", vec!["current_ua_cm2"])
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let traces = task.tables("traces")?;
        let trains = task
            .tables("spikes")?
            .into_iter()
            .map(first_train)
            .collect::<Result<Vec<Vec<f64>>, Failure>>()?;
        let cuts = traces.iter().map(|trace| params.cut(trace)).collect::<Result<Vec<_>, _>>()?;
        let more = task.optional_table("more")?.map(|more| params.cut(&more)).transpose()?;
        let first = cuts.first().ok_or_else(|| nothing_to_draw("traces", "time_s"))?;
        let times = first.numbers("time_s")?;
        let (Some(&begin), Some(&end)) = (times.first(), times.last()) else {
            return Err(nothing_to_draw("traces", "time_s"));
        };
        let clock = Clock::of(end - begin);
        let inside =
            |train: &[f64]| train.iter().copied().filter(|t| (begin..=end).contains(t)).collect();
        let trains: Vec<Vec<f64>> = trains.iter().map(|train| inside(train)).collect();
        let mut panels = Vec::new();
        for (number, trace) in cuts.iter().enumerate() {
            let events = trains.get(number).cloned().unwrap_or_default();
            let mut panel = params.panel(&[trace], &params.upper, panels.len(), clock)?;
            panel.title = params.labels.get(number).cloned().unwrap_or_default();
            panel.events = events.iter().map(|time| time * clock.factor).collect();
            panel.references = params.reference(number == 0);
            panel.height = if cuts.len() > 1 { 0.75 } else { 1.2 };
            panels.push(panel);
        }
        let sources: Vec<&Table> = [Some(first), more.as_ref()].into_iter().flatten().collect();
        for (columns, height) in [(&params.middle, 0.85), (&params.lower, 0.6)] {
            if cuts.len() == 1 && !columns.is_empty() {
                let panel = params.panel(&sources, columns, panels.len(), clock)?;
                panels.push(TracePanel { height, ..panel });
            }
        }
        let picture = TracePlot {
            x_axis: axis("time", clock.unit),
            finding: params.finding(&cuts, &trains, end - begin)?,
            panels,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, first.clone()));
        Ok(())
    }
}

/// In what the abscissa is measured.
#[derive(Clone, Copy)]
struct Clock {
    unit: Unit,
    factor: f64,
}

impl Clock {
    fn of(duration_s: f64) -> Self {
        if duration_s < 2.0 {
            Self { unit: Unit::MILLISECOND, factor: 1000.0 }
        } else {
            Self { unit: Unit::SECOND, factor: 1.0 }
        }
    }
}

/// The spike times of the first unit.
fn first_train(table: Table) -> Result<Vec<f64>, Failure> {
    let spikes = SpikeTable::try_from(table)?;
    Ok(spikes.by_unit().first().map(|(_, times)| times.to_vec()).unwrap_or_default())
}

impl Params {
    /// The rows that are drawn.
    fn cut(&self, trace: &Table) -> Result<Table, Failure> {
        let time_s = trace.numbers("time_s")?;
        let start = time_s.partition_point(|&time| time < self.from_s);
        let stop = match self.duration_s {
            Some(length) => time_s.partition_point(|&time| time <= self.from_s + length),
            None => time_s.len(),
        };
        if stop <= start {
            return Err(nothing_to_draw("traces", "time_s"));
        }
        Ok(trace.slice(start, stop - start))
    }

    fn panel(
        &self,
        sources: &[&Table],
        columns: &[String],
        number: usize,
        clock: Clock,
    ) -> Result<TracePanel, Failure> {
        let mut series = Vec::new();
        let mut unit = Unit::ONE;
        let mut words = String::new();
        for column in columns {
            let found = sources.iter().find(|table| table.has(column));
            let table = found.copied().or(sources.first().copied());
            let table = table.ok_or_else(|| nothing_to_draw("traces", column))?;
            let values = with_gaps(table, column)?;
            let time_s = table.numbers("time_s")?;
            unit = unit_of(table, column);
            let name = name_of(column);
            if words.is_empty() {
                words.clone_from(&name);
            }
            series.push(LineSeries {
                label: if columns.len() > 1 { name } else { String::new() },
                x: time_s.iter().map(|time| time * clock.factor).collect(),
                y: values,
                pattern: spikebook_figures::LinePattern::Solid,
                ..Default::default()
            });
        }
        let label = self.panel_labels.get(number).cloned().unwrap_or(words);
        Ok(TracePanel { y_axis: axis(&label, unit), series, ..Default::default() })
    }

    fn reference(&self, is_first: bool) -> Vec<ReferenceLine> {
        let label = if is_first { self.level_label.as_str() } else { "" };
        self.level.map(|level| ReferenceLine::horizontal(label, level)).into_iter().collect()
    }

    fn finding(
        &self,
        cuts: &[Table],
        trains: &[Vec<f64>],
        duration_s: f64,
    ) -> Result<String, Failure> {
        let clock = Clock::of(duration_s);
        let time = |seconds: f64| amount(seconds * clock.factor, clock.unit);
        let mut said = Vec::new();
        for (number, trace) in cuts.iter().enumerate() {
            let column = self.upper.first().ok_or_else(|| nothing_to_draw("traces", "upper"))?;
            let values = with_gaps(trace, column)?;
            let unit = unit_of(trace, column);
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let name =
                self.labels.get(number).map_or_else(String::new, |label| format!("{label}: "));
            let spikes = trains.get(number).map(|train| match train.as_slice() {
                [] => "no spike, ".to_owned(),
                [only] => format!("1 spike at {}, ", time(*only)),
                [first, .., last] => format!(
                    "{} from {} to {}, ",
                    these_many(train.len(), "spike"),
                    time(*first),
                    time(*last)
                ),
            });
            said.push(format!(
                "{name}{}the {} goes from {} to {}",
                spikes.unwrap_or_default(),
                name_of(column),
                crate::drawing::number(low),
                amount(high, unit)
            ));
        }
        Ok(format!("in {}, {}", time(duration_s), said.join("; ")))
    }
}

/// A column in words, without the unit at its end.
fn name_of(column: &str) -> String {
    let endings = ["_ua_cm2", "_mv", "_na", "_pa"];
    let stem = endings.iter().find_map(|ending| column.strip_suffix(ending));
    stem.map_or_else(|| quantity_in_words(column).0, |stem| stem.replace('_', " "))
}
