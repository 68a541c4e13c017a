//! Damaged copies of every recording: whatever comes out, no reader may panic, hang, or ask for more
//! memory than the file can justify.

use spikebook_data::raw::{self, OpenOptions, READERS, RawFile, Source, Value};

use crate::recordings::files;

/// Copies of each file: cut at so many places, and with so many bytes changed.
const N_CUTS: usize = 64;
const N_CHANGES: usize = 24;

/// As much of each file as is copied to change bytes in it.
const CHANGED_BYTES: usize = 1 << 19;

/// Reads everything that a file offers: all columns of a table at once, other variables one by one.
fn read_all(file: &dyn RawFile) {
    if matches!(file.read_whole(), Ok(Value::Table(_))) {
        return;
    }
    // No recording but a table has more variables than this.
    for name in file.names().unwrap_or_default().into_iter().take(16) {
        let _ = file.read_variable(&name);
    }
}

/// Reaches the same values in every other way.
fn read_otherwise(file: &dyn RawFile) {
    let _ = file.variables();
    for name in file.names().unwrap_or_default().iter().take(3) {
        let _ = file.read_one(name);
        // The values were read above; here the first blocks show that streaming ends well.
        if let Ok(blocks) = file.blocks(&[name], 1000) {
            blocks.take(2).for_each(drop);
        }
    }
}

/// Offers bytes to the reader that recognises them; if asked for, to all readers and in all ways.
fn offer(name: &str, bytes: &[u8], in_all_ways: bool) {
    let options = OpenOptions::default();
    if let Ok(file) = raw::open_bytes(name, bytes.to_vec(), &options) {
        read_all(file.as_ref());
        if in_all_ways {
            read_otherwise(file.as_ref());
        }
    }
    for reader in READERS.iter().filter(|_| in_all_ways) {
        if let Ok(file) = reader.open(Source::from_bytes(name, bytes.to_vec()), &options) {
            let _ = file.names().map(|names| names.first().map(|name| file.read_variable(name)));
        }
    }
}

/// Does the same to every recording, on as many threads as there are cores.
fn for_each_recording(damage: impl Fn(&str, &[u8]) + Sync) {
    let files = files();
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for first in 0..n_threads {
            let (files, damage) = (&files, &damage);
            scope.spawn(move || {
                for path in files.iter().skip(first).step_by(n_threads) {
                    let bytes = std::fs::read(path).expect("a recording can be read");
                    damage(&path.display().to_string(), &bytes);
                }
            });
        }
    });
}

/// A fixed sequence of numbers that look random (Knuth's linear congruential generator).
fn scramble(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
    *state >> 33
}

#[test]
fn no_reader_panics_on_recordings_cut_short() {
    for_each_recording(|name, bytes| {
        for cut in 0..N_CUTS {
            offer(name, &bytes[..bytes.len() * cut / N_CUTS], cut % 16 == 1);
        }
    });
}

#[test]
fn no_reader_panics_on_recordings_with_bytes_changed() {
    for_each_recording(|name, bytes| {
        let mut state = bytes.len() as u64;
        let mut bytes = bytes[..bytes.len().min(CHANGED_BYTES)].to_vec();
        for change in 0..N_CHANGES {
            // Half of the changes hit the first bytes, where the structure of most formats lies.
            let n_bytes = if change % 2 == 0 { bytes.len().min(512) } else { bytes.len() };
            let at = scramble(&mut state) as usize % n_bytes;
            let kept = bytes[at];
            bytes[at] = match scramble(&mut state) % 4 {
                0 => 0xff,
                1 => 0,
                2 => 0x7f,
                _ => kept ^ (1 << (scramble(&mut state) % 8)),
            };
            offer(name, &bytes, change == 0);
            bytes[at] = kept;
        }
    });
}
