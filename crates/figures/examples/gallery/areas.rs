//! Figures made of bars and cells.

use spikebook_figures::{
    Axis, Band, BarPlot, BarSeries, ColourMap, Heatmap, Histogram, HistogramSeries, Hue,
    LineSeries, ReferenceLine, Shown, edges_about,
};

use crate::{Drawn, bump, noise, normal, steps};

pub(crate) fn histogram() -> Drawn {
    let edges = steps(41, 0.0, 2.0);
    let heights: Vec<f64> =
        edges.windows(2).map(|pair| (240.0 * bump(pair[0], 0.42, 0.16)).round()).collect();
    Histogram {
        x_axis: Axis::new("spatial information", "bit/spike"),
        y_axis: Axis::new("shuffles", "count"),
        edges,
        series: vec![HistogramSeries { label: "2000 shuffles".into(), heights, hue: None }],
        references: vec![
            ReferenceLine::vertical("95 % of the null", 0.71),
            ReferenceLine {
                hue: Some(Hue::Series(1)),
                ..ReferenceLine::vertical("observed", 1.382)
            },
        ],
        finding: "the observed 1.382 bits/spike exceed every one of 2000 shuffles".into(),
    }
    .draw()
}

pub(crate) fn heatmap_posterior() -> Drawn {
    let times = steps(160, 0.05, 15.95);
    let places = steps(60, 1.0, 119.0);
    let path = |time: f64| 60.0 - 52.0 * libm::cos(time * 0.7);
    let values = places.iter().enumerate().flat_map(|(row, &place)| {
        times.iter().enumerate().map(move |(column, &time)| {
            let jitter = 6.0 * normal(column);
            0.16 * bump(place, path(time) + jitter, 5.0 + 3.0 * noise(column))
                + 0.004 * noise(row * 997 + column)
        })
    });
    Heatmap {
        x_axis: Axis::new("time", "s"),
        y_axis: Axis::new("position on the track", "cm"),
        value_axis: Axis::unitless("posterior probability"),
        x_edges: edges_about(&times),
        y_edges: edges_about(&places),
        values: values.collect(),
        lines: vec![LineSeries {
            label: "true position".into(),
            y: times.iter().map(|&time| path(time)).collect(),
            x: times,
            hue: Some(Hue::Series(1)),
            ..Default::default()
        }],
        finding: "the posterior follows the true position with a median error of 5 cm".into(),
        ..Default::default()
    }
    .draw()
}

pub(crate) fn heatmap_diverging() -> Drawn {
    let n = 12;
    let values = (0..n * n).map(|cell| {
        let (row, column) = (cell / n, cell % n);
        match (row == column, cell % 37) {
            (true, _) => f64::NAN,
            _ => {
                bump(row as f64, column as f64, 2.0) - 0.35
                    + 0.15 * normal(row.min(column) * 31 + row.max(column))
            }
        }
    });
    let names: Vec<String> = (1..=n).map(|unit| format!("unit {unit}")).collect();
    Heatmap {
        x_axis: Axis::unitless("unit"),
        y_axis: Axis::unitless("unit"),
        value_axis: Axis::unitless("noise correlation"),
        x_edges: (0..=n).map(|edge| edge as f64).collect(),
        y_edges: (0..=n).map(|edge| edge as f64).collect(),
        values: values.collect(),
        x_names: (1..=n).map(|unit| unit.to_string()).collect(),
        y_names: names,
        first_row_on_top: true,
        colour_map: ColourMap::Diverging,
        finding: "neighbouring units correlate at 0.5, distant ones at −0.3".into(),
        ..Default::default()
    }
    .draw()
}

pub(crate) fn bar_plot() -> Drawn {
    let values = vec![0.86, 0.81, 0.79, 0.71, 0.52];
    BarPlot {
        name_axis: Axis::unitless("decoder"),
        value_axis: Axis::unitless("accuracy").between(0.0, 1.0),
        names: [
            "logistic regression",
            "linear discriminant",
            "naive Bayes, Poisson",
            "nearest neighbours",
            "permuted labels",
        ]
        .map(Into::into)
        .into(),
        series: vec![BarSeries {
            interval: Some(Band {
                low: values.iter().map(|value| value - 0.03).collect(),
                high: values.iter().map(|value| value + 0.025).collect(),
            }),
            values,
            ..Default::default()
        }],
        references: vec![ReferenceLine::horizontal("chance", 0.5)],
        finding: "logistic regression is right in 86 % of trials".into(),
        ..Default::default()
    }
    .draw()
}

pub(crate) fn bar_plot_scree() -> Drawn {
    let shares: Vec<f64> = (0..20).map(|k| 0.36 * libm::pow(0.64, f64::from(k))).collect();
    let sums = shares.iter().scan(0.0, |sum, share| {
        *sum += share;
        Some(*sum)
    });
    BarPlot {
        name_axis: Axis::unitless("component"),
        value_axis: Axis::unitless("share of variance"),
        names: (1..=20).map(|k| k.to_string()).collect(),
        lines: vec![LineSeries {
            label: "cumulative".into(),
            x: (1..=20).map(f64::from).collect(),
            y: sums.collect(),
            shown: Shown::LineAndPoints,
            ..Default::default()
        }],
        series: vec![BarSeries { label: "each".into(), values: shares, ..Default::default() }],
        references: vec![ReferenceLine::horizontal("90 %", 0.9)],
        finding: "six components hold 93 % of the variance".into(),
    }
    .draw()
}
