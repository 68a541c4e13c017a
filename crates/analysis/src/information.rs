//! How much does a response say about a stimulus?
//!
//! From a table of counts n(s, r), how often response r came with stimulus s, N in all:
//!
//! ```text
//! H(R) = − Σ p(r) log₂ p(r)        I(S; R) = H(S) + H(R) − H(S, R)   bits
//! ```
//!
//! with p the observed shares (the plug-in estimate). Few trials make entropies too small and
//! information too large, on average by about (cells seen − 1)/(2 N ln 2) for each entropy, so each
//! comes with corrections:
//!
//! - [`Correction::MillerMadow`] counts the cells that were seen,
//! - [`Correction::PanzeriTreves`] guesses for each stimulus how many responses are possible but were
//!   not seen, by the Bayesian procedure of Panzeri & Treves (1996), and counts those.
//!
//! [`shuffle_null`] deals the responses anew over the trials: what is left is bias, and the p value of
//! there being any information. The information of a spike about a place (Skaggs) is in
//! [`spatial_information`](crate::spike_trains::spatial_information).
//!
//! **When it misleads.** With fewer trials for each stimulus than possible responses no correction helps:
//! take broader responses. Corrected information can be below 0, which means none was found. Miller
//! (1955); Panzeri & Treves (1996), doi:10.1080/0954898X.1996.11978656; Panzeri, Senatore, Montemurro &
//! Petersen (2007), doi:10.1152/jn.00559.2007.
//!
//! ```
//! use spikebook_analysis::information::{Correction, JointCounts};
//!
//! // Two stimuli, and responses that tell them apart three times of four.
//! let joint = JointCounts::of_trials(&[0, 0, 0, 0, 1, 1, 1, 1], &[0, 0, 0, 1, 1, 1, 1, 0])?;
//! let bits = joint.mutual_information_bits(Correction::None);
//! assert!((bits - 0.188722).abs() < 1e-6);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod entropy;
mod joint_counts;
mod panzeri_treves;

pub use entropy::{entropy_bits, miller_madow_entropy_bits};
pub use joint_counts::{Correction, JointCounts, shuffle_null};
pub use panzeri_treves::expected_responses;

#[cfg(test)]
mod tests;
