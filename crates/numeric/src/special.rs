//! The functions of a statistics table: gamma, beta, normal and Bessel functions, and the tail
//! probabilities that tests report.
//!
//! Upper tails are computed as such, never as 1 − the lower one, so a p value of 10⁻²⁰⁰ has as many right
//! digits as one of 0.2. The incomplete gamma and beta functions take their leading factors from the
//! saddle-point form of Loader (2000, *Fast and accurate computation of binomial probabilities*), in
//! which large logarithms cancel on paper instead of in the machine.
//!
//! ```
//! use spikebook_numeric::special::{normal_quantile, normal_upper_tail, student_t_two_sided};
//!
//! assert!((normal_quantile(0.975) - 1.959963984540054).abs() < 1e-15);
//! assert!((normal_upper_tail(10.0) / 7.61985302416052606e-24 - 1.0).abs() < 1e-14);
//! assert!((student_t_two_sided(1.0, 1.0) - 0.5).abs() < 1e-15);
//! ```

mod bessel;
mod beta;
mod beta_quantile;
mod gamma;
mod gamma_quantile;
mod kolmogorov;
mod normal;
mod saddle_point;
mod tails;

pub use bessel::{scaled_bessel_i0, scaled_bessel_i1};
pub use beta::{incomplete_beta, ln_beta};
pub use beta_quantile::beta_quantile;
pub use gamma::{digamma, incomplete_gamma_lower, incomplete_gamma_upper, ln_gamma, trigamma};
pub use gamma_quantile::gamma_quantile;
pub use kolmogorov::{kolmogorov_smirnov_upper_tail, kolmogorov_upper_tail};
pub use normal::{
    erf, erfc, ln_normal_cdf, normal_cdf, normal_quantile, normal_upper_tail, scaled_erfc,
};
pub use saddle_point::{
    count_deviance, ln_binomial_probability, ln_factorial, ln_poisson_probability,
};
pub use tails::{
    chi_squared_upper_tail, f_upper_tail, normal_two_sided, student_t_quantile,
    student_t_two_sided, student_t_upper_tail,
};

#[cfg(test)]
mod tests;
