//! Complex numbers in plain arithmetic: the same bits on every processor.

use faer::c64 as Complex64;
use spikebook_numeric::elementary::{atan2, cos, hypotenuse, sin};

/// e^(i angle)
pub(super) fn unit(angle: f64) -> Complex64 {
    Complex64::new(cos(angle), sin(angle))
}

/// |z|
pub(super) fn size(z: Complex64) -> f64 {
    hypotenuse(z.re, z.im)
}

/// The angle of z, radians in (−π, π]
pub(super) fn angle(z: Complex64) -> f64 {
    atan2(z.im, z.re)
}

/// |z|²
pub(super) fn power(z: Complex64) -> f64 {
    z.re * z.re + z.im * z.im
}

/// The root of z whose real part is not negative.
pub(super) fn square_root(z: Complex64) -> Complex64 {
    let length = size(z);
    let re = (0.5 * (length + z.re)).max(0.0).sqrt();
    let im = (0.5 * (length - z.re)).max(0.0).sqrt();
    Complex64::new(re, if z.im < 0.0 { -im } else { im })
}
