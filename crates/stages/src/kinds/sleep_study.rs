//! Does a night of sleep help or hurt memory, and how long a night?
//!
//! Several networks learn random patterns by day, are tested in the evening, sleep, and are tested in the morning with the
//! same cues ([`spikebook_models::hopfield::sleep`]). A reconstruction of the idea of Walker & Russo (2004): what a psychologist would
//! have is on the students' ports, the memories and dreams on the instructor's. The control without sleep is the night
//! `deprived`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::{mean, standard_error};
use spikebook_data::Table;
use spikebook_models::hopfield::RecallScores;
use spikebook_models::hopfield::sleep::{SleepSession, SleepStudy as Model};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::nights::NightName;
use crate::recall_cues::RecallCues;

/// `sleep-study`.
pub struct SleepStudy;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Params {
    /// How many units a network has
    #[schemars(range(min = 2, max = 2000))]
    n_units: usize,
    /// How many patterns it learns by day; the second half is recent
    #[schemars(range(min = 2, max = 2000))]
    n_patterns: usize,
    /// What a dream does to the weights
    night: NightName,
    /// How strongly a dream is weakened or strengthened, where a stored pattern has 1
    #[schemars(range(min = 0.0, max = 1.0))]
    rate: f64,
    /// Share of all weights that is lost at each dream of a replay
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "fraction"))]
    decay: f64,
    /// How many dreams
    #[schemars(range(min = 0, max = 100_000))]
    n_dreams: usize,
    /// How many networks sleep
    #[schemars(range(min = 2, max = 1000))]
    n_networks: usize,
    #[serde(flatten)]
    cues: RecallCues,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            n_units: 100,
            n_patterns: 20,
            night: NightName::Unlearning,
            rate: 0.01,
            decay: 0.001,
            n_dreams: 300,
            n_networks: 4,
            cues: RecallCues::default(),
        }
    }
}

/// The measures of a test, with what they say.
const MEASURES: [(&str, &str); 5] = [
    ("recall", "share of cues that lead back"),
    ("old_recall", "the same, of the older half of the patterns"),
    ("recent_recall", "the same, of the recent half"),
    ("spurious_rate", "share of random starts that end at no pattern"),
    ("basin_share", "how wrong a cue may be, mean over patterns"),
];

fn measures(scores: &RecallScores) -> [f64; 5] {
    let (old, recent) = scores.recall.split_at(scores.recall.len() / 2);
    [mean(&scores.recall), mean(old), mean(recent), scores.spurious_rate, scores.basin_share]
}

impl Stage for SleepStudy {
    const NAME: &'static str = "sleep-study";
    const SUMMARY: &'static str = "Test the memory of networks before and after a night of sleep";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let share = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let id = || Column::integer("network_id", Unit::ID).described("the network");
        let with_errors = || {
            MEASURES.iter().flat_map(move |(name, what)| {
                let error = format!("{name}_se");
                [share(name, what), share(&error, "its standard error over networks")]
            })
        };
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let tests = [id(), Column::text("test").described("`evening` or `morning`")]
            .into_iter()
            .chain(MEASURES.iter().map(|(name, what)| share(name, what)));
        let summary = ["evening", "morning"].into_iter().flat_map(|test| {
            MEASURES.iter().map(move |(name, what)| {
                Column::float(&format!("{test}_{name}"), Unit::FRACTION).described(what)
            })
        });
        let vector = Column::vector("state", Unit::ONE).described("+1 or −1 for each unit");
        let patterns = [
            id(),
            Column::integer("pattern_id", Unit::ID).described("the pattern, in order of learning"),
            vector,
        ];
        let dreams = [
            id(),
            Column::integer("dream", Unit::ONE).described("the dream, counted from 1"),
            number("nearest_overlap", "largest size of its overlap with a stored pattern"),
            number("evening_energy", "its energy by the weights of the evening"),
        ];
        vec![
            Port::table("scores", TableSchema::new("scores", with_errors()))
                .described("the morning's test over all networks: one row"),
            Port::table("tests", TableSchema::new("tests", tests))
                .described("one row a network and test"),
            Port::values("summary", ValuesSchema::new(summary)).described("means over networks"),
            Port::table("patterns", TableSchema::new("patterns", patterns))
                .for_instructors()
                .described("what each network had stored"),
            Port::table("dreams", TableSchema::new("dreams", dreams))
                .for_instructors()
                .described("what each network dreamt"),
        ]
    }

    fn example() -> Example {
        Example::default()
            .param("n_units", 20)
            .param("n_patterns", 4)
            .param("n_dreams", 5)
            .param("n_networks", 2)
            .param("n_random_starts", 5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let settings = (params.rate, params.decay, params.cues.cue_flips);
        let night = params.night.night(settings, params.n_dreams)?;
        let test = params.cues.test()?;
        let study = Model::new(params.n_units, params.n_patterns, night, test)?;
        let mut sessions: Vec<SleepSession> = Vec::with_capacity(params.n_networks);
        for network in 0..params.n_networks {
            task.step(network as u64, params.n_networks as u64);
            sessions.push(study.simulate(task.seed().child(&format!("network {network}")))?);
        }
        let of = |scores: fn(&SleepSession) -> &RecallScores| -> [Vec<f64>; 5] {
            let rows: Vec<[f64; 5]> = sessions.iter().map(|s| measures(scores(s))).collect();
            std::array::from_fn(|k| rows.iter().map(|row| row[k]).collect())
        };
        let evening = of(|session| &session.observed.before);
        let morning = of(|session| &session.observed.after);
        let mut scores = Table::build("scores");
        let mut summary = Values::default();
        for (test, columns) in [("evening", &evening), ("morning", &morning)] {
            for ((name, _), values) in MEASURES.iter().zip(columns) {
                summary.number(&format!("{test}_{name}"), mean(values), Unit::FRACTION)?;
            }
        }
        for ((name, _), values) in MEASURES.iter().zip(&morning) {
            scores = scores.float(name, Unit::FRACTION, vec![mean(values)]).float(
                &format!("{name}_se"),
                Unit::FRACTION,
                vec![standard_error(values)],
            );
        }
        task.put_table("scores", scores.finish()?);
        task.put_values("summary", summary);
        let n = sessions.len();
        let ids: Vec<i64> = (1..=n as i64).collect();
        let names: Vec<&str> =
            std::iter::repeat_n("evening", n).chain(std::iter::repeat_n("morning", n)).collect();
        let mut tests = Table::build("tests")
            .integer("network_id", Unit::ID, [ids.clone(), ids].concat())
            .text("test", &names);
        for (k, (name, _)) in MEASURES.iter().enumerate() {
            let cells = [evening[k].clone(), morning[k].clone()].concat();
            tests = tests.float(name, Unit::FRACTION, cells);
        }
        task.put_table("tests", tests.finish()?);
        task.put_table("patterns", patterns(params, &sessions)?);
        task.put_table("dreams", dreams(&sessions)?);
        Ok(())
    }
}

fn patterns(params: &Params, sessions: &[SleepSession]) -> Result<Table, Failure> {
    let (mut network, mut pattern, mut flat) = (vec![], vec![], vec![]);
    for (k, session) in sessions.iter().enumerate() {
        network.extend(std::iter::repeat_n(k as i64 + 1, params.n_patterns));
        pattern.extend(1..=params.n_patterns as i64);
        flat.extend(session.truth.patterns.iter().map(|&s| f64::from(s)));
    }
    Ok(Table::build("patterns")
        .integer("network_id", Unit::ID, network)
        .integer("pattern_id", Unit::ID, pattern)
        .vector("state", Unit::ONE, flat, params.n_units)
        .finish()?)
}

fn dreams(sessions: &[SleepSession]) -> Result<Table, Failure> {
    let (mut network, mut number, mut near, mut energy) = (vec![], vec![], vec![], vec![]);
    for (k, session) in sessions.iter().enumerate() {
        for (dream, (overlap, value)) in session.truth.dreams.iter().enumerate() {
            network.push(k as i64 + 1);
            number.push(dream as i64 + 1);
            near.push(*overlap);
            energy.push(*value);
        }
    }
    Ok(Table::build("dreams")
        .integer("network_id", Unit::ID, network)
        .integer("dream", Unit::ONE, number)
        .float("nearest_overlap", Unit::ONE, near)
        .float("evening_energy", Unit::ONE, energy)
        .finish()?)
}
