//! The same project in two folders: the same results, the same book.

use super::results::{assert_same, below};
use crate::cli::folder::Folder;

/// What a new project becomes in a folder of this name.
fn made(name: &str) -> (Folder, String) {
    let folder = Folder::new();
    folder.run(&["new", name]).printed();
    for command in ["run", "book"] {
        let output = folder.command(&[command]).current_dir(folder.path(name)).output();
        folder.ended(&output.expect("the command starts")).printed();
    }
    (folder, format!("{name}/reports"))
}

/// A library in C that moves the clock of a process on by thirty years and some.
#[cfg(target_os = "linux")]
const LATER: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
static const long later = 1000000007;
int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if (clock == CLOCK_REALTIME) now->tv_sec += later;
    return result;
}
int gettimeofday(struct timeval *now, void *zone) {
    static int (*real)(struct timeval *, void *);
    if (!real) real = (int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday");
    int result = real(now, zone);
    now->tv_sec += later;
    return result;
}
time_t time(time_t *now) {
    struct timeval read;
    gettimeofday(&read, 0);
    if (now) *now = read.tv_sec;
    return read.tv_sec;
}
"#;

/// The library, compiled; none where there is no compiler for it.
#[cfg(target_os = "linux")]
fn later_clock(folder: &Folder) -> Option<std::path::PathBuf> {
    folder.write("later.c", LATER);
    let library = folder.path("later.so");
    let compiled = std::process::Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([&library, &folder.path("later.c")])
        .arg("-ldl")
        .status();
    compiled.is_ok_and(|status| status.success()).then_some(library)
}

#[cfg(target_os = "linux")]
#[test]
fn a_project_on_two_dates_gives_the_same_bytes() {
    let (now, reports) = made("one");
    let tools = Folder::new();
    let Some(library) = later_clock(&tools) else {
        // A C compiler is needed to build Spikebook at all.
        panic!("no `cc`");
    };
    let read_by = |program: &str| {
        let output =
            std::process::Command::new(program).arg("+%Y").env("LD_PRELOAD", &library).output();
        String::from_utf8(output.expect("it starts").stdout)
            .unwrap_or_default()
            .trim()
            .parse::<i32>()
    };
    assert!(read_by("date").is_ok_and(|year| year > 2050), "the clock is moved");
    let folder = Folder::new();
    folder.run(&["new", "one"]).printed();
    let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    for name in below(&folder, "one").keys() {
        let file = std::fs::File::options().append(true).open(folder.path(name)).expect("a file");
        file.set_modified(old).expect("its time can be set");
    }
    for command in ["run", "book"] {
        let output = folder
            .command(&[command])
            .current_dir(folder.path("one"))
            .env("LD_PRELOAD", &library)
            .env("SOURCE_DATE_EPOCH", "1")
            .env("TZ", "Pacific/Auckland")
            .output();
        folder.ended(&output.expect("the command starts")).printed();
    }
    for name in ["first-steps", "book"] {
        let (one, other) = (
            below(&now, &format!("{reports}/{name}")),
            below(&folder, &format!("{reports}/{name}")),
        );
        assert!(!one.is_empty());
        assert_same(&other, &one, name);
    }
}

#[test]
fn a_project_in_two_folders_gives_the_same_bytes() {
    let (one, reports) = made("one");
    let (other, other_reports) = made("a longer name/of two");
    for folder in ["first-steps", "book"] {
        let one = below(&one, &format!("{reports}/{folder}"));
        let other = below(&other, &format!("{other_reports}/{folder}"));
        let plain = |bytes: &super::results::Bytes, reports: &str| {
            let names =
                bytes.iter().map(|(name, bytes)| (name.replace(reports, ""), bytes.clone()));
            names.collect()
        };
        assert!(!one.is_empty());
        assert_same(&plain(&one, &reports), &plain(&other, &other_reports), folder);
    }
}
