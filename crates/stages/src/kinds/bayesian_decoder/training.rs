//! One fold: a decoder from the training bins, and its answers for the held-out ones.

use ndarray::Array2;
use spikebook_analysis::circular::Turn;
use spikebook_analysis::decoding::{MovementDecoder, PoissonDecoder, Posterior};
use spikebook_analysis::descriptive::BinEdges;
use spikebook_analysis::spike_trains::tuning_curve::{Ends, TuningCurve};
use spikebook_pipeline::Failure;

use super::{Params, Prior, rows_of};

/// What is said of one bin.
pub(super) struct Answer {
    /// The most probable state.
    pub(super) decoded: f64,
    /// The mean of the posterior; none where it points nowhere.
    pub(super) mean: Option<f64>,
    /// The standard deviation of the posterior; none where it points nowhere.
    pub(super) deviation: Option<f64>,
    /// The most probable state before the spikes.
    pub(super) guess: f64,
    /// The probability of each state.
    pub(super) posterior: Vec<f64>,
}

/// A decoder from training bins.
pub(super) struct Trained {
    decoder: PoissonDecoder,
    /// How states follow one another, and whether later bins count, where the prior is of that kind.
    movement: Option<(MovementDecoder, bool)>,
    centres: Vec<f64>,
    guess: f64,
    turn: Option<Turn>,
}

impl Trained {
    pub(super) fn on(
        train: &[usize],
        counts: &Array2<u32>,
        actual: &[f64],
        width_s: f64,
        edges: &BinEdges,
        params: &Params,
    ) -> Result<Self, Failure> {
        let n_states = edges.n_bins();
        let state_of = |row: &usize| edges.bin_of(actual[*row]);
        let mut visits = vec![0.0; n_states];
        for state in train.iter().filter_map(state_of) {
            visits[state] += 1.0;
        }
        let occupancy_s: Vec<f64> = visits.iter().map(|visits| visits * width_s).collect();
        let ends = if params.circular { Ends::Joined } else { Ends::Open };
        let mut rates_hz = Array2::zeros((n_states, counts.ncols()));
        for unit in 0..counts.ncols() {
            let mut spikes = vec![0; n_states];
            for row in train {
                if let Some(state) = edges.bin_of(actual[*row]) {
                    spikes[state] += counts[[*row, unit]];
                }
            }
            let curve = TuningCurve::new(edges, &occupancy_s, &spikes)?;
            let rates = if params.smoothing_bins > 0.0 {
                curve.smoothed_rates_hz(params.smoothing_bins, ends)?
            } else {
                curve.rates_hz()
            };
            for (state, rate) in rates.into_iter().enumerate() {
                // A state that training never came near has no rate, and no prior either.
                rates_hz[[state, unit]] = if rate.is_finite() { rate } else { 0.0 };
            }
        }
        let weights: Vec<f64> = match params.prior {
            Prior::Uniform => visits.iter().map(|&v| if v > 0.0 { 1.0 } else { 0.0 }).collect(),
            Prior::Empirical | Prior::Transition => visits.clone(),
        };
        let mut favourite = 0;
        for (state, visits_here) in visits.iter().enumerate() {
            if *visits_here > visits[favourite] {
                favourite = state;
            }
        }
        let decoder = PoissonDecoder::new(rates_hz.view(), width_s)?
            .with_rate_floor(params.rate_floor_hz)?
            .with_prior(&weights)?;
        let movement = if params.prior == Prior::Transition {
            let states: Vec<Option<usize>> = train.iter().map(state_of).collect();
            let mut start = 0;
            let stretches: Vec<&[Option<usize>]> = train
                .chunk_by(|before, after| *after == before + 1)
                .map(|stretch| {
                    start += stretch.len();
                    &states[start - stretch.len()..start]
                })
                .collect();
            let mut weights =
                MovementDecoder::seen_transitions(&stretches, n_states, params.pseudo_count);
            // A state that training never came near is not moved to.
            for ((_, to), weight) in weights.indexed_iter_mut() {
                if visits[to] == 0.0 {
                    *weight = 0.0;
                }
            }
            let decoder = MovementDecoder::new(decoder.clone(), weights.view())?;
            Some((decoder, params.use_later_bins))
        } else {
            None
        };
        let centres = edges.centres();
        Ok(Self { decoder, movement, guess: centres[favourite], centres, turn: params.turn()? })
    }

    pub(super) fn decode(
        &self,
        test: &[usize],
        counts: &Array2<u32>,
    ) -> Result<Vec<Answer>, Failure> {
        let Some((movement, use_later_bins)) = &self.movement else {
            return Ok(self.answers(&self.decoder.posterior(rows_of(counts, test).view())?));
        };
        let mut answers = Vec::with_capacity(test.len());
        for stretch in test.chunk_by(|before, after| *after == before + 1) {
            let counts = rows_of(counts, stretch);
            let posterior = if *use_later_bins {
                movement.smoothed(counts.view())?
            } else {
                movement.filtered(counts.view())?
            };
            answers.extend(self.answers(&posterior));
        }
        Ok(answers)
    }

    fn answers(&self, posterior: &Posterior) -> Vec<Answer> {
        let (means, deviations) = match self.turn {
            Some(turn) => (
                posterior.circular_means(&self.centres, turn),
                posterior.circular_deviations(&self.centres, turn),
            ),
            None => (
                posterior.means(&self.centres).into_iter().map(Some).collect(),
                posterior.deviations(&self.centres).into_iter().map(Some).collect(),
            ),
        };
        let states = posterior.most_probable_states();
        let rows = posterior.probabilities();
        states
            .into_iter()
            .zip(means.into_iter().zip(deviations))
            .zip(rows.rows())
            .map(|((state, (mean, deviation)), row)| Answer {
                decoded: self.centres[state],
                mean,
                deviation,
                guess: self.guess,
                posterior: row.to_vec(),
            })
            .collect()
    }
}
