//! Damaged copies of every recording: whatever comes out, no reader may panic, hang, or ask for more
//! memory than the file can justify.

use spikebook_data::raw::{self, OpenOptions, READERS, RawFile, Source};

use crate::recordings::files;

/// Copies of each file: cut at so many places, and with so many bytes changed.
const N_CUTS: usize = 64;
const N_FLIPS: usize = 24;

/// Files beyond this size are damaged at as many places, but read as their first part.
const LARGEST_BYTES: usize = 1 << 20;

/// Reads everything that a file offers.
fn read_all(file: &dyn RawFile) {
    let Ok(variables) = file.variables() else { return };
    let _ = file.read_whole();
    for variable in &variables {
        let _ = file.read_variable(&variable.name);
        if let Ok(blocks) = file.blocks(&[&variable.name], 1000) {
            // The values were read above; here the first blocks show that streaming ends well.
            for block in blocks.take(2) {
                let _ = block;
            }
        }
    }
}

/// Offers bytes to the reader that recognises them, and to every reader by name.
fn offer(name: &str, bytes: &[u8], by_name: bool) {
    let options = OpenOptions::default();
    if let Ok(file) = raw::open_bytes(name, bytes.to_vec(), &options) {
        read_all(file.as_ref());
    }
    for reader in READERS.iter().filter(|_| by_name) {
        if let Ok(file) = reader.open(Source::from_bytes(name, bytes.to_vec()), &options) {
            let _ = file.names().map(|names| names.first().map(|name| file.read_variable(name)));
        }
    }
}

/// A fixed sequence of numbers that look random (Knuth's linear congruential generator).
fn scramble(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
    *state >> 33
}

#[test]
fn no_reader_panics_on_recordings_cut_short() {
    for path in files() {
        let bytes = std::fs::read(&path).expect("a recording can be read");
        let bytes = &bytes[..bytes.len().min(LARGEST_BYTES)];
        let name = path.display().to_string();
        for cut in 0..N_CUTS {
            let length = bytes.len() * cut / N_CUTS;
            offer(&name, &bytes[..length], cut % 8 == 0);
        }
    }
}

#[test]
fn no_reader_panics_on_recordings_with_bytes_changed() {
    let mut state = 20260214;
    for path in files() {
        let bytes = std::fs::read(&path).expect("a recording can be read");
        let mut bytes = bytes[..bytes.len().min(LARGEST_BYTES / 2)].to_vec();
        let name = path.display().to_string();
        for _ in 0..N_FLIPS {
            if bytes.is_empty() {
                break;
            }
            // Half of the changes hit the first bytes, where the structure of most formats lies.
            let range =
                if scramble(&mut state) % 2 == 0 { bytes.len().min(512) } else { bytes.len() };
            let at = scramble(&mut state) as usize % range;
            let kept = bytes[at];
            bytes[at] = match scramble(&mut state) % 4 {
                0 => 0xff,
                1 => 0,
                2 => 0x7f,
                _ => kept ^ (1 << (scramble(&mut state) % 8)),
            };
            offer(&name, &bytes, false);
            bytes[at] = kept;
        }
    }
}
