//! Draws every kind of figure from made-up numbers into a folder, for looking, on white paper and as a
//! dark page shows it: `cargo run -p spikebook-figures --example gallery -- FOLDER`

use std::error::Error;
use std::path::{Path, PathBuf};

use resvg::{tiny_skia, usvg};
use spikebook_figures::{
    Axis, Band, BarPlot, BarSeries, Coefficient, CoefficientPlot, ColourMap, EventMarks, Heatmap,
    Histogram, HistogramSeries, Hue, LinePattern, LinePlot, LineSeries, Picture, PointGroup,
    PolarPanel, PolarTuning, Psth, PsychometricGroup, PsychometricPlot, Raster, RasterGroup,
    RasterRow, ReferenceLine, ScatterPlot, Shown, TrajectoryPlot, TuningGrid, TuningPanel,
    edges_about,
};

type Drawn = Result<Picture, spikebook_figures::Error>;

fn main() -> Result<(), Box<dyn Error>> {
    let folder =
        std::env::args().nth(1).map_or_else(|| std::env::temp_dir().join("gallery"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    let kinds: [(&str, fn() -> Drawn); 17] = [
        ("line_plot", line_plot),
        ("line_plot_log", line_plot_log),
        ("scatter_plot", scatter_plot),
        ("scatter_plot_many", scatter_plot_many),
        ("histogram", histogram),
        ("raster", raster),
        ("psth", psth),
        ("polar_tuning", polar_tuning),
        ("polar_tuning_one", polar_tuning_one),
        ("tuning_grid", tuning_grid),
        ("heatmap_posterior", heatmap_posterior),
        ("heatmap_diverging", heatmap_diverging),
        ("psychometric_plot", psychometric_plot),
        ("bar_plot", bar_plot),
        ("bar_plot_scree", bar_plot_scree),
        ("coefficient_plot", coefficient_plot),
        ("trajectory_plot", trajectory_plot),
    ];
    for (name, draw) in kinds {
        write(&folder, name, &draw()?)?;
    }
    Ok(())
}

fn write(folder: &Path, name: &str, picture: &Picture) -> Result<(), Box<dyn Error>> {
    std::fs::write(folder.join(name).with_extension("svg"), &picture.svg)?;
    std::fs::write(folder.join(name).with_extension("png"), &picture.png)?;
    // what `FIGURE_CSS` does on mdBook's navy page
    let dark = picture.svg.replace("color=\"#1f2933\"", "color=\"#bcbdd0\"");
    let dark = dark.replace("class=\"paper\" fill=\"#ffffff\"", "fill=\"#161923\"");
    let tree = usvg::Tree::from_str(&dark, &usvg::Options::default())?;
    let size = tree.size().to_int_size();
    let mut pixels =
        tiny_skia::Pixmap::new(2 * size.width(), 2 * size.height()).ok_or("no pixels")?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(2.0, 2.0), &mut pixels.as_mut());
    pixels.save_png(folder.join(format!("{name}-dark.png")))?;
    Ok(())
}

fn steps(n: u32, low: f64, high: f64) -> Vec<f64> {
    (0..n).map(|step| low + (high - low) * f64::from(step) / f64::from(n - 1)).collect()
}

fn bump(x: f64, centre: f64, width: f64) -> f64 {
    libm::exp(-0.5 * (x - centre) * (x - centre) / (width * width))
}

/// A bump on the circle of degrees.
fn round_bump(x: f64, centre: f64, sharpness: f64) -> f64 {
    libm::exp(sharpness * (libm::cos((x - centre).to_radians()) - 1.0))
}

/// A number between 0 and 1 that looks random.
fn noise(index: usize) -> f64 {
    let mut mixed = (index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// About normal: the sum of twelve.
fn normal(index: usize) -> f64 {
    (0..12).map(|part| noise(12 * index + part)).sum::<f64>() - 6.0
}

fn line_plot() -> Drawn {
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

fn line_plot_log() -> Drawn {
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

fn scatter_plot() -> Drawn {
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

fn scatter_plot_many() -> Drawn {
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

fn histogram() -> Drawn {
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

fn raster() -> Drawn {
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

fn psth() -> Drawn {
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

fn polar_tuning() -> Drawn {
    polar_of((0..9).map(polar_panel).collect())
}

fn polar_tuning_one() -> Drawn {
    polar_of(vec![polar_panel(3)])
}

fn tuning_grid() -> Drawn {
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

fn heatmap_posterior() -> Drawn {
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

fn heatmap_diverging() -> Drawn {
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

fn psychometric_plot() -> Drawn {
    let x = vec![0.0, 3.2, 6.4, 12.8, 25.6, 51.2];
    let proportion = vec![0.500, 0.642, 0.777, 0.941, 0.995, 1.000];
    let n_trials = vec![1015.0, 1029.0, 1028.0, 1031.0, 1024.0, 1022.0];
    let curve_x = steps(200, 0.0, 52.0);
    let curve_y = curve_x.iter().map(|c| 1.0 - 0.5 * libm::exp(-libm::pow(c / 7.6, 1.25)));
    PsychometricPlot {
        x_axis: Axis::new("motion coherence", "%"),
        y_axis: Axis::unitless("proportion correct"),
        groups: vec![PsychometricGroup {
            label: "both monkeys, Weibull fit".into(),
            interval: Some(Band {
                low: proportion.iter().map(|p: &f64| (p - 0.035).max(0.0)).collect(),
                high: proportion.iter().map(|p: &f64| (p + 0.03).min(1.0)).collect(),
            }),
            x,
            proportion,
            n_trials,
            curve_y: curve_y.collect(),
            curve_x,
            hue: None,
        }],
        references: vec![ReferenceLine::horizontal("chance", 0.5)],
        finding: "82 % correct at 7.6 % coherence".into(),
    }
    .draw()
}

fn bar_plot() -> Drawn {
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

fn bar_plot_scree() -> Drawn {
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

fn coefficient_plot() -> Drawn {
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
        }
    });
    CoefficientPlot {
        value_axis: Axis::unitless("coefficient (log rate)"),
        terms: terms.collect(),
        label: "estimate, 95 % interval".into(),
        finding: "all six intervals hold the true coefficient".into(),
    }
    .draw()
}

fn trajectory_plot() -> Drawn {
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
