//! What do images look like that are rows of numbers?
//!
//! The vectors of a column as images, row by row from the top: pictures, components of pictures, receptive fields. All share one range of
//! colours, so that weak images look weak beside strong ones. The first rows are drawn, as many as `n_images` says; a title is what the
//! column `title` has.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{ColourMap, ImageGrid, ImagePanel};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{ColumnType, TableSchema, Unit};

use crate::drawing::{
    axis, figure, nothing_to_draw, number, quantity_in_words, these_many, unit_of,
};
use crate::matrices::matrix_of;

/// `plot-images`.
pub struct PlotImages;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column, one entry a pixel
    column: String,
    /// Pixels in a row of an image; left out, images are square
    #[schemars(range(min = 1, max = 1000))]
    width: Option<usize>,
    /// How many images of a table are drawn, the first ones
    #[schemars(range(min = 1, max = 64))]
    n_images: usize,
    /// How many stand side by side; of several tables each fills one row
    #[schemars(range(min = 1, max = 16))]
    n_columns: usize,
    /// A column of words or whole numbers that the images are headed by; left out, none
    title: Option<String>,
    /// What the tables are called, such as before and after; left empty, nothing or numbers
    names: Vec<String>,
    /// Whether pixels have a sign, so that 0 is the middle of the colours
    is_signed: bool,
    /// What a pixel is; left out, the name of the column
    label: Option<String>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "pixels".into(),
            width: None,
            n_images: 12,
            n_columns: 6,
            title: None,
            names: Vec::new(),
            is_signed: false,
            label: None,
        }
    }
}

impl Stage for PlotImages {
    const NAME: &'static str = "plot-images";
    const SUMMARY: &'static str = "Draw the rows of a table as images";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("images", TableSchema::at_least("images", []))
                .many()
                .described("one row an image, with the column that `column` names; several tables, such as before and after, row by row"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the images")]
    }

    fn example() -> Example {
        let flat = [[0.0, 1.0, 1.0, 0.0], [1.0, 1.0, 0.2, 0.0], [0.5, 0.0, 0.5, 0.0]].concat();
        let images = Table::build("images")
            .integer("class", Unit::ONE, vec![0, 1, 2])
            .vector("pixels", Unit::ONE, flat, 4)
            .finish();
        Example::default().input("images", images.expect("three images")).param("title", "class")
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let tables = task.tables("images")?;
        let names = params.row_names(tables.len())?;
        let n_shown =
            if tables.len() > 1 { params.n_images.min(params.n_columns) } else { params.n_images };
        let (mut panels, mut drawn, mut titles) = (Vec::new(), Vec::new(), Vec::new());
        let (mut size, mut n_columns) = (None, 1);
        for (k, table) in tables.iter().enumerate() {
            let images = table.slice(0, table.n_rows().min(n_shown));
            let pixels = matrix_of(&images, &params.column)?;
            if pixels.is_empty() {
                return Err(nothing_to_draw("images", &params.column));
            }
            let (width, height) = params.size(pixels.ncols())?;
            let (first, n_first) = *size.get_or_insert(((width, height), pixels.nrows()));
            if first != (width, height) || n_first != pixels.nrows() {
                return Err(Failure::new(
                    format!(
                        "input `images`, table {}: got {} of {width} by {height} pixels, wanted {n_first} of {} by {}",
                        k + 1,
                        these_many(pixels.nrows(), "image"),
                        first.0,
                        first.1
                    ),
                    "rows of images stand above one another: wire as many of the same size",
                ));
            }
            n_columns = if tables.len() > 1 { n_first } else { params.n_columns.min(n_first) };
            let heads = if k == 0 { params.titles(&images)? } else { vec![String::new(); n_first] };
            for (row, title) in pixels.rows().into_iter().zip(&heads) {
                panels.push(ImagePanel {
                    title: title.clone(),
                    n_columns: width,
                    values: row.to_vec(),
                });
                drawn.extend(row.iter().copied());
                titles.push(match names.get(k) {
                    Some(name) => format!("{name} {title}").trim().to_owned(),
                    None => title.clone(),
                });
            }
        }
        let Some(((width, height), n_first)) = size else {
            return Err(nothing_to_draw("images", &params.column));
        };
        let low = drawn.iter().copied().fold(f64::INFINITY, f64::min);
        let high = drawn.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let label = params.label.clone().unwrap_or_else(|| quantity_in_words(&params.column).0);
        let heads: Vec<&str> = titles[..n_first]
            .iter()
            .map(String::as_str)
            .filter(|title| !title.is_empty())
            .collect();
        let heads = if names.is_empty() { heads.join(", ") } else { names.join(", ") };
        let heads = if heads.is_empty() { heads } else { format!(" ({heads})") };
        let finding = format!(
            "{width} by {height} pixels each{heads}, {label} from {} to {}",
            number(low),
            number(high)
        );
        let unit = unit_of(&tables[0], &params.column);
        let picture = ImageGrid {
            value_axis: axis(&label, unit),
            panels,
            n_columns,
            row_names: names,
            colour_map: if params.is_signed { ColourMap::Diverging } else { ColourMap::Sequential },
            finding,
            ..Default::default()
        }
        .draw()?;
        let data = Table::build("drawn")
            .text("title", &titles)
            .vector(&params.column, unit, drawn, width * height)
            .finish()?;
        task.put_figure("figure", figure(picture, data));
        Ok(())
    }
}

impl Params {
    /// Pixels in a row of an image, and rows of it.
    fn size(&self, n_pixels: usize) -> Result<(usize, usize), Failure> {
        let width = self.width.unwrap_or_else(|| n_pixels.isqrt());
        let height = n_pixels / width;
        if width * height == n_pixels && (self.width.is_some() || width == height) {
            return Ok((width, height));
        }
        Err(Failure::new(
            format!(
                "input `images`: column `{}` has {n_pixels} pixels an image, wanted whole rows of {width}",
                self.column
            ),
            "say how many pixels a row has with `width`",
        ))
    }

    /// What the rows of images are called; nothing where there is one table without a name.
    fn row_names(&self, n_tables: usize) -> Result<Vec<String>, Failure> {
        if self.names.is_empty() {
            return Ok(if n_tables == 1 {
                Vec::new()
            } else {
                (1..=n_tables).map(|k| k.to_string()).collect()
            });
        }
        if self.names.len() == n_tables {
            return Ok(self.names.clone());
        }
        Err(Failure::new(
            format!(
                "parameter `names`: got {} names, wanted {n_tables}, one a table",
                self.names.len()
            ),
            "name the tables in the order in which they are wired",
        ))
    }

    fn titles(&self, images: &Table) -> Result<Vec<String>, Failure> {
        let Some(column) = &self.title else { return Ok(vec![String::new(); images.n_rows()]) };
        let kind = images.schema().column(column).map(|column| column.column_type);
        Ok(match kind {
            Some(ColumnType::Text) => {
                images.texts(column)?.into_iter().map(|word| word.unwrap_or("").into()).collect()
            }
            _ => images.numbers(column)?.into_iter().map(number).collect(),
        })
    }
}
