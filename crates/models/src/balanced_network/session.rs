//! What a network fired.

/// The spikes of a network, in the order of time and then of neurons.
#[derive(Clone, Debug, PartialEq)]
pub struct BalancedSession {
    /// The time of each spike, seconds
    pub time_s: Vec<f64>,
    /// Which neuron fired it
    pub neuron: Vec<u32>,
    /// How many neurons there are
    pub n_neurons: usize,
    /// The first so many are excitatory
    pub n_excitatory: usize,
    /// The length of the session, seconds
    pub duration_s: f64,
}

impl BalancedSession {
    /// The mean rate of all neurons from a time on, spikes per second.
    pub fn mean_rate_hz(&self, from_s: f64) -> f64 {
        let n = self.time_s.iter().filter(|&&time| time >= from_s).count();
        n as f64 / (self.n_neurons as f64 * (self.duration_s - from_s))
    }

    /// The mean coefficient of variation of the intervals from a time on, over neurons with at least 3 of them; NaN
    /// where no neuron has.
    pub fn mean_interval_cv(&self, from_s: f64) -> f64 {
        let mut trains = vec![Vec::new(); self.n_neurons];
        for (&time, &neuron) in self.time_s.iter().zip(&self.neuron) {
            if time >= from_s {
                trains[neuron as usize].push(time);
            }
        }
        let (mut total, mut n) = (0.0, 0.0);
        for train in trains.iter().filter(|train| train.len() >= 4) {
            let intervals: Vec<f64> = train.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let count = intervals.len() as f64;
            let mean = intervals.iter().sum::<f64>() / count;
            let squares: f64 = intervals.iter().map(|i| (i - mean) * (i - mean)).sum();
            total += (squares / (count - 1.0)).sqrt() / mean;
            n += 1.0;
        }
        total / n
    }

    /// How many spikes the network fired in each bin.
    pub fn population_counts(&self, bin_width_s: f64) -> Vec<u64> {
        let mut counts = vec![0; (self.duration_s / bin_width_s).round().max(1.0) as usize];
        for &time in &self.time_s {
            // Spikes are at the ends of steps: the last one belongs to the last bin.
            let bin = ((time / bin_width_s - 1e-9).max(0.0) as usize).min(counts.len() - 1);
            counts[bin] += 1;
        }
        counts
    }

    /// The variance of those counts over their mean, from a time on: 1 where neurons fire independently as Poisson would, far above
    /// where they fire together.
    pub fn synchrony(&self, bin_width_s: f64, from_s: f64) -> f64 {
        let skip = (from_s / bin_width_s).round() as usize;
        let counts = self.population_counts(bin_width_s);
        let counts: Vec<f64> = counts.iter().skip(skip).map(|&count| count as f64).collect();
        let n = counts.len() as f64;
        let mean = counts.iter().sum::<f64>() / n;
        counts.iter().map(|count| (count - mean) * (count - mean)).sum::<f64>() / (n - 1.0) / mean
    }

    /// The correlation of two neurons' counts, as the network's counts tell it: with neurons alike, the variance over the mean
    /// is 1 + (n − 1) ρ times that of one neuron, for which a Poisson neuron stands.
    pub fn pair_correlation(&self, bin_width_s: f64, from_s: f64) -> f64 {
        (self.synchrony(bin_width_s, from_s) - 1.0) / (self.n_neurons as f64 - 1.0)
    }
}
