//! Sums whose order is fixed, so that their last digit is.

/// The sum of `values` from first to last, compensated (Neumaier 1974, doi:10.1002/zamm.19740540106): its
/// error does not grow with the number of values.
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut total = 0.0_f64;
    let mut lost = 0.0_f64;
    for value in values {
        let next = total + value;
        lost += if total.abs() >= value.abs() { (total - next) + value } else { (value - next) + total };
        total = next;
    }
    // Where the plain sum is infinite the compensation is NaN: the infinity is the answer.
    if total.is_finite() { total + lost } else { total }
}

/// The mean of `values`; NaN where there are none.
pub fn mean(values: &[f64]) -> f64 {
    sum(values.iter().copied()) / values.len() as f64
}
