//! What authors are told, word for word.

use crate::fake::told;

#[test]
fn references_that_lead_nowhere() {
    insta::assert_snapshot!(told(
        "# T\n\nA {{value fitt.summary.peak_rate}}, {{value fit.summry.peak_rate}} and\n\
         {{value fit.summary.peek}}, {{value fit.coefficients.x}}, {{value fit}}, {{ref fig-none}}.\n\n\
         {{figure curves.curves caption=\"c\"}}\n\n{{table fit.summary caption=\"c\" id=tab-2}}\n\n\
         {{table fit.coefficients columns=estimate,peek caption=\"c\" id=\"2\"}}\n\n\
         {{cell fit.coefficients.estimate where=term=x}} {{cell fit.coefficients.estimate row=3}}\n\
         {{cell fit.coefficients.peek row=0}} {{cell fit.coefficients.estimate}} {{cell fit.summary.x row=0}}\n\
         {{cell fit.coefficients.n row=1}} {{cell fit.coefficients.n where=3}}\n\n\
         {{table second-fit.coefficients caption=\"c\"}}\n\n{{param curves.width}} {{param fit.x}}\n"
    ), @"
    pipelines/head-direction/chapter.md:3:11: the pipeline has no stage or input `fitt`
        hint: did you mean `fit`?
    pipelines/head-direction/chapter.md:3:45: `fit.summry`: stage `fit` (kind `poisson-glm`) has no output `summry`
        hint: did you mean `summary`?
    pipelines/head-direction/chapter.md:4:9: `fit.summary` has no value `peek`
        hint: it has accuracy, family, interval, latency, n_spikes, p_value, peak_rate, preferred, shift, weights
    pipelines/head-direction/chapter.md:4:37: `fit.coefficients`: got a table, wanted values
        hint: show it with `{{table …}}`
    pipelines/head-direction/chapter.md:4:67: got `fit`, wanted `stage.port.name`
        hint: for example `fit.summary.peak_rate`: a stage's id, one of its outputs, one of the values there
    pipelines/head-direction/chapter.md:4:80: no figure, table or chapter `fig-none`
        hint: there are 2, fig-curves-curves, tab-2, tab-second-fit-coefficients, first-chapter, head-direction
    pipelines/head-direction/chapter.md:6:10: `curves.curves`: got a table, wanted a figure
        hint: show it with `{{table …}}`
    pipelines/head-direction/chapter.md:8:9: `fit.summary`: got values, wanted a table
        hint: show it with `{{value …}}`
    pipelines/head-direction/chapter.md:10:43: `fit.coefficients` has no column `peek`
        hint: its columns are term, estimate, standard_error, p_value, n, kept
    pipelines/head-direction/chapter.md:10:64: id: got `2`, wanted a name
        hint: an id has letters, digits, - and _ and begins with a letter
    pipelines/head-direction/chapter.md:12:40: `term=x`: got 0 rows, wanted one
        hint: `spikebook show` lists the rows of `fit.coefficients`
    pipelines/head-direction/chapter.md:12:86: row 3, wanted one below 3
        hint: rows count from 0
    pipelines/head-direction/chapter.md:13:8: `fit.coefficients` has no column `peek`
        hint: its columns are term, estimate, standard_error, p_value, n, kept
    pipelines/head-direction/chapter.md:13:45: `fit.coefficients.estimate`: wanted a row
        hint: `where=term=intercept` names it, `row=0` counts from the first
    pipelines/head-direction/chapter.md:13:80: `fit.summary`: got values, wanted a table
        hint: show it with `{{value …}}`
    pipelines/head-direction/chapter.md:14:8: `fit.coefficients.n, row 1`: got an empty cell, wanted a value
    pipelines/head-direction/chapter.md:14:67: `where`: got 3, wanted `column=value`
        hint: for example where=term=intercept
    pipelines/head-direction/chapter.md:16:9: `second-fit.coefficients`: stage `second-fit` has not been run
        hint: `spikebook run head-direction` runs it
    pipelines/head-direction/chapter.md:18:9: stage `curves` has no parameter `width`
        hint: did you mean `bin_width_deg`?
    pipelines/head-direction/chapter.md:18:32: stage `fit` has no parameter `x`
        hint: `poisson-glm` has no parameters
    ");
}

#[test]
fn truth_in_a_students_book() {
    insta::assert_snapshot!(told(
        "{{value recording.truth.preferred}} {{value truth-check.errors.peak_rate}}\n\
         {{param recording.preferred_deg}}\n"
    ), @"
    pipelines/head-direction/chapter.md:1:9: `recording.truth`: got an instructor's result, wanted one that students may see
        hint: truth belongs to the instructor's edition, and so does what was computed from it
    pipelines/head-direction/chapter.md:1:45: `truth-check.errors`: got an instructor's result, wanted one that students may see
        hint: truth belongs to the instructor's edition, and so does what was computed from it
    pipelines/head-direction/chapter.md:2:9: `recording.preferred_deg`: got a parameter of a stage that knows the truth, wanted one of another stage
        hint: truth belongs to the instructor's edition; write in words what students may know
    ");
}

#[test]
fn instructors_may_see_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    crate::fake::build(
        "{{value recording.truth.preferred}} {{value truth-check.errors.peak_rate}}",
        spikebook_pipeline::Audience::Instructor,
        &folder.path().join("book"),
    )
    .expect("an instructor's book");
}

#[test]
fn numerals_that_are_copies() {
    insta::assert_snapshot!(told(
        "## At 211.25 degrees\n\nThe rate is 42.5 spikes/s (28,829 spikes), right in 64.2 % within\n\
         82.1 ms, between 40.13 and 0.125; `42.5` and $42.5$ and [42.5](first-chapter.md) are not prose.\n\
         The intercept is 1.235 and an error is 0.0456.\n\n\
         {{figure curves.figure caption=\"A peak of 42.499 spikes/s.\"}}\n"
    ), @"
    pipelines/head-direction/chapter.md:1:7: 211.25 is `fit.summary.preferred`: wanted a reference to it
        hint: write `{{value fit.summary.preferred decimals=2}}`; if it only happens to be equal, `{{literal 211.25}}`
    pipelines/head-direction/chapter.md:3:13: 42.5 is `fit.summary.peak_rate`: wanted a reference to it
        hint: write `{{value fit.summary.peak_rate}}`; if it only happens to be equal, `{{literal 42.5}}`
    pipelines/head-direction/chapter.md:3:28: 28,829 is `fit.summary.n_spikes` or `fit.coefficients.n where=term=intercept`: wanted a reference to it
        hint: write `{{value fit.summary.n_spikes}}`; if it only happens to be equal, `{{literal 28,829}}`
    pipelines/head-direction/chapter.md:3:53: 64.2 is `fit.summary.accuracy`: wanted a reference to it
        hint: write `{{value fit.summary.accuracy unit=%}}`; if it only happens to be equal, `{{literal 64.2}}`
    pipelines/head-direction/chapter.md:4:1: 82.1 is `fit.summary.latency`: wanted a reference to it
        hint: write `{{value fit.summary.latency unit=ms}}`; if it only happens to be equal, `{{literal 82.1}}`
    pipelines/head-direction/chapter.md:4:18: 40.13 is `fit.summary.interval index=0`: wanted a reference to it
        hint: write `{{value fit.summary.interval index=0 decimals=2}}`; if it only happens to be equal, `{{literal 40.13}}`
    pipelines/head-direction/chapter.md:4:28: 0.125 is `fit.summary.weights index=0` or `fit.summary.weights index=1` or `fit.summary.weights index=2`: wanted a reference to it
        hint: write `{{value fit.summary.weights index=0}}`; if it only happens to be equal, `{{literal 0.125}}`
    pipelines/head-direction/chapter.md:5:18: 1.235 is `fit.coefficients.estimate where=term=intercept`: wanted a reference to it
        hint: write `{{cell fit.coefficients.estimate where=term=intercept decimals=3}}`; if it only happens to be equal, `{{literal 1.235}}`
    pipelines/head-direction/chapter.md:5:40: 0.0456 is `fit.coefficients.standard_error where=term=cos|direction`: wanted a reference to it
        hint: write `{{cell fit.coefficients.standard_error where=term=cos|direction}}`; if it only happens to be equal, `{{literal 0.0456}}`
    pipelines/head-direction/chapter.md:7:43: 42.499 is `fit.summary.peak_rate`: wanted a reference to it
        hint: write `{{value fit.summary.peak_rate decimals=3}}`; if it only happens to be equal, `{{literal 42.499}}`
    ");
}

#[test]
fn formulas_that_are_no_tex() {
    insta::assert_snapshot!(told(
        "A $\\frac{1}{2$ and $\\nosuch{x}$, a lone $ too.\n\n$$\nx = \\left( 1\n$$\n"
    ), @r#"
    pipelines/head-direction/chapter.md:1:3: a dollar that opens no formula
        hint: a formula stands between two dollars, with no space beside them and every brace closed: `$x$`; write `\$` for the sign
    pipelines/head-direction/chapter.md:1:14: a dollar that opens no formula
        hint: a formula stands between two dollars, with no space beside them and every brace closed: `$x$`; write `\$` for the sign
    pipelines/head-direction/chapter.md:1:21: formula: unknown command "\nosuch"
        hint: in `\nosuch{x}`
    pipelines/head-direction/chapter.md:1:41: a dollar that opens no formula
        hint: a formula stands between two dollars, with no space beside them and every brace closed: `$x$`; write `\$` for the sign
    pipelines/head-direction/chapter.md:5:1: formula: expected closing token "\right", but reached end of input
        hint: in `x = \left( 1`
    "#);
}

#[test]
fn directives_that_are_wrong() {
    insta::assert_snapshot!(told(
        "{{vaule a.b.c}} {{value}} {{value fit.summary.shift digits=0 precision=2}}\n\
         {{value fit.summary.shift digits=2 decimals=2}} {{value fit.summary.shift decimals=x}}\n\
         {{value fit.summary.shift unit=degrees}} {{value fit.summary.shift unit=s}} {{value fit.summary.weights}}\n\
         {{value fit.summary.weights index=20}} {{value fit.summary.shift index=1}} {{value fit.summary.shift more}}\n\
         {{value fit.summary.shift digits=2 digits=3}} {{value fit.summary.weights index=-1}}\n\n\
         Text {{graph}} around.\n\n{{figure curves.figure}}\n\n{{figure curves.figure caption=\"c\"}}\n\n\
         {{table fit.coefficients}}\n\n{{figure curves caption=\"c\"}}\n\n{{#include x.md}}\n"
    ), @r#"
    pipelines/head-direction/chapter.md:1:3: no directive `{{vaule}}`
        hint: did you mean `value`?
    pipelines/head-direction/chapter.md:1:17: `{{value}}`: wanted the name of a value
        hint: for example `{{value fit.summary.peak_rate}}`
    pipelines/head-direction/chapter.md:1:60: `digits`: got 0, wanted a whole number from 1 to 15
    pipelines/head-direction/chapter.md:1:62: `{{value}}`: unknown option `precision`
        hint: its options are index, digits, decimals, unit
    pipelines/head-direction/chapter.md:2:45: got `digits` and `decimals`, wanted one
        hint: digits count from the first that is not 0, decimals behind the point
    pipelines/head-direction/chapter.md:2:84: `decimals`: got x, wanted a whole number from 0 to 15
    pipelines/head-direction/chapter.md:3:32: unit: got `degrees`, wanted one of the known symbols
        hint: did you mean `deg`? known: 1, s, ms, us, min, Hz, kHz, spikes/s, spikes, deg, rad, deg/s, m, cm, mm, um, cm/s, px, px/s, %, fraction, bit, bit/spike, nat, V, mV, uV, nA, pA, uA/cm2, uF/cm2, mS/cm2, pF, nS, MOhm, samples, id, label, any
    pipelines/head-direction/chapter.md:3:73: unit: got `deg`, wanted one that converts to `s`
        hint: `deg` measures angle
    pipelines/head-direction/chapter.md:3:85: `fit.summary.weights`: got a vector of 20 numbers, wanted an index
        hint: for example `{{value fit.summary.weights index=0}}`
    pipelines/head-direction/chapter.md:4:35: `fit.summary.weights`: index 20, wanted one below 20
        hint: entries count from 0
    pipelines/head-direction/chapter.md:4:72: `fit.summary.shift`: got an index, wanted none for a single value
    pipelines/head-direction/chapter.md:4:102: `{{value}}`: one argument too many: more
        hint: text of several words stands in quotes: caption="…"
    pipelines/head-direction/chapter.md:5:36: `digits`: given twice
    pipelines/head-direction/chapter.md:5:55: `fit.summary.weights`: got a vector of 20 numbers, wanted an index
        hint: for example `{{value fit.summary.weights index=0}}`
    pipelines/head-direction/chapter.md:5:81: got -1, wanted a whole number
        hint: positions count from 0
    pipelines/head-direction/chapter.md:7:6: `{{graph}}`: wanted it on a line of its own
    pipelines/head-direction/chapter.md:9:10: `curves.figure`: a figure without a caption
        hint: say what the reader should see in it: caption="…"
    pipelines/head-direction/chapter.md:11:10: id `fig-curves-figure`: used a second time
        hint: give one of them an id of its own: `id="…"`
    pipelines/head-direction/chapter.md:13:9: `fit.coefficients`: a table without a caption
        hint: say what its rows are: caption="…"
    pipelines/head-direction/chapter.md:15:10: got `curves`, wanted `stage.port`
        hint: for example `curves.figure`: a stage's id, a dot, one of its outputs
    pipelines/head-direction/chapter.md:17:1: `{{#…}}`: wanted no directive of mdBook
        hint: a chapter holds its whole text; results come by `{{value …}}`, `{{table …}}` and `{{figure …}}`
    "#);
}

#[test]
fn links_that_lead_nowhere() {
    insta::assert_snapshot!(told("See [there](nowhere.md).\n"), @"
    pipelines/head-direction/chapter.md:1:13: the link to `nowhere.md` leads nowhere, wanted a page or an id of the book
        hint: link to a chapter as `[…](name.md)`, to a figure by `{{ref …}}`
    ");
    insta::assert_snapshot!(told("See [there](first-chapter.md#nowhere).\n"), @"
    pipelines/head-direction/chapter.md:1:13: the link to `first-chapter.md#nowhere` leads nowhere, wanted a page or an id of the book
        hint: link to a chapter as `[…](name.md)`, to a figure by `{{ref …}}`
    ");
    insta::assert_snapshot!(told("![a picture](picture.png)\n"), @"
    pipelines/head-direction/chapter.md:1:14: the link to `picture.png` leads nowhere, wanted a page or an id of the book
        hint: link to a chapter as `[…](name.md)`, to a figure by `{{ref …}}`
    ");
}
