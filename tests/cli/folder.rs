//! A folder of a test's own in which the command is typed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A temporary folder.
pub(crate) struct Folder(TempDir);

/// How a command ended.
pub(crate) struct Ended {
    /// Its exit code; none where a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it printed on stdout, the folder's own path as `[folder]`.
    pub(crate) stdout: String,
    /// What it printed on stderr, likewise.
    pub(crate) stderr: String,
}

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A folder with a pipeline `first` of these lines.
    pub(crate) fn with_pipeline(text: &str) -> Self {
        let folder = Self::new();
        folder.write("pipelines/first/pipeline.toml", text);
        folder
    }

    /// The path of something in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Puts a file into it.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(path, bytes).expect("the folder is ours");
    }

    /// The bytes of a file in it.
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of the files in one of its folders, sorted.
    pub(crate) fn files(&self, name: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(name)).into_iter().flatten();
        let name = |entry: std::io::Result<fs::DirEntry>| {
            entry.expect("an entry").file_name().to_string_lossy().into_owned()
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }

    /// The command, ready to be started here.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spikebook"));
        command.args(arguments).current_dir(self.0.path()).env("COLUMNS", "100");
        for name in ["CI", "NO_COLOR", "SPIKEBOOK_DATA", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command
    }

    /// Types a command.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.ended(&self.command(arguments).output().expect("the command starts"))
    }

    /// How it ended, with paths of this folder made plain.
    pub(crate) fn ended(&self, output: &Output) -> Ended {
        let plain = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let paths = [canonical(self.0.path()), self.0.path().into()];
            paths.iter().fold(text, |text, path| text.replace(&*path.to_string_lossy(), "[folder]"))
        };
        Ended {
            code: output.status.code(),
            stdout: plain(&output.stdout),
            stderr: plain(&output.stderr),
        }
    }
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().expect("the folder is there")
}

impl Ended {
    /// What a command that must succeed printed.
    pub(crate) fn printed(&self) -> &str {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        &self.stdout
    }

    /// What a command told that must end in an error, its exit code 2.
    pub(crate) fn error(&self) -> &str {
        assert_eq!(self.code, Some(2), "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stdout, "", "errors go to stderr");
        &self.stderr
    }
}
