//! What kinds find against closed forms and each other.

use serde_json::{Value, json};
use spikebook_data::{Table, TableSource};
use spikebook_pipeline::Artifact;
use spikebook_schema::Unit;

use super::one_kind::{Artifacts, attempt, input, near, number, run, table};

/// Course map 1b, W1T1: weights (2, 4, 1, 5), the best stimulus and the answer √46 to it.
#[test]
fn a_layer_names_the_stimulus_that_its_neuron_likes_best() {
    let stimuli = Table::build("stimuli")
        .vector("x", Unit::ONE, vec![0.2949, 0.5898, 0.1474, 0.7372, 1.0, 0.0, 0.0, 0.0], 4)
        .finish()
        .expect("two stimuli");
    let outputs = attempt("layer", &json!({}), input("table", stimuli.clone())).expect("answers");
    near(number(&outputs, "summary", "best_answer"), 6.7823, 5e-5);
    let (answers, _) = table(&outputs, "answers").vectors("answer").expect("answers");
    near(answers[0], 6.7823, 5e-4);
    near(answers[1], 2.0, 1e-12);
    let (best, _) = table(&outputs, "units").vectors("best").expect("stimuli");
    for (got, wanted) in best.iter().zip([0.2949, 0.5898, 0.1474, 0.7372]) {
        near(*got, wanted, 5e-5);
    }
    // Two neurons with a threshold: one silent, one not.
    let params = json!({
        "weights": [-1, 0, 0, 0, 1, 1, 0, 0], "bias": [0, -0.5], "activation": "rectified"
    });
    let outputs = attempt("layer", &params, input("table", stimuli.clone())).expect("answers");
    let (answers, width) = table(&outputs, "answers").vectors("answer").expect("answers");
    assert_eq!((width, answers[2], answers[3]), (2, 0.0, 0.5));
    let wrong = attempt("layer", &json!({ "weights": [1, 2, 3] }), input("table", stimuli));
    insta::assert_snapshot!(wrong.expect_err("refused"), @"parameter `weights`: got 3 numbers, wanted 4 for each unit");
}

/// W3T1, exercise 3, through the kind.
#[test]
fn a_linear_circuit_ends_where_the_course_says() {
    let params =
        json!({ "weights": [1, 0.2, 0.1, 1], "start": [1, 1], "names": [], "n_steps": 29 });
    let outputs = run("linear-circuit", &params);
    let path = table(&outputs, "path");
    let activity = path.floats("activity").expect("activities");
    near(activity[activity.len() - 2], 55.932, 5e-4);
    near(activity[activity.len() - 1], 39.553, 5e-4);
    near(number(&outputs, "summary", "growth"), 1.1414, 5e-5);
}

/// The classic form with the course's constants is the course's; a plane's cycle takes as long as the swing of the simulation.
#[test]
fn planes_take_any_constants_of_their_model_and_no_others() {
    let course = json!({ "model": "fitzhugh-nagumo-course", "input": 1.5 });
    let changed = json!({
        "model": "fitzhugh-nagumo-classic", "input": 1.5,
        "cubic": 1.0, "speed": 0.1, "offset": 1.0, "decay": 0.5
    });
    let (course, changed) = (run("phase-plane", &course), run("phase-plane", &changed));
    for name in ["x", "y", "real", "imaginary"] {
        near(number(&changed, "summary", name), number(&course, "summary", name), 1e-9);
    }
    // Classic Morris–Lecar of one kind with the three numbers of the other.
    let circle = json!({
        "model": "morris-lecar-hopf", "input": 45.0,
        "potassium_half_mv": 12.0, "potassium_slope_mv": 17.4, "potassium_speed_per_ms": 0.067
    });
    let same = json!({ "model": "morris-lecar-circle", "input": 45.0 });
    let (circle, same) = (run("phase-plane", &circle), run("phase-plane", &same));
    near(number(&circle, "summary", "period"), number(&same, "summary", "period"), 1e-12);

    let plane = run("phase-plane", &json!({ "model": "wilson-cowan", "input": 1.25 }));
    let simulated = run("wilson-cowan", &json!({ "e_input": 1.25, "step": 0.001 }));
    let period = number(&plane, "summary", "period");
    near(period, number(&simulated, "summary", "period"), 1e-3 * period);
    near(number(&plane, "summary", "cycle_high"), number(&simulated, "summary", "e_highest"), 1e-4);
    let strange =
        attempt("phase-plane", &json!({ "model": "wilson-cowan", "cubic": 1.0 }), Artifacts::new());
    insta::assert_snapshot!(strange.expect_err("refused"), @"parameter `cubic`: the model `wilson-cowan` has no such constant");
}

/// The peak of one excitatory current, in closed form; a shunt at rest moves nothing; chance keeps the mean.
#[test]
fn a_synapse_moves_the_membrane_as_its_equation_says() {
    let one = json!({
        "effect": "current", "current_na": 0.1, "n_spikes": 1, "first_ms": 0.0, "duration_ms": 60.0,
        "sample_ms": 0.01
    });
    let outputs = run("simulate-synapse", &one);
    // 100 MΩ · 0.1 nA · 5/(20 − 5) (4^(−1/3) − 4^(−4/3)), after 20 · 5/(20 − 5) ln 4 ms.
    near(number(&outputs, "summary", "rise_mv"), 1.574_901_312_368_591_5, 1e-6);
    near(number(&outputs, "summary", "peak_s"), 0.009_241_962_407_465_937, 1.1e-5);
    let shunt = run("simulate-synapse", &json!({ "reversal_mv": -70.0 }));
    near(number(&shunt, "summary", "rise_mv"), 0.0, 1e-12);
    // 4 sites at 0.25: the size of a spike has mean 1 and variance (1 − p)/(n p) = 0.75.
    let chance = json!({
        "n_sites": 4, "release_probability": 0.25, "n_spikes": 4000, "rate_hz": 1000.0,
        "duration_ms": 5000.0, "sample_ms": 10.0
    });
    let mean = number(&run("simulate-synapse", &chance), "summary", "mean_size");
    near(mean, 1.0, 4.0 * (0.75_f64 / 4000.0).sqrt());
    // Depression: each release over the first is that of the kind that follows releases.
    let depressing = json!({ "utilisation": 0.5, "n_spikes": 15 });
    let sizes = table(&run("simulate-synapse", &depressing), "arrivals");
    let releases = table(&run("short-term-plasticity", &json!({})), "releases");
    let pairs = sizes
        .floats("size")
        .expect("sizes")
        .iter()
        .zip(releases.floats("release").expect("releases"));
    let mut n = 0;
    for (size, release) in pairs.take(11) {
        near(*size, release / 0.5, 1e-9);
        n += 1;
    }
    assert_eq!(n, 11);
}

#[test]
fn poisson_units_follow_a_rate_that_is_given() {
    let rates = [10.0, 0.0, 40.0, 5.0];
    let signal = Table::build("signal")
        .float("time_s", Unit::SECOND, vec![5.0, 6.0, 7.0, 8.0])
        .float("rate_hz", Unit::SPIKES_PER_SECOND, rates.to_vec())
        .finish()
        .expect("four samples");
    let params = json!({ "n_units": 500, "scale": 2.0 });
    let outputs = attempt("simulate-poisson", &params, input("signal", signal)).expect("spikes");
    near(number(&outputs, "truth", "expected_spikes"), 500.0 * 2.0 * 55.0, 1e-9);
    let spikes = table(&outputs, "spikes");
    let mut counts = [0.0; 4];
    for time in spikes.floats("time_s").expect("times") {
        counts[(time - 5.0) as usize] += 1.0;
    }
    for (count, rate) in counts.into_iter().zip(rates) {
        let expected: f64 = 500.0 * 2.0 * rate;
        near(count, expected, 4.0 * expected.sqrt());
    }
    let uneven = Table::build("signal")
        .float("time_s", Unit::SECOND, vec![0.0, 1.0, 3.0])
        .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![1.0; 3])
        .finish()
        .expect("three samples");
    let failure = attempt("simulate-poisson", &json!({}), input("signal", uneven));
    insta::assert_snapshot!(failure.expect_err("refused"), @"input `signal`, row 2: got 1 s from the sample before, wanted 1.5 s as on average");
    let negative = Table::build("signal")
        .float("time_s", Unit::SECOND, vec![0.0, 1.0, 2.0])
        .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![1.0, -1.0, 2.0])
        .finish()
        .expect("three samples");
    let failure = attempt("simulate-poisson", &json!({}), input("signal", negative));
    insta::assert_snapshot!(failure.expect_err("refused"), @"input `signal`, row 2: column `rate_hz` has -1, wanted a rate of 0 or more");
}

/// A walk has the speed that it is told: √(π/2) times the deviation of an axis in a box, √(2/π) times it on a track.
#[test]
fn a_walk_has_its_speed_and_covers_its_space() {
    let speed =
        |params: &Value| number(&run("simulate-walk", params), "summary", "mean_speed_cm_s");
    let half_pi = std::f64::consts::FRAC_PI_2;
    // An hour holds some 1800 independent speeds; their spread is about half their mean. Walls cost a little.
    let in_box = speed(&json!({ "duration_s": 3600.0, "width_cm": 300.0, "depth_cm": 300.0 }));
    near(in_box, 15.0 * half_pi.sqrt(), 0.05 * 15.0);
    let on_track = speed(&json!({ "duration_s": 3600.0, "width_cm": 1000.0, "depth_cm": null }));
    near(on_track, 15.0 / half_pi.sqrt(), 0.07 * 15.0);
    let walk = run("simulate-walk", &json!({ "duration_s": 3600.0 }));
    near(number(&walk, "summary", "visited"), 1.0, 1e-12);
}

/// With little noise the neuron is silent below the threshold current: no CV there, and still a figure of it.
#[test]
fn a_figure_of_regularity_leaves_silence_out() {
    let quiet = json!({
        "from_na": 1.0, "to_na": 3.0, "n_currents": 5, "sigma_mv": 1.0, "duration_ms": 5000.0
    });
    let curve = table(&run("leaky-input-rate", &quiet), "curve");
    let cells = curve.optional_floats("cv").expect("a column");
    assert!(cells[0].is_none() && cells[4].is_some());
    let drawn = attempt("plot-input-rate", &json!({ "quantity": "cv" }), input("curves", curve));
    let Artifact::Figure(figure) = &drawn.expect("a figure")["figure"] else { panic!("no figure") };
    assert_eq!(figure.data.optional_floats("cv").expect("its numbers"), cells);
}

#[test]
fn rows_of_images_stand_above_one_another() {
    let images = |n: usize, side: usize| {
        let pixels = vec![0.5; n * side * side];
        let table =
            Table::build("images").vector("pixels", Unit::ONE, pixels, side * side).finish();
        Artifact::Table(TableSource::memory(table.expect("images")))
    };
    let draw = |tables: Vec<Artifact>, params: &Value| {
        attempt("plot-images", params, [("images".to_owned(), tables)].into())
    };
    let drawn = draw(vec![images(9, 3), images(9, 3)], &json!({ "names": ["before", "after"] }));
    let Artifact::Figure(figure) = &drawn.expect("two rows")["figure"] else { panic!("no figure") };
    assert_eq!(figure.data.n_rows(), 12, "as many of each as stand side by side");
    let refused = |tables: Vec<Artifact>, params: &Value| {
        draw(tables, params).expect_err("refused").to_string()
    };
    insta::assert_snapshot!(
        refused(vec![images(2, 3), images(1, 2)], &json!({})),
        @"input `images`, table 2: got 1 image of 2 by 2 pixels, wanted 2 of 3 by 3"
    );
    insta::assert_snapshot!(
        refused(vec![images(2, 3)], &json!({ "names": ["before", "after"] })),
        @"parameter `names`: got 2 names, wanted 1, one a table"
    );
    insta::assert_snapshot!(
        refused(vec![images(2, 3)], &json!({ "width": 2 })),
        @"input `images`: column `pixels` has 9 pixels an image, wanted whole rows of 2"
    );
}

#[test]
fn a_layer_measures_weights_of_any_size() {
    let stimuli = Table::build("stimuli")
        .vector("x", Unit::ONE, vec![1.0, 0.0], 2)
        .finish()
        .expect("a stimulus");
    for size in [1e-200, 1e200] {
        let params = json!({ "weights": [3.0 * size, 4.0 * size] });
        let outputs = attempt("layer", &params, input("table", stimuli.clone())).expect("answers");
        let units = table(&outputs, "units");
        near(units.floats("length").expect("a length")[0] / size, 5.0, 1e-12);
        let (best, _) = units.vectors("best").expect("stimuli");
        near(best[0], 0.6, 1e-12);
        near(best[1], 0.8, 1e-12);
    }
}

#[test]
fn more_samples_than_memory_holds_are_refused() {
    for (kind, params) in [
        ("simulate-walk", json!({ "duration_s": 1e6, "step_s": 0.001 })),
        ("simulate-synapse", json!({ "duration_ms": 1e6, "sample_ms": 0.001 })),
        ("simulate-poisson", json!({ "duration_s": 1e5, "step_s": 1e-4, "mean_rate_hz": 0.001 })),
    ] {
        let failure = attempt(kind, &params, Artifacts::new()).expect_err("refused").to_string();
        assert!(failure.ends_with("samples are asked for, wanted at most 20 million"), "{failure}");
    }
}

#[test]
fn sorted_units_have_no_scale() {
    let activity = || {
        Table::build("activity")
            .float("time_s", Unit::SECOND, vec![0.0, 0.1])
            .vector("activity", Unit::SPIKES_PER_SECOND, vec![1.0, 4.0, 8.0, 2.0], 2)
            .finish()
            .expect("two moments")
    };
    let params = json!({ "sort_by_peak": true, "y_from": 0, "y_to": 360 });
    let failure = attempt("plot-activity", &params, input("activity", activity()));
    insta::assert_snapshot!(failure.expect_err("refused"), @"parameter `sort_by_peak`: got true with a scale for the units or a path along it");
    let params = json!({ "divide_by_peak": true });
    let outputs = attempt("plot-activity", &params, input("activity", activity())).expect("drawn");
    let Artifact::Figure(figure) = &outputs["figure"] else { panic!("a figure") };
    let column = figure.data.schema().column("activity").expect("a column");
    assert_eq!(column.unit, Unit::ONE, "a share of the peak");
}
