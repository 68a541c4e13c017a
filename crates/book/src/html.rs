//! Text as HTML: what an author or a result says never becomes a tag.

use std::fmt::Write;

/// Text between tags or inside a quoted attribute, on one line.
pub(crate) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\n' | '\r' | '\t' => html.push(' '),
            other => html.push(other),
        }
    }
    html
}

/// Text inside a line of Markdown: no letter of it means anything to Markdown.
pub(crate) fn escaped_inline(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_punctuation() {
            write!(html, "&#{};", u32::from(letter)).expect("writing to a string does not fail");
        } else if letter.is_control() {
            html.push(' ');
        } else {
            html.push(letter);
        }
    }
    html
}

/// Text in which backticks set code, as HTML.
pub(crate) fn with_code(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, (code, after))) =
        rest.split_once('`').and_then(|(before, after)| Some((before, after.split_once('`')?)))
    {
        html += &format!("{}<code>{}</code>", escaped(before), escaped(code));
        rest = after;
    }
    html + &escaped(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_open_a_tag_or_leave_an_attribute() {
        assert_eq!(escaped("a < b & \"c\"\nd"), "a &lt; b &amp; &quot;c&quot; d");
        assert_eq!(escaped_inline("*a*|"), "&#42;a&#42;&#124;");
        assert_eq!(with_code("a `b<c` d` e"), "a <code>b&lt;c</code> d` e");
    }
}
