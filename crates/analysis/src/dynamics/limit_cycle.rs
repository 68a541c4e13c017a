//! The closed orbit that a state settles on.
//!
//! The state is followed by Runge and Kutta's steps; where it passes the section upwards, one last step with the part
//! as the clock (Hénon 1982, doi:10.1016/0167-2789(82)90034-3) lands on the section itself.

use crate::Error;

/// The place where rounds are counted: a part of the state rises through a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section {
    /// The part
    pub part: usize,
    /// The value that it rises through
    pub value: f64,
}

/// A stable limit cycle.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitCycle {
    /// The time of a round
    pub period: f64,
    /// The state at the section
    pub state: Vec<f64>,
    /// The least value of each part over a round, among the steps
    pub lowest: Vec<f64>,
    /// The greatest value of each part
    pub highest: Vec<f64>,
}

/// Follows a state in steps of `step` until two rounds begin at the same place within `tolerance` (in units of 1 + |x|
/// for each part), for `longest` at most.
///
/// # Errors
/// [`Error::NoLimitCycle`] where it does not come back so; [`Error::Parameter`] for a step, time or tolerance that is
/// not above 0, [`Error::Index`] for a section at no part.
pub fn limit_cycle(
    field: impl Fn(&[f64], &mut [f64]),
    start: &[f64],
    section: Section,
    step: f64,
    longest: f64,
    tolerance: f64,
) -> Result<LimitCycle, Error> {
    for (parameter, got) in [("step", step), ("longest", longest), ("tolerance", tolerance)] {
        if !(got > 0.0 && got.is_finite()) {
            return Err(Error::Parameter { parameter, got, wanted: "a number above 0" });
        }
    }
    if section.part >= start.len() {
        let wanted = "a part of the state";
        return Err(Error::Parameter { parameter: "section", got: section.part as f64, wanted });
    }
    let mut state = start.to_vec();
    let (mut lowest, mut highest) = (state.clone(), state.clone());
    let mut last: Option<(f64, Vec<f64>)> = None;
    let n_steps = (longest / step).ceil() as u64;
    for number in 0..n_steps {
        let before = state.clone();
        runge_kutta(&field, &mut state, step);
        if !state.iter().all(|x| x.is_finite()) {
            return Err(Error::NoLimitCycle { time: number as f64 * step, state: before });
        }
        for (i, &x) in state.iter().enumerate() {
            lowest[i] = lowest[i].min(x);
            highest[i] = highest[i].max(x);
        }
        if !(before[section.part] < section.value && state[section.part] >= section.value) {
            continue;
        }
        let (there, late) = on_section(&field, &before, section);
        let time = number as f64 * step + late;
        if let Some((earlier, other)) = last {
            let same = |(a, b): (&f64, &f64)| (a - b).abs() <= tolerance * (1.0 + a.abs());
            if there.iter().zip(&other).all(same) {
                return Ok(LimitCycle { period: time - earlier, state: there, lowest, highest });
            }
        }
        last = Some((time, there));
        (lowest, highest) = (state.clone(), state.clone());
    }
    Err(Error::NoLimitCycle { time: n_steps as f64 * step, state })
}

fn runge_kutta(field: &impl Fn(&[f64], &mut [f64]), state: &mut [f64], step: f64) {
    let n = state.len();
    let along = |slope: &[f64], step: f64| -> Vec<f64> {
        state.iter().zip(slope).map(|(x, slope)| x + step * slope).collect()
    };
    let mut k = [vec![0.0; n], vec![0.0; n], vec![0.0; n], vec![0.0; n]];
    field(state, &mut k[0]);
    let point = along(&k[0], 0.5 * step);
    field(&point, &mut k[1]);
    let point = along(&k[1], 0.5 * step);
    field(&point, &mut k[2]);
    let point = along(&k[2], step);
    field(&point, &mut k[3]);
    for (i, x) in state.iter_mut().enumerate() {
        *x += step * (k[0][i] + 2.0 * k[1][i] + 2.0 * k[2][i] + k[3][i]) / 6.0;
    }
}

/// The state on the section after one before it, and how much later: the part p is the clock, so the others move by their slope over its own.
fn on_section(
    field: &impl Fn(&[f64], &mut [f64]),
    before: &[f64],
    section: Section,
) -> (Vec<f64>, f64) {
    let n = before.len();
    let clocked = |x: &[f64], slope: &mut [f64]| {
        field(&x[..n], &mut slope[..n]);
        let speed = slope[section.part];
        slope[..n].iter_mut().for_each(|slope| *slope /= speed);
        slope[n] = 1.0 / speed;
    };
    let mut extended = before.to_vec();
    extended.push(0.0);
    let left = section.value - before[section.part];
    runge_kutta(&clocked, &mut extended, left);
    let late = extended[n];
    extended.truncate(n);
    (extended, late)
}
