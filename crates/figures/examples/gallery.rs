//! Draws every kind of figure from made-up numbers into a folder, for looking:
//! `cargo run -p spikebook-figures --example gallery -- FOLDER`

use std::error::Error;
use std::path::{Path, PathBuf};

use spikebook_figures::{
    Axis, Band, LinePlot, LineSeries, Picture, ReferenceLine, Shown,
};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).map_or_else(|| std::env::temp_dir().join("gallery"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    for (name, picture) in pictures()? {
        write(&folder, name, &picture)?;
    }
    Ok(())
}

fn write(folder: &Path, name: &str, picture: &Picture) -> std::io::Result<()> {
    std::fs::write(folder.join(name).with_extension("svg"), &picture.svg)?;
    std::fs::write(folder.join(name).with_extension("png"), &picture.png)
}

fn steps(n: u32, low: f64, high: f64) -> Vec<f64> {
    (0..n).map(|step| low + (high - low) * f64::from(step) / f64::from(n - 1)).collect()
}

fn bump(x: f64, centre: f64, width: f64) -> f64 {
    libm::exp(-0.5 * (x - centre) * (x - centre) / (width * width))
}

/// A number between 0 and 1 that looks random.
fn noise(index: usize) -> f64 {
    let mixed = (index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 11) as f64 / (1_u64 << 53) as f64
}

fn pictures() -> Result<Vec<(&'static str, Picture)>, spikebook_figures::Error> {
    Ok(vec![("line_plot", line_plot()?), ("line_plot_log", line_plot_log()?)])
}

fn line_plot() -> Result<Picture, spikebook_figures::Error> {
    let x = steps(72, 2.5, 357.5);
    let series = ["unit 3", "unit 7", "unit 12"].into_iter().zip([90.0, 170.0, 250.0]).map(|(label, centre)| {
        let y: Vec<f64> = x.iter().map(|&x| 2.0 + 24.0 * bump(x, centre, 32.0)).collect();
        let band = Band {
            low: y.iter().map(|y| y * 0.88 - 0.4).collect(),
            high: y.iter().map(|y| y * 1.12 + 0.4).collect(),
        };
        LineSeries { label: label.to_owned(), x: x.clone(), y, band: Some(band), ..Default::default() }
    });
    LinePlot {
        x_axis: Axis::new("head direction", "deg").between(0.0, 360.0),
        y_axis: Axis::new("firing rate", "spikes/s"),
        series: series.collect(),
        references: vec![ReferenceLine::horizontal("shuffle null, 95 %", 6.1)],
        finding: "the peaks are 26 spikes/s at 90°, 170° and 250°".to_owned(),
    }
    .draw()
}

fn line_plot_log() -> Result<Picture, spikebook_figures::Error> {
    let x: Vec<f64> = (0..40).map(|k| 0.5 * libm::exp2(f64::from(k) * 0.2)).collect();
    let y: Vec<f64> = x.iter().map(|x| 3.0 / (1.0 + x * x / 25.0)).collect();
    LinePlot {
        x_axis: Axis::new("frequency", "Hz").log(),
        y_axis: Axis::new("power", "uV²/Hz").log(),
        series: vec![LineSeries { label: "before".into(), x, y, shown: Shown::LineAndPoints, ..Default::default() }],
        finding: "power falls from 3 µV²/Hz by a factor of 600".to_owned(),
        ..Default::default()
    }
    .draw()
}
