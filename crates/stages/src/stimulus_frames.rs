//! A stimulus in frames with the spikes counted in the same frames, for kinds that relate the two.

use ndarray::{Array2, ArrayView2};
use spikebook_analysis::spike_trains::spike_triggered::LaggedStimulus;
use spikebook_data::Table;
use spikebook_data::frames::Units;
use spikebook_pipeline::{Failure, Port, Task};
use spikebook_schema::{ColumnType, TableSchema, Unit};

use crate::matrices::{counts_of, same_rows, width_of_bins};
use crate::tables::counts_schema;

/// Frames further apart than this many widths do not follow one another.
const GAP_FRAMES: f64 = 1.5;

/// The frames of a stimulus, row by row with the counts of all units.
pub(crate) struct StimulusFrames {
    /// Frames × columns.
    pub(crate) frames: Array2<f64>,
    /// What each column is called.
    pub(crate) names: Vec<String>,
    /// What the columns are measured in; a plain number where they differ.
    pub(crate) unit: Unit,
    /// Frames × units.
    pub(crate) counts: Array2<u32>,
    /// The unit of each column of the counts.
    pub(crate) unit_id: Vec<i64>,
    /// How long a frame lasts.
    pub(crate) frame_s: f64,
    piece_starts: Vec<usize>,
}

/// The ports that [`StimulusFrames::of_task`] reads.
pub(crate) fn ports() -> Vec<Port> {
    vec![
        Port::table("counts", counts_schema()).described("the counts, a row a frame"),
        Port::table("stimulus", TableSchema::at_least("stimulus", []))
            .described("the stimulus in the same frames, with the columns that `variables` names"),
        Port::table("units", Units::schema())
            .optional()
            .described("the unit of each entry; left out, they are numbered from 1"),
    ]
}

impl StimulusFrames {
    /// The counts, units and columns `variables` of the stimulus; where none is named, all columns of
    /// floats and vectors but `time_s` and `width_s`.
    pub(crate) fn of_task(task: &Task<'_>, variables: &[String]) -> Result<Self, Failure> {
        let table = task.table("counts")?;
        let counts = counts_of(&table)?;
        let stimulus = task.table("stimulus")?;
        same_rows(("counts", counts.nrows()), ("stimulus", stimulus.n_rows()))?;
        let unit_id = match task.optional_table("units")? {
            Some(units) => Units::try_from(units)?.unit_id().to_vec(),
            None => (1..=counts.ncols() as i64).collect(),
        };
        same_rows(("units", unit_id.len()), ("entries of counts", counts.ncols()))?;
        let time_s = table.floats("time_s")?;
        let frame_s = frame_length(&stimulus, time_s)?;
        let follows = |pair: &[f64]| pair[1] - pair[0] < GAP_FRAMES * frame_s;
        let breaks = time_s.windows(2).enumerate().filter(|(_, pair)| !follows(pair));
        let piece_starts = breaks.map(|(row, _)| row + 1).collect();
        let (frames, names, unit) = columns(&stimulus, variables)?;
        Ok(Self { frames, names, unit, counts, unit_id, frame_s, piece_starts })
    }

    /// The frames with `n_lags` behind each; none reaches over a gap in time.
    pub(crate) fn lagged(&self, n_lags: usize) -> Result<LaggedStimulus<'_>, Failure> {
        let frames: ArrayView2<'_, f64> = self.frames.view();
        Ok(LaggedStimulus::in_pieces(frames, n_lags, &self.piece_starts)?)
    }

    /// The counts of one unit.
    pub(crate) fn counts_of_unit(&self, unit: usize) -> Vec<u32> {
        self.counts.column(unit).to_vec()
    }

    /// Lag, its time, column and its name for each entry of a stretch, lag 0 first.
    pub(crate) fn entries(&self, n_lags: usize) -> Vec<(i64, f64, i64, &str)> {
        let of_lag = |lag: usize| {
            let names = self.names.iter().enumerate();
            names.map(move |(column, name)| {
                (lag as i64, lag as f64 * self.frame_s, column as i64, name.as_str())
            })
        };
        (0..n_lags).flat_map(of_lag).collect()
    }
}

fn frame_length(stimulus: &Table, time_s: &[f64]) -> Result<f64, Failure> {
    if stimulus.has("width_s") {
        return width_of_bins(stimulus);
    }
    let mut steps: Vec<f64> = time_s.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.sort_by(f64::total_cmp);
    match steps.get(steps.len() / 2) {
        Some(&step) if step > 0.0 => Ok(step),
        _ => Err(Failure::new(
            "input `counts`, column `time_s`: got no two frames that follow one another",
            "count the spikes in frames of equal width: the stage `bin-spikes` does",
        )),
    }
}

fn columns(
    stimulus: &Table,
    variables: &[String],
) -> Result<(Array2<f64>, Vec<String>, Unit), Failure> {
    let schema = stimulus.schema();
    let is_number = |kind| matches!(kind, ColumnType::Float | ColumnType::Vector);
    let named: Vec<String> = if variables.is_empty() {
        let all = schema.columns.iter().filter(|column| is_number(column.column_type));
        let names = all.map(|column| column.name.clone());
        names.filter(|name| name != "time_s" && name != "width_s").collect()
    } else {
        variables.to_vec()
    };
    if named.is_empty() {
        return Err(Failure::new(
            "input `stimulus`: got no column of numbers besides `time_s` and `width_s`",
            "carry the stimulus along with the parameter `variables` of `bin-spikes`",
        ));
    }
    let (mut flat, mut names, mut units) = (Vec::new(), Vec::new(), Vec::new());
    for name in &named {
        let column = schema.column(name);
        units.push(column.map_or(Unit::ONE, |column| column.unit));
        if column.is_some_and(|column| column.column_type == ColumnType::Vector) {
            let (values, width) = stimulus.vectors(name)?;
            flat.push((values, width));
            names.extend((0..width).map(|entry| format!("{name} {entry}")));
        } else {
            flat.push((stimulus.numbers(name)?, 1));
            names.push(name.clone());
        }
    }
    let mut frames = Array2::zeros((stimulus.n_rows(), names.len()));
    let mut first = 0;
    for (values, width) in flat {
        for (row, values) in values.chunks_exact(width).enumerate() {
            for (column, &value) in values.iter().enumerate() {
                frames[[row, first + column]] = value;
            }
        }
        first += width;
    }
    let same = units.iter().all(|unit| *unit == units[0]);
    Ok((frames, names, if same { units[0] } else { Unit::ONE }))
}

/// Counts and frames for the examples: a unit that fires a frame after the first column is high, another that
/// fires now and then.
pub(crate) fn example(n_frames: usize) -> (Table, Table) {
    let level = |t: usize| ((t * 7919 + t * t * 31) % 17) as f64 / 8.0 - 1.0;
    let other = |t: usize| ((t * 104_729 + t * t * 7) % 13) as f64 / 6.0 - 1.0;
    let counts = (0..n_frames).flat_map(|t| {
        let after =
            if t > 0 && level(t - 1) > 0.4 { 1.0 + f64::from(u8::from(t % 3 == 0)) } else { 0.0 };
        [after, f64::from(u8::from(t % 5 == 2))]
    });
    let time_s: Vec<f64> = (0..n_frames).map(|t| t as f64 * 0.01).collect();
    let counts = Table::build("counts")
        .float("time_s", Unit::SECOND, time_s.clone())
        .vector("counts", Unit::SPIKES, counts.collect(), 2)
        .finish()
        .expect("frames of two units");
    let stimulus = Table::build("bins")
        .float("time_s", Unit::SECOND, time_s)
        .float("width_s", Unit::SECOND, vec![0.01; n_frames])
        .float("left", Unit::ONE, (0..n_frames).map(level).collect())
        .float("right", Unit::ONE, (0..n_frames).map(other).collect())
        .finish()
        .expect("frames of two columns");
    (counts, stimulus)
}
