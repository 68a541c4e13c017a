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
