//! How a run tells how far it is.

use std::collections::BTreeMap;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use spikebook_pipeline::run::{Event, Silent, Watcher};

use crate::console::{Console, Style};

/// After this long a stage that still runs is named, where no bar does it.
const LONG: Duration = Duration::from_secs(5);

/// Whoever fits the console. Where `several` pipelines run, stages are told with their pipeline.
pub(super) fn watcher(console: Console, several: bool) -> Box<dyn Watcher> {
    match console.style() {
        Style::Quiet => Box::new(Silent),
        Style::Lines => Box::new(Lines::new(console, several)),
        Style::Bars => Box::new(Bars { console, several, shown: Mutex::new(Shown::default()) }),
    }
}

/// The line for an event that is worth one on every console. `place` stands before a stage's name.
fn line(event: &Event<'_>, place: &str) -> Option<String> {
    Some(match event {
        Event::Waiting { holder } => format!("waiting for another run here ({})", holder.0),
        Event::Finished { stage, wall_time } => {
            format!("ran {place}{stage} ({})", seconds(*wall_time))
        }
        Event::Warned { stage, warning } => format!("warning: {place}{stage}: {warning}"),
        Event::Damaged { stage, port, path } => {
            format!("damaged: {place}{stage}.{port} ({}); it is made again", path.display())
        }
        Event::Failed { stage } => format!("failed: {place}{stage}"),
        Event::Begun { .. } | Event::Kept { .. } | Event::Started { .. } | Event::Step { .. } => {
            return None;
        }
    })
}

fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 10.0 { format!("{seconds:.1} s") } else { format!("{seconds:.0} s") }
}

/// A line for each thing that happens, and one for a stage that takes long.
struct Lines {
    console: Console,
    several: bool,
    running: Arc<Mutex<Running>>,
    /// Dropped with this, which ends the thread that looks after long stages.
    _ends: Sender<()>,
}

/// What runs now.
#[derive(Default)]
struct Running {
    /// The pipeline and a slash, where several run.
    place: String,
    /// Since when each stage runs, and whether that was told.
    stages: BTreeMap<String, (Instant, bool)>,
}

impl Running {
    /// The stages that have run for long by `now` without a word.
    fn long_by(&mut self, now: Instant) -> Vec<String> {
        let place = &self.place;
        let is_long = |begun: Instant| now.saturating_duration_since(begun) >= LONG;
        let waiting = self.stages.iter_mut().filter(|(_, (begun, told))| !told && is_long(*begun));
        waiting
            .map(|(stage, (_, told))| {
                *told = true;
                format!("running {place}{stage} …")
            })
            .collect()
    }
}

impl Lines {
    fn new(console: Console, several: bool) -> Self {
        let running = Arc::new(Mutex::new(Running::default()));
        let (ends, ended) = channel();
        let watched = Arc::clone(&running);
        std::thread::spawn(move || {
            while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(Duration::from_secs(1)) {
                for line in lock(&watched).long_by(Instant::now()) {
                    console.say(&line);
                }
            }
        });
        Self { console, several, running, _ends: ends }
    }
}

/// A thread that panicked while it told something leaves nothing worse than a wrong line.
fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watcher for Lines {
    fn on(&self, event: Event<'_>) {
        let mut running = lock(&self.running);
        match &event {
            Event::Begun { pipeline, .. } if self.several => {
                running.place = format!("{pipeline}/");
            }
            Event::Started { stage, .. } => {
                running.stages.insert((*stage).to_owned(), (Instant::now(), false));
            }
            Event::Finished { stage, .. } | Event::Failed { stage } => {
                running.stages.remove(*stage);
            }
            _ => {}
        }
        let line = match event {
            Event::Kept { stage } => Some(format!("{}{stage}: up to date", running.place)),
            other => line(&other, &running.place),
        };
        if let Some(line) = line {
            self.console.say(&line);
        }
    }
}

/// One bar for a pipeline, which names the stages that run and how far each is.
struct Bars {
    console: Console,
    several: bool,
    shown: Mutex<Shown>,
}

#[derive(Default)]
struct Shown {
    bar: Option<ProgressBar>,
    pipeline: String,
    running: BTreeMap<String, Option<u64>>,
}

impl Watcher for Bars {
    fn on(&self, event: Event<'_>) {
        let mut shown = lock(&self.shown);
        let place = if self.several { format!("{}/", shown.pipeline) } else { String::new() };
        // Told before the last stage takes the bar away.
        match (line(&event, &place), &shown.bar) {
            (Some(line), Some(bar)) => bar.println(line),
            (Some(line), None) => self.console.say(&line),
            (None, _) => {}
        }
        shown.update(&event);
    }
}

impl Shown {
    fn update(&mut self, event: &Event<'_>) {
        match event {
            Event::Begun { pipeline, n_stages } => {
                self.clear();
                let bar = ProgressBar::new(*n_stages as u64);
                // Words are cut where the terminal ends: a bar that wraps is drawn again and again.
                if let Ok(style) = ProgressStyle::with_template("{bar:16} {pos}/{len} {wide_msg}") {
                    bar.set_style(style);
                }
                (*pipeline).clone_into(&mut self.pipeline);
                bar.enable_steady_tick(Duration::from_millis(200));
                self.bar = Some(bar);
            }
            Event::Started { stage, .. } => {
                self.running.insert((*stage).to_owned(), None);
            }
            Event::Step { stage, done, total } => {
                let percent = 100 * done / total.max(&1);
                self.running.insert((*stage).to_owned(), Some(percent));
            }
            Event::Kept { .. } => self.advance(),
            Event::Finished { stage, .. } | Event::Failed { stage } => {
                self.running.remove(*stage);
                self.advance();
            }
            Event::Waiting { .. } | Event::Warned { .. } | Event::Damaged { .. } => {}
        }
        if let Some(bar) = &self.bar {
            let words = self.running.iter().map(|(stage, percent)| match percent {
                Some(percent) => format!("{stage} {percent} %"),
                None => stage.clone(),
            });
            let words = words.collect::<Vec<_>>().join(", ");
            bar.set_message(format!("{}: {words}", self.pipeline));
        }
    }

    fn advance(&mut self) {
        let Some(bar) = &self.bar else { return };
        bar.inc(1);
        if bar.length().is_some_and(|length| bar.position() >= length) {
            self.clear();
        }
    }

    fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_that_takes_long_is_named_once() {
        let begun = Instant::now();
        let mut running = Running { place: "place-cells/".into(), ..Running::default() };
        running.stages.insert("model".into(), (begun, false));
        assert!(running.long_by(begun + LONG / 2).is_empty());
        assert_eq!(running.long_by(begun + LONG), ["running place-cells/model …"]);
        assert!(running.long_by(begun + 2 * LONG).is_empty());
    }
}
