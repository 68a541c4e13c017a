//! A defect of ours, told as one.

use std::io::Write as _;

/// From now on a panic is told in one sentence that asks for a report, without a trace.
pub(crate) fn apologise() {
    std::panic::set_hook(Box::new(|panic| {
        let words = panic.payload_as_str().unwrap_or("no words");
        let place = panic.location().map(|place| format!(" ({place})")).unwrap_or_default();
        // Where stderr is gone there is nobody to tell.
        let _ = writeln!(
            std::io::stderr(),
            "internal error{place}: {words}\n  hint: this is a defect of Spikebook; please report \
             it with the command that you typed"
        );
    }));
}
