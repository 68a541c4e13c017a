//! From indices along axes to positions in memory.

use super::Index;
use crate::raw::array::Order;

/// What a step picks from an array.
pub(super) struct Picked {
    /// Positions in memory, the first axis of the step fastest.
    pub(super) positions: Vec<usize>,
    /// For each position, the zero-based index along every axis that the step leaves open.
    pub(super) open: Vec<Vec<usize>>,
    /// The size along each axis of the step, and whether the axis was a single index.
    pub(super) axes: Vec<(usize, bool)>,
}

/// Why a step picks nothing: which index does not fit, and what would.
pub(super) struct Misfit {
    /// What was asked for, as [`NoSuchPart`](crate::raw::Error::NoSuchPart) says it.
    pub(super) got: String,
    /// What is there.
    pub(super) wanted: String,
}

/// The items of an array of that shape which the indices name: one index for all items with the
/// first axis fastest, or one index for each axis.
pub(super) fn pick(
    shape: &[usize],
    order: Order,
    indices: &[Index],
    counted_from: usize,
    lists_open: bool,
) -> Result<Picked, Misfit> {
    let count = shape.iter().product();
    let linear = indices.len() == 1;
    if !linear && indices.len() != shape.len() {
        return Err(Misfit {
            got: format!("{} indices", indices.len()),
            wanted: format!("1 or {}", shape.len()),
        });
    }
    let sizes = if linear { vec![count] } else { shape.to_vec() };
    let mut ranges = Vec::with_capacity(indices.len());
    for (axis, (&index, &size)) in indices.iter().zip(&sizes).enumerate() {
        ranges.push(range(index, size, axis, counted_from, linear)?);
    }
    let strides = strides(shape, order);
    let mut positions = Vec::new();
    let mut open = Vec::new();
    let mut at: Vec<usize> = ranges.iter().map(|range| range.start).collect();
    let picked: usize = ranges.iter().map(ExactSizeIterator::len).product();
    positions.reserve_exact(picked);
    for _ in 0..picked {
        positions.push(if linear {
            unravel(at[0], shape, &strides)
        } else {
            at.iter().zip(&strides).map(|(index, stride)| index * stride).sum()
        });
        if lists_open {
            let axes = at.iter().zip(indices);
            let left_open = axes.filter(|(_, index)| !matches!(index, Index::One(_)));
            open.push(left_open.map(|(&index, _)| index).collect());
        }
        for (index, range) in at.iter_mut().zip(&ranges) {
            *index += 1;
            if *index < range.end {
                break;
            }
            *index = range.start;
        }
    }
    let single = indices.iter().map(|index| matches!(index, Index::One(_)));
    let axes = ranges.iter().map(ExactSizeIterator::len).zip(single).collect();
    Ok(Picked { positions, open, axes })
}

/// The indices along one axis, checked against its size.
fn range(
    index: Index,
    size: usize,
    axis: usize,
    counted_from: usize,
    linear: bool,
) -> Result<std::ops::Range<usize>, Misfit> {
    let (start, stop) = match index {
        Index::All => (0, size),
        Index::One(one) => (one, one.saturating_add(1)),
        Index::Range(start, stop) => (start, stop),
    };
    if stop <= size {
        return Ok(start..stop);
    }
    let last = if matches!(index, Index::One(_)) { start + counted_from } else { stop };
    let along = if linear { String::new() } else { format!(" along axis {}", axis + 1) };
    let wanted = if counted_from == 1 {
        format!("at most {size}{along}")
    } else {
        format!("less than {size}{along}, counted from 0")
    };
    Err(Misfit { got: format!("index {last}"), wanted })
}

/// How far apart in memory neighbours along each axis are.
fn strides(shape: &[usize], order: Order) -> Vec<usize> {
    let mut strides = vec![1; shape.len()];
    let mut step = 1;
    let mut set = |axis: usize| {
        strides[axis] = step;
        step *= shape[axis].max(1);
    };
    match order {
        Order::ColumnMajor => (0..shape.len()).for_each(&mut set),
        Order::RowMajor => (0..shape.len()).rev().for_each(&mut set),
    }
    strides
}

/// Where the item with that number, the first axis fastest, lies in memory.
fn unravel(mut number: usize, shape: &[usize], strides: &[usize]) -> usize {
    let mut position = 0;
    for (&size, stride) in shape.iter().zip(strides) {
        position += number % size * stride;
        number /= size;
    }
    position
}
