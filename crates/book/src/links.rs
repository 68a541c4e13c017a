//! Links of finished pages: each must lead to a file of the book and, where it names one, to an id there.

use std::collections::{BTreeMap, BTreeSet};

/// A link that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dangling {
    /// The page, from the root of the book.
    pub(crate) page: String,
    /// What the link says.
    pub(crate) target: String,
}

/// The links among these pages that lead nowhere. `pages` are the texts of all HTML files by path, `files`
/// the paths of all files.
pub(crate) fn dangling(
    pages: &BTreeMap<String, String>,
    files: &BTreeSet<String>,
) -> Vec<Dangling> {
    let ids: BTreeMap<&str, BTreeSet<String>> = pages
        .iter()
        .map(|(path, html)| (path.as_str(), attributes(html, &["id", "name"]).collect()))
        .collect();
    let mut found = Vec::new();
    for (page, html) in pages {
        for target in attributes(html, &["href", "src"]) {
            if !leads_somewhere(page, &target, &ids, files) {
                found.push(Dangling { page: page.clone(), target });
            }
        }
    }
    found
}

fn leads_somewhere(
    page: &str,
    target: &str,
    ids: &BTreeMap<&str, BTreeSet<String>>,
    files: &BTreeSet<String>,
) -> bool {
    let scheme = target.split_once(':').map(|(scheme, _)| scheme);
    if scheme.is_some_and(|scheme| scheme.chars().all(|c| c.is_ascii_alphanumeric())) {
        return true;
    }
    let (path, id) = target.split_once('#').map_or((target, None), |(path, id)| (path, Some(id)));
    let Some(file) = resolved(page, path) else { return false };
    if !files.contains(&file) {
        return false;
    }
    match (id, ids.get(file.as_str())) {
        (None | Some(""), _) => true,
        (Some(id), Some(ids)) => ids.contains(id),
        (Some(_), None) => false,
    }
}

/// The path from the root of the book that a relative link leads to.
fn resolved(page: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(page.into());
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('?').next()?.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    let file = parts.join("/");
    Some(if path.ends_with('/') || file.is_empty() { format!("{file}/index.html") } else { file })
}

/// The values of attributes with these names, wherever they stand in tags.
fn attributes<'h>(html: &'h str, names: &'h [&str]) -> impl Iterator<Item = String> + 'h {
    html.split('<').skip(1).flat_map(move |tag| {
        let mut values = Vec::new();
        let mut rest = tag;
        while let Some((before, after)) = rest.split_once("=\"") {
            let key = before.rsplit(char::is_whitespace).next().unwrap_or(before);
            let Some((value, behind)) = after.split_once('"') else { break };
            if names.contains(&key) && !before.contains('>') {
                values.push(unescaped(value));
            }
            rest = behind;
        }
        values
    })
}

fn unescaped(value: &str) -> String {
    value.replace("&quot;", "\"").replace("&#x27;", "'").replace("&lt;", "<").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_that_lead_nowhere_are_found() {
        let pages: BTreeMap<String, String> = [
            (
                "index.html",
                "<a href=\"a/b.html#x\">1</a><a href=\"a/b.html#y\">2</a><img src=\"c.png\">",
            ),
            (
                "a/b.html",
                "<p id=\"x\">href=\"no\"</p><a href=\"../index.html\">3</a><a href=\"../../x\">",
            ),
        ]
        .map(|(path, html)| (path.to_owned(), html.to_owned()))
        .into();
        let mut files: BTreeSet<String> = pages.keys().cloned().collect();
        let targets = |files: &BTreeSet<String>| -> Vec<String> {
            dangling(&pages, files).into_iter().map(|dangling| dangling.target).collect()
        };
        assert_eq!(targets(&files), ["../../x", "a/b.html#y", "c.png"]);
        files.insert("c.png".into());
        assert_eq!(targets(&files), ["../../x", "a/b.html#y"]);
    }
}
