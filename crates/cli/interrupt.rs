//! Ctrl-C.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use spikebook_data::temporary::remove_all;

use crate::console::Console;

/// The exit code of a command that was interrupted.
const INTERRUPTED: i32 = 130;

static IS_INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Does not return where the command was interrupted: what it then fails at, for want of folders that were
/// removed under it, is nobody's concern.
pub(crate) fn wait_if_interrupted() {
    while IS_INTERRUPTED.load(Ordering::SeqCst) {
        std::thread::park();
    }
}

/// From now on Ctrl-C ends the process at once: whatever is finished has been renamed into place, and
/// whatever is not is removed, or lies in the store under a name that nobody reads.
pub(crate) fn exit_at_once() {
    // A bar that is drawn gives way to the message.
    let clear = if Console::new(false).is_fancy() { "\r\x1b[2K" } else { "\n" };
    let handler = move || {
        IS_INTERRUPTED.store(true, Ordering::SeqCst);
        // Held until the end: what another thread has finished since stays where it is.
        let _nothing_more = remove_all();
        // Where stderr is gone there is nobody to tell.
        let _ = writeln!(
            std::io::stderr(),
            "{clear}interrupted: what was finished is kept, the next run continues"
        );
        std::process::exit(INTERRUPTED);
    };
    // Where no handler can be set, the system ends the process on its own.
    let _ = ctrlc::set_handler(handler);
}
