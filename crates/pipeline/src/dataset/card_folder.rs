//! Datasets by the cards in a folder: `datasets/NAME/dataset.toml`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Map;
use spikebook_data::card::{
    Card, CardSource, LocatedFile, MissingFile, SeenFiles, import_unchanged, locate,
};

use super::{DatasetProblem, Datasets, ResolvedDataset};
use crate::graph::DatasetNode;
use crate::{Catalogue, Kind, Port, nearest};

/// The datasets of a project, by their cards.
pub struct CardFolder {
    cards: PathBuf,
    data_folders: Vec<PathBuf>,
    seen_file: PathBuf,
    seen: Mutex<SeenFiles>,
    import_fingerprint: String,
}

impl CardFolder {
    /// Cards in `cards`; their files are looked for in each of `data_folders` and beside the card. Digests
    /// of files that were looked at before are kept in `seen_file`. `import_fingerprint` is a digest of
    /// the code that reads them.
    pub fn new(
        cards: &Path,
        data_folders: Vec<PathBuf>,
        seen_file: &Path,
        import_fingerprint: &str,
    ) -> Self {
        Self {
            cards: cards.into(),
            data_folders,
            seen: Mutex::new(SeenFiles::load(seen_file)),
            seen_file: seen_file.into(),
            import_fingerprint: import_fingerprint.into(),
        }
    }

    /// The names of all datasets, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.cards).into_iter().flatten().flatten();
        let with_card = entries.filter(|entry| entry.path().join("dataset.toml").is_file());
        let mut names: Vec<String> =
            with_card.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The card of a dataset.
    ///
    /// # Errors
    /// Where there is none, or where it is faulty: every fault, with its place.
    pub fn card(&self, name: &str) -> Result<Card, DatasetProblem> {
        let path = self.cards.join(name).join("dataset.toml");
        let known = self.names();
        if !known.iter().any(|other| other == name) {
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            let hint = match nearest(name, &names) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => "`spikebook dataset import` makes one".into(),
                None => format!("there are {}", names.join(", ")),
            };
            return Err(DatasetProblem { what: format!("no dataset `{name}`"), hint: Some(hint) });
        }
        let text = fs::read_to_string(&path).map_err(|error| DatasetProblem {
            what: format!("{}: {error}", path.display()),
            hint: None,
        })?;
        let shown = Path::new("datasets").join(name).join("dataset.toml");
        Card::parse(name, &shown, &text).map_err(|findings| {
            let faults: Vec<String> = findings.iter().map(ToString::to_string).collect();
            let hint = findings.into_iter().find_map(|finding| finding.hint);
            DatasetProblem { what: faults.join("\n"), hint }
        })
    }

    /// Each file of a card: where it is, or that it is missing.
    pub fn locate(&self, card: &Card) -> Vec<Result<LocatedFile, MissingFile>> {
        let mut folders = self.data_folders.clone();
        folders.push(self.cards.join(&card.name));
        // A list that another thread left half-changed is only a list of digests to compute again.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let located = locate(card, &folders, &mut seen);
        // Without the list, files are read again next time: slower, never wrong.
        let _ = seen.save(&self.seen_file);
        located
    }

    fn resolve_files(&self, card: Card) -> ResolvedDataset {
        let located = self.locate(&card);
        let missing = located.iter().filter_map(|file| file.as_ref().err());
        let node = DatasetNode {
            name: card.name.clone(),
            citation: card.citation.clone(),
            licence: card.licence.clone(),
            digest: card.digest(),
            missing: missing.cloned().collect(),
        };
        let files: Vec<LocatedFile> = located.into_iter().filter_map(Result::ok).collect();
        let ports = card
            .tables()
            .iter()
            .map(|table| Port::table(&table.name, table.schema()).described(&table.description))
            .collect();
        let name = card.name.clone();
        let kind = Kind::import(&name, ports, &self.import_fingerprint, move |task| {
            for (port, table) in import_unchanged(&card, &files)? {
                task.put_table(&port, table);
            }
            Ok(())
        });
        ResolvedDataset { kind: Arc::new(kind), params: Map::new(), seed: 0, node }
    }
}

impl Datasets for CardFolder {
    fn resolve(
        &self,
        name: &str,
        catalogue: &Catalogue,
    ) -> Result<ResolvedDataset, DatasetProblem> {
        let card = self.card(name)?;
        let CardSource::Generator { kind, seed, params } = &card.source else {
            return Ok(self.resolve_files(card));
        };
        let Some(generator) = catalogue.get(kind) else {
            let hint = catalogue.nearest(kind).map(|near| format!("did you mean `{near}`?"));
            let what = format!("dataset `{name}`: no stage kind `{kind}`");
            return Err(DatasetProblem { what, hint });
        };
        Ok(ResolvedDataset {
            kind: Arc::clone(generator),
            params: params.clone(),
            seed: *seed,
            // A simulation is no recording: there is nobody to cite for its numbers.
            node: DatasetNode { name: name.into(), digest: String::new(), ..Default::default() },
        })
    }
}
