//! The Butterworth filter: as flat as can be in its passband.
//!
//! Poles of the analogue prototype lie evenly on a half circle; they are moved to the passband, with the
//! edges warped so that the bilinear transform puts them where they were asked for, and paired to sections as
//! scipy's `butter(..., output="sos")` pairs them: the pole nearest the unit circle takes the zeros nearest
//! to it, and comes last.

use std::f64::consts::PI;

use faer::c64 as Complex64;
use spikebook_numeric::elementary::{power as raised, tan};

use super::complex::{power, size, square_root, unit};
use super::looks::check_sampling_rate;
use super::sections::Sections;
use crate::Error;

/// What a filter lets through, Hz.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Passband {
    /// Up to this frequency
    Below(f64),
    /// From this frequency on
    Above(f64),
    /// Between two frequencies
    Between(f64, f64),
    /// All but what lies between two frequencies
    Outside(f64, f64),
}

/// Zeros, poles and the factor before them.
struct Roots {
    zeros: Vec<Complex64>,
    poles: Vec<Complex64>,
    gain: f64,
}

impl Passband {
    /// Refuses edges that are none.
    pub(super) fn check(self, sampling_rate_hz: f64) -> Result<(), Error> {
        check_sampling_rate(sampling_rate_hz)?;
        let inside = |edge: f64| edge > 0.0 && edge < sampling_rate_hz / 2.0;
        let refuse = |got| Error::Parameter {
            parameter: "edge_hz",
            got,
            wanted: "above 0 and below half the sampling rate",
        };
        match self {
            Self::Below(edge) | Self::Above(edge) if inside(edge) => Ok(()),
            Self::Below(edge) | Self::Above(edge) => Err(refuse(edge)),
            Self::Between(low, high) | Self::Outside(low, high) => {
                if !inside(low) || !inside(high) {
                    return Err(refuse(if inside(low) { high } else { low }));
                }
                if low < high { Ok(()) } else { Err(Error::Interval { lower: low, upper: high }) }
            }
        }
    }
}

impl Sections {
    /// The Butterworth filter of this order (an edge): its power is halved at the edges.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an order outside 1 … 20, an edge that is not between 0 and Nyquist, or the
    /// sampling rate; [`Error::Interval`] for edges that do not rise.
    pub fn butterworth(
        order: usize,
        passband: Passband,
        sampling_rate_hz: f64,
    ) -> Result<Self, Error> {
        if !(1..=20).contains(&order) {
            return Err(Error::Parameter {
                parameter: "order",
                got: order as f64,
                wanted: "1 to 20",
            });
        }
        passband.check(sampling_rate_hz)?;
        let half_angle = |k: usize| PI * (2 * k + 1) as f64 / (2 * order) as f64;
        // Exactly conjugate pairs, and exactly −1 in the middle of an odd order.
        let pole = |k: usize| {
            let mirrored = k.min(order - 1 - k);
            let point = unit(half_angle(mirrored) + PI / 2.0);
            match (2 * k + 1).cmp(&order) {
                std::cmp::Ordering::Less => point,
                std::cmp::Ordering::Equal => Complex64::new(-1.0, 0.0),
                std::cmp::Ordering::Greater => point.conj(),
            }
        };
        let prototype = Roots { zeros: vec![], poles: (0..order).map(pole).collect(), gain: 1.0 };
        // The transform for a sampling rate of 2.
        let warped = |edge: f64| 4.0 * tan(PI * edge / sampling_rate_hz);
        let analogue = match passband {
            Passband::Below(edge) => prototype.lowered(warped(edge)),
            Passband::Above(edge) => prototype.raised(warped(edge)),
            Passband::Between(low, high) => prototype.banded(warped(low), warped(high)),
            Passband::Outside(low, high) => prototype.stopped(warped(low), warped(high)),
        };
        Ok(Self::of(analogue.bilinear().paired()))
    }
}

impl Roots {
    fn degree(&self) -> usize {
        self.poles.len() - self.zeros.len()
    }

    fn lowered(mut self, edge: f64) -> Self {
        self.gain *= raised(edge, self.degree() as f64);
        self.zeros.iter_mut().chain(&mut self.poles).for_each(|root| *root *= edge);
        self
    }

    fn raised(mut self, edge: f64) -> Self {
        let degree = self.degree();
        // For the prototype the products of −roots are 1.
        self.poles.iter_mut().for_each(|root| *root = divided(edge, *root));
        self.zeros.resize(degree, Complex64::default());
        self
    }

    fn banded(self, low: f64, high: f64) -> Self {
        let (width, centre) = (high - low, (low * high).sqrt());
        let gain = self.gain * raised(width, self.degree() as f64);
        let zeros = vec![Complex64::default(); self.degree()];
        let poles = self.poles.iter().map(|pole| pole * (width / 2.0));
        Self { zeros, poles: split(poles, centre), gain }
    }

    fn stopped(self, low: f64, high: f64) -> Self {
        let (width, centre) = (high - low, (low * high).sqrt());
        let mut zeros = vec![Complex64::new(0.0, centre); self.degree()];
        zeros.extend(vec![Complex64::new(0.0, -centre); self.degree()]);
        let poles = self.poles.iter().map(|pole| divided(width / 2.0, *pole));
        Self { zeros, poles: split(poles, centre), gain: self.gain }
    }

    /// From the analogue plane to the unit circle, for a sampling rate of 2.
    fn bilinear(self) -> Self {
        let four = Complex64::new(4.0, 0.0);
        let moved = |root: &Complex64| quotient(four + root, four - root);
        let product = |roots: &[Complex64]| {
            roots.iter().fold(Complex64::new(1.0, 0.0), |all, root| all * (four - root))
        };
        let gain = self.gain * quotient(product(&self.zeros), product(&self.poles)).re;
        let mut zeros: Vec<Complex64> = self.zeros.iter().map(moved).collect();
        zeros.resize(self.poles.len(), Complex64::new(-1.0, 0.0));
        Self { zeros, poles: self.poles.iter().map(moved).collect(), gain }
    }

    /// Sections b₀ b₁ b₂ 1 a₁ a₂, the poles nearest the unit circle last, the gain in the first.
    fn paired(mut self) -> Vec<[f64; 6]> {
        if self.poles.len() % 2 == 1 {
            self.poles.push(Complex64::default());
            self.zeros.push(Complex64::default());
        }
        let mut sections = Vec::new();
        while !self.poles.is_empty() {
            let first = self.take_pole(|_| true);
            let second = if first.im == 0.0 {
                self.take_pole(|pole| pole.im == 0.0)
            } else {
                self.take_nearest_pole(first.conj())
            };
            let one = self.take_zero(first, |_| true);
            let other = if one.im == 0.0 {
                self.take_zero(first, |zero| zero.im == 0.0)
            } else {
                self.take_zero(one.conj(), |_| true)
            };
            let square = |a: Complex64, b: Complex64| [1.0, -(a.re + b.re), (a * b).re];
            let ([b0, b1, b2], [a0, a1, a2]) = (square(one, other), square(first, second));
            sections.push([b0, b1, b2, a0, a1, a2]);
        }
        sections.reverse();
        sections[0][..3].iter_mut().for_each(|b| *b *= self.gain);
        sections
    }

    /// The pole nearest the unit circle.
    fn take_pole(&mut self, is_wanted: impl Fn(&Complex64) -> bool) -> Complex64 {
        let distance = |pole: &Complex64| (1.0 - size(*pole)).abs();
        take_least(&mut self.poles, is_wanted, distance)
    }

    fn take_nearest_pole(&mut self, point: Complex64) -> Complex64 {
        take_least(&mut self.poles, |_| true, |pole| size(pole - point))
    }

    fn take_zero(&mut self, point: Complex64, is_wanted: impl Fn(&Complex64) -> bool) -> Complex64 {
        take_least(&mut self.zeros, is_wanted, |zero| size(zero - point))
    }
}

/// Takes out the first root with the least measure among those that are wanted.
fn take_least(
    roots: &mut Vec<Complex64>,
    is_wanted: impl Fn(&Complex64) -> bool,
    measure: impl Fn(&Complex64) -> f64,
) -> Complex64 {
    let wanted = (0..roots.len()).filter(|&index| is_wanted(&roots[index]));
    let index = wanted.reduce(|a, b| if measure(&roots[b]) < measure(&roots[a]) { b } else { a });
    roots.remove(index.expect("as many zeros as poles, complex ones in pairs"))
}

/// Each root p becomes p ± √(p² − centre²), first all of one sign.
fn split(roots: impl Iterator<Item = Complex64> + Clone, centre: f64) -> Vec<Complex64> {
    let turn = |root: Complex64| square_root(root * root - centre * centre);
    let plus = roots.clone().map(|root| root + turn(root));
    let minus = roots.map(|root| root - turn(root));
    plus.chain(minus).collect()
}

fn divided(a: f64, b: Complex64) -> Complex64 {
    b.conj() * (a / power(b))
}

fn quotient(a: Complex64, b: Complex64) -> Complex64 {
    a * b.conj() / power(b)
}
