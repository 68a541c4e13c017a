//! Builds of the toy chapter: same bytes, nobody else's bytes, no secret.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use spikebook_data::parquet_file;

use crate::folder::files_in;
use crate::key::{Answer, AnswerTruth, Key};
use crate::toy::{SECRET, Toy, secret};
use crate::{Error, Secret};

/// Every file of a folder by its path in it.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = files_in(folder).expect("it can be read");
    files
        .into_iter()
        .map(|file| (file.clone(), fs::read(folder.join(file)).expect("read")))
        .collect()
}

#[test]
fn a_build_has_a_folder_a_student_and_a_key() {
    let toy = Toy::new();
    let out = toy.path("dist");
    let report = toy.build(&["ada", "bob"], &out).expect("it builds");
    assert_eq!((report.n_students, report.n_new), (2, 2));
    let names: Vec<String> =
        contents(&out).keys().map(|path| path.to_string_lossy().into_owned()).collect();
    let of = |student: &str| {
        ["README.md", "answers.csv", "spikes.csv", "spikes.parquet"]
            .map(|file| format!("students/{student}/{file}"))
    };
    let mut expected =
        ["README.md", "key.csv", "key.json"].map(|file| format!("instructor/{file}")).to_vec();
    expected.extend(of("ada"));
    expected.extend(of("bob"));
    assert_eq!(names, expected);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&out).expect("a folder").permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "nobody else looks into it");
    }
    let left = fs::read_dir(toy.path("")).expect("read").count();
    assert_eq!(left, 2, "nothing but `pipelines` and `dist` is left");
}

#[test]
fn a_build_has_the_same_bytes_on_any_number_of_threads() {
    let toy = Toy::new();
    let on = |n_threads: usize| {
        let out = toy.path(&format!("dist-{n_threads}"));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        pool.install(|| toy.build(&["ada", "bob", "cy", "dee", "eve"], &out)).expect("it builds");
        contents(&out)
    };
    let one = on(1);
    assert!(one == on(3), "three threads");
    assert!(one == on(4), "four threads");
}

#[test]
fn another_student_changes_nobody_elses_bytes() {
    let toy = Toy::new();
    let out = toy.path("dist");
    toy.build(&["bob", "dee"], &out).expect("it builds");
    let before = contents(&out.join("students"));
    let report = toy.build(&["ada", "bob", "cy", "dee"], &out).expect("it builds again");
    assert_eq!((report.n_students, report.n_new), (4, 2));
    let after = contents(&out.join("students"));
    assert!(before.iter().all(|(path, bytes)| after[path] == *bytes));
    let report = toy.build(&["ada"], &out).expect("students may leave");
    assert_eq!(report.removed, ["bob", "cy", "dee"]);
}

#[test]
fn students_have_data_of_their_own() {
    let toy = Toy::new();
    let out = toy.path("dist");
    let students: Vec<String> = (0..20).map(|number| format!("s{number:02}")).collect();
    let names: Vec<&str> = students.iter().map(String::as_str).collect();
    let report = toy.build(&names, &out).expect("it builds");
    let files = contents(&out.join("students"));
    let spikes: Vec<&Vec<u8>> =
        files.iter().filter(|(path, _)| path.ends_with("spikes.csv")).map(|(_, b)| b).collect();
    assert_eq!(spikes.iter().collect::<std::collections::BTreeSet<_>>().len(), 20);
    let key = Key::read(&out.join("instructor")).expect("its own key");
    let units: std::collections::BTreeSet<&str> =
        key.students.values().map(|student| student.answers["rate"].text()).collect();
    assert!(units.len() > 2, "students are asked about different units");
    // Of 20 references, each within 4 standard errors of the truth: all, but for one in 800 builds.
    assert_eq!(report.truth_outside, []);
}

#[test]
fn a_students_folder_tells_no_secret() {
    let toy = Toy::new();
    let out = toy.path("dist");
    toy.build(&["ada"], &out).expect("it builds");
    let key = Key::read(&out.join("instructor")).expect("its own key");
    let seed = secret().student_seed("toy", "ada");
    let mut hidden: Vec<(String, Vec<u8>)> = vec![
        ("secret".into(), SECRET.to_vec()),
        ("seed".into(), seed.to_vec()),
        ("seed in hex".into(), blake3::Hash::from(seed).to_hex().as_bytes().to_vec()),
        ("fingerprint".into(), secret().fingerprint().into_bytes()),
        ("generator".into(), key.generator.clone().into_bytes()),
        ("truth".into(), b"truth".to_vec()),
    ];
    let mut hide = |what: &str, number: f64| {
        hidden.push((what.into(), number.to_le_bytes().to_vec()));
        let digits = format!("{number:?}");
        // Few digits may stand anywhere by chance.
        if digits.len() > 6 {
            hidden.push((what.into(), digits.as_bytes()[..7].to_vec()));
        }
    };
    for answer in key.students["ada"].answers.values() {
        if let Answer::Number { reference, standard_error, truth, .. } = answer {
            hide("reference", *reference);
            hide("standard error", standard_error.unwrap_or(*reference));
            if let Some(AnswerTruth::Number(truth)) = truth {
                hide("truth", *truth);
            }
        }
    }
    for (path, mut bytes) in contents(&out.join("students/ada")) {
        if path.extension().is_some_and(|extension| extension == "parquet") {
            // Pages are compressed: what they hold is looked at too.
            let path = out.join("students/ada").join(&path);
            let table = parquet_file::read(&path).expect("Parquet");
            bytes.extend(format!("{:?}", table.schema()).into_bytes());
            for number in table.floats("direction_deg").expect("a column") {
                bytes.extend(number.to_le_bytes());
            }
        }
        for (what, hidden) in &hidden {
            let found = bytes.windows(hidden.len()).any(|window| window == &hidden[..]);
            assert!(!found, "{}: {what}", path.display());
        }
    }
}

#[test]
fn the_csv_and_the_parquet_file_hold_the_same_numbers() {
    let toy = Toy::new();
    let out = toy.path("dist");
    toy.build(&["ada"], &out).expect("it builds");
    let folder = out.join("students/ada");
    let table = parquet_file::read(&folder.join("spikes.parquet")).expect("Parquet");
    let mut reader = csv::Reader::from_path(folder.join("spikes.csv")).expect("CSV");
    let rows: Vec<(i64, f64)> =
        reader.deserialize().collect::<Result<_, _>>().expect("a whole number and a number");
    let (units, directions): (Vec<i64>, Vec<f64>) = rows.into_iter().unzip();
    assert_eq!(units, table.integers("unit_id").expect("a column"));
    assert_eq!(directions, table.floats("direction_deg").expect("a column"));
}

fn refused(result: Result<crate::BuildReport, Error>, toy: &Toy) -> String {
    let error = result.expect_err("refused");
    let text = format!("{error}\nhint: {}", error.hint().expect("there is one"));
    text.replace(&*toy.path("").to_string_lossy(), "")
}

#[test]
fn a_build_of_another_secret_or_set_is_not_replaced() {
    let toy = Toy::new();
    let out = toy.path("dist");
    toy.build(&["ada"], &out).expect("it builds");
    let before = contents(&out);
    let other = Secret::from_bytes(b"another secret, as long as the first one", Path::new("k"));
    let result = toy.build_with(&["ada"], &other.expect("long enough"), &out);
    insta::assert_snapshot!(refused(result, &toy), @"
    dist: got the build of set `toy` under secret 8d58fd8a50889938, wanted set `toy` under secret d9a589eb2fd13e26
    hint: choose another folder: every secret and set has its own
    ");
    assert!(before == contents(&out));
}

#[test]
fn a_folder_with_other_files_is_not_replaced() {
    let toy = Toy::new();
    let out = toy.path("dist");
    fs::create_dir_all(&out).expect("made");
    fs::write(out.join("thesis.txt"), "years of work").expect("written");
    insta::assert_snapshot!(refused(toy.build(&["ada"], &out), &toy), @"
    dist/thesis.txt: got a file that is not part of a build, wanted a new folder or an earlier build
    hint: move it away, or choose another folder
    ");
    fs::remove_file(out.join("thesis.txt")).expect("removed");
    toy.build(&["ada"], &out).expect("an empty folder is as good as none");
    fs::write(out.join("students/ada/notes.txt"), "mine").expect("written");
    insta::assert_snapshot!(refused(toy.build(&["ada"], &out), &toy), @"
    dist/students/ada/notes.txt: got a file that is not part of a build, wanted a new folder or an earlier build
    hint: move it away, or choose another folder
    ");
}

#[test]
fn data_that_were_handed_out_do_not_change() {
    let toy = Toy::new();
    let out = toy.path("dist");
    toy.build(&["ada", "bob"], &out).expect("it builds");
    fs::write(out.join("students/bob/answers.csv"), "question,answer,unit\n").expect("written");
    insta::assert_snapshot!(refused(toy.build(&["ada", "bob"], &out), &toy), @"
    student `bob`, `answers.csv`: got other bytes than dist holds, wanted the same
    hint: the chapter, the set or Spikebook has changed since the data were handed out, or the file has: build into a new folder
    ");
    fs::remove_file(out.join("students/bob/answers.csv")).expect("removed");
    toy.build(&["ada", "bob"], &out).expect("a file that is gone is made again");
    let before = Key::read(&out.join("instructor")).expect("a key").generator;
    let toy = toy.changed();
    toy.build(&["ada", "bob"], &out).expect("other code that makes the same data");
    let after = Key::read(&out.join("instructor")).expect("a key").generator;
    assert_ne!(before, after, "the key says which code made it");
}

#[test]
fn a_build_that_fails_leaves_what_was_there() {
    let toy = Toy::new();
    let out = toy.path("dist");
    toy.build(&["ada"], &out).expect("it builds");
    let before = contents(&out);
    let problems = crate::toy::PROBLEMS.replace("rate_hz = 2.5", "rate_hz = 100.0");
    fs::write(toy.path("pipelines/toy/problems.toml"), problems).expect("written");
    insta::assert_snapshot!(refused(toy.build(&["ada", "bob"], &out), &toy), @"
    set `toy`, student `ada`, pick `unit`: got no row that qualifies, wanted at least one
    hint: loosen the bounds of the pick, or simulate more data in `settings`
    ");
    assert!(before == contents(&out));
    assert_eq!(
        fs::read_dir(toy.path("")).expect("read").count(),
        2,
        "nothing half-written is left"
    );
}

#[test]
fn a_build_that_was_killed_while_moving_is_brought_back() {
    let toy = Toy::new();
    let out = toy.path("dist");
    toy.build(&["ada"], &out).expect("it builds");
    let before = contents(&out);
    fs::rename(&out, toy.path(".dist.spikebook-previous")).expect("renamed");
    crate::folder::recover(&out).expect("brought back");
    assert!(before == contents(&out));
    fs::create_dir_all(toy.path(".dist.spikebook-previous/students")).expect("made");
    toy.build(&["ada"], &out).expect("what was moved aside is removed");
    assert_eq!(fs::read_dir(toy.path("")).expect("read").count(), 2);
}

#[test]
fn what_a_student_reads() {
    let toy = Toy::new();
    let out = toy.path("dist");
    toy.build(&["ada"], &out).expect("it builds");
    let read = |name: &str| fs::read_to_string(out.join("students/ada").join(name)).expect("text");
    insta::assert_snapshot!(read("answers.csv"), @"
    question,answer,unit
    preferred-direction,,deg
    rate,,
    mean-rate,,spikes/s
    broader,,
    shape,,
    ");
    insta::assert_snapshot!(read("README.md"), @"
    # Six cells

    These are the data and questions of `ada`; everybody has others.

    Spikes were counted for 100 s.

    ## Data

    Every table is there twice: as CSV, and as Parquet with the units of its columns in the file.

    `spikes.csv`, `spikes.parquet`: 2100 rows

    | column | holds | unit | what it is |
    |---|---|---|---|
    | `unit_id` | integer | id | the unit that fired |
    | `direction_deg` | float | deg | where to |

    ## Questions

    ### preferred-direction

    Around which direction does unit 4 fire?

    Answer with a number in deg (degrees). (2 points)

    ### rate

    How often does unit 4 fire?

    Answer with a number and its unit. (1 point)

    ### mean-rate

    How often do the units fire on average?

    Answer with a number in spikes/s (spikes per second). (1 point)

    ### broader

    Which unit is tuned more broadly, 3 or 4?

    Answer with one of: 3, 4. (1 point)

    ### shape

    What do the tuning curves look like?

    Answer with one of: bump, ramp. (1 point)

    ## How to hand in

    Fill the column `answer` of `answers.csv`, one line a question, with a decimal point; fill `unit` too where a question asks for it. Hand in that file.
    ");
}

#[test]
fn what_an_instructor_reads() {
    let toy = Toy::new();
    let out = toy.path("dist");
    toy.build(&["ada"], &out).expect("it builds");
    let table = fs::read_to_string(out.join("instructor/key.csv")).expect("text");
    insta::assert_snapshot!(table, @r#"
    student_id,question,text,unit,reference,standard_error,tolerance,truth,truth_within_tolerance,options
    ada,preferred-direction,Around which direction does unit 4 fire?,deg,204.40096396308914,1.0291131082391136,4.1164524329564545,203.75697001783718,true,
    ada,rate,How often does unit 4 fire?,spikes/s,4.0,0.2,0.04,,,
    ada,mean-rate,How often do the units fire on average?,spikes/s,3.5,,0.01,,,
    ada,broader,"Which unit is tuned more broadly, 3 or 4?",,4,,,4,true,3 4
    ada,shape,What do the tuning curves look like?,,bump,,,,,bump ramp
    "#);
}
