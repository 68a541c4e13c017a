//! The words of every message that a caller can provoke.

use super::specimens;
use crate::*;

/// Message and hint of a refused figure.
fn words(result: Result<Picture, Error>) -> String {
    let error = result.expect_err("refused");
    match error.hint() {
        Some(hint) => format!("{error}\nhint: {hint}"),
        None => error.to_string(),
    }
}

fn line(series: LineSeries) -> LinePlot {
    LinePlot {
        x_axis: Axis::new("time", "s"),
        y_axis: Axis::new("rate", "Hz"),
        series: vec![series],
        finding: "flat".into(),
        ..Default::default()
    }
}

fn flat() -> LineSeries {
    LineSeries {
        label: "unit 3".into(),
        x: vec![0.0, 1.0],
        y: vec![1.0, 1.0],
        ..Default::default()
    }
}

#[test]
fn nothing() {
    let none = LinePlot { series: Vec::new(), ..line(flat()) };
    insta::assert_snapshot!(words(none.draw()), @"
    line plot: list of series: got none, wanted at least one
    hint: missing values (NaN) only leave gaps; look at what the stage before left over
    ");
    let missing = line(LineSeries { y: vec![f64::NAN; 2], ..flat() });
    insta::assert_snapshot!(words(missing.draw()), @"
    line plot: y of series `unit 3`: got only missing values, wanted a finite one
    hint: missing values (NaN) only leave gaps; look at what the stage before left over
    ");
    insta::assert_snapshot!(words(specimens::histogram(&[1.0], &[1.0], "a")), @"
    histogram: edges: got less than two, wanted at least two
    hint: missing values (NaN) only leave gaps; look at what the stage before left over
    ");
}

#[test]
fn unequal() {
    insta::assert_snapshot!(words(line(LineSeries { y: vec![1.0], ..flat() }).draw()), @"
    line plot: length of y of series `unit 3`: got 1, wanted 2
    hint: give every column of a series one value for each point
    ");
}

#[test]
fn unlabelled() {
    let plot = LinePlot { x_axis: Axis::new(" ", "s"), ..line(flat()) };
    insta::assert_snapshot!(words(plot.draw()), @"
    line plot: x axis: got no label, wanted one with its unit
    hint: write Axis::new(label, unit), or Axis::unitless(label) for a plain number
    ");
}

#[test]
fn no_finding() {
    insta::assert_snapshot!(words(LinePlot { finding: String::new(), ..line(flat()) }.draw()), @r#"
    line plot: alt text: got no finding, wanted a sentence with its numbers
    hint: say what the picture shows, for who hears it: "the peak is 21.3 Hz at 90°"
    "#);
}

#[test]
fn too_many() {
    let plot = LinePlot { series: vec![flat(); 13], ..line(flat()) };
    insta::assert_snapshot!(words(plot.draw()), @"
    line plot: number of series: got 13, wanted at most 12
    hint: split the data over several pictures, or show a selection
    ");
}

#[test]
fn too_large() {
    insta::assert_snapshot!(words(line(LineSeries { y: vec![0.0, 2e300], ..flat() }).draw()), @"
    line plot: y of series `unit 3`: value 1 is 2e300, wanted at most 1e300 in size
    hint: look for a missing-value code or a wrong unit
    ");
}

#[test]
fn reversed() {
    let band = Some(Band { low: vec![0.0, 3.0], high: vec![1.0, 2.0] });
    insta::assert_snapshot!(words(line(LineSeries { band, ..flat() }).draw()), @"
    line plot: band of series `unit 3`: interval 1 is 3 to 2, wanted low <= high
    hint: swap the two ends, or look at how the interval was computed
    ");
}

#[test]
fn not_ascending() {
    insta::assert_snapshot!(words(specimens::histogram(&[0.0, 2.0, 1.0], &[1.0, 1.0], "a")), @"
    histogram: edges: value 2 is 1 after 2, wanted rising finite values
    hint: sort them, or swap the ends of a range
    ");
    let plot = LinePlot { x_axis: Axis::new("time", "s").between(1.0, 1.0), ..line(flat()) };
    insta::assert_snapshot!(words(plot.draw()), @"
    line plot: limits of the x axis: value 1 is 1 after 1, wanted rising finite values
    hint: sort them, or swap the ends of a range
    ");
}

#[test]
fn out_of_range() {
    let group = PsychometricGroup { x: vec![0.0], proportion: vec![1.2], ..Default::default() };
    let plot = PsychometricPlot {
        x_axis: Axis::new("coherence", "%"),
        y_axis: Axis::unitless("proportion correct"),
        groups: vec![group],
        finding: "perfect".into(),
        ..Default::default()
    };
    insta::assert_snapshot!(words(plot.draw()), @"psychometric plot: shares of group 0: value 0 is 1.2, wanted 0 to 1");
    let raster = Raster {
        x_axis: Axis::new("time", "s"),
        y_axis: Axis::unitless("trial"),
        rows: vec![RasterRow { times: vec![0.1], group: 2 }],
        finding: "one spike".into(),
        ..Default::default()
    };
    insta::assert_snapshot!(words(raster.draw()), @"raster: group of a row: value 0 is 2, wanted the number of a group, counted from 0");
}

#[test]
fn no_positive() {
    let plot = LinePlot { x_axis: Axis::new("frequency", "Hz").log(), ..line(flat()) };
    let plot = LinePlot { series: vec![LineSeries { x: vec![0.0, -1.0], ..flat() }], ..plot };
    insta::assert_snapshot!(words(plot.draw()), @"
    line plot: x axis is logarithmic: got no value above 0, wanted one
    hint: use a linear axis
    ");
}

#[test]
fn size() {
    let error = crate::canvas::Canvas::new("line plot", 10, 400).expect_err("too narrow");
    insta::assert_snapshot!(error, @"line plot: size 10 x 400 px, wanted 240 to 2000 px each way");
}
