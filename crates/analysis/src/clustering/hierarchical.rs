//! What joins what, from single rows up to all of them?
//!
//! Every row starts as a group of its own; the two nearest groups join, again and again. How far two groups are apart is
//! the [`Linkage`]:
//!
//! | linkage | distance of groups a and b |
//! |---|---|
//! | average | the mean distance between a row of a and one of b |
//! | complete | the largest such distance |
//! | single | the smallest |
//! | Ward | √(2 nₐ `n_b` / (nₐ + `n_b`)) times the distance of their means: joins what adds least to the inertia |
//!
//! Distances between rows are Euclidean. Found by chains of nearest neighbours (Müllner 2011, arXiv:1109.2378) in n² steps; of
//! groups equally near, that with the row that comes first is taken, so ties depend on the order of the rows and on
//! nothing else.
//!
//! **When it misleads.** A tree is drawn through noise as well; heights of the last joins say whether groups are apart
//! (a long gap), their number does not follow. Single linkage chains through bridges; Ward and complete make groups of one size.
//!
//! **Agreement.** `scipy.cluster.hierarchy.linkage(method=…)`: the same heights; R's `hclust("ward.D2")` for Ward.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::clustering::{Dendrogram, Linkage};
//!
//! let rows = array![[0.0], [1.0], [5.0], [5.5]];
//! let tree = Dendrogram::of_rows(rows.view(), Linkage::Average)?;
//! let heights: Vec<f64> = tree.merges().iter().map(|merge| merge.height).collect();
//! assert_eq!(heights, [0.5, 1.0, 4.75]);
//! assert_eq!(tree.cut(2)?, [0, 0, 1, 1]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod chain;

use ndarray::ArrayView2;

use super::check_rows;
use crate::Error;

/// How far two groups are apart. See the [module](self).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Linkage {
    /// The mean distance between their rows
    #[default]
    Average,
    /// The largest distance between their rows
    Complete,
    /// The smallest distance between their rows
    Single,
    /// By how much their inertia grows when they join
    Ward,
}

/// Two groups that join. Rows are groups 0 to n − 1, and join k makes group n + k.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Merge {
    /// The group with the smaller number
    pub first: usize,
    /// The other
    pub second: usize,
    /// How far they were apart
    pub height: f64,
    /// Rows of both
    pub n_rows: usize,
}

/// All joins, the lowest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Dendrogram {
    n_rows: usize,
    merges: Vec<Merge>,
}

impl Dendrogram {
    /// Joins the rows of `matrix` until one group is left.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two rows or without columns; [`Error::NonFinite`], [`Error::Overflow`]; [`Error::Parameter`]
    /// for more than 30 000 rows, whose distances would not fit into memory.
    pub fn of_rows(matrix: ArrayView2<'_, f64>, linkage: Linkage) -> Result<Self, Error> {
        check_rows(matrix)?;
        let n_rows = matrix.nrows();
        if n_rows < 2 {
            return Err(Error::TooFew { what: "rows", got: n_rows, wanted: 2 });
        }
        if n_rows > 30_000 {
            let wanted = "at most 30,000, as all pairs are looked at";
            return Err(Error::Parameter { parameter: "rows", got: n_rows as f64, wanted });
        }
        Ok(Self { n_rows, merges: chain::join(matrix, linkage) })
    }

    /// The joins, the lowest first.
    pub fn merges(&self) -> &[Merge] {
        &self.merges
    }

    /// The group of each row when the last `n_clusters` − 1 joins are undone; the group of row 0 is 0, and others are numbered
    /// as they come.
    ///
    /// # Errors
    /// [`Error::Parameter`] for no cluster or more than rows.
    pub fn cut(&self, n_clusters: usize) -> Result<Vec<usize>, Error> {
        if n_clusters == 0 || n_clusters > self.n_rows {
            return Err(Error::Parameter {
                parameter: "n_clusters",
                got: n_clusters as f64,
                wanted: "a number from 1 to the number of rows",
            });
        }
        let mut parent: Vec<usize> = (0..2 * self.n_rows - 1).collect();
        for (k, merge) in self.merges[..self.n_rows - n_clusters].iter().enumerate() {
            parent[merge.first] = self.n_rows + k;
            parent[merge.second] = self.n_rows + k;
        }
        // Groups have larger numbers than what they hold, so from the top down one look is enough.
        for group in (0..parent.len()).rev() {
            parent[group] = parent[parent[group]];
        }
        let mut seen: Vec<usize> = Vec::new();
        let place = |root: usize, seen: &mut Vec<usize>| match seen.iter().position(|&s| s == root)
        {
            Some(place) => place,
            None => {
                seen.push(root);
                seen.len() - 1
            }
        };
        Ok((0..self.n_rows).map(|row| place(parent[row], &mut seen)).collect())
    }

    /// The rows in an order in which no two lines of the drawn tree cross: of two groups the one with the smaller number
    /// is on the left.
    pub fn leaf_order(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.n_rows);
        let mut open = vec![2 * self.n_rows - 2];
        while let Some(group) = open.pop() {
            match group.checked_sub(self.n_rows) {
                None => order.push(group),
                Some(k) => open.extend([self.merges[k].second, self.merges[k].first]),
            }
        }
        order
    }
}

#[cfg(test)]
mod tests;
