//! Models with a state of two numbers, for kinds that look at their phase plane: one list of names, and one reading of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::dynamics::Kind;
use spikebook_models::Error;
use spikebook_models::integration::System;
use spikebook_models::neural_mass::{WilsonCowan, WilsonCowanParameters};
use spikebook_models::neuron::fitzhugh_nagumo::FitzHughNagumo;
use spikebook_models::neuron::morris_lecar::{MorrisLecar, MorrisLecarParameters};
use spikebook_pipeline::Failure;
use spikebook_schema::{Column, TableSchema, Unit};

/// A model of two equations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PlanarModel {
    /// FitzHugh–Nagumo with v³, ε = 0.1, a = 1, b = 0.5
    FitzhughNagumoCourse,
    /// FitzHugh–Nagumo with v³/3, ε = 0.08, a = 0.7, b = 0.8
    FitzhughNagumoClassic,
    /// Morris–Lecar with V₃ = 2 mV, V₄ = 30 mV, φ = 0.04 per ms: firing begins by a Hopf bifurcation
    MorrisLecarHopf,
    /// Morris–Lecar with V₃ = 12 mV, V₄ = 17.4 mV, φ = 0.067 per ms: firing begins on an invariant circle
    MorrisLecarCircle,
    /// Wilson–Cowan; the input is that to the excitatory cells, and time is in time constants
    WilsonCowan,
}

/// What a model's equations hold beside its input. Kinds flatten it into their own parameters; left out, the model's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct Constants {
    /// FitzHugh–Nagumo: κ, what v³ is multiplied by: 1 in the course's form, 1/3 in the classic one
    #[schemars(range(max = 100.0), extend("exclusiveMinimum" = 0.0))]
    cubic: Option<f64>,
    /// FitzHugh–Nagumo: ε, how fast w is
    #[schemars(range(max = 100.0), extend("exclusiveMinimum" = 0.0))]
    speed: Option<f64>,
    /// FitzHugh–Nagumo: a, how far w's nullcline is shifted
    #[schemars(range(min = -1000.0, max = 1000.0))]
    offset: Option<f64>,
    /// FitzHugh–Nagumo: b, how steep w's nullcline is: 1/b
    #[schemars(range(min = -1000.0, max = 1000.0))]
    decay: Option<f64>,
    /// Morris–Lecar: V₃, where half of the potassium channels are open in the end
    #[schemars(range(min = -1000.0, max = 1000.0), extend("x-unit" = "mV"))]
    potassium_half_mv: Option<f64>,
    /// Morris–Lecar: V₄, over how many millivolts they open
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0, "x-unit" = "mV"))]
    potassium_slope_mv: Option<f64>,
    /// Morris–Lecar: φ, how fast they are, 1/ms
    #[schemars(range(max = 1000.0), extend("exclusiveMinimum" = 0.0))]
    potassium_speed_per_ms: Option<f64>,
    /// Morris–Lecar: conductance of all calcium channels
    #[schemars(range(min = 0.0, max = 1000.0), extend("x-unit" = "mS/cm2"))]
    calcium_ms_cm2: Option<f64>,
    /// Wilson–Cowan: how strongly excitation excites itself
    #[schemars(range(min = 0.0, max = 1000.0))]
    e_to_e: Option<f64>,
    /// Wilson–Cowan: how strongly inhibition brakes excitation
    #[schemars(range(min = 0.0, max = 1000.0))]
    i_to_e: Option<f64>,
    /// Wilson–Cowan: how strongly excitation drives inhibition
    #[schemars(range(min = 0.0, max = 1000.0))]
    e_to_i: Option<f64>,
    /// Wilson–Cowan: how strongly inhibition brakes itself
    #[schemars(range(min = 0.0, max = 1000.0))]
    i_to_i: Option<f64>,
    /// Wilson–Cowan: input to the inhibitory cells
    #[schemars(range(min = -1000.0, max = 1000.0))]
    i_input: Option<f64>,
}

/// A model at an input.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PlanarSystem {
    FitzHughNagumo(FitzHughNagumo),
    MorrisLecar(MorrisLecar),
    WilsonCowan(WilsonCowan),
}

/// Where to look, where nobody says it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    /// How the two parts are called, and in what they are measured
    pub(crate) names: [(&'static str, Unit); 2],
    /// What the input is measured in
    pub(crate) input: Unit,
    /// A window that holds the cycle
    pub(crate) window: [(f64, f64); 2],
    /// How long a few rounds last
    pub(crate) duration: f64,
    /// A step that is short against the fastest part
    pub(crate) step: f64,
    /// The first part rises through this once a round
    pub(crate) level: f64,
    /// Where two paths start
    pub(crate) starts: [(f64, f64); 2],
    /// What the model's time is measured in
    pub(crate) time: Unit,
}

impl PlanarModel {
    /// The model at an input, with its own constants.
    pub(crate) fn at(self, input: f64) -> Result<PlanarSystem, Error> {
        self.built(&Constants::default(), input)
    }

    /// The model at an input, with these constants where they are given.
    ///
    /// # Errors
    /// As the models; where a constant is given that belongs to another model.
    pub(crate) fn with(self, given: &Constants, input: f64) -> Result<PlanarSystem, Failure> {
        self.refuse_strange(given)?;
        Ok(self.built(given, input)?)
    }

    fn built(self, given: &Constants, input: f64) -> Result<PlanarSystem, Error> {
        Ok(match self {
            Self::FitzhughNagumoCourse => fitzhugh(FitzHughNagumo::course(input)?, given, input)?,
            Self::FitzhughNagumoClassic => fitzhugh(FitzHughNagumo::classic(input)?, given, input)?,
            Self::MorrisLecarHopf => fibre(MorrisLecarParameters::default(), given, input)?,
            Self::MorrisLecarCircle => {
                let circle = MorrisLecarParameters {
                    potassium_half_mv: 12.0,
                    potassium_slope_mv: 17.4,
                    speed_per_ms: 0.067,
                    ..MorrisLecarParameters::default()
                };
                fibre(circle, given, input)?
            }
            Self::WilsonCowan => {
                let own = WilsonCowanParameters::default();
                PlanarSystem::WilsonCowan(WilsonCowan::new(WilsonCowanParameters {
                    e_to_e: given.e_to_e.unwrap_or(own.e_to_e),
                    i_to_e: given.i_to_e.unwrap_or(own.i_to_e),
                    e_to_i: given.e_to_i.unwrap_or(own.e_to_i),
                    i_to_i: given.i_to_i.unwrap_or(own.i_to_i),
                    i_input: given.i_input.unwrap_or(own.i_input),
                    e_input: input,
                    ..own
                })?)
            }
        })
    }

    /// Fails where a constant is given that the model does not have.
    fn refuse_strange(self, given: &Constants) -> Result<(), Failure> {
        let fitzhugh = [
            ("cubic", given.cubic),
            ("speed", given.speed),
            ("offset", given.offset),
            ("decay", given.decay),
        ];
        let morris = [
            ("potassium_half_mv", given.potassium_half_mv),
            ("potassium_slope_mv", given.potassium_slope_mv),
            ("potassium_speed_per_ms", given.potassium_speed_per_ms),
            ("calcium_ms_cm2", given.calcium_ms_cm2),
        ];
        let wilson = [
            ("e_to_e", given.e_to_e),
            ("i_to_e", given.i_to_e),
            ("e_to_i", given.e_to_i),
            ("i_to_i", given.i_to_i),
            ("i_input", given.i_input),
        ];
        let groups = [&fitzhugh[..], &morris, &wilson];
        let own = match self {
            Self::FitzhughNagumoCourse | Self::FitzhughNagumoClassic => 0,
            Self::MorrisLecarHopf | Self::MorrisLecarCircle => 1,
            Self::WilsonCowan => 2,
        };
        for (_, group) in groups.iter().enumerate().filter(|(place, _)| *place != own) {
            if let Some((name, _)) = group.iter().find(|(_, value)| value.is_some()) {
                let names: Vec<&str> = groups[own].iter().map(|(name, _)| *name).collect();
                return Err(Failure::new(
                    format!("parameter `{name}`: the model `{}` has no such constant", self.name()),
                    format!("its constants are {}", names.join(", ")),
                ));
            }
        }
        Ok(())
    }

    /// Where to look.
    pub(crate) fn view(self) -> View {
        let plain = View {
            names: [("v", Unit::ONE), ("w", Unit::ONE)],
            input: Unit::ONE,
            window: [(-2.0, 2.0), (-1.0, 3.0)],
            duration: 200.0,
            step: 0.01,
            level: 0.0,
            starts: [(-1.5, 1.5), (1.5, 0.0)],
            time: Unit::ONE,
        };
        let fibre = View {
            names: [("voltage", Unit::MILLIVOLT), ("share of open potassium channels", Unit::ONE)],
            input: Unit::MICROAMPERE_PER_CM2,
            window: [(-75.0, 50.0), (-0.05, 0.8)],
            duration: 400.0,
            step: 0.02,
            level: 0.0,
            starts: [(-60.0, 0.0), (-20.0, 0.1)],
            time: Unit::MILLISECOND,
        };
        match self {
            Self::FitzhughNagumoCourse => plain,
            Self::FitzhughNagumoClassic => {
                View { window: [(-2.5, 2.5), (-1.0, 2.0)], step: 0.02, duration: 300.0, ..plain }
            }
            Self::MorrisLecarHopf | Self::MorrisLecarCircle => fibre,
            Self::WilsonCowan => View {
                names: [
                    ("excitatory activity", Unit::FRACTION),
                    ("inhibitory activity", Unit::FRACTION),
                ],
                window: [(-0.02, 0.52), (-0.02, 0.52)],
                duration: 60.0,
                level: 0.2,
                starts: [(0.21, 0.12), (0.4, 0.3)],
                ..plain
            },
        }
    }

    /// Its name, as parameters say it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FitzhughNagumoCourse => "fitzhugh-nagumo-course",
            Self::FitzhughNagumoClassic => "fitzhugh-nagumo-classic",
            Self::MorrisLecarHopf => "morris-lecar-hopf",
            Self::MorrisLecarCircle => "morris-lecar-circle",
            Self::WilsonCowan => "wilson-cowan",
        }
    }
}

fn fitzhugh(own: FitzHughNagumo, given: &Constants, input: f64) -> Result<PlanarSystem, Error> {
    let [cubic, speed, offset, decay] = own.constants();
    let model = FitzHughNagumo::new(
        given.cubic.unwrap_or(cubic),
        given.speed.unwrap_or(speed),
        given.offset.unwrap_or(offset),
        given.decay.unwrap_or(decay),
        input,
    )?;
    Ok(PlanarSystem::FitzHughNagumo(model))
}

fn fibre(own: MorrisLecarParameters, given: &Constants, input: f64) -> Result<PlanarSystem, Error> {
    let model = MorrisLecar::new(MorrisLecarParameters {
        potassium_half_mv: given.potassium_half_mv.unwrap_or(own.potassium_half_mv),
        potassium_slope_mv: given.potassium_slope_mv.unwrap_or(own.potassium_slope_mv),
        speed_per_ms: given.potassium_speed_per_ms.unwrap_or(own.speed_per_ms),
        calcium_ms: given.calcium_ms_cm2.unwrap_or(own.calcium_ms),
        current_ua: input,
        ..own
    })?;
    Ok(PlanarSystem::MorrisLecar(model))
}

impl PlanarSystem {
    /// The velocity at a state.
    pub(crate) fn velocity(&self, state: &[f64], slope: &mut [f64]) {
        self.derivative(0.0, state, slope);
    }
}

impl System for PlanarSystem {
    fn dimension(&self) -> usize {
        2
    }

    fn derivative(&self, time: f64, state: &[f64], slope: &mut [f64]) {
        match self {
            Self::FitzHughNagumo(model) => model.derivative(time, state, slope),
            Self::MorrisLecar(model) => model.derivative(time, state, slope),
            Self::WilsonCowan(model) => model.derivative(time, state, slope),
        }
    }
}

/// What a fixed point is, as tables say it.
pub(crate) fn kind_in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::StableNode => "stable node",
        Kind::StableFocus => "stable focus",
        Kind::UnstableNode => "unstable node",
        Kind::UnstableFocus => "unstable focus",
        Kind::Saddle => "saddle",
        Kind::Centre => "centre",
        Kind::Degenerate => "degenerate",
    }
}

/// Nullclines: one row a point, in the order of the lines.
pub(crate) fn nullclines_schema() -> TableSchema {
    TableSchema::at_least(
        "nullclines",
        [
            Column::text("variable").described("the part of the state that stands still"),
            Column::integer("line", Unit::ID).described("points of one line are joined"),
            Column::float("x", Unit::ANY).described("the first part of the state"),
            Column::float("y", Unit::ANY).described("the second part"),
        ],
    )
}

/// A field of velocities on a grid: one row a place.
pub(crate) fn velocities_schema() -> TableSchema {
    let part = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
    TableSchema::at_least(
        "field",
        [
            part("x", "the first part of the state"),
            part("y", "the second part"),
            part("dx", "how fast the first part grows"),
            part("dy", "how fast the second part grows"),
        ],
    )
}

/// Fixed points of a plane: one row each.
pub(crate) fn rest_points_schema() -> TableSchema {
    let part = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
    let eigenvalue = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
    TableSchema::at_least(
        "fixed_points",
        [
            part("x", "the first part of the state"),
            part("y", "the second part"),
            Column::text("kind").described("stable node, stable focus, saddle, …"),
            eigenvalue("real_1", "real part of the eigenvalue that grows fastest"),
            eigenvalue("imaginary_1", "its imaginary part"),
            eigenvalue("real_2", "real part of the other eigenvalue"),
            eigenvalue("imaginary_2", "its imaginary part"),
        ],
    )
}

/// Paths of a plane's state: one row a path and time.
pub(crate) fn paths_schema() -> TableSchema {
    TableSchema::at_least(
        "paths",
        [
            Column::integer("path", Unit::ID).described("the path"),
            Column::float("time", Unit::ANY).described("when it was"),
            Column::float("x", Unit::ANY).described("the first part of the state"),
            Column::float("y", Unit::ANY).described("the second part"),
        ],
    )
}

/// A fixed point followed along an input: one row an input.
pub(crate) fn branch_schema() -> TableSchema {
    let part = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
    TableSchema::at_least(
        "branch",
        [
            part("input", "the input"),
            part("x", "the first part of the state at the fixed point"),
            part("y", "the second part"),
            Column::text("kind").described("what the fixed point is"),
            Column::boolean("is_stable").described("whether states come back to it"),
            Column::float("growth", Unit::ONE)
                .described("real part of the eigenvalue that grows fastest"),
            part("cycle_low", "least value of the first part on the limit cycle").optional(),
            part("cycle_high", "its greatest value").optional(),
            part("period", "how long a round takes").optional(),
        ],
    )
}

/// Where a fixed point changes its stability: one row a change.
pub(crate) fn crossings_schema() -> TableSchema {
    let part = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
    TableSchema::at_least(
        "crossings",
        [
            part("input", "the input there"),
            Column::text("kind")
                .described("`hopf` where a pair of eigenvalues passes, else `real`"),
            part("x", "the first part of the state at the fixed point"),
            part("y", "the second part"),
            Column::float("angular_frequency", Unit::ONE)
                .described("radians per unit of the model's time; 0 of `real`"),
            Column::boolean("is_stable_after").described("whether it is stable beyond"),
        ],
    )
}
