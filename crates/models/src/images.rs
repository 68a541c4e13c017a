//! What could be shown to a visual neuron, or sorted by a network, without a download?
//!
//! Square images, row by row from the top:
//!
//! - white noise: every pixel standard normal and independent,
//! - a [`Gabor`] patch: cos(2π x′/λ + φ) e^(−(x² + y²)/2σ²), x′ across the stripes,
//! - natural-like noise: random phases and amplitudes that fall as 1/f, so power as 1/f², the mean law of photographs,
//! - [`digits`]: the numerals 0 to 9 drawn by strokes, each a little turned, sheared, moved and of its own thickness.
//!
//! Natural-like noise has the spectrum of photographs and none of their edges, which are in the phases. Drawn digits are easier to tell
//! apart than handwritten ones. Field (1987), doi:10.1364/JOSAA.4.002379.
//!
//! ```
//! use spikebook_models::images::{natural_like, white_noise};
//! use spikebook_numeric::Seed;
//!
//! let stream = &mut Seed::from_number(1).replicate("images", 0);
//! assert_eq!(white_noise(8, stream).len(), 64);
//! let picture = natural_like(16, stream)?;
//! assert!((picture.iter().sum::<f64>() / 256.0).abs() < 1e-9);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

pub mod digits;

use std::f64::consts::TAU;

use spikebook_numeric::Stream;
use spikebook_numeric::elementary::{cos, exp, sin};

use crate::Error;
use crate::error::within;

/// Independent standard normal pixels.
pub fn white_noise(side: usize, stream: &mut Stream) -> Vec<f64> {
    (0..side * side).map(|_| stream.standard_normal()).collect()
}

/// A patch of stripes under a Gaussian window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gabor {
    /// From one stripe to the next, pixels
    pub wavelength_px: f64,
    /// Which way the stripes run, degrees: 0 level, 90 upright
    pub orientation_deg: f64,
    /// Where in its cycle the middle is, degrees
    pub phase_deg: f64,
    /// Standard deviation of the window, pixels
    pub spread_px: f64,
}

impl Gabor {
    /// The patch in the middle of an image.
    ///
    /// # Errors
    /// [`Error::Parameter`]: a wavelength below 2 pixels or a window without width, an angle beyond ±10⁶.
    pub fn draw(&self, side: usize) -> Result<Vec<f64>, Error> {
        within("wavelength_px", self.wavelength_px, 2.0..=1e6, "a number between 2 and 10⁶")?;
        within("spread_px", self.spread_px, 1e-3..=1e6, "a number between 0.001 and 10⁶")?;
        for (name, angle) in
            [("orientation_deg", self.orientation_deg), ("phase_deg", self.phase_deg)]
        {
            within(name, angle, -1e6..=1e6, "a number between −10⁶ and 10⁶")?;
        }
        let angle = self.orientation_deg.to_radians();
        let (along, across) = (sin(angle), cos(angle));
        let middle = (side as f64 - 1.0) / 2.0;
        let pixel = |k: usize| {
            let (x, y) = ((k % side) as f64 - middle, middle - (k / side) as f64);
            let phase = TAU * (x * along - y * across) / self.wavelength_px;
            let window = exp(-(x * x + y * y) / (2.0 * self.spread_px * self.spread_px));
            cos(phase + self.phase_deg.to_radians()) * window
        };
        Ok((0..side * side).map(pixel).collect())
    }
}

/// Noise whose amplitudes fall as 1/f from one cycle an image to half a cycle a pixel, with random phases, of mean 0
/// and expected variance 1; it continues at its edges.
///
/// # Errors
/// [`Error::TooFew`] below 4 pixels a side; [`Error::Parameter`] above 128.
pub fn natural_like(side: usize, stream: &mut Stream) -> Result<Vec<f64>, Error> {
    if side < 4 {
        return Err(Error::TooFew { what: "pixels a side", got: side, wanted: 4 });
    }
    within("side", side as f64, ..=128.0, "at most 128 pixels")?;
    let table: Vec<(f64, f64)> = (0..side)
        .map(|k| TAU * k as f64 / side as f64)
        .map(|angle| (cos(angle), sin(angle)))
        .collect();
    let highest = side / 2 - 1;
    let (mut image, mut power) = (vec![0.0; side * side], 0.0);
    // Half of the plane of frequencies: the other half is the same waves.
    for u in 0..=highest {
        let from = if u == 0 { side + 1 } else { side - highest };
        for v in from..=side + highest {
            let down = v as f64 - side as f64;
            let amplitude = 1.0 / ((u * u) as f64 + down * down).sqrt();
            power += amplitude * amplitude / 2.0;
            let phase = TAU * stream.uniform();
            let (level, turned) = (amplitude * cos(phase), amplitude * sin(phase));
            for (k, pixel) in image.iter_mut().enumerate() {
                let (x, y) = (k % side, k / side);
                let (c, s) = table[(u * x + v * y) % side];
                *pixel += level * c - turned * s;
            }
        }
    }
    let scale = 1.0 / power.sqrt();
    image.iter_mut().for_each(|pixel| *pixel *= scale);
    Ok(image)
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::Seed;

    use super::*;

    /// The power of an image at a frequency, by the definition.
    fn power(image: &[f64], side: usize, u: f64, v: f64) -> f64 {
        let (mut re, mut im) = (0.0, 0.0);
        for (k, pixel) in image.iter().enumerate() {
            let angle = TAU * (u * (k % side) as f64 + v * (k / side) as f64) / side as f64;
            re += pixel * cos(angle);
            im += pixel * sin(angle);
        }
        re * re + im * im
    }

    #[test]
    fn natural_like_power_falls_with_the_square_of_frequency() {
        let side = 16;
        let image =
            natural_like(side, &mut Seed::from_number(2).replicate("test", 0)).expect("one");
        let one = power(&image, side, 1.0, 0.0);
        for (u, v) in [(2.0, 0.0), (0.0, 4.0), (3.0, 4.0), (3.0, -4.0), (7.0, 7.0)] {
            let ratio = power(&image, side, u, v) / one;
            assert!((ratio * (u * u + v * v) - 1.0).abs() < 1e-9, "{u} {v} {ratio}");
        }
        let square = image.iter().map(|pixel| pixel * pixel).sum::<f64>() / 256.0;
        assert!((square - 1.0).abs() < 1e-9, "{square}");
        assert!(natural_like(3, &mut Seed::from_number(2).replicate("test", 0)).is_err());
    }

    #[test]
    fn a_gabor_patch_has_its_stripes_where_it_says() {
        let patch =
            Gabor { wavelength_px: 4.0, orientation_deg: 90.0, phase_deg: 0.0, spread_px: 6.0 };
        let image = patch.draw(17).expect("a patch");
        // Upright stripes: the middle row swings, the middle column only fades.
        assert!((image[8 * 17 + 8] - 1.0).abs() < 1e-12);
        assert!(image[8 * 17 + 10] < -0.9 && image[10 * 17 + 8] > 0.9);
        let (across, along) = (power(&image, 17, 4.25, 0.0), power(&image, 17, 0.0, 4.25));
        assert!(across > 1e3 * along, "{across} {along}");
        let bad = Gabor { wavelength_px: 0.0, ..patch };
        insta::assert_snapshot!(bad.draw(8).expect_err("refused"), @"wavelength_px: got 0, wanted a number between 2 and 10⁶");
    }

    #[test]
    fn white_noise_has_no_favourite_frequency() {
        let image = white_noise(64, &mut Seed::from_number(5).replicate("test", 0));
        let square = image.iter().map(|pixel| pixel * pixel).sum::<f64>() / 4096.0;
        // Four standard errors: 4 √(2/4096).
        assert!((square - 1.0).abs() < 0.09, "{square}");
    }
}
