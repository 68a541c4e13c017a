//! How a run tells how far it is.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use spikebook_pipeline::run::{Event, Silent, Watcher};

use crate::console::{Console, Style};

/// Whoever fits the console.
pub(super) fn watcher(console: Console) -> Box<dyn Watcher> {
    match console.style() {
        Style::Quiet => Box::new(Silent),
        Style::Lines => Box::new(Lines(console)),
        Style::Bars => Box::new(Bars::default()),
    }
}

/// The line for an event that is worth one on every console.
fn line(event: &Event<'_>) -> Option<String> {
    Some(match event {
        Event::Waiting { holder } => format!("waiting for another run here ({})", holder.0),
        Event::Finished { stage, wall_time } => format!("ran {stage} ({})", seconds(*wall_time)),
        Event::Warned { stage, warning } => format!("warning: {stage}: {warning}"),
        Event::Damaged { stage, port, path } => {
            format!("damaged: {stage}.{port} ({}); it is made again", path.display())
        }
        Event::Failed { stage } => format!("failed: {stage}"),
        Event::Begun { .. } | Event::Kept { .. } | Event::Started { .. } | Event::Step { .. } => {
            return None;
        }
    })
}

fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 10.0 { format!("{seconds:.1} s") } else { format!("{seconds:.0} s") }
}

/// A line for each thing that happens.
struct Lines(Console);

impl Watcher for Lines {
    fn on(&self, event: Event<'_>) {
        let line = match event {
            Event::Kept { stage } => Some(format!("{stage}: up to date")),
            other => line(&other),
        };
        if let Some(line) = line {
            self.0.say(&line);
        }
    }
}

/// One bar for a pipeline, which names the stages that run and how far each is.
#[derive(Default)]
struct Bars(Mutex<Shown>);

#[derive(Default)]
struct Shown {
    bar: Option<ProgressBar>,
    pipeline: String,
    running: BTreeMap<String, Option<u64>>,
}

impl Watcher for Bars {
    fn on(&self, event: Event<'_>) {
        // A thread that panicked while it told something leaves nothing worse than a wrong bar.
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shown.update(&event);
        match (line(&event), &shown.bar) {
            (Some(line), Some(bar)) => bar.println(line),
            (Some(line), None) => {
                let bar = ProgressBar::no_length();
                bar.println(line);
                bar.finish_and_clear();
            }
            (None, _) => {}
        }
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
