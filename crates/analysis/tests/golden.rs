//! Estimators and statistics against reference cases: those committed under `tests/reference`, and those of the
//! golden collection where it is at hand.

#[path = "golden/bayes_decode.rs"]
mod bayes_decode;
#[path = "golden/behaviour.rs"]
mod behaviour;
#[path = "golden/bootstrap_bca.rs"]
mod bootstrap_bca;
#[path = "golden/case.rs"]
mod case;
#[path = "golden/classifiers.rs"]
mod classifiers;
#[path = "golden/clusterings.rs"]
mod clusterings;
#[path = "golden/course.rs"]
mod course;
#[path = "golden/decompositions.rs"]
mod decompositions;
#[path = "golden/distributions.rs"]
mod distributions;
#[path = "golden/families.rs"]
mod families;
#[path = "golden/hypothesis_tests.rs"]
mod hypothesis_tests;
#[path = "golden/information.rs"]
mod information;
#[path = "golden/least_squares.rs"]
mod least_squares;
#[path = "golden/multiple_comparisons.rs"]
mod multiple_comparisons;
#[path = "golden/nist_linear.rs"]
mod nist_linear;
#[path = "golden/nist_nonlinear.rs"]
mod nist_nonlinear;
#[path = "golden/nist_univariate.rs"]
mod nist_univariate;
#[path = "golden/pca.rs"]
mod pca;
#[path = "golden/penalised_regression.rs"]
mod penalised_regression;
#[path = "golden/permutation_exact.rs"]
mod permutation_exact;
#[path = "golden/place_map.rs"]
mod place_map;
#[path = "golden/point_process.rs"]
mod point_process;
#[path = "golden/psychometric.rs"]
mod psychometric;
#[path = "golden/reference.rs"]
mod reference;
#[path = "golden/regression.rs"]
mod regression;
#[path = "golden/resampling.rs"]
mod resampling;
#[path = "golden/resampling_designs.rs"]
mod resampling_designs;
#[path = "golden/sequences.rs"]
mod sequences;
#[path = "golden/spectra.rs"]
mod spectra;
#[path = "golden/spike_pairs.rs"]
mod spike_pairs;
#[path = "golden/spike_relations.rs"]
mod spike_relations;
#[path = "golden/spike_stats.rs"]
mod spike_stats;
