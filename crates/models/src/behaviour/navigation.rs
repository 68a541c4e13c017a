//! An animal walks without aim: where is it when?
//!
//! Its velocity is remembered for a while (an Ornstein–Uhlenbeck process of standard deviation σ along each axis) and
//! walls send it back. On a track that is one axis, in a box two. The walk covers its space evenly in the long run; real
//! animals stay near to walls and stop at rewards.
//!
//! ```
//! use spikebook_models::behaviour::navigation::Walk;
//! use spikebook_numeric::Seed;
//!
//! let walk = Walk::new(600.0, 0.02, 15.0, 1.0)?;
//! let path = walk.on_track(200.0, Seed::from_number(1))?;
//! assert!(path.observed.x_cm.iter().all(|x| (0.0..=200.0).contains(x)));
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::Seed;

use crate::Error;
use crate::error::within;
use crate::integration::Steps;
use crate::spike_response::wandering_signal;

/// How the animal walks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Walk {
    steps: Steps,
    speed_cm_per_s: f64,
    memory_s: f64,
}

/// A walk.
#[derive(Clone, Debug, PartialEq)]
pub struct WalkSession {
    /// What a camera sees
    pub observed: ObservedWalk,
    /// What made it
    pub truth: WalkTruth,
}

/// The tracked place.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedWalk {
    /// The time of each sample, seconds, both ends included
    pub time_s: Vec<f64>,
    /// The place along the track, or the first axis of the box, centimetres
    pub x_cm: Vec<f64>,
    /// The second axis; empty on a track
    pub y_cm: Vec<f64>,
}

/// The velocity that the walls have not yet turned.
#[derive(Clone, Debug, PartialEq)]
pub struct WalkTruth {
    /// The walk's law
    pub walk: Walk,
    /// The velocity meant along each axis in each step, centimetres per second
    pub velocity_cm_per_s: Vec<Vec<f64>>,
}

impl Walk {
    /// From the duration and the step (seconds), the standard deviation of the velocity along an axis (cm/s), and how
    /// long it is remembered (seconds).
    ///
    /// # Errors
    /// As [`Steps::new`]; [`Error::Parameter`] for a speed outside (0, 1000] or a memory outside (0, 100].
    pub fn new(
        duration_s: f64,
        step_s: f64,
        speed_cm_per_s: f64,
        memory_s: f64,
    ) -> Result<Self, Error> {
        let steps = Steps::new(step_s, duration_s)?;
        let wanted = "a number above 0, at most 1000";
        within("speed_cm_per_s", speed_cm_per_s, f64::MIN_POSITIVE..=1e3, wanted)?;
        let wanted = "a number above 0, at most 100";
        within("memory_s", memory_s, f64::MIN_POSITIVE..=100.0, wanted)?;
        Ok(Self { steps, speed_cm_per_s, memory_s })
    }

    /// Walks along a track of a length, from the streams `seed.replicate("velocity", 0)` and `seed.replicate("start", 0)`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a length outside [1, 10⁵] cm.
    pub fn on_track(&self, length_cm: f64, seed: Seed) -> Result<WalkSession, Error> {
        let (x_cm, velocity) = self.axis("length_cm", length_cm, seed, 0)?;
        Ok(self.session(x_cm, Vec::new(), vec![velocity]))
    }

    /// Walks in a box of a width and a depth; the second axis from the replicates 1.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a side outside [1, 10⁵] cm.
    pub fn in_box(&self, width_cm: f64, depth_cm: f64, seed: Seed) -> Result<WalkSession, Error> {
        let (x_cm, along) = self.axis("width_cm", width_cm, seed, 0)?;
        let (y_cm, across) = self.axis("depth_cm", depth_cm, seed, 1)?;
        Ok(self.session(x_cm, y_cm, vec![along, across]))
    }

    fn session(&self, x_cm: Vec<f64>, y_cm: Vec<f64>, velocity: Vec<Vec<f64>>) -> WalkSession {
        WalkSession {
            observed: ObservedWalk { time_s: self.steps.times(), x_cm, y_cm },
            truth: WalkTruth { walk: *self, velocity_cm_per_s: velocity },
        }
    }

    fn axis(
        &self,
        name: &'static str,
        length_cm: f64,
        seed: Seed,
        axis: u64,
    ) -> Result<(Vec<f64>, Vec<f64>), Error> {
        within(name, length_cm, 1.0..=1e5, "a number between 1 and 100,000")?;
        let n = self.steps.n_steps();
        let stream = &mut seed.replicate("velocity", axis);
        let deviates = wandering_signal(n, self.steps.step(), self.memory_s, stream);
        let velocity: Vec<f64> = deviates.iter().map(|z| self.speed_cm_per_s * z).collect();
        // A wall is a mirror: the place on an endless line, folded.
        let mut unfolded = length_cm * seed.replicate("start", axis).uniform();
        let mut place = vec![unfolded];
        for v in &velocity {
            unfolded += v * self.steps.step();
            let within_two = unfolded.rem_euclid(2.0 * length_cm);
            place.push(within_two.min(2.0 * length_cm - within_two));
        }
        Ok((place, velocity))
    }
}
