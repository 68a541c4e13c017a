//! `spikebook new`: a project of one's own, with one commented chapter that runs.

use std::fs;
use std::path::{Path, PathBuf};

use spikebook_data::temporary::TemporaryFolder;

use crate::console::Console;
use crate::error::Error;
use crate::{Outcome, output};

/// Make a project of your own, with one commented chapter that runs
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The folder to make
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// The files of a new project, by their place in it.
const FILES: &[(&str, &str)] = &[
    (".gitignore", include_str!("new/gitignore")),
    ("README.md", include_str!("new/README.md")),
    ("datasets/three-cells/dataset.toml", include_str!("new/dataset.toml")),
    ("pipelines/first-steps/chapter.md", include_str!("new/chapter.md")),
    ("pipelines/first-steps/pipeline.toml", include_str!("new/pipeline.toml")),
    ("reports/README.md", include_str!("new/reports.md")),
];

/// Makes the project, whole or not at all.
pub(crate) fn run(arguments: &Arguments, console: Console) -> Result<Outcome, Error> {
    let folder = &arguments.folder;
    let is_taken =
        folder.is_file() || fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_taken {
        return Err(Error::NotEmpty { path: folder.clone() });
    }
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(at(parent))?;
    let temporary = TemporaryFolder::new(".spikebook-new-", parent, None).map_err(at(parent))?;
    let project = temporary.path().join("project");
    for (name, text) in FILES {
        let path = project.join(name);
        let inner = path.parent().unwrap_or(&project);
        fs::create_dir_all(inner).map_err(at(inner))?;
        fs::write(&path, text).map_err(at(&path))?;
    }
    // An empty folder of this name gives way.
    temporary.put_in_place(|_| fs::rename(&project, folder)).map_err(at(folder))?;
    console.say(&format!("made {}", folder.display()));
    output::print(&format!(
        "Next:\n  cd {}\n  spikebook run\n  spikebook book --open\n",
        folder.display()
    ))?;
    Ok(Outcome::Done)
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |source| Error::File { path: path.into(), source }
}
