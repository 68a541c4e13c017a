//! Numbers with a shape.

use super::numbers::Numbers;
use super::value::item_count;

/// Which axis of an array runs fastest in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The first: MATLAB, Fortran.
    ColumnMajor,
    /// The last: `NumPy`, C.
    RowMajor,
}

/// Numbers with a shape, in the type and order of their file.
#[derive(Debug, Clone, PartialEq)]
pub struct NumericArray {
    /// The size along each axis; empty for a scalar.
    pub shape: Vec<usize>,
    /// Which axis runs fastest.
    pub order: Order,
    /// The numbers.
    pub data: Numbers,
    /// Which items the file marks as missing, in the order of `data`; `None` where none is. A
    /// missing float is NaN in `data`, any other missing number 0.
    pub missing: Option<Vec<bool>>,
}

impl NumericArray {
    /// A vector.
    pub fn vector(data: Numbers) -> Self {
        let shape = vec![data.len()];
        Self { shape, order: Order::ColumnMajor, data, missing: None }
    }

    /// An array of that shape; `None` where shape and number of items differ.
    pub fn new(shape: Vec<usize>, order: Order, data: Numbers) -> Option<Self> {
        (item_count(&shape) == Some(data.len())).then_some(Self {
            shape,
            order,
            data,
            missing: None,
        })
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// Whether it has at most one axis longer than 1.
    pub fn is_vector(&self) -> bool {
        self.shape.iter().filter(|&&size| size != 1).count() <= 1
    }

    /// Rows of a matrix: the size of the first axis; 1 for a scalar.
    pub fn n_rows(&self) -> usize {
        self.shape.first().copied().unwrap_or(1)
    }

    /// Columns of a matrix: the product of all axes after the first.
    pub fn n_columns(&self) -> usize {
        self.shape.iter().skip(1).product()
    }

    /// Where the item at these zero-based indices lies in `data`; `None` outside the array.
    pub fn position(&self, indices: &[usize]) -> Option<usize> {
        let inside = indices.len() == self.shape.len()
            && indices.iter().zip(&self.shape).all(|(index, size)| index < size);
        if !inside {
            return None;
        }
        let axes = indices.iter().zip(&self.shape);
        Some(match self.order {
            Order::ColumnMajor => axes.rev().fold(0, |sum, (index, size)| sum * size + index),
            Order::RowMajor => axes.fold(0, |sum, (index, size)| sum * size + index),
        })
    }

    /// The item at these zero-based indices as a float; `None` outside the array.
    pub fn get_f64(&self, indices: &[usize]) -> Option<f64> {
        let position = self.position(indices)?;
        self.data.slice(position, position + 1).to_f64().first().copied()
    }

    /// The items at these positions of `data`, in that order, under a new shape.
    #[must_use]
    pub(crate) fn take(&self, shape: Vec<usize>, positions: &[usize]) -> Self {
        let missing = self.missing.as_ref();
        Self {
            shape,
            order: self.order,
            data: self.data.gather(positions),
            missing: missing.map(|flags| positions.iter().map(|&i| flags[i]).collect()),
        }
    }

    /// Column `index`, counted from 0, of a matrix; `None` where there is none.
    pub fn column(&self, index: usize) -> Option<Self> {
        if index >= self.n_columns() {
            return None;
        }
        let (n_rows, n_columns) = (self.n_rows(), self.n_columns());
        let positions: Vec<usize> = match self.order {
            Order::ColumnMajor => (index * n_rows..(index + 1) * n_rows).collect(),
            // All axes after the first count as one, the last of them fastest.
            Order::RowMajor => (0..n_rows).map(|row| row * n_columns + index).collect(),
        };
        Some(self.take(vec![n_rows], &positions))
    }

    /// Rows `start` up to, not including, `stop`, cut to the rows there are.
    #[must_use]
    pub fn rows(&self, start: usize, stop: usize) -> Self {
        let (n_rows, n_columns) = (self.n_rows(), self.n_columns());
        let stop = stop.min(n_rows);
        let start = start.min(stop);
        let mut shape = self.shape.clone();
        if let Some(rows) = shape.first_mut() {
            *rows = stop - start;
        }
        match self.order {
            Order::RowMajor => Self {
                shape,
                order: self.order,
                data: self.data.slice(start * n_columns, stop * n_columns),
                missing: self
                    .missing
                    .as_ref()
                    .map(|m| m[start * n_columns..stop * n_columns].into()),
            },
            Order::ColumnMajor => {
                let columns = 0..n_columns;
                let positions: Vec<usize> = columns
                    .flat_map(|column| column * n_rows + start..column * n_rows + stop)
                    .collect();
                self.take(shape, &positions)
            }
        }
    }

    /// All items with the first axis fastest.
    #[must_use]
    pub fn column_major(&self) -> Self {
        if self.order == Order::ColumnMajor || self.is_vector() {
            return Self { order: Order::ColumnMajor, ..self.clone() };
        }
        let positions = column_major_positions(&self.shape);
        Self { order: Order::ColumnMajor, ..self.take(self.shape.clone(), &positions) }
    }

    /// The positions that the file marks as missing.
    pub fn missing_positions(&self) -> Vec<usize> {
        let flags = self.missing.iter().flatten().enumerate();
        flags.filter_map(|(position, &is_missing)| is_missing.then_some(position)).collect()
    }
}

/// For an array stored with its last axis fastest: where its items lie, the first axis fastest.
pub(crate) fn column_major_positions(shape: &[usize]) -> Vec<usize> {
    let mut strides = vec![1; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis] * shape[axis].max(1);
    }
    let n_items = shape.iter().product();
    let mut indices = vec![0; shape.len()];
    let mut positions = Vec::with_capacity(n_items);
    let mut position = 0;
    for _ in 0..n_items {
        positions.push(position);
        for axis in 0..indices.len() {
            indices[axis] += 1;
            position += strides[axis];
            if indices[axis] < shape[axis] {
                break;
            }
            position -= strides[axis] * shape[axis];
            indices[axis] = 0;
        }
    }
    positions
}
