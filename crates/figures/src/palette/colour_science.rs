//! What the tests measure colours with: WCAG's contrast, `OKLab`, and simulated colour blindness.

use super::Colour;

/// A kind of colour vision, with the matrix that simulates it in linear RGB at full severity
/// (Machado, Oliveira, Fernandes 2009, table of the paper's supplement).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Vision {
    Normal,
    Protanopia,
    Deuteranopia,
    Tritanopia,
}

impl Vision {
    pub(crate) const ALL: [Self; 4] =
        [Self::Normal, Self::Protanopia, Self::Deuteranopia, Self::Tritanopia];

    fn matrix(self) -> [[f64; 3]; 3] {
        match self {
            Self::Normal => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            Self::Protanopia => [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
            Self::Deuteranopia => [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
            Self::Tritanopia => [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        }
    }
}

fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
}

fn linear_rgb(colour: Colour) -> [f64; 3] {
    [linear(colour.red), linear(colour.green), linear(colour.blue)]
}

fn apply(matrix: [[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2])
}

/// Relative luminance, 0 to 1 (WCAG 2.2).
pub(crate) fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = linear_rgb(colour);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Contrast ratio, 1 to 21 (WCAG 2.2).
pub(crate) fn contrast(first: Colour, second: Colour) -> f64 {
    let (first, second) = (luminance(first), luminance(second));
    (first.max(second) + 0.05) / (first.min(second) + 0.05)
}

/// `OKLab` (B. Ottosson, 2020).
fn oklab(colour: Colour, vision: Vision) -> [f64; 3] {
    let seen = apply(vision.matrix(), linear_rgb(colour)).map(|channel| channel.clamp(0.0, 1.0));
    let cones = apply(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ],
        seen,
    );
    apply(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ],
        cones.map(libm::cbrt),
    )
}

/// `OKLab` lightness, 0 to 1.
pub(crate) fn lightness(colour: Colour) -> f64 {
    oklab(colour, Vision::Normal)[0]
}

/// Distance in `OKLab` as this vision sees it; 0.02 is about the least that is noticed.
pub(crate) fn difference(first: Colour, second: Colour, vision: Vision) -> f64 {
    let (first, second) = (oklab(first, vision), oklab(second, vision));
    (0..3)
        .map(|axis| (first[axis] - second[axis]) * (first[axis] - second[axis]))
        .sum::<f64>()
        .sqrt()
}
