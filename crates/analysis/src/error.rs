//! What can go wrong in this crate: one enum, a message that says what, where, got and wanted, and a hint
//! apart from it (in `hint.rs`).

mod hint;

/// Why a fit, a statistic or a resampling could not be had.
///
/// Variants are grouped by module; each names its place and its values in fields.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    // Matrices and vectors.
    /// A number that is not finite where a finite one is needed.
    #[error("{what}, row {row}: got {got}, wanted a finite number")]
    NonFinite {
        /// The matrix column or vector, as the user knows it
        what: String,
        /// The row, counted from 0
        row: usize,
        /// The offending number: NaN or an infinity
        got: f64,
    },
    /// Two things that must be equally long are not.
    #[error("{what}: got {got} entries, wanted {wanted}")]
    Length {
        /// The vector or matrix side
        what: &'static str,
        /// Its length
        got: usize,
        /// The length of what it goes with
        wanted: usize,
    },
    /// A parameter outside its range.
    #[error("{parameter}: got {got}, wanted {wanted}")]
    Parameter {
        /// The parameter's name
        parameter: &'static str,
        /// Its value
        got: f64,
        /// The range, in words
        wanted: &'static str,
    },
    // Regression (below) and decomposition.
    /// An entry of a vector outside what it may be.
    #[error("{what}, row {row}: got {got}, wanted {wanted}")]
    OutOfRange {
        /// The vector
        what: &'static str,
        /// The row, counted from 0
        row: usize,
        /// Its value
        got: f64,
        /// The range, in words
        wanted: &'static str,
    },
    /// An interval that is none.
    #[error("interval: got {lower} to {upper}, wanted a finite lower end below a finite upper end")]
    Interval {
        /// Its lower end
        lower: f64,
        /// Its upper end
        upper: f64,
    },
    /// A column that says nothing new.
    #[error(
        "design matrix, column {column}: it is a combination of the intercept and the columns before it, wanted \
         independent columns"
    )]
    RankDeficient {
        /// The column, counted from 0, without the intercept
        column: usize,
    },
    /// Counts of which none is above 0.
    #[error(
        "response: all {n_rows} counts are 0, wanted a spike: the logarithm of a rate of 0 is not finite"
    )]
    AllZeroCounts {
        /// The rows that count
        n_rows: usize,
    },
    /// Outcomes of one kind only.
    #[error("response: all {n_rows} rows are {outcome} only, wanted both outcomes")]
    OneOutcome {
        /// "success" or "failure"
        outcome: &'static str,
        /// The rows that count
        n_rows: usize,
    },
    /// Covariates that split the responses, so that steeper is always likelier.
    #[error(
        "response: {} separated by the design matrix{} (seen after {n_iterations} iterations): no finite \
         estimate has the largest likelihood",
        if *complete { "completely" } else { "partly" },
        column.map_or(String::new(), |column| format!(", mostly by column {column}"))
    )]
    Separated {
        /// Whether every row lies strictly on its side
        complete: bool,
        /// The column, counted from 0, with the largest part in the split; none for an intercept alone
        column: Option<usize>,
        /// Newton steps until it was seen
        n_iterations: usize,
    },
    /// Steps that did not settle.
    #[error(
        "{what}: after {n_iterations} iterations the step is {step:e}, wanted at most {tolerance:e}"
    )]
    NotConverged {
        /// What was being fitted
        what: &'static str,
        /// Iterations taken
        n_iterations: usize,
        /// The last move, in the measure that the method stops by
        step: f64,
        /// The move that would have ended the fit
        tolerance: f64,
    },
    /// Trials given to a model of something else.
    #[error("{family} regression: got trials, wanted responses alone")]
    TrialsOfCounts {
        /// The family
        family: &'static str,
    },
    /// A link whose means a family cannot have.
    #[error("{family} regression: got the {link} link, wanted one whose means the family can have")]
    LinkOfFamily {
        /// The family
        family: &'static str,
        /// The link
        link: &'static str,
    },
    /// No coefficients at which every row has a possible mean.
    #[error(
        "{family} regression, {link} link: found no coefficients at which all means are possible"
    )]
    NoStart {
        /// The family
        family: &'static str,
        /// The link
        link: &'static str,
    },
    /// Counts from which a negative binomial dispersion cannot be told.
    #[error(
        "response: the {n_rows} counts vary no more than Poisson counts do, wanted a dispersion above 0"
    )]
    NotOverdispersed {
        /// The rows that count
        n_rows: usize,
    },
    /// Models of which one is not the other with terms left out.
    #[error("model {model}: {fault}, wanted one that holds the model before it")]
    NotNested {
        /// The model, counted from 0
        model: usize,
        /// What stands against it
        fault: &'static str,
    },
    /// A data set that linfa refuses.
    #[error("data set: {reason}")]
    Dataset {
        /// linfa's words
        reason: String,
    },
    /// A decomposition whose iteration did not end.
    #[error(
        "decomposition: the singular values of {n_rows} rows and {n_columns} columns did not converge"
    )]
    SingularValues {
        /// Rows of the matrix
        n_rows: usize,
        /// Its columns
        n_columns: usize,
    },
    /// A matrix of which every column is constant.
    #[error("principal components: every column is constant, wanted some variance")]
    NoVariance,
    /// A component that no row moves along.
    #[error(
        "principal components: component {component} has no variance, wanted some to whiten by"
    )]
    FlatComponent {
        /// The component, counted from 0
        component: usize,
    },
    /// A covariance without extent in some direction.
    #[error("{what} {index}: its covariance is singular, wanted rows in every direction")]
    Singular {
        /// The component or class, as the user knows it
        what: &'static str,
        /// Its number, counted from 0
        index: usize,
    },
    /// A library that could not do what it was asked to.
    #[error("{package}: {reason}")]
    Refused {
        /// The library
        package: &'static str,
        /// Its words
        reason: String,
    },
    /// Numbers that are finite, but not what follows from them.
    #[error(
        "{what}: its squares are beyond the range of numbers, wanted values below 1e150 in size"
    )]
    Overflow {
        /// The column or vector, as the user knows it
        what: String,
    },
    /// A column without spread where it is to be scaled.
    #[error("column {column}: it is constant, wanted some spread to scale by")]
    ConstantColumn {
        /// The column, counted from 0
        column: usize,
    },

    /// A parameter of a curve that nothing fixes.
    #[error(
        "curve: parameter {parameter} can move without changing the fit, wanted data that fix it"
    )]
    Unidentified {
        /// The parameter, counted from 0
        parameter: usize,
    },
    /// Values that are all the same where their spread is asked for.
    #[error("{what}: all values are the same, wanted some spread")]
    NoSpread {
        /// The vector
        what: &'static str,
    },

    // Folds, bootstrap, permutation, decoding, psychometric, spike trains.
    /// Fewer of something than the method needs.
    #[error("{what}: got {got}, wanted at least {wanted}")]
    TooFew {
        /// What is counted
        what: &'static str,
        /// How many there are
        got: usize,
        /// How many are needed
        wanted: usize,
    },
    /// Times or edges that go backwards.
    #[error("{what}, row {row}: got {got} after {previous}, wanted ascending order")]
    NotAscending {
        /// The vector
        what: &'static str,
        /// The row, counted from 0, that comes too early
        row: usize,
        /// Its value
        got: f64,
        /// The value of the row before
        previous: f64,
    },
    /// An index that points outside of what it indexes.
    #[error("{what}: got index {got}, wanted one below {below}")]
    Index {
        /// What is indexed
        what: &'static str,
        /// The index
        got: usize,
        /// The number of entries
        below: usize,
    },
    /// A fold whose training set is empty.
    #[error(
        "fold {fold}: no training rows are left of {n_rows} with a gap of {gap_rows} rows, wanted at least 1"
    )]
    EmptyTrainingSet {
        /// The fold, counted from 0
        fold: usize,
        /// The number of rows of the plan
        n_rows: usize,
        /// The rows left out on either side of a test row
        gap_rows: usize,
    },
    /// A statistic that was not a number on a resample.
    #[error("{what} {index}: the statistic is not a number, wanted a finite one")]
    UndefinedStatistic {
        /// The kind of resample: "bootstrap replicate", "permutation", "jackknife sample"
        what: &'static str,
        /// Its index, counted from 0
        index: usize,
    },
    /// A bias correction that no finite number makes.
    #[error(
        "BCa interval: {n_below} of {n_replicates} replicates lie below the estimate, wanted some on either side"
    )]
    OneSidedReplicates {
        /// Replicates below the estimate, ties counted half (rounded down)
        n_below: usize,
        /// All replicates
        n_replicates: usize,
    },
    /// A jackknife that leaves no spread, so that the acceleration is 0/0.
    #[error("BCa interval: the statistic is {value} whichever row is left out, wanted some spread")]
    ConstantJackknife {
        /// The value it always has
        value: f64,
    },
    /// Counts that no state can give.
    #[error(
        "bin {bin}: the counts have probability 0 in each of the {n_states} states, wanted one that allows them"
    )]
    ImpossibleCounts {
        /// The row of the count matrix, counted from 0
        bin: usize,
        /// The number of states
        n_states: usize,
    },
    /// An observation that no state allows.
    #[error(
        "row {row}: the observation has probability 0 in each of the {n_states} states that can be reached, wanted one that allows it"
    )]
    ImpossibleObservation {
        /// The step, counted from 0
        row: usize,
        /// The number of states
        n_states: usize,
    },
    /// A covariance that leaves a direction without spread.
    #[error(
        "{what} {index}: it has no spread along some direction, wanted a positive definite matrix"
    )]
    SingularCovariance {
        /// Whose covariance
        what: &'static str,
        /// Its number, counted from 0
        index: usize,
    },
    /// More successes than trials.
    #[error("row {row}: got {got} successes, wanted at most the {n_trials} trials")]
    SuccessesExceedTrials {
        /// The stimulus level or group, counted from 0
        row: usize,
        /// The number of successes
        got: u64,
        /// The number of trials
        n_trials: u64,
    },
    /// A psychometric function that is a step: the steeper, the likelier.
    #[error(
        "psychometric function: the likelihood grows without end as the curve becomes a step near {near}, wanted two levels with mixed answers"
    )]
    PsychometricStep {
        /// Where the step lies
        near: f64,
    },
    /// A psychometric function that does not rise, so that nothing fixes its threshold.
    #[error(
        "psychometric function: the answers do not rise with the level, so no threshold can be told"
    )]
    PsychometricFlat,
    /// A maximum of the likelihood that was not reached.
    #[error(
        "psychometric function: after {n_iterations} steps the maximum is {distance} standard errors away, wanted at most {tolerance}"
    )]
    PsychometricNotConverged {
        /// Newton steps taken
        n_iterations: usize,
        /// The length of the next Newton step, in standard errors
        distance: f64,
        /// What it should have come down to
        tolerance: f64,
    },
    /// A tuning curve without a single visited bin, or without time.
    #[error("{what}: the occupancy is 0 s in all {n_bins} bins, wanted some time in at least one")]
    NoOccupancy {
        /// The quantity that was asked for
        what: &'static str,
        /// The number of bins
        n_bins: usize,
    },
    /// A shift null with nowhere to shift to.
    #[error(
        "circular shift: a least shift of {min_shift} of {n_samples} samples leaves none, wanted at most half"
    )]
    NoShift {
        /// The least shift, samples
        min_shift: usize,
        /// The number of samples
        n_samples: usize,
    },
    /// A point at rest that Newton's steps did not reach.
    #[error("fixed point: from {start:?} the speed came down to {speed} only")]
    NoFixedPoint {
        /// Where the search began
        start: Vec<f64>,
        /// How fast the state still moves where it ended
        speed: f64,
    },
    /// A trajectory that does not come back.
    #[error("limit cycle: after time {time} the state {state:?} has not come back to where it was")]
    NoLimitCycle {
        /// How long it was followed
        time: f64,
        /// Where it ended
        state: Vec<f64>,
    },
}

impl From<linfa::Error> for Error {
    fn from(error: linfa::Error) -> Self {
        Self::Dataset { reason: error.to_string() }
    }
}
