use super::*;

const AREA: Area = Area { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };

fn identity() -> Scale {
    Scale::new((0.0, 10.0), false, 0.0, 10.0)
}

#[test]
fn missing_values_break_a_line() {
    let y = [1.0, f64::NAN, 2.0, 3.0, f64::INFINITY];
    let got = runs(&[0.0, 1.0, 2.0, 3.0, 4.0], &y, &identity(), &identity());
    assert_eq!(got, vec![vec![(0.0, 1.0)], vec![(2.0, 2.0), (3.0, 3.0)]]);
}

#[test]
fn a_column_keeps_its_first_lowest_highest_and_last() {
    let run: Vec<Point> = [3.0, 9.0, 4.0, 1.0, 5.0, 2.0]
        .iter()
        .enumerate()
        .map(|(i, &y)| (0.01 * i as f64, y))
        .collect();
    let heights: Vec<f64> = thinned(&run).iter().map(|point| point.1).collect();
    assert_eq!(heights, [3.0, 9.0, 1.0, 2.0]);
}

#[test]
fn a_million_points_become_a_few_for_each_column() {
    let run: Vec<Point> =
        (0..1_000_000).map(|i| (f64::from(i) * 1e-3, f64::from(i % 1009 * 7919 % 1009))).collect();
    let kept = thinned(&run);
    assert_eq!(kept.len(), 4 * 2000);
    let highest = kept.iter().map(|point| point.1).fold(0.0, f64::max);
    assert_eq!(highest, 1008.0);
}

#[test]
fn lines_are_cut_at_the_frame() {
    let line = [(-5.0, 5.0), (5.0, 5.0), (5.0, 15.0), (8.0, 15.0), (8.0, 5.0)];
    let got = clipped(&line, AREA);
    assert_eq!(got, vec![vec![(0.0, 5.0), (5.0, 5.0), (5.0, 10.0)], vec![(8.0, 10.0), (8.0, 5.0)]]);
    assert_eq!(clipped(&[(-5.0, -5.0), (-1.0, 20.0)], AREA), Vec::<Vec<Point>>::new());
}

#[test]
fn dashes_follow_the_line_round_a_corner() {
    let line = [(0.0, 0.0), (5.0, 0.0), (5.0, 5.0)];
    let got = dashed(&line, Dash::Dashed, 1.0);
    assert_eq!(got, vec![vec![(0.0, 0.0), (4.0, 0.0)], vec![(5.0, 1.0), (5.0, 5.0)]]);
    assert_eq!(dashed(&line, Dash::Solid, 1.0), vec![line.to_vec()]);
}

#[test]
fn no_two_series_share_colour_and_pattern() {
    let looks = |index: usize| {
        (crate::palette::SERIES[index % crate::palette::SERIES.len()], Dash::of(index))
    };
    for later in 1..crate::series::MOST_SERIES {
        for earlier in 0..later {
            assert_ne!(looks(earlier), looks(later), "{earlier} and {later}");
        }
    }
}
