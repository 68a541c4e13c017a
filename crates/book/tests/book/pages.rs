//! What readers get: pages that hold together and need no network.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use spikebook_pipeline::Audience;

use crate::fake;

/// The files of a book by their paths, text as text.
fn files(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("a file");
                let name = path.strip_prefix(folder).expect("it is in the book").to_owned();
                files.insert(name, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    files
}

fn book(audience: Audience) -> BTreeMap<PathBuf, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("book");
    fake::build(fake::CHAPTER, audience, &out).expect("a chapter without mistakes");
    files(&out)
}

fn page(book: &BTreeMap<PathBuf, String>, name: &str) -> String {
    book.get(Path::new(name)).unwrap_or_else(|| panic!("no {name}")).clone()
}

/// Everything between `before` and the next quote.
fn quoted<'h>(html: &'h str, before: &str) -> Vec<&'h str> {
    html.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_link_leads_to_a_file_and_an_id() {
    let book = book(Audience::Student);
    let mut checked = 0;
    for (name, html) in
        book.iter().filter(|(name, _)| name.extension().is_some_and(|e| e == "html"))
    {
        for target in quoted(html, " href=\"").into_iter().chain(quoted(html, " src=\"")) {
            let (path, id) = target.split_once('#').unwrap_or((target, ""));
            let mut file = name.parent().expect("a page lies in a folder").to_owned();
            for part in Path::new(path).components() {
                match part {
                    std::path::Component::ParentDir => {
                        assert!(file.pop(), "{target} leaves the book");
                    }
                    part => file.push(part),
                }
            }
            let file = if path.is_empty() { name.clone() } else { file };
            let found = book.get(&file);
            assert!(found.is_some(), "{}: {target} leads nowhere", name.display());
            let has_id = |html: &String| id.is_empty() || quoted(html, " id=\"").contains(&id);
            assert!(found.is_some_and(has_id), "{}: no id for {target}", name.display());
            checked += 1;
        }
    }
    assert!(checked > 200, "only {checked} links");
}

#[test]
fn no_page_needs_the_network() {
    for (name, text) in book(Audience::Student) {
        let is_page = name.extension().is_some_and(|extension| extension == "html");
        let is_style = name.extension().is_some_and(|extension| extension == "css");
        if is_page {
            for word in ["src=\"http", "src=\"//", "href=\"http", "href=\"//", "class=\"playground"]
            {
                assert!(!text.contains(word), "{}: {word}", name.display());
            }
        }
        if is_style {
            for word in ["url(http", "url('http", "url(\"http", "@import"] {
                assert!(!text.contains(word), "{}: {word}", name.display());
            }
        }
    }
}

#[test]
fn ids_are_unique_on_every_page() {
    for (name, html) in book(Audience::Student) {
        if name.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let ids = quoted(&html, " id=\"");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{}: {ids:?}", name.display());
        assert!(!html.contains("data-splice"), "{}: a marker is left", name.display());
    }
}

#[test]
fn a_figure_tells_how_it_was_made() {
    let book = book(Audience::Student);
    let html = page(&book, "chapters/head-direction.html");
    let start = html.find("<figure id=\"fig-tuning\">").expect("the figure is there");
    let figure = &html[start..start + html[start..].find("</figure>").expect("it ends")];
    insta::assert_snapshot!(figure.replace("><", ">\n<"), @r##"
    <figure id="fig-tuning">
    <div class="picture">
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 360" width="720" height="360" color="#1f2933" role="img" aria-label="Firing rate against head direction: one &quot;hill&quot; of 42.5 spikes/s at 211°">
    <path class="paper" fill="#ffffff" d="M0 0h720v360h-720z"/>
    <defs>
    <clipPath id="fig-tuning-2-inside">
    <path d="M60 20h640v300h-640z"/>
    </clipPath>
    </defs>
    <g clip-path="url(#fig-tuning-2-inside)">
    <path fill="none" stroke="#0072b2" stroke-width="2.25" d="M60 300h270l90 -250l90 250h190"/>
    </g>
    <path stroke="currentColor" fill="none" d="M60 20v300h640"/>
    </svg>
    </div>
    <figcaption>
    <p>
    <b>Figure 2.1.</b> Firing rate of one cell against head direction. The peak of <span class="value" title="fit.summary.peak_rate = 42.498765 spikes/s">42.5 spikes/s</span> lies at <math>
    <msub>
    <mi>θ</mi>
    <mn>0</mn>
    </msub>
    </math>, <em>not</em> at zero; compare <a href="#tab-fit">Table 2.1</a>.</p>
    <dl class="origin">
    <div>
    <dt>Make it again</dt>
    <dd>
    <code>spikebook run head-direction --until curves</code>
    </dd>
    </div>
    <div>
    <dt>Stage</dt>
    <dd>curves <code title="8fd8df5d18d2b4488fd8df5d18d2b448">8fd8df5d18d2</code>
    </dd>
    </div>
    <div>
    <dt>Data</dt>
    <dd>
    <a href="head-direction/fig-tuning.csv" download="">CSV</a>, <a href="head-direction/fig-tuning.parquet" download="">Parquet</a>
    </dd>
    </div>
    <div>
    <dt>Picture</dt>
    <dd>
    <a href="head-direction/fig-tuning.svg" download="">SVG</a>, <a href="head-direction/fig-tuning.png" download="">PNG</a>
    </dd>
    </div>
    <div>
    <dt>Recording</dt>
    <dd>Made, U. (2026). Head directions &lt;of nobody&gt;. Journal of Examples 1, 2. Licence: CC0-1.0.</dd>
    </div>
    </dl>
    </figcaption>
    "##);
    for file in ["fig-tuning.svg", "fig-tuning.png", "fig-tuning.csv", "fig-tuning.parquet"] {
        page(&book, &format!("chapters/head-direction/{file}"));
    }
}

#[test]
fn prose_shows_values_with_units_and_formulas_as_mathml() {
    let html = page(&book(Audience::Student), "chapters/head-direction.html");
    let start = html.find("<p>At its preferred").expect("the paragraph is there");
    let paragraph = &html[start..start + html[start..].find("</p>").expect("it ends")];
    insta::assert_snapshot!(paragraph, @r##"
    <p>At its preferred direction of <span class="value" title="fit.summary.preferred = 211.25 deg">211°</span> the cell of <a href="#fig-tuning">Figure 2.1</a> fires
    <span class="value" title="fit.summary.peak_rate = 42.498765 spikes/s">42.50 spikes/s</span> (interval <span class="value" title="fit.summary.interval = (40.126, 44.871) spikes/s">(40.1, 44.9) spikes/s</span>), with a latency
    of <span class="value" title="fit.summary.latency = 0.0821 s">82.1 ms</span>. Its curve is right in <span class="value" title="fit.summary.accuracy = 0.64179">64.2 %</span>
    of all bins, p = <span class="value" title="fit.summary.p_value = 3.21e-12">3.21 × 10<sup>−12</sup></span>, <span class="value" title="fit.summary.shift = -3.456 deg">−3.46°</span> off. The family is
    <span class="value" title="fit.summary.family = Poisson_*log*">Poisson_*log*</span>; the first weight is <span class="value" title="fit.summary.weights = a vector of 20 numbers">0.125</span>.
    "##);
    assert!(html.contains("<math display=\"block\">"), "a formula on a line of its own");
    assert!(html.contains("lang=\"en-GB\""));
    assert!(html.contains("A dollar is $5, braces are {{so}}."));
    let title =
        "<title>Which way is up? &lt;Head direction&gt; &amp; more - Spikes and behaviour</title>";
    assert!(html.contains(title));
}

#[test]
fn pictures_formulas_and_rows_stay_out_of_the_search() {
    let book = book(Audience::Student);
    let index = book
        .iter()
        .find(|(name, _)| name.to_string_lossy().starts_with("searchindex"))
        .map(|(_, text)| text)
        .expect("there is an index");
    assert!(
        index.contains("thalamus") && index.contains("tuning"),
        "prose and reference are found"
    );
    for word in ["\u{3b2}", "1.2346", "M60", "stroke"] {
        assert!(!index.contains(word), "{word} is in the index");
    }
}

#[test]
fn students_see_no_truth_anywhere() {
    let is_truth = |text: &str| {
        ["212.75", "recording.truth", "what was simulated", "truth-check"]
            .iter()
            .any(|word| text.contains(word))
    };
    for (name, text) in book(Audience::Student) {
        let is_reference = name.starts_with("reference") || name == Path::new("print.html");
        let is_search = name.to_string_lossy().starts_with("searchindex");
        assert!(is_reference || is_search || !is_truth(&text), "{}", name.display());
        assert!(!text.contains("212.75"), "{}", name.display());
    }
    let html = page(&book(Audience::Instructor), "chapters/head-direction.html");
    assert!(html.contains("truth-check"));
}

#[test]
fn the_first_page_lists_chapters_and_what_was_left_out() {
    let html = page(&book(Audience::Student), "index.html");
    let start = html.find("<main>").expect("there is text");
    let text = &html[start..start + html[start..].find("</main>").expect("it ends")];
    insta::assert_snapshot!(text, @r##"
    <main>
                            <h1 id="spikes-and-behaviour"><a class="header" href="#spikes-and-behaviour">Spikes and behaviour</a></h1>
    <p>Tutorials on spike trains &amp; behaviour, from raw recordings to fitted models.</p>

    <h2 id="chapters"><a class="header" href="#chapters">Chapters</a></h2>
    <ol class="chapters">
    <li><a href="chapters/first-chapter.html">A first chapter</a>
    <p>Cells that fire when the head points in one direction, from *spikes* to a fitted curve.</p>
    </li>
    <li><a href="chapters/head-direction.html">Which way is up? &lt;Head direction&gt; &amp; more</a>
    <p>Cells that fire when the head points in one direction, from *spikes* to a fitted curve.</p>
    </li>
    </ol>

    <h3 id="left-out-of-this-edition"><a class="header" href="#left-out-of-this-edition">Left out of this edition</a></h3>
    <ul class="left-out">
    <li>Place cells: its recording is not at hand: <code>spikebook dataset fetch nelpy-linear-track</code></li>
    </ul>

    <h2 id="how-to-read-it"><a class="header" href="#how-to-read-it">How to read it</a></h2>
    <p>No number of this book is typed: each is pulled from the result of a stage, and pointing at it tells which. Under each figure and table stand the command that makes it again, the digest of its stage, and the data behind it as files. The <a href="reference/index.html">reference</a> describes every kind of stage, the <a href="glossary.html">glossary</a> the words and the names of columns. The book needs no network; <code>/</code> searches it.</p>
    <p>Commands are typed in a terminal, in the folder of the project that this book belongs to (the one that holds <code>pipelines</code>) or any folder below it: <code>cd</code> leads there. Where <code>spikebook</code> is not found, its folder is not in the <code>PATH</code>; the page from which you got Spikebook says how to put it there. A run never changes this book; <code>spikebook book</code> writes it anew from the results that there are.</p>
    "##);
}

#[test]
fn a_kind_is_described_from_its_declaration() {
    let html = page(&book(Audience::Student), "reference/tuning-curves.html");
    let start = html.find("<main>").expect("there is text");
    let text = &html[start..start + html[start..].find("</main>").expect("it ends")];
    insta::assert_snapshot!(text, @r##"
    <main>
                            <h1 id="tuning-curves"><a class="header" href="#tuning-curves">tuning-curves</a></h1>
    <p>Count spikes by direction and divide by the time spent there.</p>

    <pre><code class="language-toml">[[stage]]
    id = "a-name"
    kind = "tuning-curves"
    inputs = { spikes = "stage.port" }
    </code></pre>
    <h2>Inputs</h2>

    <h3><code>spikes</code></h3>

    <p>A table <code>spikes</code>. Spikes of all cells.</p>

    <div class="rows" tabindex="0" role="region" aria-label="Table">
    <table class="words">
    <thead>
    <tr><th scope="col">Column</th><th scope="col">Type</th><th scope="col">Unit</th><th scope="col">What it tells</th></tr>
    </thead>
    <tbody>
    <tr><th scope="row"><code>unit_id</code></th><td>integer</td><td></td><td>Which neuron fired.</td></tr>
    <tr><th scope="row"><code>time_s</code></th><td>float</td><td>seconds</td><td>When it fired.</td></tr>
    </tbody>
    </table>
    </div>

    <h2>Parameters</h2>

    <div class="rows" tabindex="0" role="region" aria-label="Table">
    <table class="words">
    <thead>
    <tr><th scope="col">Parameter</th><th scope="col">What may be written</th><th scope="col">Unit</th><th scope="col">Default</th><th scope="col">What it does</th></tr>
    </thead>
    <tbody>
    <tr><th scope="row"><code>bin_width_deg</code></th><td>number &gt; 0 and ≤ 90</td><td>degrees</td><td><code>12.0</code></td><td>Width of a bin of angle.</td></tr>
    <tr><th scope="row"><code>keep_empty</code></th><td>true or false</td><td></td><td><code>false</code></td><td>Whether bins that were never visited are kept.</td></tr>
    </tbody>
    </table>
    </div>

    <h2>Outputs</h2>

    <h3><code>curves</code></h3>

    <p>A table <code>curves</code>. One row a bin.</p>

    <div class="rows" tabindex="0" role="region" aria-label="Table">
    <table class="words">
    <thead>
    <tr><th scope="col">Column</th><th scope="col">Type</th><th scope="col">Unit</th><th scope="col">What it tells</th></tr>
    </thead>
    <tbody>
    <tr><th scope="row"><code>rate_hz</code></th><td>float</td><td>spikes per second</td><td></td></tr>
    </tbody>
    </table>
    </div>

    <p>Further columns may stand beside these.</p>
    <h3><code>figure</code></h3>

    <p>A figure. The curves.</p>
    "##);
}
