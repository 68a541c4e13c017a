use super::layers::Layered;
use super::order::{crossings, ordered};
use super::*;

fn boxes(needs: &[&[usize]]) -> Vec<GraphBox> {
    let named = needs.iter().enumerate();
    named
        .map(|(at, needs)| GraphBox {
            title: format!("stage-{at}"),
            subtitle: "kind".into(),
            is_source: needs.is_empty(),
            needs: needs.to_vec(),
        })
        .collect()
}

#[test]
fn what_needs_nothing_stands_right_above_its_reader() {
    // A chain 0 → 1 → 2 with a wire over a layer, and a source that only 2 reads.
    let layered = Layered::of(&[vec![], vec![0], vec![], vec![0, 1, 2]]);
    assert_eq!(layered.layer, [0, 1, 1, 2, 1]);
    assert_eq!(layered.wires, [vec![0, 1], vec![0, 4, 3], vec![1, 3], vec![2, 3]]);
}

#[test]
fn wires_that_need_not_cross_do_not() {
    // Two chains, written crosswise.
    let layered = Layered::of(&[vec![], vec![], vec![1], vec![0]]);
    let rows = ordered(&layered);
    assert_eq!(crossings(&layered, &rows), 0);
}

#[test]
fn no_two_boxes_of_a_layer_touch() {
    let all = boxes(&[&[], &[], &[0, 1], &[0], &[1, 2], &[0, 3], &[2, 3, 4, 5], &[0]]);
    let picture = Picture::of(&all);
    for a in 0..all.len() {
        for b in a + 1..all.len() {
            let ((ax, ay), (bx, by)) = (picture.centres[a], picture.centres[b]);
            let apart = f64::midpoint(picture.widths[a], picture.widths[b]) + GAP_PX - 1e-6;
            assert!(ay != by || (ax - bx).abs() >= apart, "{a} and {b} touch");
        }
    }
    assert!(picture.centres.iter().zip(&picture.widths).all(|((x, _), width)| {
        x - width / 2.0 >= EDGE_PX - 1e-6 && x + width / 2.0 <= picture.width_px
    }));
}

#[test]
fn an_empty_graph_is_an_empty_picture() {
    assert_eq!(Picture::of(&[]).width_px, EDGE_PX);
}

#[test]
fn the_picture_is_a_function_of_the_graph() {
    let all = boxes(&[&[], &[0], &[0], &[1, 2]]);
    let svg = || Picture::of(&all).svg(&all, "alt");
    assert_eq!(svg(), svg());
    assert!(svg().contains("role=\"img\" aria-label=\"alt\""));
}
