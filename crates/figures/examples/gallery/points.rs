//! Figures made of points and ticks.

use spikebook_figures::{
    Axis, Band, Coefficient, CoefficientPlot, EventMarks, PointGroup, PsychometricGroup,
    PsychometricPlot, Raster, RasterGroup, RasterRow, ReferenceLine, ScatterPlot,
};

use crate::{Drawn, bump, noise, normal, steps};

pub(crate) fn scatter_plot() -> Drawn {
    let x: Vec<f64> = (0..24).map(|unit| 15.0 * f64::from(unit)).collect();
    let y: Vec<f64> = x.iter().enumerate().map(|(unit, x)| x + 9.0 * normal(unit)).collect();
    let interval = Band {
        low: y.iter().enumerate().map(|(unit, y)| y - 12.0 - 8.0 * noise(unit)).collect(),
        high: y.iter().enumerate().map(|(unit, y)| y + 12.0 + 8.0 * noise(unit + 50)).collect(),
    };
    ScatterPlot {
        x_axis: Axis::new("true preferred direction", "deg"),
        y_axis: Axis::new("estimate", "deg"),
        groups: vec![PointGroup {
            label: "unit, 95 % interval".into(),
            x,
            y,
            y_interval: Some(interval),
            ..Default::default()
        }],
        with_identity_line: true,
        finding: "23 of 24 intervals hold the true direction".into(),
        ..Default::default()
    }
    .draw()
}

pub(crate) fn scatter_plot_many() -> Drawn {
    let group = |label: &str, shift: usize, at: f64| PointGroup {
        label: label.into(),
        x: (0..300).map(|row| at + normal(shift + row)).collect(),
        y: (0..300).map(|row| -0.6 * at + normal(shift + 5000 + row)).collect(),
        ..Default::default()
    };
    ScatterPlot {
        x_axis: Axis::new("component 1", "sd"),
        y_axis: Axis::new("component 2", "sd"),
        groups: vec![group("left", 0, -1.8), group("right", 1000, 1.8), group("catch", 2000, 0.3)],
        references: vec![ReferenceLine::vertical("boundary", 0.0)],
        finding: "left and right trials lie 3.6 sd apart".into(),
        ..Default::default()
    }
    .draw()
}

pub(crate) fn psychometric_plot() -> Drawn {
    let x = vec![0.0, 3.2, 6.4, 12.8, 25.6, 51.2];
    let proportion = vec![0.500, 0.642, 0.777, 0.941, 0.995, 1.000];
    let n_trials = vec![1015.0, 1029.0, 1028.0, 1031.0, 1024.0, 1022.0];
    let curve_x = steps(200, 0.0, 52.0);
    let curve_y = curve_x.iter().map(|c| 1.0 - 0.5 * libm::exp(-libm::pow(c / 7.6, 1.25)));
    PsychometricPlot {
        x_axis: Axis::new("motion coherence", "%"),
        y_axis: Axis::unitless("proportion correct"),
        groups: vec![PsychometricGroup {
            label: "both monkeys".into(),
            curve_label: "Weibull fit".into(),
            interval: Some(Band {
                low: proportion.iter().map(|p: &f64| (p - 0.035).max(0.0)).collect(),
                high: proportion.iter().map(|p: &f64| (p + 0.03).min(1.0)).collect(),
            }),
            x,
            proportion,
            n_trials,
            curve_y: curve_y.collect(),
            curve_x,
            curve_band: None,
            hue: None,
        }],
        references: vec![ReferenceLine::horizontal("chance", 0.5)],
        finding: "82 % correct at 7.6 % coherence".into(),
    }
    .draw()
}

pub(crate) fn coefficient_plot() -> Drawn {
    let terms = [
        "cos(direction)",
        "sin(direction)",
        "speed",
        "cos × speed",
        "history, 0 to 10 ms",
        "history, 10 to 40 ms",
    ];
    let terms = terms.into_iter().enumerate().map(|(row, label)| {
        let truth = [1.4, -0.8, 0.05, 0.0, -2.2, -0.6][row];
        let estimate = truth + 0.12 * normal(row + 3);
        Coefficient {
            label: label.into(),
            estimate,
            interval: Some((estimate - 0.25, estimate + 0.25)),
            truth: Some(truth),
            ..Default::default()
        }
    });
    CoefficientPlot {
        value_axis: Axis::unitless("coefficient (log rate)"),
        terms: terms.collect(),
        label: "estimate, 95 % interval".into(),
        finding: "all six intervals hold the true coefficient".into(),
        ..Default::default()
    }
    .draw()
}

pub(crate) fn raster() -> Drawn {
    let row = |trial: usize| {
        let reaction = 0.4 + 0.4 * noise(trial * 7);
        let group = usize::from(trial >= 22);
        let rate = |time: f64| 8.0 + 60.0 * (1.0 - 0.7 * group as f64) * bump(time, reaction, 0.15);
        let times = (0..1500).map(|step| -0.5 + 0.001 * f64::from(step));
        let kept = times
            .enumerate()
            .filter(|&(step, time)| noise(trial * 3001 + step) < 0.001 * rate(time));
        (RasterRow { times: kept.map(|(_, time)| time).collect(), group }, reaction)
    };
    let (rows, reactions): (Vec<_>, Vec<_>) = (0..44).map(row).unzip();
    Raster {
        x_axis: Axis::new("time from dots", "s"),
        y_axis: Axis::unitless("trial"),
        rows,
        groups: ["toward T1", "toward T2"]
            .map(|label| RasterGroup { label: label.into(), hue: None })
            .into(),
        events: vec![EventMarks { label: "saccade".into(), times: reactions }],
        references: vec![ReferenceLine::vertical("dots on", 0.0)],
        finding: "22 trials toward T1 fire 60 spikes/s at the saccade, 22 toward T2 fire 18".into(),
    }
    .draw()
}
