//! Figures of neurons: traces and a phase plane.

use spikebook_figures::{
    Axis, FieldArrow, LinePattern, LineSeries, PhasePlane, ReferenceLine, Rest, RestPoint,
    TracePanel, TracePlot,
};

use crate::{Drawn, bump, steps};

pub(crate) fn trace_plot() -> Drawn {
    let time = steps(2000, 0.0, 60.0);
    let spikes = [12.0, 27.0, 42.0];
    let at = |t: f64, width: f64| spikes.iter().map(|spike| bump(t, *spike, width)).sum::<f64>();
    let trace = |label: &str, y: Vec<f64>| LineSeries {
        label: label.into(),
        x: time.clone(),
        y,
        pattern: LinePattern::Solid,
        ..Default::default()
    };
    let of = |value: &dyn Fn(f64) -> f64| time.iter().map(|&t| value(t)).collect::<Vec<f64>>();
    TracePlot {
        x_axis: Axis::new("time", "ms"),
        panels: vec![
            TracePanel {
                y_axis: Axis::new("voltage", "mV"),
                series: vec![trace("", of(&|t| -65.0 + 100.0 * at(t, 0.6)))],
                events: spikes.to_vec(),
                references: vec![ReferenceLine::horizontal("threshold", -50.0)],
                height: 1.2,
                ..Default::default()
            },
            TracePanel {
                y_axis: Axis::unitless("open gates"),
                series: vec![
                    trace("m", of(&|t| 0.05 + 0.9 * at(t, 0.5))),
                    trace("h", of(&|t| 0.6 - 0.5 * at(t - 1.0, 2.0))),
                ],
                ..Default::default()
            },
            TracePanel {
                y_axis: Axis::new("current", "uA/cm2"),
                series: vec![trace("", of(&|t| if t > 5.0 { 10.0 } else { 0.0 }))],
                height: 0.6,
                ..Default::default()
            },
        ],
        finding: "three spikes, 15 ms apart, under a step of 10 µA/cm²".into(),
    }
    .draw()
}

pub(crate) fn phase_plane() -> Drawn {
    let v = steps(200, -2.0, 2.0);
    let line = |label: &str, x: &[f64], y: Vec<f64>| LineSeries {
        label: label.into(),
        x: x.to_vec(),
        y,
        pattern: LinePattern::Solid,
        ..Default::default()
    };
    let places = || steps(16, -1.875, 1.875);
    let arrow = |x: f64, w: f64| FieldArrow {
        x,
        y: w,
        dx: x - x * x * x - w + 1.0,
        dy: 0.1 * (x - 0.5 * w + 1.0),
    };
    let turns = steps(400, 0.0, 20.0);
    PhasePlane {
        x_axis: Axis::unitless("v").between(-2.0, 2.0),
        y_axis: Axis::unitless("w").between(-1.0, 3.0),
        nullclines: vec![
            line("v stands still", &v, v.iter().map(|v| v - v * v * v + 1.0).collect()),
            line("w stands still", &v, v.iter().map(|v| 2.0 * (v + 1.0)).collect()),
        ],
        arrows: places()
            .into_iter()
            .flat_map(|x| steps(16, -0.875, 2.875).into_iter().map(move |w| (x, w)))
            .map(|(x, w)| arrow(x, w))
            .collect(),
        paths: vec![line(
            "path",
            &turns
                .iter()
                .map(|t| -0.68 + libm::exp(-0.2 * t) * libm::cos(*t))
                .collect::<Vec<f64>>(),
            turns.iter().map(|t| 0.63 + libm::exp(-0.2 * t) * libm::sin(*t)).collect(),
        )],
        points: vec![
            RestPoint { x: -0.68, y: 0.63, rest: Rest::Stable },
            RestPoint { x: 0.5, y: 2.0, rest: Rest::Saddle },
            RestPoint { x: 1.4, y: 0.2, rest: Rest::Unstable },
        ],
        finding: "a stable focus at (−0.68, 0.63), met by the path after three turns".into(),
    }
    .draw()
}
