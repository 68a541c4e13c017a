//! Heat maps: a matrix in colours, such as a posterior over time or the rate maps of all units.

use crate::canvas::{Area, Canvas, Paint};
use crate::checks::Check;
use crate::colour_bar::ColourBar;
use crate::colour_map::ColourMap;
use crate::legend::{self, Entry};
use crate::panel::{AxisPlan, GridLines, Look, Panel};
use crate::scale::{Room, domain, widened};
use crate::series::{LineSeries, MOST_SERIES};
use crate::ticks::Tick;
use crate::{Axis, Error, Picture, theme};

const FIGURE: &str = "heat map";

/// Most cells along an axis; more are drawn as the mean of neighbours.
const MOST_CELLS: usize = 360;

/// A matrix in colours between two axes.
///
/// It answers where in a plane values are high, such as where a decoder puts its probability. It
/// misleads where one large value takes the whole range of colours (set limits of the value axis)
/// and where exact values matter: colours are read far less exactly than places.
///
/// ```
/// use spikebook_figures::{Axis, Heatmap, edges_about};
///
/// let picture = Heatmap {
///     x_axis: Axis::new("time", "s"),
///     y_axis: Axis::new("position", "cm"),
///     value_axis: Axis::unitless("posterior probability"),
///     x_edges: edges_about(&[0.1, 0.2, 0.3]),
///     y_edges: edges_about(&[10.0, 30.0]),
///     values: vec![0.9, 0.6, 0.2, 0.1, 0.4, 0.8],
///     finding: "the decoded position moves from 10 to 30 cm".to_owned(),
///     ..Default::default()
/// }
/// .draw()?;
/// assert!(picture.svg.contains("crispEdges"));
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heatmap {
    /// Abscissa.
    pub x_axis: Axis,
    /// Ordinate.
    pub y_axis: Axis,
    /// What the colours stand for.
    pub value_axis: Axis,
    /// Edges of the columns, rising, one more than columns.
    pub x_edges: Vec<f64>,
    /// Edges of the rows, rising, one more than rows.
    pub y_edges: Vec<f64>,
    /// The values row by row, the first row at `y_edges[0]`; missing ones stay grey.
    pub values: Vec<f64>,
    /// Names of the columns in place of numbers; empty for numbers.
    pub x_names: Vec<String>,
    /// Names of the rows in place of numbers; empty for numbers.
    pub y_names: Vec<String>,
    /// Puts the first row on top.
    pub first_row_on_top: bool,
    /// Which colours stand for which values.
    pub colour_map: ColourMap,
    /// Lines over the matrix, such as the true path.
    pub lines: Vec<LineSeries>,
    /// What the picture shows, with numbers.
    pub finding: String,
}

/// Edges halfway between rising centres; the outer bins are as wide as their inner halves.
///
/// ```
/// assert_eq!(spikebook_figures::edges_about(&[1.0, 2.0, 4.0]), [0.5, 1.5, 3.0, 5.0]);
/// assert_eq!(spikebook_figures::edges_about(&[3.0]), [2.5, 3.5]);
/// ```
pub fn edges_about(centres: &[f64]) -> Vec<f64> {
    let n = centres.len();
    match centres {
        [] => Vec::new(),
        [only] => vec![only - 0.5, only + 0.5],
        _ => {
            let between = centres.windows(2).map(|pair| f64::midpoint(pair[0], pair[1]));
            let first = centres[0] - (centres[1] - centres[0]) / 2.0;
            let last = centres[n - 1] + (centres[n - 1] - centres[n - 2]) / 2.0;
            std::iter::once(first).chain(between).chain([last]).collect()
        }
    }
}

impl Heatmap {
    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// [`Error::NotAscending`] (edges), [`Error::Unequal`] (values, names), and those of
    /// [`LinePlot::draw`](crate::LinePlot::draw).
    pub fn draw(&self) -> Result<Picture, Error> {
        self.check(Check(FIGURE))?;
        let mut canvas = Canvas::new(FIGURE, theme::WIDTH_PX, theme::HEIGHT_PX)?;
        let x_domain =
            domain(FIGURE, &self.x_axis, "x axis", self.x_edges.iter().copied(), Room::Tight)?;
        let y_domain =
            domain(FIGURE, &self.y_axis, "y axis", self.y_edges.iter().copied(), Room::Tight)?;
        let value_domain = self.value_domain()?;
        let entries: Vec<Entry> =
            self.lines.iter().enumerate().map(|(index, line)| line.legend_entry(index)).collect();
        let sheet = canvas.area();
        let bar = ColourBar::new(&self.value_axis, value_domain, self.colour_map, sheet.height());
        let outer = Area { right: sheet.right - bar.width(), ..sheet };
        let x_named = named(&self.x_names, &self.x_edges);
        let x_plan = AxisPlan { named: x_named, ..AxisPlan::new(&self.x_axis, x_domain) };
        let y_named = named(&self.y_names, &self.y_edges);
        let mut y_plan = AxisPlan { named: y_named, ..AxisPlan::new(&self.y_axis, y_domain) };
        y_plan.is_reversed = self.first_row_on_top;
        let look = Look { grid: GridLines::None, ..Look::ALONE };
        let panel = legend::panel_under(&mut canvas, &entries, outer, (&x_plan, &y_plan), look);
        canvas.rectangle(panel.area, Paint::GRID);
        canvas.cells(self.cells(&panel, &bar), self.colour_map);
        for (index, line) in self.lines.iter().enumerate() {
            line.draw_over_colours(&mut canvas, &panel, index);
        }
        panel.draw_axes(&mut canvas);
        bar.draw(&mut canvas, panel.area);
        let (x, y, value) = (self.x_axis.title(), self.y_axis.title(), self.value_axis.title());
        canvas.finish(&format!("Heat map of {value} over {x} and {y}"), &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.x_axis, "x axis")?;
        check.labelled(&self.y_axis, "y axis")?;
        check.labelled(&self.value_axis, "colour bar")?;
        check.finding(&self.finding)?;
        check.edges("edges of the columns", &self.x_edges)?;
        check.edges("edges of the rows", &self.y_edges)?;
        let (n_columns, n_rows) = (self.x_edges.len() - 1, self.y_edges.len() - 1);
        check.same_length("values", self.values.len(), n_columns.saturating_mul(n_rows))?;
        check.finite("list of values", &self.values)?;
        check.placeable("values", &self.values)?;
        for (names, n, what) in [
            (&self.x_names, n_columns, "names of the columns"),
            (&self.y_names, n_rows, "names of the rows"),
        ] {
            if !names.is_empty() {
                check.same_length(what, names.len(), n)?;
            }
        }
        check.at_most("lines", self.lines.len(), MOST_SERIES)?;
        self.lines.iter().enumerate().try_for_each(|(index, line)| line.check(check, index))
    }

    fn value_domain(&self) -> Result<(f64, f64), Error> {
        let values = self.values.iter().copied();
        let (low, high) = domain(FIGURE, &self.value_axis, "colour bar", values, Room::Tight)?;
        // a range that begins close above zero begins at zero
        let is_near_zero = self.value_axis.limits.is_none()
            && !self.value_axis.is_log
            && (0.0..0.1 * high).contains(&low);
        let low = if is_near_zero { 0.0 } else { low };
        Ok(widened(self.colour_map.range(low, high)))
    }

    /// Cells of the panel with the step of their colour, neighbours of one colour in one piece.
    fn cells(&self, panel: &Panel, bar: &ColourBar) -> Vec<(usize, Area)> {
        let (columns, rows) = (blocks(self.x_edges.len() - 1), blocks(self.y_edges.len() - 1));
        let mut cells = Vec::new();
        for &(first_row, last_row) in &rows {
            let edges = (self.y_edges[first_row], self.y_edges[last_row]);
            let (Some(one), Some(other)) = (panel.y.inside(edges.0), panel.y.inside(edges.1))
            else {
                continue;
            };
            let (top, bottom) = (one.min(other), one.max(other));
            let mut run: Option<(usize, Area)> = None;
            for &(first_column, last_column) in &columns {
                let edges = (self.x_edges[first_column], self.x_edges[last_column]);
                let (Some(left), Some(right)) = (panel.x.inside(edges.0), panel.x.inside(edges.1))
                else {
                    continue;
                };
                let value = self.mean((first_row, last_row), (first_column, last_column));
                let step = value.and_then(|value| bar.step(value));
                match (&mut run, step) {
                    (Some((known, area)), Some(step)) if *known == step => area.right = right,
                    (_, step) => {
                        cells.extend(run.take());
                        run = step.map(|step| (step, Area { left, top, right, bottom }));
                    }
                }
            }
            cells.extend(run);
        }
        cells.retain(|(_, area)| area.width() > 0.0 && area.height() > 0.0);
        cells
    }

    /// Mean of the values that are there in a block of cells.
    fn mean(&self, rows: (usize, usize), columns: (usize, usize)) -> Option<f64> {
        let n_columns = self.x_edges.len() - 1;
        let block = || {
            (rows.0..rows.1)
                .flat_map(|row| {
                    &self.values[row * n_columns + columns.0..row * n_columns + columns.1]
                })
                .filter(|value| value.is_finite())
        };
        let n = block().count();
        // each value is divided first, so that the sum of large values stays finite
        (n > 0).then(|| block().map(|value| value / n as f64).sum())
    }
}

/// Consecutive cells that are drawn as one.
fn blocks(n: usize) -> Vec<(usize, usize)> {
    let n_blocks = n.min(MOST_CELLS);
    (0..n_blocks).map(|block| (block * n / n_blocks, (block + 1) * n / n_blocks)).collect()
}

/// A tick with a name in the middle of each bin.
fn named(names: &[String], edges: &[f64]) -> Option<Vec<Tick>> {
    let tick = |(name, pair): (&String, &[f64])| Tick {
        value: f64::midpoint(pair[0], pair[1]),
        label: name.clone(),
    };
    (!names.is_empty()).then(|| names.iter().zip(edges.windows(2)).map(tick).collect())
}
