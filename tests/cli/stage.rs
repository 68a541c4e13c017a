//! One kind of stage, alone, on files.

use super::folder::Folder;

fn with_grid() -> Folder {
    let folder = Folder::new();
    folder.write("grid.csv", "value\n0\n0.5\n1\n");
    folder
}

#[test]
fn a_table_of_text_becomes_parquet_and_parquet_becomes_values() {
    let folder = with_grid();
    let noise = folder.run(&["stage", "gaussian-noise", "--in", "grid=grid.csv", "--out", "noise"]);
    assert_eq!(noise.printed(), "");
    insta::assert_snapshot!(noise.stderr, @"wrote noise/noisy.parquet");
    let summary = folder.run(&[
        "stage",
        "describe-column",
        "--in",
        "table=noise/noisy.parquet",
        "--set",
        "column=value",
        "--out",
        "summary",
    ]);
    assert_eq!(summary.printed(), "");
    let json = String::from_utf8(folder.read("summary/summary.json")).expect("JSON");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["values"]["mean"]["value"], 0.5);
    assert_eq!(json["provenance"]["kind"], "describe-column");
    assert_eq!(json["provenance"]["params"]["column"], "value");
}

#[test]
fn the_seed_decides_the_bytes_and_nothing_else_does() {
    let folder = with_grid();
    let noise = |seed: &str, out: &str| {
        let arguments =
            ["stage", "gaussian-noise", "--in", "grid=grid.csv", "--seed", seed, "--out", out];
        folder.run(&arguments).printed();
        folder.read(&format!("{out}/noisy.parquet"))
    };
    let first = noise("7", "a");
    assert_eq!(first, noise("7", "b"));
    assert_ne!(first, noise("8", "c"));
}

#[test]
fn columns_keep_the_units_of_the_port_or_of_their_names() {
    let folder = Folder::new();
    folder.write("latencies.tsv", "trial\tlatency_ms\n1\t12\n2\t15.5\n3\t\n");
    folder
        .run(&[
            "stage",
            "describe-column",
            "--in",
            "table=latencies.tsv",
            "--set",
            "column=latency_ms",
            "--out",
            "out",
        ])
        .printed();
    let json = String::from_utf8(folder.read("out/summary.json")).expect("JSON");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["values"]["mean"], serde_json::json!({ "value": 13.75, "unit": "ms" }));
    assert_eq!(json["values"]["n_empty"]["value"], 1);
}

#[test]
fn quiet_means_quiet() {
    let folder = with_grid();
    let arguments = ["stage", "gaussian-noise", "--in", "grid=grid.csv", "--out", "out", "--quiet"];
    let ended = folder.run(&arguments);
    assert_eq!((ended.printed(), ended.stderr.as_str()), ("", ""));
}

#[test]
fn a_matrix_may_be_spread_over_columns_of_text() {
    let folder = Folder::new();
    folder.write("counts.csv", "time_s,counts_0\n0,1\n1,3\n2,3\n3,5\n");
    folder.write("design.csv", "x_0\n0\n0\n1\n1\n");
    let arguments = [
        "stage",
        "poisson-glm",
        "--in",
        "counts=counts.csv",
        "--in",
        "design=design.csv",
        "--out",
        "out",
    ];
    folder.run(&arguments).printed();
    let table = spikebook_data::parquet_file::read(&folder.path("out/coefficients.parquet"));
    let estimates = table.expect("a table").floats("estimate").expect("numbers").to_vec();
    // Two spikes a bin without the regressor, four with it.
    for estimate in estimates {
        assert!((estimate - std::f64::consts::LN_2).abs() < 1e-12, "{estimate}");
    }
}

#[test]
fn cells_may_be_missing_where_the_port_does_not_mind() {
    let folder = Folder::new();
    folder.write(
        "table.csv",
        "latency_ms,trial,correct,note\n12,1,true,late\n,2,,\n15.5,,false,early\n",
    );
    let arguments = [
        "stage",
        "describe-column",
        "--in",
        "table=table.csv",
        "--set",
        "column=trial",
        "--out",
        "out",
    ];
    folder.run(&arguments).printed();
    let json: serde_json::Value =
        serde_json::from_slice(&folder.read("out/summary.json")).expect("JSON");
    assert_eq!(json["values"]["n_empty"]["value"], 1);
    assert_eq!(json["values"]["max"]["value"], 2.0);
}
