//! The arrays that `run.py` wrote for a row.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use ndarray::Array2;
use npyz::NpyFile;

/// A folder of NPY files.
pub(crate) struct Inputs {
    folder: PathBuf,
}

impl Inputs {
    pub(crate) fn new(folder: impl AsRef<Path>) -> Self {
        Self { folder: folder.as_ref().to_path_buf() }
    }

    /// Where an input lies that is no array.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A vector of floats, `NAME.npy`.
    pub(crate) fn vector(&self, name: &str) -> Vec<f64> {
        self.open(name).into_vec().expect("an array of float64")
    }

    /// A vector of whole numbers, `NAME.npy`.
    pub(crate) fn integers(&self, name: &str) -> Vec<i64> {
        self.open(name).into_vec().expect("an array of int64")
    }

    /// A matrix of floats in C order, `NAME.npy`.
    pub(crate) fn matrix(&self, name: &str) -> Array2<f64> {
        let file = self.open(name);
        let shape: Vec<usize> = file.shape().iter().map(|&n| n as usize).collect();
        let values = file.into_vec().expect("an array of float64");
        Array2::from_shape_vec((shape[0], shape[1]), values).expect("a matrix in C order")
    }

    fn open(&self, name: &str) -> NpyFile<BufReader<File>> {
        let path = self.folder.join(format!("{name}.npy"));
        let file = File::open(&path).expect("run.py has written the inputs");
        NpyFile::new(BufReader::with_capacity(1 << 20, file)).expect("an NPY file")
    }
}
