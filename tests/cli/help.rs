//! Help pages, and what is made from the list of commands.

use super::folder::Folder;

const COMMANDS: [&str; 11] = [
    "new", "run", "stages", "stage", "show", "graph", "dataset", "verify", "book", "problems",
    "store",
];

const INNER: [[&str; 2]; 10] = [
    ["dataset", "list"],
    ["dataset", "show"],
    ["dataset", "fetch"],
    ["dataset", "validate"],
    ["dataset", "import"],
    ["dataset", "export"],
    ["problems", "build"],
    ["problems", "grade"],
    ["store", "stat"],
    ["store", "gc"],
];

#[test]
fn the_page_of_all_commands() {
    insta::assert_snapshot!(Folder::new().run(&["--help"]).printed());
}

#[test]
fn the_page_of_each_command() {
    for command in COMMANDS {
        let page = Folder::new().run(&[command, "--help"]);
        insta::assert_snapshot!(format!("help_{command}"), page.printed());
    }
}

#[test]
fn the_page_of_each_command_of_a_command() {
    for [command, inner] in INNER {
        let page = Folder::new().run(&[command, inner, "--help"]);
        insta::assert_snapshot!(format!("help_{command}_{inner}"), page.printed());
    }
}

#[test]
fn the_page_of_a_kind_is_made_from_its_declaration() {
    let page = Folder::new().run(&["stage", "gaussian-noise", "--help"]);
    insta::assert_snapshot!(page.printed(), @"
    Add independent normal noise to a column of numbers.

    Usage: spikebook stage gaussian-noise --in grid=FILE [--set PARAM=VALUE]… [--seed N] --out DIR

    Inputs:
      grid (table): the numbers that get noise
          value  float    the numbers
          … and whatever stands beside these

    Parameters:
      sd  number >= 0    default 1.0  Standard deviation of the noise

    Outputs:
      noisy (table): the numbers, without and with noise
          value  float    the numbers as they came
          noisy  float    the numbers with noise

    It draws random numbers: the same seed gives the same bytes.
    ");
}

#[test]
fn every_kind_has_a_line_and_a_page() {
    let folder = Folder::new();
    let list = folder.run(&["stages"]);
    let names: Vec<&str> =
        list.printed().lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.contains(&"describe-column"));
    for name in names {
        let page = folder.run(&["stage", name, "-h"]);
        assert!(page.printed().contains(&format!("Usage: spikebook stage {name}")), "{name}");
    }
}

#[test]
fn shells_learn_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let script = Folder::new().run(&["completions", shell]);
        for command in COMMANDS {
            assert!(script.printed().contains(command), "{shell}: {command}");
        }
    }
}
