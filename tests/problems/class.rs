//! Students with a problem set; twenty with `head-direction` are built once for all tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use spikebook_pipeline::dataset::{DatasetProblem, Datasets, ResolvedDataset};
use spikebook_pipeline::graph::DatasetNode;
use spikebook_pipeline::{Catalogue, Project};
use spikebook_problems::{
    Answer, BuildReport, Chapters, Key, Roster, Secret, build_set, grade_set,
};

/// Bytes that no student may find.
pub(super) const SECRET: &[u8] = b"The secret of a test: thirty-two bytes and some more.";

/// The set.
pub(super) const SET: &str = "head-direction";

/// The chapter's dataset without its card: the generator as it is by default.
struct Generator;

impl Datasets for Generator {
    fn resolve(
        &self,
        name: &str,
        catalogue: &Catalogue,
    ) -> Result<ResolvedDataset, DatasetProblem> {
        let kind = catalogue.get("simulate-head-direction").expect("it is on the list");
        let node = DatasetNode { name: name.into(), ..DatasetNode::default() };
        let params = serde_json::Map::new();
        Ok(ResolvedDataset { kind: Arc::clone(kind), params, seed: 1, node })
    }
}

/// `s01`, `s02` and so on.
pub(super) fn students(n_students: usize) -> Vec<String> {
    (1..=n_students).map(|number| format!("s{number:02}")).collect()
}

/// The secret as the instructor's file holds it.
pub(super) fn secret() -> Secret {
    Secret::from_bytes(SECRET, Path::new("secret")).expect("long enough")
}

/// Builds the set `head-direction` for some students.
pub(super) fn build(students: &[String], out: &Path) -> BuildReport {
    build_named(SET, students, out)
}

/// Builds a set of this repository for some students.
fn build_named(set: &str, students: &[String], out: &Path) -> BuildReport {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let catalogue = spikebook_stages::catalogue();
    let project = Project::find(root).expect("the repository is a project");
    let chapters = Chapters { project: &project, catalogue: &catalogue, datasets: &Generator };
    let roster = format!("student_id,name\n{},\n", students.join(",\n"));
    let roster = Roster::from_bytes(roster.as_bytes(), Path::new("roster.csv")).expect("safe ids");
    build_set(&chapters, set, &roster, &secret(), out).expect("it builds")
}

/// A build.
pub(super) struct Class {
    set: &'static str,
    folder: PathBuf,
    /// Who takes part.
    pub(super) students: Vec<String>,
    /// What the build found.
    pub(super) report: BuildReport,
    /// Its key.
    pub(super) key: Key,
}

impl Class {
    /// Twenty students, whom the first test builds.
    pub(super) fn get() -> &'static Self {
        static CLASS: OnceLock<Class> = OnceLock::new();
        CLASS.get_or_init(|| {
            // A static is never dropped, so the next run removes what this one leaves.
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("problems-class");
            if folder.exists() {
                fs::remove_dir_all(&folder).expect("removed");
            }
            Self::of(20, &folder)
        })
    }

    /// So many students in a new folder.
    pub(super) fn of(n_students: usize, folder: &Path) -> Self {
        Self::of_set(SET, n_students, folder)
    }

    /// So many students with another set.
    pub(super) fn of_set(set: &'static str, n_students: usize, folder: &Path) -> Self {
        let students = students(n_students);
        let report = build_named(set, &students, &folder.join("dist"));
        let key = Key::read(&folder.join("dist/instructor")).expect("its own key");
        Self { set, folder: folder.into(), students, report, key }
    }

    /// The build.
    pub(super) fn dist(&self) -> PathBuf {
        self.folder.join("dist")
    }

    /// A student's answer sheet with the reference answers, changed by question.
    pub(super) fn sheet(
        &self,
        student: &str,
        change: impl Fn(&str, &str) -> Option<String>,
    ) -> String {
        let mut rows = vec!["question,answer,unit".to_owned()];
        for question in &self.key.questions {
            let (answer, unit) = match &self.key.students[student].answers[&question.id] {
                Answer::Number { reference, .. } => (reference.to_string(), question.unit.symbol()),
                Answer::Word { reference, .. } => (reference.clone(), ""),
            };
            let row = change(&question.id, &answer).unwrap_or(format!("{answer},{unit}"));
            rows.push(format!("{},{row}", question.id));
        }
        rows.join("\n") + "\n"
    }

    /// Grades files of an inbox, written in the order given, and hands back the gradebook's files.
    pub(super) fn grade<'f>(
        &self,
        files: impl IntoIterator<Item = (&'f str, &'f [u8])>,
    ) -> (spikebook_problems::GradeReport, BTreeMap<PathBuf, Vec<u8>>) {
        let folder = tempfile::tempdir().expect("a place for temporary files");
        let inbox = folder.path().join("inbox");
        for (name, bytes) in files {
            let path = inbox.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, bytes).expect("written");
        }
        let out = folder.path().join("grades");
        let report = grade_set(self.set, &self.dist().join("instructor"), &inbox, &out);
        (report.expect("graded"), contents(&out))
    }
}

/// Every file of a folder by its path in it.
pub(super) fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut contents = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(place) = folders.pop() {
        for entry in fs::read_dir(&place).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it lies within").to_path_buf();
                contents.insert(name, fs::read(path).expect("a file"));
            }
        }
    }
    contents
}

/// The whole of a file as text.
pub(super) fn text(contents: &BTreeMap<PathBuf, Vec<u8>>, name: &str) -> String {
    String::from_utf8(contents[Path::new(name)].clone()).expect("UTF-8")
}
