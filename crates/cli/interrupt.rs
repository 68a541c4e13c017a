//! Ctrl-C.

use std::io::Write as _;

/// The exit code of a command that was interrupted.
const INTERRUPTED: i32 = 130;

/// From now on Ctrl-C ends the process at once: whatever is finished has been renamed into place, and
/// whatever is not lies under a name that nobody reads.
pub(crate) fn exit_at_once() {
    let handler = || {
        // Where stderr is gone there is nobody to tell.
        let _ = writeln!(
            std::io::stderr(),
            "\ninterrupted: what was finished is kept, the next run continues"
        );
        std::process::exit(INTERRUPTED);
    };
    // Where no handler can be set, the system ends the process on its own.
    let _ = ctrlc::set_handler(handler);
}
