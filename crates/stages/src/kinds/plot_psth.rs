//! How does the rate follow an event, condition by condition?
//!
//! A line for each condition, with a band of one standard error to each side. Late times come from few and
//! special trials where trials end at different times: look at `n_trials` in the numbers of the figure.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Band, Hue, LinePattern, LineSeries, Psth};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{amount, axis, figure, largest, nothing_to_draw, these_many, with_gaps};

/// `plot-psth`.
pub struct PlotPsth;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What happens at time 0
    event: String,
    /// Whether the colours say an order, from the first condition to the last
    ordered: bool,
    /// Bins with fewer trials are left out, where the table says how many there were
    #[schemars(range(min = 0, max = 1_000_000))]
    min_trials: i64,
}

impl Default for Params {
    fn default() -> Self {
        Self { event: "event".into(), ordered: false, min_trials: 0 }
    }
}

impl Stage for PlotPsth {
    const NAME: &'static str = "plot-psth";
    const SUMMARY: &'static str = "Draw the rate about an event, a line a condition";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let rate = |name: &str, what: &str| {
            Column::float(name, Unit::SPIKES_PER_SECOND).optional().described(what)
        };
        let columns = [
            Column::text("condition").described("the condition"),
            Column::float("time_s", Unit::SECOND).described("the time from the event"),
            rate("rate_hz", "the mean rate over trials"),
            rate("sem_hz", "its standard error over trials"),
        ];
        vec![
            Port::table("rates", TableSchema::at_least("rates", columns))
                .described("one row a condition and time"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a line and a band for each condition")]
    }

    fn example() -> Example {
        let rates = Table::build("rates")
            .text("condition", &["T1", "T1", "T1", "T2", "T2", "T2"])
            .float("time_s", Unit::SECOND, [-0.1, 0.0, 0.1].repeat(2))
            .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![30.0, 41.0, 65.0, 30.0, 24.0, 20.0])
            .float("sem_hz", Unit::SPIKES_PER_SECOND, vec![2.0, 2.0, 3.0, 2.0, 2.0, 1.0])
            .finish();
        Example::default().input("rates", rates.expect("two conditions"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rates = task.table("rates")?;
        let time_s = rates.numbers("time_s")?;
        let mut rate_hz = with_gaps(&rates, "rate_hz")?;
        if rates.has("n_trials") {
            let n_trials = rates.integers("n_trials")?;
            for (rate_hz, n_trials) in rate_hz.iter_mut().zip(n_trials) {
                if *n_trials < params.min_trials {
                    *rate_hz = f64::NAN;
                }
            }
        }
        let sem_hz = with_gaps(&rates, "sem_hz")?;
        let conditions = rates.texts("condition")?;
        let names = distinct(conditions.iter().flatten().copied());
        let Looks { lines: looks, key } = looks(&names, params.ordered);
        let lines: Vec<LineSeries> = names
            .iter()
            .zip(looks)
            .map(|(name, (hue, pattern))| {
                let rows: Vec<usize> =
                    (0..time_s.len()).filter(|&row| conditions[row] == Some(name)).collect();
                let of = |column: &[f64]| rows.iter().map(|&row| column[row]).collect::<Vec<_>>();
                let (y, sem) = (of(&rate_hz), of(&sem_hz));
                let band = Band {
                    low: y.iter().zip(&sem).map(|(y, sem)| y - sem).collect(),
                    high: y.iter().zip(&sem).map(|(y, sem)| y + sem).collect(),
                };
                LineSeries {
                    label: (*name).into(),
                    x: of(&time_s),
                    y,
                    band: Some(band),
                    hue,
                    pattern,
                    ..Default::default()
                }
            })
            .collect();
        let picture = Psth {
            x_axis: axis(&format!("time from {}", params.event), Unit::SECOND),
            y_axis: axis("firing rate", Unit::SPIKES_PER_SECOND),
            event: params.event.clone(),
            finding: finding(&lines)?,
            conditions: lines,
            key,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, rates));
        Ok(())
    }
}

/// What lines look like.
struct Looks {
    /// Colour and pattern of each condition.
    lines: Vec<(Option<Hue>, LinePattern)>,
    /// What colours and patterns say, where that is shorter than a line for each condition.
    key: Vec<LineSeries>,
}

/// Where two columns made the conditions (`choice 1, coherence 0.5`), the
/// pattern says the first and the colour the second, from low to high.
fn looks(names: &[&str], ordered: bool) -> Looks {
    let level =
        |index: usize, n: usize| Hue::Ordered(index as f64 / n.saturating_sub(1).max(1) as f64);
    let parts: Option<Vec<(&str, &str)>> =
        names.iter().map(|name| name.rsplit_once(", ")).collect();
    let parts = parts.unwrap_or_default();
    let firsts = distinct(parts.iter().map(|part| part.0));
    let seconds = distinct(parts.iter().map(|part| part.1));
    let patterns = [LinePattern::Solid, LinePattern::Dashed, LinePattern::Dotted];
    if parts.is_empty() || firsts.len() > patterns.len() || seconds.len() < 3 {
        let hue = |index| ordered.then(|| level(index, names.len()));
        let lines = (0..names.len()).map(|index| (hue(index), LinePattern::Auto)).collect();
        return Looks { lines, key: Vec::new() };
    }
    let place = |words: &[&str], word: &str| words.iter().position(|known| *known == word);
    let lines = parts.iter().map(|(first, second)| {
        let pattern = patterns[place(&firsts, first).unwrap_or(0)];
        (place(&seconds, second).map(|index| level(index, seconds.len())), pattern)
    });
    let entry = |label: &str, hue, pattern| LineSeries {
        label: label.into(),
        hue: Some(hue),
        pattern,
        ..Default::default()
    };
    let patterned =
        firsts.iter().zip(patterns).map(|(name, pattern)| entry(name, Hue::Ink, pattern));
    // Of the colours the first says what they stand for, the others only how much.
    let word = |index: usize, name: &str| match name.rsplit_once(' ') {
        Some((_, amount)) if index > 0 => amount.to_owned(),
        _ => name.to_owned(),
    };
    let coloured = seconds.iter().enumerate().map(|(index, name)| {
        entry(&word(index, name), level(index, seconds.len()), LinePattern::Solid)
    });
    Looks { lines: lines.collect(), key: patterned.chain(coloured).collect() }
}

/// Each word once, in the order of first appearance.
fn distinct<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found = Vec::new();
    for word in words {
        if !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

/// The peaks of up to three conditions; of more, the highest and the lowest.
fn finding(lines: &[LineSeries]) -> Result<String, Failure> {
    let mut peaks: Vec<(f64, f64, &str)> = lines
        .iter()
        .filter_map(|line| largest(&line.y).map(|at| (line.y[at], line.x[at], &*line.label)))
        .collect();
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    let n_conditions = peaks.len();
    if n_conditions > 3 {
        peaks = vec![peaks[0], peaks[n_conditions - 1]];
    }
    let said: Vec<String> = peaks
        .iter()
        .map(|(rate_hz, time_s, name)| {
            format!(
                "{} at {} for {name}",
                amount(*rate_hz, Unit::SPIKES_PER_SECOND),
                amount(*time_s, Unit::SECOND)
            )
        })
        .collect();
    match said.split_last() {
        None => Err(nothing_to_draw("rates", "rate_hz")),
        Some((only, [])) => Ok(format!("the rate peaks with {only}")),
        Some((last, before)) if n_conditions <= 3 => {
            Ok(format!("the rate peaks with {} and {last}", before.join(", ")))
        }
        Some((last, before)) => Ok(format!(
            "of {} the rate peaks highest with {} and lowest with {last}",
            these_many(n_conditions, "condition"),
            before.join(", ")
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossed_conditions_keep_one_colour_a_level() {
        let names = ["choice 1, c 0", "choice 1, c 0.1", "choice 1, c 0.5", "choice 2, c 0.5"];
        let Looks { lines: looks, key } = looks(&names, false);
        let key: Vec<&str> = key.iter().map(|entry| &*entry.label).collect();
        assert_eq!(key, ["choice 1", "choice 2", "c 0", "0.1", "0.5"]);
        assert_eq!(looks[0], (Some(Hue::Ordered(0.0)), LinePattern::Solid));
        assert_eq!(looks[2], (Some(Hue::Ordered(1.0)), LinePattern::Solid));
        assert_eq!(looks[3], (Some(Hue::Ordered(1.0)), LinePattern::Dashed));
    }

    #[test]
    fn plain_conditions_have_colours_of_their_own() {
        assert_eq!(looks(&["T1", "T2"], false).lines, [(None, LinePattern::Auto); 2]);
        assert!(looks(&["T1", "T2"], false).key.is_empty());
        assert_eq!(looks(&["T1", "T2"], true).lines[1].0, Some(Hue::Ordered(1.0)));
    }
}
