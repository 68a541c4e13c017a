//! Would labels dealt at random give a statistic as large as this?
//!
//! If a label (stimulus, choice, group) does not matter, any other deal of the labels was as likely
//! as the observed one. The p value is the share of deals whose statistic is at least as large as
//! the observed, the observed deal included: over all deals, count/N; over B random ones, (1 +
//! count)/(1 + B), which is never 0 and keeps the level exactly (Phipson & Smyth 2010,
//! doi:10.2202/1544-6115.1585).
//!
//! Two conventions of "two-sided" are offered, as they differ where the null is skewed: twice the
//! smaller tail ([`NullDistribution::p_two_sided`], scipy's) and the share with |statistic| ≥
//! |observed| ([`NullDistribution::p_absolute`]).
//!
//! [`MeanDifference`] tests two samples, [`SignFlip`] pairs, [`LabelShuffle`] any statistic of labelled
//! rows, each over every deal there is where these are few; [`ClusterTest`] tests maps in time or in time
//! and frequency.
//!
//! It misleads where rows could not have been exchanged: neighbouring time bins are alike, so
//! spikes against a stimulus need [`circular_shift_null`], which keeps each series as it was and
//! breaks only their alignment.
//!
//! ```
//! use spikebook_analysis::permutation::MeanDifference;
//! use spikebook_numeric::Seed;
//!
//! let (a, b) = ([5.1, 4.9, 6.0], [1.0, 2.2, 1.9]);
//! let test = MeanDifference::default().run(&a, &b, Seed::from_number(1))?;
//! assert_eq!(test.p_greater(), 1.0 / 20.0); // the largest of all C(6, 3) = 20 deals
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod circular_shift;
mod clusters;
mod deal;
mod linear;
mod mean_difference;
mod null_distribution;
mod shuffle;
mod sign_flip;
mod subset_sums;

pub use circular_shift::{circular_shift_null, every_circular_shift_null};
pub use clusters::{Cluster, ClusterFit, ClusterTest, Grid, Tail};
pub use mean_difference::MeanDifference;
pub use null_distribution::NullDistribution;
pub use shuffle::{LabelShuffle, label_shuffle_null};
pub use sign_flip::SignFlip;

#[cfg(test)]
mod tests;
