//! Where chance comes from: a seed is made from names, a stream from a seed, a draw from a stream.
//!
//! A [`Seed`] is 256 bits. [`Seed::child`] derives another one from a name and [`Seed::replicate`] opens
//! the [`Stream`] of one replicate, so a draw is a pure function of (seed, purpose, replicate): adding a
//! stage, a purpose or a replicate never shifts what another one draws, and replicates may be computed
//! in any order on any number of threads.
//!
//! Streams are `ChaCha8` (Bernstein, 2008), eight rounds whose output is specified bit for bit. Where one
//! replicate draws thousands of numbers, [`Stream::wide`] goes on faster.
//!
//! ```
//! use spikebook_numeric::Seed;
//!
//! let seed = Seed::from_name("head-direction").child("simulate");
//! let jitter = |replicate| seed.replicate("jitter", replicate).uniform();
//! assert_eq!(jitter(3), jitter(3));
//! assert_ne!(jitter(3), jitter(4));
//! ```

mod draws;
mod wide;

pub use wide::WideStream;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

/// A source of streams: 256 bits derived from names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seed([u8; 32]);

impl Seed {
    /// The seed that a name stands for.
    pub fn from_name(name: &str) -> Self {
        Self(blake3::derive_key("spikebook seed from name", name.as_bytes()))
    }

    /// The seed that a number stands for, as typed after `--seed`.
    pub fn from_number(number: u64) -> Self {
        Self(blake3::derive_key("spikebook seed from number", &number.to_le_bytes()))
    }

    /// The seed with exactly these bits.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bits of this seed.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The seed of the part that `name` names.
    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(b"child\0");
        hasher.update(name.as_bytes());
        Self(*hasher.finalize().as_bytes())
    }

    /// The stream of one replicate of one purpose.
    pub fn replicate(&self, purpose: &str, replicate: u64) -> Stream {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(b"replicate\0");
        hasher.update(purpose.as_bytes());
        hasher.update(b"\0");
        hasher.update(&replicate.to_le_bytes());
        Stream(ChaCha8Rng::from_seed(*hasher.finalize().as_bytes()))
    }
}

/// A sequence of independent draws. See [`Seed::replicate`].
#[derive(Clone, Debug)]
pub struct Stream(ChaCha8Rng);
