//! How text files are written, where it cannot be seen from the file.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How a text file is written. What is not given is found out from the file.
///
/// ```
/// use spikebook_data::raw::TextOptions;
/// let options: TextOptions = toml::from_str("delimiter = ';'\ncomment = ''\nmissing = ['-999']")?;
/// assert_eq!((options.delimiter, options.comment), (Some(';'), None));
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TextOptions {
    /// The character between fields; if not given, looked for among comma, tab, semicolon and bar.
    #[serde(with = "character_or_none")]
    pub delimiter: Option<char>,
    /// The character that starts a comment line: `#` if not given, none if given as `""`.
    #[serde(with = "character_or_none")]
    pub comment: Option<char>,
    /// Whether the first row names the columns; if not given, it does where one of its fields is no
    /// number.
    pub header: Option<bool>,
    /// The fields that stand for a missing value.
    pub missing: Vec<String>,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self {
            delimiter: None,
            comment: Some('#'),
            header: None,
            missing: ["", "NA", "NaN", "nan"].map(str::to_owned).to_vec(),
        }
    }
}

/// A character in quotes, or nothing in them.
mod character_or_none {
    use super::{Deserialize, Deserializer, Serialize, Serializer};
    use serde::de::Error;

    #[expect(clippy::ref_option, reason = "serde gives a reference to the field")]
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "as above")]
    pub(super) fn serialize<S: Serializer>(
        value: &Option<char>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.map(String::from).unwrap_or_default().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<char>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (first, None) => Ok(first),
            _ => Err(D::Error::custom(format!("got {text:?}, wanted one character or none"))),
        }
    }
}
