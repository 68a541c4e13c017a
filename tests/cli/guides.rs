//! What the guides say is typed as it stands there.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::folder::Folder;

fn checkout(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The blocks of a page that are set as code, without their indent.
fn blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block = String::new();
    for line in page.lines() {
        match line.strip_prefix("    ") {
            Some(code) => {
                block.push_str(code);
                block.push('\n');
            }
            None if line.is_empty() && !block.is_empty() => block.push('\n'),
            None if block.is_empty() => {}
            None => blocks.push(std::mem::take(&mut block)),
        }
    }
    blocks.push(block);
    blocks
}

/// Words of a command over several lines, as a shell takes them.
fn words(command: &str) -> Vec<String> {
    command.replace("\\\n", " ").split_whitespace().map(str::to_owned).collect()
}

/// A rat on a track: to and fro between 200 and 620 pixels, sixty samples a second.
fn place(time_s: f64) -> f64 {
    let phase = (time_s / 12.0).fract() * 2.0;
    200.0 + 420.0 * if phase < 1.0 { phase } else { 2.0 - phase }
}

/// Three cells that fire where the rat is, numbered as nobody would guess.
fn write_recording(folder: &Folder) {
    let mut position = "time_ms,x,y\n".to_owned();
    for sample in 0..7800 {
        let time_s = f64::from(sample) / 60.0;
        let _ = writeln!(position, "{:.3},{:.2},100", 1000.0 * time_s, place(time_s));
    }
    folder.write("position.csv", position);
    let mut spikes = "unit,time_ms\n".to_owned();
    let mut state = 1_u64;
    for ms in 0..130_000_u32 {
        let time_s = f64::from(ms) / 1000.0;
        for (unit, field) in [(101, 280.0), (205, 400.0), (309, 540.0)] {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let chance = (state >> 11) as f64 / (1_u64 << 53) as f64;
            let rate_hz = if (place(time_s) - field).abs() < 60.0 { 40.0 } else { 1.0 };
            if chance < rate_hz / 1000.0 {
                let _ = writeln!(spikes, "{unit},{}", f64::from(ms) + chance);
            }
        }
    }
    folder.write("spikes.csv", spikes);
}

#[test]
fn the_guide_for_labs_goes_through_on_a_recording_of_ones_own() {
    let guide = checkout("docs/guide-for-labs.md");
    let blocks = blocks(&guide);
    let block = |beginning: &str| {
        let found = blocks.iter().find(|block| block.starts_with(beginning));
        found.unwrap_or_else(|| panic!("the guide has no `{beginning}`")).clone()
    };
    let folder = Folder::new();
    for name in ["pipeline.toml", "chapter.md"] {
        let name = format!("pipelines/place-cells/{name}");
        folder.write(&name, checkout(&name));
    }
    folder.write(
        "datasets/linear-track/dataset.toml",
        checkout("datasets/linear-track/dataset.toml"),
    );
    write_recording(&folder);
    let run = |command: &str| {
        let words = words(command);
        let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        folder.run(&words)
    };
    run(&block("spikebook dataset import spikes.csv")).printed();
    let drafted = String::from_utf8(folder.read("datasets/my-rat/dataset.toml")).expect("text");
    let head = drafted.split("\n# spikes holds").next().expect("a head");
    let card = format!("{head}\n{}", block("[table.spikes]"));
    folder.write("datasets/my-rat/dataset.toml", card);
    run(&block("spikebook dataset validate")).printed();
    let ended = run(&block("spikebook run place-cells"));
    ended.printed();
    let results = folder.files("reports").into_iter().find(|name| name.starts_with("place-cells@"));
    let results = folder.files(&format!("reports/{}", results.expect("a folder of results")));
    for name in ["history-figure.figure.svg", "rescaling-figure.figure.svg", "settings.toml"] {
        assert!(results.iter().any(|result| result == name), "{name}: {results:?}");
    }
}

#[test]
fn the_guide_for_instructors_makes_a_chapter_and_a_set() {
    let guide = checkout("docs/guide-for-instructors.md");
    let blocks = blocks(&guide);
    let block = |holds: &str| {
        let found = blocks.iter().find(|block| block.contains(holds));
        found.unwrap_or_else(|| panic!("the guide has no `{holds}`")).clone()
    };
    let folder = Folder::new();
    folder.run(&["new", "course"]).printed();
    let inside = |arguments: &[&str]| {
        let mut command = folder.command(arguments);
        command.current_dir(folder.path("course"));
        folder.ended(&command.output().expect("the command starts"))
    };
    folder.write("course/datasets/my-cells/dataset.toml", block("[generator]"));
    folder.write("course/pipelines/my-cells/pipeline.toml", block("id = \"curves\""));
    folder.write("course/pipelines/my-cells/chapter.md", block("# Which way does it look?"));
    folder.write("course/pipelines/my-cells/expected.toml", block("[[expected]]"));
    folder.write("course/pipelines/my-cells/problems.toml", block("[[set.question]]"));
    folder.write("course/roster.csv", "student_id\nada\nben\n");
    folder.write("course/secret", (0..32).collect::<Vec<u8>>());
    for command in [["run"].as_slice(), &["verify"], &["book"]] {
        inside(command).printed();
    }
    inside(&[
        "problems",
        "build",
        "my-cells",
        "--roster",
        "roster.csv",
        "--secret-file",
        "secret",
        "--out",
        "dist",
    ])
    .printed();
    let files = folder.files("course/dist/students/ada");
    assert!(files.contains(&"answers.csv".to_owned()), "{files:?}");
}
