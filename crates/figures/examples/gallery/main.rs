//! Draws every kind of figure from made-up numbers into a folder, for looking, on white paper and
//! as a dark page shows it: `cargo run -p spikebook-figures --example gallery -- FOLDER`

#![expect(clippy::disallowed_methods, reason = "an example writes its pictures into a folder")]

use std::error::Error;
use std::path::{Path, PathBuf};

use resvg::{tiny_skia, usvg};
use spikebook_figures::Picture;

mod areas;
mod lines;
mod planes;
mod points;
mod tuning;

type Drawn = Result<Picture, spikebook_figures::Error>;

/// A function that draws.
type Kind = fn() -> Drawn;

fn main() -> Result<(), Box<dyn Error>> {
    let folder =
        std::env::args().nth(1).map_or_else(|| std::env::temp_dir().join("gallery"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    let kinds: [(&str, Kind); 19] = [
        ("line_plot", lines::line_plot),
        ("line_plot_log", lines::line_plot_log),
        ("scatter_plot", points::scatter_plot),
        ("scatter_plot_many", points::scatter_plot_many),
        ("histogram", areas::histogram),
        ("raster", points::raster),
        ("psth", lines::psth),
        ("polar_tuning", tuning::polar_tuning),
        ("polar_tuning_one", tuning::polar_tuning_one),
        ("tuning_grid", tuning::tuning_grid),
        ("heatmap_posterior", areas::heatmap_posterior),
        ("heatmap_diverging", areas::heatmap_diverging),
        ("psychometric_plot", points::psychometric_plot),
        ("bar_plot", areas::bar_plot),
        ("bar_plot_scree", areas::bar_plot_scree),
        ("coefficient_plot", points::coefficient_plot),
        ("trajectory_plot", lines::trajectory_plot),
        ("trace_plot", planes::trace_plot),
        ("phase_plane", planes::phase_plane),
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
