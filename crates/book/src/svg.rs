//! A picture put into a page: its ids are made unique there, and its alt text is told once.

/// The picture of a document `svg` for a page that has other pictures: every id and every reference to
/// one gets `prefix`, and its root says `alt`.
pub(crate) fn inline(svg: &str, prefix: &str, alt: &str) -> String {
    let body = svg.find("<svg").map_or(svg, |start| &svg[start..]);
    let mut picture = String::with_capacity(body.len() + 256);
    let mut rest = body;
    let mut is_root = true;
    while let Some(open) = rest.find('<') {
        picture.push_str(&text(&rest[..open]));
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let end = tag_end(rest);
        let tag = Tag::of(&rest[..end]);
        rest = &rest[end..];
        if is_root {
            let alt = crate::html::escaped(alt);
            picture.push_str(&tag.root(&alt, prefix));
            is_root = false;
        } else if matches!(tag.name, "title" | "desc") {
            // The root says it already; a title would pop up over the picture.
            let close = format!("</{}>", tag.name);
            rest = rest.find(&close).map_or(rest, |at| &rest[at + close.len()..]);
        } else {
            picture.push_str(&tag.prefixed(prefix));
        }
    }
    picture + &text(rest)
}

/// Line ends would end a line of HTML within Markdown and mean nothing in a picture.
fn text(text: &str) -> String {
    if text.trim().is_empty() { String::new() } else { text.replace(['\n', '\r'], " ") }
}

/// The length of the tag that `rest` begins with; `>` within quotes does not end it.
fn tag_end(rest: &str) -> usize {
    let mut quote = None;
    for (at, letter) in rest.char_indices() {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), close) if open == close => quote = None,
            (None, '>') => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A tag with its attributes.
struct Tag<'t> {
    name: &'t str,
    attributes: Vec<(&'t str, &'t str)>,
    end: &'static str,
}

impl<'t> Tag<'t> {
    fn of(source: &'t str) -> Self {
        let inner = source.trim_start_matches('<').trim_end_matches('>');
        let (inner, end) = match inner.strip_suffix('/') {
            Some(inner) => (inner, "/>"),
            None => (inner, ">"),
        };
        let name_end = inner.find(char::is_whitespace).unwrap_or(inner.len());
        let (name, mut rest) = inner.split_at(name_end);
        let mut attributes = Vec::new();
        while let Some((key, after)) = rest.split_once('=') {
            let after = after.trim_start();
            let Some(quote) = after.chars().next().filter(|letter| matches!(letter, '"' | '\''))
            else {
                break;
            };
            let Some((value, behind)) = after[1..].split_once(quote) else { break };
            attributes.push((key.trim(), value));
            rest = behind;
        }
        Self { name, attributes, end }
    }

    fn root(&self, alt: &str, prefix: &str) -> String {
        let said = ["role", "aria-label", "aria-labelledby", "aria-describedby", "focusable"];
        let kept = self.attributes.iter().filter(|(key, _)| !said.contains(key));
        let kept = Self { name: self.name, attributes: kept.copied().collect(), end: "" };
        format!("{} role=\"img\" aria-label=\"{alt}\"{}", kept.prefixed(prefix), self.end)
    }

    fn prefixed(&self, prefix: &str) -> String {
        let mut tag = format!("<{}", self.name);
        for (key, value) in &self.attributes {
            let quote = if value.contains('"') { '\'' } else { '"' };
            tag.push_str(&format!(" {key}={quote}{}{quote}", prefixed(key, value, prefix)));
        }
        tag + self.end
    }
}

/// The value of an attribute with the prefix before every id in it.
fn prefixed(key: &str, value: &str, prefix: &str) -> String {
    match key {
        "id" => format!("{prefix}{value}"),
        "href" | "xlink:href" => match value.strip_prefix('#') {
            Some(id) => format!("#{prefix}{id}"),
            None => value.into(),
        },
        "aria-labelledby" | "aria-describedby" => {
            let ids = value.split_whitespace().map(|id| format!("{prefix}{id}"));
            ids.collect::<Vec<_>>().join(" ")
        }
        _ => value.replace("url(#", &format!("url(#{prefix}")).replace(['\n', '\r'], " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_get_a_prefix_wherever_they_are_used() {
        let svg = "<?xml version=\"1.0\"?>\n<svg xmlns=\"s\" width=\"9\" role=\"img\" aria-label=\"a > b\">\n\
                   <title>t</title><!-- id=\"no\" -->\n<clipPath id=\"c\"><path d=\"M0 0\n1 1\"/></clipPath>\n\
                   <g clip-path=\"url(#c)\"><use xlink:href=\"#c\"/><text>x &lt; y</text></g>\n</svg>\n";
        insta::assert_snapshot!(
            inline(svg, "f1-", "Rate \"up\""),
            @r##"<svg xmlns="s" width="9" role="img" aria-label="Rate &quot;up&quot;"><clipPath id="f1-c"><path d="M0 0 1 1"/></clipPath><g clip-path="url(#f1-c)"><use xlink:href="#f1-c"/><text>x &lt; y</text></g></svg>"##
        );
    }

    #[test]
    fn a_picture_that_is_cut_short_gives_what_there_is() {
        for end in 0.."<svg a=\"b\"><g id='x'>".len() {
            inline(&"<svg a=\"b\"><g id='x'>"[..end], "p-", "alt");
        }
    }
}
