//! Every kind of figure, made from one column of abscissae and one of ordinates.

use crate::*;

/// Draws a kind from these numbers, with this text for every label.
pub(crate) type Specimen = fn(&[f64], &[f64], &str) -> Result<Picture, Error>;

pub(crate) const SPECIMENS: [(&str, Specimen); 17] = [
    ("line plot", line_plot),
    ("scatter plot", scatter_plot),
    ("histogram", histogram),
    ("raster", raster),
    ("peri-event plot", psth),
    ("polar plot", polar_tuning),
    ("tuning grid", tuning_grid),
    ("correlogram grid", correlogram_grid),
    ("heat map", heatmap),
    ("psychometric plot", psychometric_plot),
    ("bar plot", bar_plot),
    ("coefficient plot", coefficient_plot),
    ("trajectory plot", trajectory_plot),
    ("trace plot", trace_plot),
    ("phase plane", phase_plane),
    ("image grid", image_grid),
    ("image grid", pattern_grid),
];

const FINDING: &str = "the rate is 9 spikes/s";

fn band(y: &[f64]) -> Band {
    Band { low: y.iter().map(|y| y - y.abs() * 0.1).collect(), high: y.to_vec() }
}

fn series(x: &[f64], y: &[f64], label: &str) -> LineSeries {
    let (label, x, y, band) = (label.into(), x.to_vec(), y.to_vec(), Some(band(y)));
    LineSeries { label, x, y, band, shown: Shown::LineAndPoints, ..Default::default() }
}

pub(crate) fn line_plot(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    LinePlot {
        x_axis: Axis::new(label, "s"),
        y_axis: Axis::new(label, "spikes/s"),
        series: vec![series(x, y, label), LineSeries { band: None, ..series(x, y, "") }],
        references: vec![ReferenceLine::horizontal(label, 1.0)],
        finding: FINDING.into(),
    }
    .draw()
}

/// A line plot with these axes.
pub(crate) fn on_axes(x_axis: Axis, y_axis: Axis, x: &[f64], y: &[f64]) -> Result<Picture, Error> {
    let series = vec![series(x, y, "label")];
    LinePlot { x_axis, y_axis, series, finding: FINDING.into(), ..Default::default() }.draw()
}

pub(crate) fn scatter_plot(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    ScatterPlot {
        x_axis: Axis::new(label, "deg"),
        y_axis: Axis::new(label, "deg"),
        groups: vec![PointGroup {
            label: label.into(),
            x: x.to_vec(),
            y: y.to_vec(),
            x_interval: Some(band(x)),
            y_interval: Some(band(y)),
            hue: None,
        }],
        with_identity_line: true,
        finding: FINDING.into(),
        ..Default::default()
    }
    .draw()
}

pub(crate) fn histogram(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    let heights: Vec<f64> = y.iter().take(x.len().saturating_sub(1)).map(|y| y.abs()).collect();
    let series = HistogramSeries { label: label.into(), heights, hue: None };
    Histogram {
        x_axis: Axis::new(label, "bit"),
        y_axis: Axis::unitless(label),
        edges: x.to_vec(),
        series: vec![series.clone(), series],
        references: vec![ReferenceLine::vertical(label, 1.5)],
        finding: FINDING.into(),
    }
    .draw()
}

pub(crate) fn raster(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    let row = |times: &[f64], group| RasterRow { times: times.to_vec(), group };
    Raster {
        x_axis: Axis::new(label, "s"),
        y_axis: Axis::unitless(label),
        rows: vec![row(x, 0), row(y, 1), row(&[], 0)],
        groups: vec![RasterGroup { label: label.into(), hue: None }, RasterGroup::default()],
        events: vec![EventMarks { label: label.into(), times: vec![0.5, f64::NAN, 1.0] }],
        references: vec![ReferenceLine::vertical(label, 0.0)],
        finding: FINDING.into(),
    }
    .draw()
}

pub(crate) fn psth(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    Psth {
        x_axis: Axis::new(label, "s"),
        y_axis: Axis::new(label, "spikes/s"),
        event: label.into(),
        conditions: vec![series(x, y, label)],
        finding: FINDING.into(),
        ..Default::default()
    }
    .draw()
}

pub(crate) fn polar_tuning(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    let radius: Vec<f64> = y.iter().map(|y| y.abs()).collect();
    let panel = PolarPanel {
        title: label.into(),
        angle_deg: x.to_vec(),
        radius: radius.clone(),
        fit_angle_deg: x.to_vec(),
        fit_radius: radius,
        pointer_deg: x.first().copied(),
    };
    PolarTuning {
        radius_axis: Axis::new(label, "spikes/s"),
        panels: vec![panel.clone(), panel],
        data_label: label.into(),
        fit_label: label.into(),
        pointer_label: label.into(),
        finding: FINDING.into(),
    }
    .draw()
}

pub(crate) fn tuning_grid(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    let panel = TuningPanel {
        title: label.into(),
        x: x.to_vec(),
        y: y.to_vec(),
        interval: Some(band(y)),
        fit_x: x.to_vec(),
        fit_y: y.to_vec(),
    };
    TuningGrid {
        x_axis: Axis::new(label, "deg"),
        y_axis: Axis::new(label, "spikes/s"),
        panels: vec![panel; 5],
        with_shared_y: y.len().is_multiple_of(2),
        data_label: label.into(),
        fit_label: label.into(),
        finding: FINDING.into(),
    }
    .draw()
}

pub(crate) fn heatmap(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    let names = if y.len() < 20 { vec![label.to_owned(); y.len()] } else { Vec::new() };
    Heatmap {
        x_axis: Axis::new(label, "s"),
        y_axis: Axis::new(label, "cm"),
        value_axis: Axis::new(label, "spikes/s"),
        x_edges: edges_about(&x[..x.len().min(1000)]),
        y_edges: (0..=y.len().min(1000)).map(|edge| edge as f64).collect(),
        values: y[..y.len().min(1000)]
            .iter()
            .flat_map(|&y| std::iter::repeat_n(y, x.len().min(1000)))
            .collect(),
        y_names: names,
        lines: vec![series(x, y, label)],
        first_row_on_top: true,
        finding: FINDING.into(),
        ..Default::default()
    }
    .draw()
}

pub(crate) fn psychometric_plot(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    PsychometricPlot {
        x_axis: Axis::new(label, "%"),
        y_axis: Axis::unitless(label),
        groups: vec![PsychometricGroup {
            label: label.into(),
            x: x.to_vec(),
            proportion: y.iter().map(|y| if y.is_nan() { *y } else { y.clamp(0.0, 1.0) }).collect(),
            interval: Some(band(y)),
            n_trials: y.iter().map(|y| y.abs()).collect(),
            curve_label: label.into(),
            curve_x: x.to_vec(),
            curve_y: y.to_vec(),
            curve_band: None,
            hue: None,
        }],
        references: vec![ReferenceLine::horizontal(label, 0.5)],
        finding: FINDING.into(),
    }
    .draw()
}

pub(crate) fn bar_plot(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    BarPlot {
        name_axis: Axis::unitless(label),
        value_axis: Axis::unitless(label),
        names: x.iter().map(|x| format!("{label} {x}")).collect(),
        series: vec![BarSeries {
            label: label.into(),
            values: y.to_vec(),
            interval: Some(band(y)),
            hue: None,
        }],
        references: vec![ReferenceLine::horizontal(label, 0.5)],
        finding: FINDING.into(),
        ..Default::default()
    }
    .draw()
}

pub(crate) fn coefficient_plot(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    let term = |(&x, &y): (&f64, &f64)| Coefficient {
        label: label.into(),
        estimate: y,
        interval: Some((y - y.abs() * 0.1, y)),
        truth: Some(x),
        other_interval: Some((y, y + y.abs() * 0.2)),
    };
    CoefficientPlot {
        value_axis: Axis::unitless(label),
        terms: x.iter().zip(y).map(term).collect(),
        label: label.into(),
        other_label: label.into(),
        without_zero: false,
        finding: FINDING.into(),
    }
    .draw()
}

pub(crate) fn trajectory_plot(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    TrajectoryPlot {
        x_axis: Axis::new(label, "cm"),
        y_axis: Axis::new(label, "cm"),
        colour_axis: Axis::new(label, "s"),
        x: x.to_vec(),
        y: y.to_vec(),
        colour: y.to_vec(),
        with_equal_axes: true,
        with_ends: true,
        finding: FINDING.into(),
    }
    .draw()
}

pub(crate) fn trace_plot(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    let panel = TracePanel {
        title: label.into(),
        y_axis: Axis::new(label, "mV"),
        series: vec![series(x, y, label), LineSeries { band: None, ..series(x, y, "") }],
        events: x.to_vec(),
        references: vec![ReferenceLine::horizontal(label, 0.5)],
        height: 0.7,
    };
    let bare = TracePanel { title: String::new(), references: Vec::new(), ..panel.clone() };
    TracePlot { x_axis: Axis::new(label, "ms"), panels: vec![panel, bare], finding: FINDING.into() }
        .draw()
}

pub(crate) fn phase_plane(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    let rests = [Rest::Stable, Rest::Unstable, Rest::Saddle];
    let places = || x.iter().zip(y).take(1000);
    PhasePlane {
        x_axis: Axis::unitless(label),
        y_axis: Axis::unitless(label),
        nullclines: vec![LineSeries { shown: Shown::Line, ..series(x, y, label) }],
        arrows: places().map(|(&x, &y)| FieldArrow { x, y, dx: y, dy: -x }).collect(),
        paths: vec![LineSeries { band: None, ..series(x, y, label) }],
        points: places().zip(rests).map(|((&x, &y), rest)| RestPoint { x, y, rest }).collect(),
        finding: FINDING.into(),
    }
    .draw()
}

pub(crate) fn correlogram_grid(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    let panel = CorrelogramPanel {
        title: label.into(),
        x: x.to_vec(),
        y: y.to_vec(),
        predicted: y.to_vec(),
        band: Some(band(y)),
        is_auto: false,
    };
    CorrelogramGrid {
        x_axis: Axis::new(label, "ms"),
        y_axis: Axis::new(label, "spikes/s"),
        panels: vec![panel.clone(), CorrelogramPanel { is_auto: true, ..panel }],
        n_columns: 2,
        predicted_label: label.into(),
        note: label.into(),
        finding: FINDING.into(),
    }
    .draw()
}

fn images(x: &[f64], y: &[f64], label: &str) -> ImageGrid {
    let panel =
        |values: &[f64]| ImagePanel { title: label.into(), n_columns: 1, values: values.to_vec() };
    ImageGrid {
        value_axis: Axis::new(label, "spikes/s"),
        panels: vec![panel(y), panel(x), panel(y)],
        n_columns: 2,
        row_names: vec![label.into(); 2],
        x_label: label.into(),
        y_label: label.into(),
        finding: FINDING.into(),
        ..Default::default()
    }
}

pub(crate) fn image_grid(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    images(x, y, label).draw()
}

pub(crate) fn pattern_grid(x: &[f64], y: &[f64], label: &str) -> Result<Picture, Error> {
    ImageGrid { two_values: Some([label.into(), label.into()]), ..images(x, y, label) }.draw()
}
