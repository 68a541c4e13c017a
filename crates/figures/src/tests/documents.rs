//! What every drawn document keeps.

use resvg::usvg;

use super::specimens::SPECIMENS;
use crate::theme::PNG_SCALE;
use crate::{Axis, LinePlot, LineSeries, Picture};

/// The rules of a document; `name` is for the message.
pub(crate) fn assert_sound(name: &str, picture: &Picture) {
    let svg = &picture.svg;
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default())
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let size = tree.size().to_int_size();
    assert_eq!((size.width(), size.height()), (picture.width_px, picture.height_px), "{name}");
    for part in
        ["<title>", "<desc>", "role=\"img\"", "aria-label=", "class=\"paper\"", "currentColor"]
    {
        assert!(svg.contains(part), "{name}: no {part}");
    }
    for part in ["<text", "font-", "url(", "id=", "NaN", "=\"inf", "<script"] {
        assert!(!svg.contains(part), "{name}: {part}");
    }
    assert!(!picture.alt.chars().any(char::is_control), "{name}: {:?}", picture.alt);
    assert_eq!(&picture.png[..8], b"\x89PNG\r\n\x1a\n", "{name}");
    let side = |at: usize| u32::from_be_bytes([0, 1, 2, 3].map(|byte| picture.png[at + byte]));
    let wanted = (picture.width_px * PNG_SCALE, picture.height_px * PNG_SCALE);
    assert_eq!((side(16), side(20)), wanted, "{name}");
}

#[test]
fn every_kind_gives_a_sound_document_and_the_same_bytes_twice() {
    let x = [0.0, 1.0, 2.0, 3.0];
    let y = [0.2, 0.9, 0.5, 0.4];
    for (name, draw) in SPECIMENS {
        let picture = draw(&x, &y, "label").unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_sound(name, &picture);
        assert!(picture.alt.ends_with(": the rate is 9 spikes/s"), "{name}: {}", picture.alt);
        assert_eq!(picture, draw(&x, &y, "label").expect("drawn before"), "{name}");
    }
}

/// A small line plot whose document is short enough to read.
fn plain() -> Picture {
    LinePlot {
        x_axis: Axis::new("time", "s"),
        y_axis: Axis::new("rate", "Hz"),
        series: vec![LineSeries { x: vec![0.0, 1.0], y: vec![1.0, 2.0], ..Default::default() }],
        finding: "2 Hz < 3 Hz & \"more\"".into(),
        ..Default::default()
    }
    .draw()
    .expect("plain numbers")
}

#[test]
fn head_of_a_document() {
    let picture = plain();
    let head: Vec<&str> = picture.svg.lines().take(5).collect();
    insta::assert_snapshot!(head.join("\n"), @r##"
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 11520 7040" width="720" height="440" role="img" aria-label="Line plot of rate (Hz) against time (s): 2 Hz &lt; 3 Hz &amp; &quot;more&quot;" color="#1f2933">
    <title>Line plot of rate (Hz) against time (s)</title>
    <desc>Line plot of rate (Hz) against time (s): 2 Hz &lt; 3 Hz &amp; &quot;more&quot;</desc>
    <path class="paper" fill="#ffffff" d="M0 0h11520v7040h-11520z"/>
    <g fill="none" stroke-linejoin="round">
    "##);
    insta::assert_snapshot!(picture.alt, @r#"Line plot of rate (Hz) against time (s): 2 Hz < 3 Hz & "more""#);
}

#[test]
fn data_keep_their_colour_and_place() {
    // the line runs from the lower left of the panel to the upper right
    let line = plain().svg;
    let line = line.lines().find(|line| line.contains("stroke=\"#4693f1\"")).expect("a blue line");
    insta::assert_snapshot!(line, @r##"<path stroke="#4693f1" stroke-width="36" d="M1010 3313l10201-2801"/>"##);
}

#[test]
fn a_page_can_recolour_ink_and_paper() {
    let picture = plain();
    let recoloured = picture.svg.replace("color=\"#1f2933\"", "color=\"#bcbdd0\"");
    assert_eq!(picture.svg.matches("#1f2933").count(), 1, "ink is named once, at the root");
    assert_ne!(picture.svg, recoloured);
    assert_eq!(
        picture.svg.matches("#ffffff").count(),
        picture.svg.matches("class=\"paper\"").count()
    );
}
