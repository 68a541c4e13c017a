//! What could be shown to a visual neuron, or sorted by a network, without a download?
//!
//! White noise, Gabor patches, noise with the spectrum of photographs, or numerals drawn by strokes, no two alike
//! ([`spikebook_models::images`]). Noise has no classes; a patch's class is its orientation among eight, a numeral's the numeral.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::Error;
use spikebook_models::images::digits::{Hand, draw_digit};
use spikebook_models::images::{Gabor, natural_like, white_noise};
use spikebook_numeric::Stream;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

/// `draw-images`.
pub struct DrawImages;

/// What the images show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Content {
    /// Independent normal pixels
    WhiteNoise,
    /// Stripes under a window, at one of eight orientations and any phase
    Gabor,
    /// Random phases with amplitudes that fall as 1/f
    Natural,
    /// The numerals 0 to 9
    Digits,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the images show
    content: Content,
    /// How many images
    #[schemars(range(min = 1, max = 1_000_000))]
    n_images: usize,
    /// Pixels along each side
    #[schemars(range(min = 8, max = 128))]
    side: usize,
    /// How unsteady the hand is that draws numerals: 0 always the same, 1 as people do
    #[schemars(range(min = 0.0, max = 3.0))]
    unsteadiness: f64,
    /// From one stripe of a patch to the next
    #[schemars(range(min = 2.0, max = 1000.0), extend("x-unit" = "px"))]
    wavelength_px: f64,
    /// Standard deviation of noise that is added to every pixel
    #[schemars(range(min = 0.0, max = 100.0))]
    noise: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            content: Content::Digits,
            n_images: 1000,
            side: 16,
            unsteadiness: 1.0,
            wavelength_px: 6.0,
            noise: 0.0,
        }
    }
}

/// Orientations of patches.
const N_ORIENTATIONS: usize = 8;

impl Stage for DrawImages {
    const NAME: &'static str = "draw-images";
    const SUMMARY: &'static str = "Draw images: noise, gratings, natural-like textures or numerals";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let images = [
            Column::integer("image_id", Unit::ID).described("the image"),
            Column::integer("class", Unit::ONE)
                .described("the numeral, the number of the orientation, or 0"),
            Column::vector("pixels", Unit::ONE).described("row by row from the top"),
        ];
        vec![
            Port::table("images", TableSchema::new("images", images)).described("one row an image"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_images", 3).param("side", 8).param("noise", 0.1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let hand = Hand::new(params.unsteadiness)?;
        let n_pixels = params.side * params.side;
        let mut classes = Vec::with_capacity(params.n_images);
        let mut flat = Vec::with_capacity(params.n_images * n_pixels);
        for image in 0..params.n_images {
            let stream = &mut task.seed().replicate("images", image as u64);
            let (class, pixels) = params.image(hand, stream)?;
            classes.push(class as i64);
            flat.extend(pixels);
        }
        if params.noise > 0.0 {
            for (image, pixels) in flat.chunks_mut(n_pixels).enumerate() {
                let stream = &mut task.seed().replicate("noise", image as u64);
                pixels
                    .iter_mut()
                    .for_each(|pixel| *pixel += params.noise * stream.standard_normal());
            }
        }
        let images = Table::build("images")
            .integer("image_id", Unit::ID, (1..=params.n_images as i64).collect())
            .integer("class", Unit::ONE, classes)
            .vector("pixels", Unit::ONE, flat, n_pixels)
            .finish()?;
        task.put_table("images", images);
        Ok(())
    }
}

impl Params {
    /// One image and its class.
    fn image(&self, hand: Hand, stream: &mut Stream) -> Result<(usize, Vec<f64>), Error> {
        Ok(match self.content {
            Content::WhiteNoise => (0, white_noise(self.side, stream)),
            Content::Natural => (0, natural_like(self.side, stream)?),
            Content::Gabor => {
                let class = stream.below(N_ORIENTATIONS);
                let patch = Gabor {
                    wavelength_px: self.wavelength_px,
                    orientation_deg: 180.0 * class as f64 / N_ORIENTATIONS as f64,
                    phase_deg: 360.0 * stream.uniform(),
                    spread_px: self.side as f64 / 5.0,
                };
                (class, patch.draw(self.side)?)
            }
            Content::Digits => {
                let class = stream.below(10);
                (class, draw_digit(class as u8, self.side, hand, stream)?)
            }
        })
    }
}
