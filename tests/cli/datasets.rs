//! Files of one's own as datasets: what an import takes, what it refuses and leaves behind, and what is said of them.

use super::folder::{Ended, Folder};

/// An empty project with one file.
fn with(name: &str, bytes: impl AsRef<[u8]>) -> Folder {
    let folder = Folder::with_pipeline(
        "title = \"First\"\n\n[[stage]]\nid = \"grid\"\nkind = \"evenly-spaced\"\n",
    );
    folder.write(name, bytes);
    folder
}

/// Imports the file, which must be refused without a trace.
fn refused(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let folder = with(name, bytes);
    let ended = folder.run(&["dataset", "import", name, "--as", "mine"]);
    assert_eq!(folder.files("."), ["pipelines", name], "nothing is left");
    ended.error().to_owned()
}

const SPIKES: &str = "unit,time_s\n1,0.5\n2,0.75\n1,1.25\n";

#[test]
fn an_import_of_sound_files_is_told_in_a_line_a_table() {
    let folder = with("spikes.csv", SPIKES);
    let ended = folder.run(&["dataset", "import", "spikes.csv", "--as", "mine"]);
    ended.printed();
    insta::assert_snapshot!(ended.stderr, @"
    wrote [folder]/datasets/mine/dataset.toml
    spikes: 3 rows of unit_id, time_s
    mine: the card and its files are sound
    ");
    assert_eq!(folder.files("datasets/mine"), ["dataset.toml", "spikes.csv"]);
    insta::assert_snapshot!(folder.run(&["dataset", "import", "spikes.csv", "--as", "mine"]).error(), @"
    error: dataset `mine`: [folder]/datasets/mine is there already, wanted a new name
      hint: mend its card and check it with `spikebook dataset validate mine`, or remove the folder, or choose another name
    ");
}

#[test]
fn an_import_of_files_with_faults_leaves_nothing_behind() {
    insta::assert_snapshot!(refused("spikes.csv", "unit,time_s\n1,0.5\n1,NaN\n2,0.75\n"), @r#"
    error: dataset `mine`: 1 of its columns cannot be taken
    table `spikes`, column `time_s`: spikes.csv, variable time_s, row 2: got NaN, wanted a value
      hint: write under [table.spikes]: `skip_missing = "time_s"` where rows without it are to go
            nothing was kept: mend the file, or add `--draft` to keep a card `mine` to mend
    "#);
    insta::assert_snapshot!(refused("spikes.csv", "unit,time_s\n1,0.5\n1,late\n2,0.75\n"), @"
    error: dataset `mine`: 1 of its columns cannot be taken
    table `spikes`, column `time_s`: wrong value in spikes.csv, line 3, column 'time_s': got 'late', wanted a number
      hint: if it stands for a missing value, list it in the option `missing`; decimals are written with a point
            nothing was kept: mend the file, or add `--draft` to keep a card `mine` to mend
    ");
    insta::assert_snapshot!(refused("spikes.csv", "unit;time_s\n1;0,5\n2;0,75\n"), @"
    error: dataset `mine`: 1 of its columns cannot be taken
    table `spikes`, column `time_s`: wrong type in spikes.csv, variable time_s: got text of 2, wanted numbers
      hint: look for words among the numbers, and write decimals with a point, not a comma
            nothing was kept: mend the file, or add `--draft` to keep a card `mine` to mend
    ");
    insta::assert_snapshot!(refused("spikes.csv", "unit,time_s\n"), @"
    error: dataset `mine`: table `spikes`: got no rows, wanted one
      hint: look whether the file holds any, and at what `[table.spikes.columns]` takes from it
            nothing was kept: mend the file, or add `--draft` to keep a card `mine` to mend
    ");
    insta::assert_snapshot!(refused("spikes.csv", "unit,time_s\n1,0.75\n1,0.5\n"), @"
    error: dataset `mine`: 1 of its columns cannot be taken
    table `spikes`, column `time_s`: spikes.csv, variable time_s, row 2: got 0.5 s after 0.75 s, wanted no earlier time
      hint: write under [table.spikes]: `sort = true` where the order does not matter; mend the file where its clock was reset
            nothing was kept: mend the file, or add `--draft` to keep a card `mine` to mend
    ");
}

#[test]
fn a_draft_is_kept_where_it_is_asked_for() {
    let folder = with("spikes.csv", "unit,time_s\n1,0.5\n1,NaN\n2,0.75\n");
    let ended = folder.run(&["dataset", "import", "spikes.csv", "--as", "mine", "--draft"]);
    assert_eq!(ended.code, Some(1));
    insta::assert_snapshot!(ended.stderr, @r#"
    error: dataset `mine`: 1 of its columns cannot be taken
    table `spikes`, column `time_s`: spikes.csv, variable time_s, row 2: got NaN, wanted a value
      hint: write under [table.spikes]: `skip_missing = "time_s"` where rows without it are to go
    this is a draft: finish datasets/mine/dataset.toml (`docs/cards.md` of Spikebook has every key), then check it with
      spikebook dataset validate mine
    "#);
    let card = String::from_utf8(folder.read("datasets/mine/dataset.toml")).expect("text");
    let mended =
        card.replace("file = \"spikes\"\n", "file = \"spikes\"\nskip_missing = [\"time_s\"]\n");
    folder.write("datasets/mine/dataset.toml", mended);
    let ended = folder.run(&["dataset", "validate", "mine"]);
    ended.printed();
    insta::assert_snapshot!(ended.stderr, @"
    spikes: 2 rows of unit_id, time_s
    mine: the card and its files are sound
    ");
}

#[test]
fn text_that_was_meant_to_be_numbers_is_doubted() {
    let folder = with("table.csv", "unit;time_s;depth\n1;0.5;3,5\n2;0.75;4,25\n");
    let ended = folder.run(&["dataset", "import", "table.csv", "--as", "mine"]);
    ended.printed();
    insta::assert_snapshot!(ended.stderr, @"
    wrote [folder]/datasets/mine/dataset.toml
    warning: table.csv, `depth`: taken for text, but `3,5` looks like a number with a decimal comma: save the file with decimal points
    spikes: 2 rows of unit_id, time_s, depth
    mine: the card and its files are sound
    ");
}

#[test]
fn a_card_is_checked_by_its_dataset_its_folder_or_its_file() {
    let folder = with("spikes.csv", SPIKES);
    folder.run(&["dataset", "import", "spikes.csv", "--as", "mine"]).printed();
    let told = |named: &str| {
        let ended: Ended = folder.run(&["dataset", "validate", named]);
        ended.printed();
        ended.stderr
    };
    let by_name = told("mine");
    assert_eq!(by_name, told("datasets/mine"));
    assert_eq!(by_name, told("datasets/mine/dataset.toml"));
    insta::assert_snapshot!(folder.run(&["dataset", "validate", "mien"]).error(), @"
    error: no dataset `mien`
      hint: did you mean `mine`?
    ");
    insta::assert_snapshot!(folder.run(&["dataset", "validate", "datasets/mien/dataset.toml"]).error(), @"
    error: datasets/mien/dataset.toml: No such file or directory
      hint: look at the name; a path begins at the folder you are in
    ");
}

#[test]
fn the_list_has_a_line_a_dataset_whatever_is_wrong_with_it() {
    let folder = with("spikes.csv", SPIKES);
    folder.run(&["dataset", "import", "spikes.csv", "--as", "mine"]).printed();
    folder.write("datasets/mine/spikes.csv", "unit,time_s\n1,0.5\n");
    folder.write("datasets/faulty/dataset.toml", "titel = \"Faulty\"\nlicense = \"MIT\"\n");
    insta::assert_snapshot!(folder.run(&["dataset", "list"]).printed(), @"
    faulty  faulty        datasets/faulty/dataset.toml:1:1: the file: no `title` (and 4 more: `spikebook dataset validate faulty`)
    mine    another file  mine
    ");
    insta::assert_snapshot!(folder.run(&["dataset", "show", "mine"]).printed(), @"
    mine

    licence  unknown
    file spikes  32 bytes  dataset `mine`, file `spikes`: [folder]/datasets/mine/spikes.csv: got 18 bytes, wanted 32 bytes

    spikes
      unit_id  integer  id  the unit that fired
      time_s   float    s   when it fired
      … and what else its source has
    ");
}

#[test]
fn a_table_that_a_dataset_does_not_have_is_told_once_with_its_card() {
    let folder = with("spikes.csv", SPIKES);
    folder.run(&["dataset", "import", "spikes.csv", "--as", "mine"]).printed();
    let reader = |id: &str, wire: &str| {
        format!(
            "\n[[stage]]\nid = \"{id}\"\nkind = \"describe-column\"\ninputs = {{ table = \"recording.{wire}\" }}\n"
        )
    };
    let text = "title = \"Second\"\n\n[inputs]\nrecording = \"mine\"\n".to_owned()
        + &reader("one", "position")
        + &reader("two", "position")
        + &reader("three", "spike");
    folder.write("pipelines/second/pipeline.toml", text);
    insta::assert_snapshot!(folder.run(&["run", "second"]).error(), @"
    error: stage `one`, input `table`: dataset `mine` has no table `position`
      --> pipelines/second/pipeline.toml:9:20
      hint: datasets/mine/dataset.toml has spikes: add `[table.position]` there, or bind a dataset that has it
    error: stage `three`, input `table`: dataset `mine` has no table `spike`
      --> pipelines/second/pipeline.toml:19:20
      hint: datasets/mine/dataset.toml has `spikes`: rename it to `spike` there
    ");
}

#[test]
fn what_is_no_toml_has_a_hint() {
    let card = |bytes: &[u8]| {
        let folder = Folder::with_pipeline("");
        folder.write("datasets/mine/dataset.toml", bytes);
        let ended = folder.run(&["dataset", "validate", "mine"]);
        assert_ne!(ended.code, Some(0));
        ended.stderr
    };
    insta::assert_snapshot!(card(b"title = \"My rat\nlicence = \"MIT\"\n"), @r#"
    error: invalid basic string, expected `"`
      --> datasets/mine/dataset.toml:1:16
      hint: text stands between two quotes on one line: title = "My rat"
    "#);
    insta::assert_snapshot!(card(b"title = 3,5\n"), @"
    error: unexpected key or value, expected newline, `#`
      --> datasets/mine/dataset.toml:1:10
      hint: a line is `key = value`; text is in quotes, decimals have a point, a comment begins with #
    ");
    insta::assert_snapshot!(card(b"title = \"a\"\ntitle = \"b\"\n"), @"
    error: duplicate key
      --> datasets/mine/dataset.toml:2:1
      hint: a key or section stands once: put the two together, or remove one
    ");
    insta::assert_snapshot!(card(b"title = \"Umgebung f\xfcr\"\n"), @r#"
    error: datasets/mine/dataset.toml: stream did not contain valid UTF-8
      hint: save it as UTF-8: an editor offers that under "Save as" or "Encoding"
    "#);
}
