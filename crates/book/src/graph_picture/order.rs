//! In which order boxes and bends stand in their layer.

use super::layers::Layered;

/// Times that the layers are gone through, down and up.
const SWEEPS: usize = 12;

/// The boxes and bends of each layer from left to right, with few crossings of wires.
pub(super) fn ordered(layered: &Layered) -> Vec<Vec<usize>> {
    let n_layers = layered.layer.iter().max().map_or(0, |last| last + 1);
    let mut rows = vec![Vec::new(); n_layers];
    for (at, &layer) in layered.layer.iter().enumerate() {
        rows[layer].push(at);
    }
    let (above, below) = layered.neighbours();
    let mut best = (crossings(layered, &rows), rows.clone());
    for _ in 0..SWEEPS {
        for layer in 1..n_layers {
            sort(&mut rows, layer, layer - 1, &above);
        }
        for layer in (0..n_layers.saturating_sub(1)).rev() {
            sort(&mut rows, layer, layer + 1, &below);
        }
        let count = crossings(layered, &rows);
        if count < best.0 {
            best = (count, rows.clone());
        }
    }
    best.1
}

/// Sorts a layer by the mean position of each member's neighbours in a fixed layer; ties and members
/// without neighbours keep their places.
fn sort(rows: &mut [Vec<usize>], layer: usize, fixed: usize, neighbours: &[Vec<usize>]) {
    let position = positions(&rows[fixed], neighbours.len());
    let mut keyed: Vec<(f64, usize)> = rows[layer]
        .iter()
        .enumerate()
        .map(|(place, &at)| {
            let sum: usize = neighbours[at].iter().map(|&near| position[near]).sum();
            let n_near = neighbours[at].len();
            (if n_near == 0 { place as f64 } else { sum as f64 / n_near as f64 }, at)
        })
        .collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows[layer] = keyed.into_iter().map(|(_, at)| at).collect();
}

fn positions(row: &[usize], n: usize) -> Vec<usize> {
    let mut position = vec![0; n];
    for (place, &at) in row.iter().enumerate() {
        position[at] = place;
    }
    position
}

/// How often wires cross.
pub(super) fn crossings(layered: &Layered, rows: &[Vec<usize>]) -> usize {
    let mut position = vec![0; layered.layer.len()];
    for row in rows {
        for (place, &at) in row.iter().enumerate() {
            position[at] = place;
        }
    }
    let mut steps = vec![Vec::new(); rows.len()];
    for (upper, lower) in layered.steps() {
        steps[layered.layer[upper]].push((position[upper], position[lower]));
    }
    let cross = |a: &(usize, usize), b: &(usize, usize)| {
        (a.0 < b.0 && a.1 > b.1) || (a.0 > b.0 && a.1 < b.1)
    };
    let in_layer = |steps: &Vec<(usize, usize)>| -> usize {
        let pairs = steps.iter().enumerate();
        pairs.map(|(at, a)| steps[at + 1..].iter().filter(|b| cross(a, b)).count()).sum()
    };
    steps.iter().map(in_layer).sum()
}
