//! Powers of columns and their products.

use linfa::traits::Transformer;
use ndarray::{Array2, ArrayView2};

use crate::Error;

/// All products of columns whose powers add up to between 1 and the degree, in the order of scikit-learn's
/// `PolynomialFeatures` without the column of ones: x₀, x₁, x₀², x₀ x₁, x₁², …
///
/// Of one column, [`PolynomialRegression`](crate::regression::PolynomialRegression) keeps digits that powers rounded
/// to doubles have lost. Standardise the columns first: powers of large numbers are nearly collinear.
///
/// ```
/// use ndarray::array;
/// use spikebook_analysis::features::PolynomialFeatures;
///
/// let features = PolynomialFeatures::new(2)?;
/// let columns = features.transform_matrix(array![[2.0, 3.0]].view())?;
/// assert_eq!(columns, array![[2.0, 3.0, 4.0, 6.0, 9.0]]);
/// assert_eq!(features.names(&["speed", "turn"])[3], "speed turn");
/// # Ok::<(), spikebook_analysis::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolynomialFeatures {
    degree: usize,
}

/// More columns than this are a mistake.
const MOST_COLUMNS: usize = 1_000_000;

impl PolynomialFeatures {
    /// Products up to this degree.
    ///
    /// # Errors
    /// [`Error::Parameter`] for 0.
    pub fn new(degree: usize) -> Result<Self, Error> {
        if degree == 0 {
            let wanted = "at least 1";
            return Err(Error::Parameter { parameter: "degree", got: 0.0, wanted });
        }
        Ok(Self { degree })
    }

    /// Which columns each product multiplies, ascending.
    fn products(&self, n_columns: usize) -> Vec<Vec<usize>> {
        let mut products: Vec<Vec<usize>> = Vec::new();
        let mut last: Vec<Vec<usize>> = vec![Vec::new()];
        for _ in 0..self.degree {
            let longer = |product: &Vec<usize>| {
                let first = product.last().copied().unwrap_or(0);
                let product = product.clone();
                (first..n_columns).map(move |column| {
                    product.iter().copied().chain([column]).collect::<Vec<usize>>()
                })
            };
            last = last.iter().flat_map(longer).collect();
            products.extend(last.iter().cloned());
        }
        products
    }

    /// What the columns are called: powers as `speed^2`, products as `speed turn`.
    pub fn names(&self, columns: &[&str]) -> Vec<String> {
        let name = |product: &Vec<usize>| {
            let factors = product.chunk_by(|a, b| a == b).map(|run| match run.len() {
                1 => columns[run[0]].to_owned(),
                power => format!("{}^{power}", columns[run[0]]),
            });
            factors.collect::<Vec<_>>().join(" ")
        };
        self.products(columns.len()).iter().map(name).collect()
    }

    /// The products of each row (`n_rows` × `n_products`).
    ///
    /// # Errors
    /// [`Error::Parameter`] for a degree that makes more than a million columns, [`Error::Overflow`] for a product
    /// that is not finite.
    pub fn transform_matrix(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        let n_columns = matrix.ncols();
        // C(n + d, d) columns with the column of ones.
        let count =
            (1..=self.degree).fold(1.0, |count, k| count * (n_columns + k) as f64 / k as f64);
        if count > MOST_COLUMNS as f64 {
            let (got, wanted) = (self.degree as f64, "a degree with at most a million products");
            return Err(Error::Parameter { parameter: "degree", got, wanted });
        }
        let products = self.products(n_columns);
        let value = |(row, product): (usize, usize)| -> f64 {
            products[product].iter().map(|&column| matrix[[row, column]]).product()
        };
        let values = Array2::from_shape_fn((matrix.nrows(), products.len()), value);
        match values.indexed_iter().find(|(_, value)| !value.is_finite()) {
            Some(((_, product), _)) => {
                Err(Error::Overflow { what: format!("product {product} of the columns") })
            }
            None => Ok(values),
        }
    }
}

/// Panics where [`PolynomialFeatures::transform_matrix`] returns an error.
impl Transformer<Array2<f64>, Array2<f64>> for PolynomialFeatures {
    fn transform(&self, matrix: Array2<f64>) -> Array2<f64> {
        self.transform_matrix(matrix.view()).expect("products of linfa's columns are finite")
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use ndarray::array;

    use super::*;

    #[test]
    fn products_are_in_the_order_of_their_degrees() {
        let features = PolynomialFeatures::new(3).expect("a degree");
        let names = features.names(&["a", "b"]).join(", ");
        assert_snapshot!(names, @"a, b, a^2, a b, b^2, a^3, a^2 b, a b^2, b^3");
        let columns = features.transform(array![[2.0, 3.0]]);
        assert_eq!(columns, array![[2.0, 3.0, 4.0, 6.0, 9.0, 8.0, 12.0, 18.0, 27.0]]);
    }

    #[test]
    fn what_cannot_be_made_is_named() {
        assert_snapshot!(PolynomialFeatures::new(0).expect_err("none"), @"degree: got 0, wanted at least 1");
        let many = PolynomialFeatures::new(9).expect("a degree");
        assert_snapshot!(many.transform_matrix(Array2::zeros((1, 30)).view()).expect_err("many"), @"degree: got 9, wanted a degree with at most a million products");
        assert_snapshot!(many.transform_matrix(array![[1e50]].view()).expect_err("large"), @"product 6 of the columns: its squares are beyond the range of numbers, wanted values below 1e150 in size");
    }
}
