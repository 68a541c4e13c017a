//! Kinds of figures show what kinds that simulate give.

use std::fmt::Write as _;

use serde_json::{Value, json};
use spikebook_pipeline::{Arity, Artifact};
use spikebook_stages::catalogue;

use super::one_kind::{Artifacts, attempt, run};

/// A kind that simulates, and how its output is drawn.
struct Picture {
    name: &'static str,
    made_by: &'static str,
    with: Value,
    drawn_by: &'static str,
    /// Ports of the figure and outputs of the simulation
    wires: &'static [(&'static str, &'static str)],
    as_: Value,
}

fn picture(
    name: &'static str,
    (made_by, with): (&'static str, Value),
    (drawn_by, wires, as_): (&'static str, &'static [(&'static str, &'static str)], Value),
) -> Picture {
    Picture { name, made_by, with, drawn_by, wires, as_ }
}

const PLANE: &[(&str, &str)] = &[
    ("nullclines", "nullclines"),
    ("field", "field"),
    ("fixed_points", "fixed_points"),
    ("paths", "paths"),
];

#[expect(clippy::too_many_lines, reason = "it is a list")]
fn gallery() -> Vec<Picture> {
    vec![
        picture(
            "ring",
            ("ring-attractor", json!({ "n_units": 64, "duration_s": 1.0, "noise": 0.1 })),
            (
                "plot-activity",
                &[("activity", "activity"), ("path", "bump")],
                json!({
                    "y_label": "direction", "y_unit": "deg", "y_from": 0, "y_to": 360,
                    "path_column": "bump_deg", "path_label": "bump"
                }),
            ),
        ),
        picture(
            "rate-network",
            ("rate-network", json!({ "n_units": 50, "gain": 2.0, "duration_s": 0.5 })),
            (
                "plot-activity",
                &[("activity", "activity")],
                json!({ "column": "state", "is_signed": true }),
            ),
        ),
        picture(
            "rate-network-distance",
            ("rate-network", json!({ "n_units": 50, "gain": 2.0, "duration_s": 0.5 })),
            ("plot-lines", &[("table", "distance")], json!({ "x": "time_s", "y": "distance" })),
        ),
        picture(
            "wilson-cowan-plane",
            ("phase-plane", json!({ "model": "wilson-cowan", "input": 1.25 })),
            ("plot-phase-plane", PLANE, json!({})),
        ),
        picture(
            "wilson-cowan-rhythm",
            ("wilson-cowan", json!({ "duration": 40.0 })),
            (
                "plot-curves",
                &[("table", "path")],
                json!({
                    "x": "time", "y": "e", "beside": "i", "label": "excitatory",
                    "beside_label": "inhibitory", "x_label": "time (time constants)",
                    "y_label": "share of active cells"
                }),
            ),
        ),
        picture(
            "wilson-cowan-branch",
            (
                "bifurcation-scan",
                json!({
                    "model": "wilson-cowan", "from": 1.1, "to": 2.5, "n_inputs": 71,
                    "start_x": 0.19, "start_y": 0.08
                }),
            ),
            (
                "plot-bifurcation",
                &[("branch", "branch"), ("crossings", "crossings")],
                json!({ "x_label": "input to excitation", "y_label": "excitatory activity" }),
            ),
        ),
        picture(
            "fitzhugh-nagumo-plane",
            (
                "phase-plane",
                json!({ "model": "fitzhugh-nagumo-classic", "input": 0.4, "cubic": 0.5 }),
            ),
            ("plot-phase-plane", PLANE, json!({})),
        ),
        picture(
            "morris-lecar-plane",
            (
                "phase-plane",
                json!({ "model": "morris-lecar-hopf", "input": 90.0, "calcium_ms_cm2": 4.0 }),
            ),
            ("plot-phase-plane", PLANE, json!({})),
        ),
        picture(
            "hebb-weights",
            ("hebbian-learning", json!({})),
            (
                "plot-curves",
                &[("table", "weights")],
                json!({
                    "x": "n_heard", "y": "first_weight", "beside": "second_weight",
                    "label": "first input", "beside_label": "second input",
                    "x_label": "inputs heard", "y_label": "weight"
                }),
            ),
        ),
        picture(
            "spike-timing-window",
            ("spike-timing-plasticity", json!({})),
            (
                "plot-curves",
                &[("table", "window")],
                json!({
                    "x": "lag_ms", "y": "change", "x_label": "second spike less first",
                    "y_label": "change of the weight", "mark": 0, "mark_label": "together"
                }),
            ),
        ),
        picture(
            "spike-timing-weight",
            ("spike-timing-plasticity", json!({})),
            ("plot-lines", &[("table", "weights")], json!({ "x": "time_s", "y": "weight" })),
        ),
        picture(
            "short-term",
            ("short-term-plasticity", json!({})),
            (
                "plot-curves",
                &[("table", "releases")],
                json!({
                    "x": "time_s", "y": "release", "x_label": "time",
                    "y_label": "share of resources released"
                }),
            ),
        ),
        picture(
            "synapse",
            ("simulate-synapse", json!({ "utilisation": 0.5, "n_sites": 5 })),
            (
                "plot-membrane-trace",
                &[("traces", "trace"), ("spikes", "spikes")],
                json!({ "lower": ["current_na"], "panel_labels": ["voltage", "current"] }),
            ),
        ),
        picture(
            "numerals",
            ("draw-images", json!({ "n_images": 12 })),
            ("plot-images", &[("images", "images")], json!({ "title": "class" })),
        ),
        picture(
            "natural-like",
            ("draw-images", json!({ "content": "natural", "n_images": 6, "side": 32 })),
            ("plot-images", &[("images", "images")], json!({ "is_signed": true, "n_columns": 3 })),
        ),
        picture(
            "patches",
            ("draw-images", json!({ "content": "gabor", "n_images": 8, "side": 24 })),
            ("plot-images", &[("images", "images")], json!({ "is_signed": true, "n_columns": 4 })),
        ),
        picture(
            "choices",
            ("surrogate-choices", json!({ "n_trials": 60, "n_neurons": 80, "n_selective": 20 })),
            (
                "plot-activity",
                &[("activity", "trials")],
                json!({ "column": "counts", "label": "count", "x": "trial_id", "x_label": "trial", "y_label": "neuron" }),
            ),
        ),
        picture(
            "gratings",
            ("surrogate-gratings", json!({ "n_neurons": 300, "n_directions": 72 })),
            (
                "plot-activity",
                &[("activity", "trials")],
                json!({
                    "column": "responses", "label": "response", "x": "direction_deg", "y_label": "neuron",
                    "sort_by_peak": true, "divide_by_peak": true
                }),
            ),
        ),
        picture(
            "running",
            ("surrogate-running", json!({ "n_bins": 200, "n_neurons": 120, "n_following": 40 })),
            (
                "plot-activity",
                &[("activity", "activity")],
                json!({ "column": "responses", "label": "response", "y_label": "neuron", "is_signed": true }),
            ),
        ),
        picture(
            "running-speed",
            ("surrogate-running", json!({ "n_bins": 200, "n_neurons": 20, "n_following": 10 })),
            (
                "plot-lines",
                &[("table", "speed")],
                json!({ "x": "time_s", "y": "speed_cm_s", "y_label": "speed" }),
            ),
        ),
        picture(
            "cells",
            (
                "surrogate-cells",
                json!({ "n_cells": 80, "n_genes": 60, "n_kinds": 3, "n_markers": 8 }),
            ),
            (
                "plot-activity",
                &[("activity", "cells")],
                json!({ "column": "counts", "label": "count", "x": "cell_id", "x_label": "cell", "y_label": "gene" }),
            ),
        ),
        picture(
            "walk",
            ("simulate-walk", json!({ "duration_s": 120.0 })),
            ("plot-lines", &[("table", "position")], json!({ "x": "x_cm", "y": "y_cm" })),
        ),
        picture(
            "poisson-rate",
            ("simulate-poisson", json!({ "duration_s": 3.0 })),
            ("plot-lines", &[("table", "rate")], json!({ "x": "time_s", "y": "rate_hz" })),
        ),
        picture(
            "circuit",
            (
                "linear-circuit",
                json!({ "weights": [1, 0.2, 0.1, 1], "start": [1, 1], "names": [], "n_steps": 29 }),
            ),
            (
                "plot-lines",
                &[("table", "path")],
                json!({ "x": "step", "y": "activity", "group": "unit" }),
            ),
        ),
        picture(
            "balanced-network",
            ("balanced-network", json!({ "n_neurons": 500, "duration_s": 0.5 })),
            ("plot-lines", &[("table", "activity")], json!({ "x": "time_s", "y": "rate_hz" })),
        ),
    ]
}

#[test]
#[expect(clippy::disallowed_methods, reason = "writes figures for people, where one asks for them")]
fn kinds_of_figures_show_what_models_give() {
    let folder = std::env::var_os("SPIKEBOOK_GALLERY");
    let mut said = String::new();
    for Picture { name, made_by, with, drawn_by, wires, as_ } in gallery() {
        let made = run(made_by, &with);
        let inputs: Artifacts = wires
            .iter()
            .map(|(port, output)| ((*port).to_owned(), vec![made[*output].clone()]))
            .collect();
        let kind = catalogue().get(drawn_by).cloned().expect("a kind of figure");
        let wired = |port: &str| wires.iter().any(|(name, _)| *name == port);
        for port in kind.inputs.iter().filter(|port| port.arity != Arity::Optional) {
            assert!(wired(&port.name), "{name}: nothing is wired to `{}`", port.name);
        }
        let mut drawn =
            attempt(drawn_by, &as_, inputs).unwrap_or_else(|failure| panic!("{name}: {failure}"));
        let Some(Artifact::Figure(figure)) = drawn.remove("figure") else {
            panic!("{name}: no figure")
        };
        if let Some(folder) = &folder {
            let folder = std::path::Path::new(folder);
            std::fs::write(folder.join(format!("{name}.svg")), &figure.svg).expect("a folder");
            std::fs::write(folder.join(format!("{name}.png")), &figure.png).expect("a folder");
        }
        assert!(figure.data.n_rows() > 0, "{name}: a figure without numbers");
        writeln!(said, "{name}: {}", figure.alt).expect("a string takes more");
    }
    insta::assert_snapshot!(said);
}
