//! A store that was damaged, cut short or left in the middle.

use std::fs;

use crate::toy::{CHAIN, Toy};

#[test]
fn a_flipped_byte_is_found_named_and_healed() {
    let toy = Toy::new(CHAIN);
    toy.run().0.expect("runs");
    let sound = toy.stored();
    for (path, bytes) in sound.iter().filter(|(path, _)| path.to_string_lossy().contains("objects"))
    {
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 1;
        fs::write(path, &flipped).expect("write");
        let (report, lines) = toy.run();
        report.expect("heals");
        assert!(lines.iter().any(|line| line.starts_with("damaged ")), "{lines:?}");
        assert_eq!(&fs::read(path).expect("there again"), bytes);
    }
    assert_eq!(toy.stored(), sound);
}

#[test]
fn whatever_file_is_cut_or_gone_the_next_run_mends_it() {
    let toy = Toy::new(CHAIN);
    toy.run().0.expect("runs");
    let sound = toy.stored();
    let root = toy.store().root().to_owned();
    let mut files: Vec<_> = sound.iter().map(|(path, _)| path.clone()).collect();
    for shard in fs::read_dir(root.join("records")).expect("records") {
        for record in fs::read_dir(shard.expect("an entry").path()).expect("a shard") {
            files.push(record.expect("an entry").path());
        }
    }
    for path in files {
        let bytes = fs::read(&path).expect("readable");
        fs::write(&path, &bytes[..bytes.len() / 2]).expect("write");
        toy.run().0.expect("mends");
        assert!(toy.stored() == sound, "{} was cut", path.display());
        fs::remove_file(&path).expect("removed");
        toy.run().0.expect("mends");
        assert!(toy.stored() == sound, "{} was gone", path.display());
    }
}

#[test]
fn a_record_that_lies_about_its_place_leads_nowhere() {
    let toy = Toy::new(CHAIN);
    toy.run().0.expect("runs");
    let records = toy.store().root().join("records");
    for shard in fs::read_dir(&records).expect("records") {
        for record in fs::read_dir(shard.expect("an entry").path()).expect("a shard") {
            let path = record.expect("an entry").path();
            let text = fs::read_to_string(&path).expect("text");
            let start = text.find("\"digest\":\"").expect("an output") + 10;
            let forged = format!("{}../../../../etc/passwd{}", &text[..start], &text[start + 64..]);
            fs::write(&path, forged).expect("write");
        }
    }
    let (report, lines) = toy.run();
    report.expect("runs again");
    assert_eq!(lines, ["ran one-more", "ran source", "ran sum"]);
}

#[test]
fn what_a_killed_run_left_is_swept_away() {
    let toy = Toy::new(CHAIN);
    let scratch = toy.store().root().join("scratch");
    fs::create_dir_all(scratch.join("123-0")).expect("a folder");
    fs::write(scratch.join("123-0/numbers.parquet"), "half").expect("write");
    fs::write(scratch.join("123-1.part"), "half").expect("write");
    toy.run().0.expect("runs");
    assert_eq!(fs::read_dir(scratch).expect("there").count(), 0);
}
