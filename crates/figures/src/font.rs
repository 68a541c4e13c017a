//! The embedded font: Source Sans 3, the only one that a picture can use.

use std::sync::{Arc, LazyLock};

use resvg::usvg::{self, fontdb};

pub(crate) const FAMILY: &str = "Source Sans 3";

/// Height of a capital letter, for a font size of 1.
pub(crate) const CAPITAL: f64 = 0.66;

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(include_bytes!("../fonts/SourceSans3-Regular.ttf").to_vec());
    fonts.load_font_data(include_bytes!("../fonts/SourceSans3-SemiBold.ttf").to_vec());
    Arc::new(fonts)
});

/// Settings of the SVG reader: our font and no other.
pub(crate) fn reader_options() -> usvg::Options<'static> {
    usvg::Options {
        font_family: FAMILY.to_owned(),
        fontdb: Arc::clone(&FONTS),
        ..usvg::Options::default()
    }
}

/// Width of a line of text, kerning included.
pub(crate) fn width_px(text: &str, size_px: f64, weight: Weight) -> f64 {
    const MEASURED_AT: f64 = 100.0;
    let weight = match weight {
        Weight::Regular => "normal",
        Weight::SemiBold => "bold",
    };
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\">\
         <text font-family=\"{FAMILY}\" font-size=\"{MEASURED_AT}\" font-weight=\"{weight}\">\
         {}</text></svg>",
        escaped(text)
    );
    let Ok(tree) = usvg::Tree::from_str(&svg, &reader_options()) else {
        return 0.0;
    };
    f64::from(tree.root().bounding_box().width()) * size_px / MEASURED_AT
}

/// A label as it can be shown: one line, no control characters, none that XML forbids.
pub(crate) fn cleaned(text: &str) -> String {
    const LONGEST: usize = 240;
    let visible = |letter: char| match letter {
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        letter if letter.is_control() || letter.is_whitespace() && letter != '\u{2009}' => ' ',
        letter => letter,
    };
    let line: String = text.chars().take(LONGEST).map(visible).collect();
    line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A label cut to a width, with an ellipsis where something is missing.
pub(crate) fn fitted(text: &str, limit_px: f64, size_px: f64, weight: Weight) -> String {
    let text = cleaned(text);
    let width = width_px(&text, size_px, weight);
    if width <= limit_px {
        return text;
    }
    let letters: Vec<char> = text.chars().collect();
    let mut n_kept = ((letters.len() as f64) * (limit_px / width)).max(1.0) as usize;
    loop {
        let kept: String = letters[..n_kept].iter().collect();
        let shortened = format!("{}…", kept.trim_end());
        if n_kept <= 1 || width_px(&shortened, size_px, weight) <= limit_px {
            return shortened;
        }
        n_kept -= 1;
    }
}

/// Text inside XML.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_font_file() {
        // advances in the font's hmtx table, in thousandths: zero 497 in Regular, 513 in SemiBold
        assert!((width_px("0000000000", 100.0, Weight::Regular) - 497.0).abs() < 1.0);
        assert!((width_px("0000000000", 100.0, Weight::SemiBold) - 513.0).abs() < 1.0);
    }

    #[test]
    fn labels_become_one_clean_line() {
        assert_eq!(cleaned(" a\tb\n\u{0}c\u{ffff} "), "a b c\u{fffd}");
        assert_eq!(cleaned(&"x".repeat(1000)).len(), 240);
        assert_eq!(cleaned("10\u{2009}000"), "10\u{2009}000");
    }

    #[test]
    fn long_labels_end_in_an_ellipsis() {
        let text = fitted("a label that is much too long", 100.0, 15.0, Weight::Regular);
        assert!(text.ends_with('…') && width_px(&text, 15.0, Weight::Regular) <= 100.0, "{text}");
        assert_eq!(fitted("short", 100.0, 15.0, Weight::Regular), "short");
        assert_eq!(fitted("wide", 0.0, 15.0, Weight::Regular), "w…");
    }

    #[test]
    fn the_font_has_every_sign_that_figures_write() {
        for sign in "−×±≥≤→√∞°µ²³¹⁰⁴⁵⁶⁷⁸⁹⁻αβθ…".chars() {
            let tree = usvg::Tree::from_str(
                &format!(
                    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\">\
                     <text font-size=\"10\">{sign}</text></svg>"
                ),
                &reader_options(),
            );
            assert!(tree.expect("plain SVG").root().has_children(), "{sign}");
        }
    }
}
