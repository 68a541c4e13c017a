//! Transcripts in single cells of planted kinds.

use ndarray::Array2;
use rayon::prelude::*;
use spikebook_numeric::elementary::exp;
use spikebook_numeric::{Seed, Stream};

use crate::Error;
use crate::error::within;

/// Cells of several kinds: gene g has a mean level, which each kind multiplies for its own marker genes; a cell counts Poisson
/// about its kind's profile times its own depth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellCounts {
    n_cells: usize,
    n_genes: usize,
    n_kinds: usize,
    n_markers: usize,
    marker_factor: f64,
    depth: f64,
}

/// What was counted, and of which kind each cell is.
#[derive(Clone, Debug, PartialEq)]
pub struct CellCountsSession {
    /// Observed (shape: cells × genes)
    pub counts: Array2<u64>,
    /// Truth: the kind of each cell, from 0
    pub kind: Vec<usize>,
    /// Truth: the kind of which each gene is a marker, none for most
    pub marker_of: Vec<Option<usize>>,
}

impl CellCounts {
    /// So many cells, genes, kinds and markers of each kind; by how much a marker is raised; the expected count of a cell.
    ///
    /// # Errors
    /// [`Error::TooFew`] without cells, genes or kinds; [`Error::Parameter`]: more markers than genes, more kinds than cells, a factor
    /// outside [1, 1000], a depth outside [1, 10⁷].
    pub fn new(
        (n_cells, n_genes): (usize, usize),
        (n_kinds, n_markers): (usize, usize),
        marker_factor: f64,
        depth: f64,
    ) -> Result<Self, Error> {
        for (what, got) in [("cells", n_cells), ("genes", n_genes), ("kinds", n_kinds)] {
            if got == 0 {
                return Err(Error::TooFew { what, got, wanted: 1 });
            }
        }
        within("n_kinds", n_kinds as f64, ..=n_cells as f64, "at most the number of cells")?;
        let markers = (n_kinds * n_markers) as f64;
        within("markers of all kinds", markers, ..=n_genes as f64, "at most the number of genes")?;
        within("marker_factor", marker_factor, 1.0..=1000.0, "a number between 1 and 1000")?;
        within("depth", depth, 1.0..=1e7, "a number between 1 and 10⁷")?;
        Ok(Self { n_cells, n_genes, n_kinds, n_markers, marker_factor, depth })
    }

    /// Simulates cells; cell i from `seed.replicate("cells", i)`. Kind k takes a share of the cells that is proportional
    /// to 1/(k + 1): there are common and rare kinds.
    pub fn simulate(&self, seed: Seed) -> CellCountsSession {
        let stream = &mut seed.replicate("genes", 0);
        let level: Vec<f64> =
            (0..self.n_genes).map(|_| exp(1.5 * stream.standard_normal())).collect();
        let mut order: Vec<usize> = (0..self.n_genes).collect();
        stream.shuffle(&mut order);
        let mut marker_of = vec![None; self.n_genes];
        let marked = order.iter().take(self.n_kinds * self.n_markers).enumerate();
        marked.for_each(|(k, &gene)| marker_of[gene] = Some(k / self.n_markers.max(1)));
        let profile = |kind: usize| {
            let raised = |(gene, &level): (usize, &f64)| {
                if marker_of[gene] == Some(kind) { level * self.marker_factor } else { level }
            };
            let profile: Vec<f64> = level.iter().enumerate().map(raised).collect();
            let whole: f64 = profile.iter().sum();
            profile.into_iter().map(|level| level / whole).collect::<Vec<f64>>()
        };
        let profiles: Vec<Vec<f64>> = (0..self.n_kinds).map(profile).collect();
        let whole: f64 = (0..self.n_kinds).map(|k| 1.0 / (k as f64 + 1.0)).sum();
        let drawn_kind = |stream: &mut Stream| {
            let mut left = stream.uniform() * whole;
            (0..self.n_kinds)
                .find(|&k| {
                    left -= 1.0 / (k as f64 + 1.0);
                    left < 0.0
                })
                .unwrap_or(self.n_kinds - 1)
        };
        let cell = |i: usize| {
            let stream = &mut seed.replicate("cells", i as u64);
            let kind = drawn_kind(stream);
            let depth = self.depth * exp(0.3 * stream.standard_normal() - 0.045);
            let counts: Vec<u64> =
                profiles[kind].iter().map(|share| stream.poisson(depth * share)).collect();
            (kind, counts)
        };
        let cells: Vec<(usize, Vec<u64>)> = (0..self.n_cells).into_par_iter().map(cell).collect();
        let shape = (self.n_cells, self.n_genes);
        CellCountsSession {
            counts: Array2::from_shape_fn(shape, |(i, gene)| cells[i].1[gene]),
            kind: cells.iter().map(|cell| cell.0).collect(),
            marker_of,
        }
    }
}
