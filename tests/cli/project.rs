//! A project of one's own.

use super::folder::Folder;

#[test]
fn a_new_project_is_whole() {
    let folder = Folder::new();
    let ended = folder.run(&["new", "mine"]);
    insta::assert_snapshot!(ended.printed(), @"
    Next:
      cd mine
      spikebook run
      spikebook book --open
    ");
    assert_eq!(folder.files("."), ["mine"]);
    assert_eq!(
        folder.files("mine"),
        [".gitignore", "README.md", "datasets", "pipelines", "reports"]
    );
}

#[test]
fn a_new_project_runs_and_becomes_a_book() {
    let folder = Folder::new();
    folder.run(&["new", "mine"]).printed();
    let inside = |arguments: &[&str]| {
        let mut command = folder.command(arguments);
        command.current_dir(folder.path("mine/pipelines/first-steps"));
        folder.ended(&command.output().expect("the command starts"))
    };
    inside(&["run"]).printed();
    let estimates = inside(&["show", "first-steps", "preferred.estimates"]);
    assert_eq!(estimates.printed().lines().count(), 5, "names, units, three cells");
    insta::assert_snapshot!(inside(&["book"]).printed(), @"[folder]/mine/reports/book/index.html");
    assert!(inside(&["run"]).stderr.contains("first-steps: 0 ran, 4 up to date"));
    let list = inside(&["dataset", "list"]);
    assert!(list.printed().starts_with("three-cells  simulated"), "{}", list.stdout);
}

#[test]
fn what_is_there_is_left_alone() {
    let folder = Folder::new();
    folder.write("mine/notes.txt", "precious");
    insta::assert_snapshot!(folder.run(&["new", "mine"]).error(), @"
    error: mine: got a folder with files in it, wanted a new or an empty one
      hint: name a folder that does not exist yet
    ");
    assert_eq!(folder.read("mine/notes.txt"), b"precious");
    assert_eq!(folder.files("mine"), ["notes.txt"]);
}
