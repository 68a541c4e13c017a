//! What the figures of all plot kinds say of their examples, to who does not see them.

use std::fmt::Write as _;

use spikebook_pipeline::{Artifact, Figure, Kind, NoProgress, Task};
use spikebook_stages::catalogue;

fn figure(kind: &Kind) -> Figure {
    let example = (kind.example)();
    let params = kind
        .parameters
        .complete(&example.params)
        .unwrap_or_else(|faults| panic!("{}: parameters of the example: {faults:?}", kind.name));
    let mut task = Task::new(example.inputs, None, None, &NoProgress);
    kind.run(&params, &mut task).unwrap_or_else(|failure| panic!("{}: {failure}", kind.name));
    match task.into_outputs().0.remove("figure") {
        Some(Artifact::Figure(figure)) => figure,
        other => panic!("{}: gives {other:?} as its figure", kind.name),
    }
}

#[test]
fn alt_texts_say_what_is_seen() {
    let mut said = String::new();
    for kind in catalogue().iter().filter(|kind| kind.name.starts_with("plot-")) {
        let Figure { alt, png, data, .. } = figure(kind);
        assert!(data.n_rows() > 0, "{}: a figure without numbers", kind.name);
        assert!(!png.is_empty(), "{}: no PNG", kind.name);
        writeln!(said, "{}: {alt}", kind.name).expect("a string takes more");
    }
    insta::assert_snapshot!(said, @"
    plot-activity: Heat map of activity over time (s) and unit: the largest activity of 4 units is 0.9, at 0 s in unit 2
    plot-bars: Bar plot of BIC less that of the best by row: 0 for G7, 812 for G4, 655 for G10
    plot-bifurcation: Line plot of v against input: the fixed point goes from −1 to 0 and changes its stability 1 time: a Hopf bifurcation at 1.26; the limit cycle swings over at most 2.2
    plot-bootstrap: Histogram of mean rate (spikes/s), heights in number of replicates: the mean rate is 4.05 spikes/s, its 95 % interval (BCa) 3.7 to 4.55 spikes/s
    plot-chronometric: Scatter plot of reaction time (s) against coherence: the median reaction time goes from 821 ms at a coherence of 0 to 410 ms at 0.512
    plot-cluster-number: Line plot of BIC against number of groups: the BIC is best with 3 groups, 1433; it is 1840 with 1 group and 1460 with 4 groups
    plot-cluster-test: Line plot of t value against time (s): 1 of 2 clusters has a p value of at most 0.05; the largest spans 0.2 to 0.4 s (p = 0.004)
    plot-coefficient-path: Line plot of coefficient against penalty: at the smallest penalty of 0.01 the largest coefficient is 1.2 of speed; 1 of 2 coefficients are not 0 at a penalty of 1
    plot-coefficients: Coefficient plot of coefficient (of the log rate): of unit 1, 1 of 2 coefficients have intervals without zero; the largest is 1.2 for cos 1 (interval 0.9 to 1.5)
    plot-coherence: Line plot of coherence against frequency (Hz): the largest coherence is 0.6 at 40 Hz (V1 – V4); 1 of 3 values lie above the null level of 0.3
    plot-comodulogram: Heat map of modulation index over frequency of the phase (Hz) and frequency of the amplitude (Hz): the modulation index is largest, 0.012, for the phase at 6 Hz and the amplitude at 60 Hz
    plot-comparison: Scatter plot of estimate (°) against true preferred direction (°): the preferred direction of 3 units is estimated with a median error of 4° and at most 5°; 3 of 3 intervals hold the truth
    plot-condition-spectra: Line plot of share of power (1/Hz) against frequency (Hz): shares change by theta +0.013, gamma −0.01; control is largest at 4 Hz, changed is largest at 4 Hz
    plot-confusion: Heat map of share of the rows of the class over told class and actual class: 0.825 of the rows are told right; most often class 1 is taken for 0, in 0.25 of its rows
    plot-correlograms: Correlograms of 2 pairs, rate of the target (spikes/s) against lag (ms): the band of chance is left by 1 of 1 pair; furthest over what chance gives is unit 2 at 0 ms from spikes of unit 1, with 90 spikes/s
    plot-cross-validation: Bar plot of gain over a constant rate (bits/spike) by unit, the best first: 2 of 3 units are predicted better than by a constant rate; the median gain is 0.12 bits/spike, the largest 0.85 bits/spike for unit 2
    plot-curves: Line plot of recall against dreams: sleep: 0.5 at 0, then 0.98 at 300, then 0.01 at 3000; awake: 0.5 from 0 to 3000
    plot-decoded-path: Line plot of speed against time (s): decoded and actual speed correlate with 0.9393 over 0.3 s
    plot-decoding: Heat map of posterior probability over time (s) and direction (°): the decoded direction lies a median of 10° from the actual one in the 2 s drawn here, 10° in all 4 bins
    plot-dendrogram: Line plot of distance when joined against rows, in the order of the tree: 5 rows join at heights of 0.5 to 9, drawn in 3 groups; the longest stretch without a join is from 4 to 9, where there are 2 groups
    plot-distance-matrix: Heat map of distance over unit and unit: 3 units lie a median of 8 apart; nearest are 1 and 2, 2 apart
    plot-eigenvalues: Line plot of variance before spikes less variance of all frames against axis, by its eigenvalue: before spikes of unit 1 the variance is larger than chance gives along 1 of 4 axes and smaller along 1; the largest difference is 1.5 and the smallest −0.6
    plot-embedding: Scatter plot of component 2 against component 1: 5 points of 2 labels with 2 to 3 each, apart from each other with a mean silhouette of 0.9003
    plot-energy-descent: Line plot of energy against updates of single units: from 2 cues the energy falls from between −3 and −2 to between −9 and −8, never rising
    plot-estimates: Coefficient plot of preferred direction (°): the preferred direction of 2 units lies at 90 to 355°, the median interval is 18.5° wide
    plot-filters: Line plot of factor on the rate against lag (ms): history of unit 2: the factor on the rate is lowest with 0.04979 at 2 ms (band 0.04076 to 0.06081) and highest with 1.649 at 10 ms (band 1.35 to 2.014); at 6 of 8 lags the band leaves out no effect
    plot-glm-path: Line plot of coefficient against penalty: of unit 1, 2 of 2 coefficients are not 0 at the smallest penalty, speed is the first to enter; the chosen penalty of 0.3 keeps 1
    plot-groups: Histogram of estimate, heights in number of rows: the mean estimate is 0.03333 in 3 rows (control), 0.5333 in 3 rows (patient)
    plot-hidden-states: Heat map of probability over time (s) and state: in 0.5 s the path changes 2 times among 2 states; state 1 holds 0.6 of the bins
    plot-images: Image grid of 3 images of pixels: 2 by 2 pixels each (0, 1, 2), pixels from 0 to 1
    plot-information: Bar plot of spatial information (bits/spike) by unit, the most informative first: 2 of 3 units lie above the 95 % quantile of their null; the largest values are 2.1 bits/spike (unit 2), 1.3 bits/spike (unit 4), 0.4 bits/spike (unit 1)
    plot-input-rate: Line plot of firing rate (spikes/s) against current (nA): the first of these inputs with spikes is 3 nA with 49 spikes/s, the highest rate 49 spikes/s at 3 nA, at most 0.2 spikes/s from theory
    plot-intervals: Histogram of interval (ms), heights in density (1/ms): intervals: 4 intervals with a mean of 27.5 ms and a CV of 0.621
    plot-lines: Line plot of ratio against component: the largest ratio is 0.7 at 1 for simulate noise 1 Hz, and 0.4 at 1 for simulate noise 5 Hz
    plot-membrane-trace: Traces of voltage (mV) and current (µA/cm²) against time (ms): in 4 ms, 1 spike at 1.8 ms, the voltage goes from −75 to 30 mV
    plot-nonlinearity: Line plot of firing rate (spikes/s) against projection of the stimulus (standard deviations): the rate of unit 1 goes from 2 at −1 to 40 spikes/s at 1 standard deviations of the projection
    plot-null: Histogram of accuracy, heights in number of permutations: the observed accuracy of 0.85 lies above 8 of 8 values under the null, whose 95 % quantile is 0.5825
    plot-patterns: Image grid of 3 images: from cues with a mean overlap of 0.5 come back 1 of 1 pattern (mean overlap 1) recalled
    plot-penalties: Line plot of mean held-out deviance against penalty: of unit 1, held-out deviance is smallest with 1.1 at a penalty of 0.1 (3 regressors); the chosen penalty of 0.3 has 1.15 and 1 regressor
    plot-phase-plane: Phase plane of w against v: 1 fixed point: a stable focus at (0, 0) with eigenvalue −0.2 ± 0.3i
    plot-posterior: Line plot of density against probability of a correct choice: the prior peaks at 0.5, the likelihood peaks at 0.75, the posterior peaks at 0.75
    plot-psth: Peri-event plot of firing rate (spikes/s) against time from event (s) about event: the rate peaks with 65 spikes/s at 0.1 s for T1 and 30 spikes/s at −0.1 s for T2
    plot-psychometric: Psychometric plot of proportion of choices against signed coherence: the proportion of choices is 0.05 at −0.256, 0.55 at 0 and 0.9 at 0.256, with chance at 0.5
    plot-raster: Raster of 4 rows, one a trial, against time from event (s): 4 trials of 2 conditions have a median of 1.5 spikes, and at most 3
    plot-rate-maps: Heat map of rate over peak rate over position (px) and unit, sorted by its peak: the peaks of 3 units lie at 20 to 100 px; their rates have a median of 6 spikes/s
    plot-reconstruction: Line plot of share of variance rebuilt against number of components: the activity is rebuilt to 0.6 of the variance with 1 component and 0.95 of the variance with 3 components
    plot-regression: Scatter plot of reaction time (s) against coherence: the fitted reaction time goes from 0.82 s at 0 to 0.428 s at 0.512, through 5 observations
    plot-residuals: Scatter plot of residual (s) against fitted reaction time (s): 2 of 5 residuals lie above 0; the largest is 0.02 s where the fitted reaction time is 0.77 s
    plot-roc: Line plot of hit rate against false-alarm rate: the area below the curve of all trials is 0.76
    plot-scree: Bar plot of share of variance by component: the first component holds 0.6 of the variance, and the first 3 components together 0.95, at least 0.9
    plot-spectrogram: Heat map of power (dB re 1 unit²/Hz) over time (s) and frequency (Hz): power is largest at 12 Hz and 2.5 s, 9.542 dB
    plot-spectrum: Line plot of power (units²/Hz) against frequency (Hz): the largest power is 8 units²/Hz at 10 Hz on Oz
    plot-spike-triggered-average: Line plot of signal against time from spike (ms): before spikes of unit 1 the signal differs most 20 ms before them, 0.9 against a mean of 0.2; the limit of shifted trains is passed at 1 of 4 times and columns
    plot-time-rescaling: Line plot of quantile of the rescaled intervals against quantile expected by chance: unit 3, constant rate: largest distance from the diagonal 0.4049, beyond the 95 % band of ±0.272; with history: largest distance from the diagonal 0.02, within the 95 % band of ±0.272
    plot-trajectory: Path of component 2 (spikes/s) against component 1 (spikes/s), coloured by time (s): in 0.3 s component 1 spans −1.5 to 1 spikes/s and component 2 −1 to 1 spikes/s
    plot-tuning-curves: Tuning curves of 2 units, firing rate (spikes/s) against direction (°): the peaks of 2 units lie at 7 to 9 spikes/s, with a median of 8 spikes/s; unit 1 reaches 9 spikes/s at a direction of 180°
    plot-tuning-map: Heat map of firing rate (spikes/s) over x (px) and y (px): the rate of unit 1 peaks with 9 spikes/s at (15, 15), against 4.667 spikes/s on average; 3 of 4 bins were visited long enough
    plot-weights: Image grid of 1 image of weight: the weights of 4 units have a root mean square of 0.2887 and a largest size of 0.5
    ");
}
