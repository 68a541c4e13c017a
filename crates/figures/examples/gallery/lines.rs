//! Figures made of lines.

use spikebook_figures::{
    Axis, Band, Hue, LinePattern, LinePlot, LineSeries, Psth, ReferenceLine, Shown, TrajectoryPlot,
};

use crate::{Drawn, bump, steps};

pub(crate) fn line_plot() -> Drawn {
    let x = steps(72, 2.5, 357.5);
    let units = ["unit 3", "unit 7", "unit 12"].into_iter().zip([90.0, 170.0, 250.0]);
    let series = units.map(|(label, centre)| {
        let y: Vec<f64> = x.iter().map(|&x| 2.0 + 24.0 * bump(x, centre, 32.0)).collect();
        let band = Band {
            low: y.iter().map(|y| y * 0.88 - 0.4).collect(),
            high: y.iter().map(|y| y * 1.12 + 0.4).collect(),
        };
        LineSeries { label: label.into(), x: x.clone(), y, band: Some(band), ..Default::default() }
    });
    LinePlot {
        x_axis: Axis::new("head direction", "deg").between(0.0, 360.0),
        y_axis: Axis::new("firing rate", "spikes/s"),
        series: series.collect(),
        references: vec![ReferenceLine::horizontal("shuffle null, 95 %", 6.1)],
        finding: "the peaks are 26 spikes/s at 90°, 170° and 250°".into(),
    }
    .draw()
}

pub(crate) fn line_plot_log() -> Drawn {
    let x: Vec<f64> = (0..40).map(|k| 0.5 * libm::exp2(f64::from(k) * 0.2)).collect();
    let y: Vec<f64> = x.iter().map(|x| 3.0 / (1.0 + x * x / 25.0)).collect();
    LinePlot {
        x_axis: Axis::new("frequency", "Hz").log(),
        y_axis: Axis::new("power", "uV²/Hz").log(),
        series: vec![LineSeries { x, y, shown: Shown::LineAndPoints, ..Default::default() }],
        finding: "power falls from 3 µV²/Hz by a factor of 600".into(),
        ..Default::default()
    }
    .draw()
}

pub(crate) fn psth() -> Drawn {
    let x = steps(61, -0.2, 1.0);
    let coherences = [0.0, 3.2, 6.4, 12.8, 25.6, 51.2];
    let condition = |level: usize, toward: bool| {
        let slope = coherences[level] / 51.2 * if toward { 26.0 } else { -22.0 };
        let ramp = |t: f64| 1.0 / (1.0 + libm::exp(-(t - 0.35) / 0.08));
        let y: Vec<f64> = x
            .iter()
            .map(|&t| 30.0 + slope * ramp(t) + if toward { 6.0 } else { -6.0 } * ramp(t))
            .collect();
        let sem = 1.3;
        LineSeries {
            label: if toward { format!("{} %", coherences[level]) } else { String::new() },
            x: x.clone(),
            band: Some(Band {
                low: y.iter().map(|y| y - sem).collect(),
                high: y.iter().map(|y| y + sem).collect(),
            }),
            y,
            hue: Some(Hue::Ordered(level as f64 / 5.0)),
            pattern: if toward { LinePattern::Solid } else { LinePattern::Dashed },
            ..Default::default()
        }
    };
    Psth {
        x_axis: Axis::new("time from dots", "s"),
        y_axis: Axis::new("firing rate", "spikes/s"),
        event: "dots on".into(),
        conditions: (0..6)
            .flat_map(|level| [condition(level, true), condition(level, false)])
            .collect(),
        finding:
            "at 51.2 % coherence rates part by 60 spikes/s, solid toward T1 and dashed toward T2"
                .into(),
        ..Default::default()
    }
    .draw()
}

pub(crate) fn trajectory_plot() -> Drawn {
    let times = steps(3000, 0.0, 300.0);
    TrajectoryPlot {
        x_axis: Axis::new("x", "cm"),
        y_axis: Axis::new("y", "cm"),
        colour_axis: Axis::new("time", "s"),
        x: times.iter().map(|t| 50.0 + 42.0 * libm::sin(t * 0.21) * libm::cos(t * 0.013)).collect(),
        y: times.iter().map(|t| 50.0 + 42.0 * libm::sin(t * 0.173 + 1.0)).collect(),
        colour: times,
        with_equal_axes: true,
        with_ends: true,
        finding: "the path covers 84 cm by 84 cm in 300 s".into(),
    }
    .draw()
}
