//! A stimulus and the stretches of it that lie behind each frame.

use ndarray::{ArrayView1, ArrayView2};

use crate::Error;

/// Frames of a stimulus, each with the last `n_lags` frames behind it.
#[derive(Clone, Debug)]
pub struct LaggedStimulus<'a> {
    frames: ArrayView2<'a, f64>,
    n_lags: usize,
    is_usable: Vec<bool>,
}

impl<'a> LaggedStimulus<'a> {
    /// Frames (shape: frames × columns) that follow one another without a gap.
    ///
    /// That the numbers are finite is checked where they are summed, in the same pass.
    ///
    /// # Errors
    /// [`Error::Parameter`] without a lag, [`Error::TooFew`] without a column or below `n_lags`
    /// frames.
    pub fn new(frames: ArrayView2<'a, f64>, n_lags: usize) -> Result<Self, Error> {
        Self::in_pieces(frames, n_lags, &[])
    }

    /// As [`LaggedStimulus::new`], where a new recording begins at each frame of `piece_starts`: no
    /// stretch reaches over such a border.
    ///
    /// # Errors
    /// As [`LaggedStimulus::new`]; [`Error::Index`] for a start beyond the last frame, and
    /// [`Error::TooFew`] where no frame has a whole stretch behind it.
    pub fn in_pieces(
        frames: ArrayView2<'a, f64>,
        n_lags: usize,
        piece_starts: &[usize],
    ) -> Result<Self, Error> {
        if n_lags == 0 {
            return Err(Error::Parameter { parameter: "n_lags", got: 0.0, wanted: "at least 1" });
        }
        let (n_frames, n_columns) = frames.dim();
        if n_columns == 0 {
            return Err(Error::TooFew { what: "columns of the stimulus", got: 0, wanted: 1 });
        }
        let mut starts_here = vec![false; n_frames];
        for &start in piece_starts {
            let wrong = Error::Index { what: "frames", got: start, below: n_frames };
            *starts_here.get_mut(start).ok_or(wrong)? = true;
        }
        let mut length = 0;
        let is_usable: Vec<bool> = starts_here
            .iter()
            .map(|&starts| {
                length = if starts { 1 } else { length + 1 };
                length >= n_lags
            })
            .collect();
        Self { frames, n_lags, is_usable }.with_some_frame()
    }

    /// The same stimulus, of which only the frames with `keep` count (the training set of a fold); the
    /// stretches behind them may reach into others.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::TooFew`] where no frame is left.
    pub fn keeping(mut self, keep: &[bool]) -> Result<Self, Error> {
        if keep.len() != self.n_frames() {
            return Err(Error::Length {
                what: "frames to keep",
                got: keep.len(),
                wanted: self.n_frames(),
            });
        }
        for (is_usable, keep) in self.is_usable.iter_mut().zip(keep) {
            *is_usable &= keep;
        }
        self.with_some_frame()
    }

    fn with_some_frame(self) -> Result<Self, Error> {
        if self.is_usable.contains(&true) {
            return Ok(self);
        }
        let what = "frames with a whole stretch behind them";
        Err(Error::TooFew { what, got: 0, wanted: 1 })
    }

    /// The number of frames.
    pub fn n_frames(&self) -> usize {
        self.frames.nrows()
    }

    /// The number of columns of a frame.
    pub fn n_columns(&self) -> usize {
        self.frames.ncols()
    }

    /// The number of frames of a stretch.
    pub fn n_lags(&self) -> usize {
        self.n_lags
    }

    /// Lags times columns: the length of a stretch, lag 0 first.
    pub fn n_dimensions(&self) -> usize {
        self.n_lags * self.n_columns()
    }

    /// Whether each frame counts.
    pub fn is_usable(&self) -> &[bool] {
        &self.is_usable
    }

    /// The frames that count, ascending.
    pub fn usable_frames(&self) -> Vec<usize> {
        (0..self.n_frames()).filter(|&frame| self.is_usable[frame]).collect()
    }

    /// The frames themselves.
    pub(super) fn frames(&self) -> ArrayView2<'a, f64> {
        self.frames
    }

    /// The frame `lag` before a usable one.
    pub(super) fn row(&self, frame: usize, lag: usize) -> ArrayView1<'_, f64> {
        self.frames.row(frame - lag)
    }

    /// Puts the stretch behind a usable frame into `stretch`.
    pub(in crate::spike_trains) fn copy_stretch(&self, frame: usize, stretch: &mut [f64]) {
        for (lag, part) in stretch.chunks_exact_mut(self.n_columns()).enumerate() {
            for (entry, value) in part.iter_mut().zip(self.row(frame, lag)) {
                *entry = *value;
            }
        }
    }

    /// The product of a filter (lags × columns, flat) with the stretch behind each frame that counts, in
    /// the order of [`LaggedStimulus::usable_frames`].
    ///
    /// # Errors
    /// [`Error::Length`] for another length of the filter.
    pub fn project(&self, filter: &[f64]) -> Result<Vec<f64>, Error> {
        crate::matrix::check_length("filter", filter.len(), self.n_dimensions())?;
        let project = |frame: usize| {
            let of_lag = |(lag, part): (usize, &[f64])| {
                self.row(frame, lag).iter().zip(part).map(|(x, w)| x * w).sum::<f64>()
            };
            filter.chunks_exact(self.n_columns()).enumerate().map(of_lag).sum()
        };
        Ok(self.usable_frames().into_iter().map(project).collect())
    }

    /// The spike counts of the frames that count, checked for their length.
    pub(in crate::spike_trains) fn usable_counts(&self, counts: &[u32]) -> Result<Vec<u32>, Error> {
        crate::matrix::check_length("spike counts", counts.len(), self.n_frames())?;
        let usable = counts.iter().zip(&self.is_usable).filter(|(_, usable)| **usable);
        Ok(usable.map(|(count, _)| *count).collect())
    }

    /// Names the first number of the stimulus that is not finite.
    pub(super) fn first_not_finite(&self) -> Option<Error> {
        crate::matrix::check_finite("stimulus", self.frames).err()
    }
}
