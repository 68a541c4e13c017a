//! Small multiples of tuning curves.

use spikebook_figures::{Axis, PolarPanel, PolarTuning, TuningGrid, TuningPanel};

use crate::{Drawn, normal, round_bump, steps};

fn polar_panel(unit: u32) -> PolarPanel {
    let preferred = 40.0 * f64::from(unit) + 20.0;
    let angle_deg = steps(36, 5.0, 355.0);
    let fitted =
        |angle: f64| 1.0 + (10.0 + 3.0 * f64::from(unit)) * round_bump(angle, preferred, 2.5);
    let radius = angle_deg.iter().enumerate().map(|(bin, &angle)| {
        (fitted(angle) * (1.0 + 0.18 * normal(bin + 100 * unit as usize))).max(0.0)
    });
    let fit_angle_deg = steps(181, 0.0, 360.0);
    PolarPanel {
        title: format!("unit {}", unit + 1),
        radius: radius.collect(),
        angle_deg,
        fit_radius: fit_angle_deg.iter().map(|&angle| fitted(angle)).collect(),
        fit_angle_deg,
        pointer_deg: Some(preferred),
    }
}

fn polar_of(panels: Vec<PolarPanel>) -> Drawn {
    PolarTuning {
        radius_axis: Axis::new("firing rate", "spikes/s"),
        panels,
        data_label: "data".into(),
        fit_label: "von Mises fit".into(),
        pointer_label: "preferred direction".into(),
        finding: "unit 1 prefers 20° with 11 spikes/s".into(),
    }
    .draw()
}

pub(crate) fn polar_tuning() -> Drawn {
    polar_of((0..9).map(polar_panel).collect())
}

pub(crate) fn polar_tuning_one() -> Drawn {
    polar_of(vec![polar_panel(3)])
}

pub(crate) fn tuning_grid() -> Drawn {
    let panel = |unit: u32| {
        let polar = polar_panel(unit % 9);
        TuningPanel {
            title: format!("unit {}", unit + 1),
            x: polar.angle_deg,
            y: polar.radius,
            interval: None,
            fit_x: polar.fit_angle_deg,
            fit_y: polar.fit_radius,
        }
    };
    TuningGrid {
        x_axis: Axis::new("head direction", "deg").between(0.0, 360.0),
        y_axis: Axis::new("firing rate", "spikes/s"),
        panels: (0..24).map(panel).collect(),
        with_shared_y: false,
        data_label: "data".into(),
        fit_label: "von Mises fit".into(),
        finding: "24 units prefer directions all round the circle".into(),
    }
    .draw()
}
