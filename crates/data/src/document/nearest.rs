//! The word that was probably meant.

/// The name that was probably meant, where one is near.
pub fn nearest<'a>(written: &str, names: &[&'a str]) -> Option<&'a str> {
    let distance = |name: &str| edit_distance(written, name);
    let best = names.iter().min_by_key(|name| distance(name))?;
    (distance(best) <= 1 + best.len() / 4 || best.contains(written) && written.len() > 2)
        .then_some(best)
}

/// How many letters differ (Levenshtein 1966).
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        assert_eq!(edit_distance("kitten", "sitting"), 3);
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(nearest("tuning-cruve", &["tuning-curve", "psth"]), Some("tuning-curve"));
        assert_eq!(nearest("xyz", &["tuning-curve", "psth"]), None);
    }
}
