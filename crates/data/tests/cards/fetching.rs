//! Fetching from a server on loopback: what comes is checked, and what is wrong leaves nothing.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread::JoinHandle;

use insta::assert_snapshot;
use spikebook_data::card::{Card, Error, FileSpec, fetch};

const BODY: &[u8] = b"unit_id,time_s\n1,0.1\n1,0.25\n";
const SHA256: &str = "9628274558c28d16a14ae933df5ad85ad685b83f246c267128be3e6fb6514ebd";

/// A server that answers one request with these bytes, and then goes away.
fn serve(answer: Vec<u8>) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    let address = listener.local_addr().expect("bound");
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        read_request(&mut stream);
        // A client that has seen enough closes first.
        let _ = stream.write_all(&answer);
    });
    (format!("http://{address}/spikes.csv"), server)
}

fn read_request(stream: &mut TcpStream) {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
        request.push(byte[0]);
    }
}

fn answer(status: &str, announced: usize, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {announced}\r\nConnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn card(url: &str, sha256: &str) -> Card {
    let text = format!(
        "title = \"Two spikes\"\nlicence = \"MIT\"\n\n[[file]]\npath = \"two/spikes.csv\"\n\
         bytes = {}\nsha256 = \"{sha256}\"\nurl = \"{url}\"\n\n[table.spikes]\nkeep = \"*\"\n\
         [table.spikes.columns]\nunit_id = {{ path = \"unit_id\" }}\n\
         time_s = {{ path = \"time_s\", unit = \"s\" }}\n",
        BODY.len()
    );
    Card::parse("two-spikes", Path::new("dataset.toml"), &text).expect("a card")
}

/// What a fetch says of a server's answer, the server's address left out; nothing may be left behind.
fn complaint(answer: Vec<u8>, sha256: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let (url, server) = serve(answer);
    let error = fetch(&card(&url, sha256), folder.path(), &mut |_: &FileSpec, _| {})
        .expect_err("a wrong answer");
    server.join().expect("a server without faults");
    let left: Vec<_> = std::fs::read_dir(folder.path().join("two")).expect("made").collect();
    assert!(left.is_empty(), "{left:?}");
    said(&error).replace(&url, "URL")
}

fn said(error: &Error) -> String {
    format!("{error}\nhint: {}", error.hint().unwrap_or_default())
}

#[test]
fn a_file_comes_whole_and_only_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (url, server) = serve(answer("200 OK", BODY.len(), BODY));
    let mut received = 0;
    let mut progress = |_: &FileSpec, n_bytes: u64| received = n_bytes;
    let fetched = fetch(&card(&url, SHA256), folder.path(), &mut progress).expect("the file");
    server.join().expect("a server without faults");
    assert_eq!(received, BODY.len() as u64);
    assert_eq!(fetched[0].path, folder.path().join("two/spikes.csv"));
    assert_eq!(std::fs::read(&fetched[0].path).expect("a file"), BODY);
    // The server is gone: a file that is there is not asked for again.
    fetch(&card(&url, SHA256), folder.path(), &mut |_: &FileSpec, _| {}).expect("still there");
}

#[test]
fn a_wrong_answer_is_refused() {
    let other = [&BODY[..BODY.len() - 2], b"6\n"].concat();
    let too_long = [BODY, b"2,0.5\n"].concat();
    assert_snapshot!(complaint(answer("200 OK", BODY.len(), &other), SHA256), @"
    URL: got sha256 f475210c4ea763abf97012029450a05ac26f351b4eb48e7ea3e57ec113747739, wanted 9628274558c28d16a14ae933df5ad85ad685b83f246c267128be3e6fb6514ebd
    hint: nothing was kept; try again, and if it stays so the file at this address has changed
    ");
    assert_snapshot!(complaint(answer("200 OK", BODY.len(), &BODY[..20]), SHA256), @"
    URL: got 20 bytes, wanted 28
    hint: nothing was kept; try again, and if it stays so the file at this address has changed
    ");
    assert_snapshot!(complaint(answer("200 OK", too_long.len(), &too_long), SHA256), @"
    URL: got more than 28 bytes, wanted 28
    hint: nothing was kept; try again, and if it stays so the file at this address has changed
    ");
    assert_snapshot!(complaint(answer("404 Not Found", 4, b"gone"), SHA256), @"
    URL: got status 404, wanted 200
    hint: the file may have moved: look at the dataset's own page
    ");
    assert_snapshot!(complaint(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), SHA256), @"
    URL: got 0 bytes, wanted 28
    hint: nothing was kept; try again, and if it stays so the file at this address has changed
    ");
}

#[test]
fn no_network_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    // A port that was free a moment ago: nobody listens.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("bound").port();
    let url = format!("http://127.0.0.1:{port}/spikes.csv");
    let error = fetch(&card(&url, SHA256), folder.path(), &mut |_: &FileSpec, _| {})
        .expect_err("nobody listens");
    // The number of the error is the system's own.
    let said = said(&error).replace(&url, "URL");
    let number = said
        .find(" (os error")
        .map_or(0..0, |at| at..at + said[at..].find(')').map_or(0, |length| length + 1));
    assert_snapshot!(said.replace(&said[number.clone()], ""), @"
    URL: io: Connection refused
    hint: without a network, copy the file into a folder of SPIKEBOOK_DATA
    ");
}

#[test]
fn a_card_without_a_url_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut card = card("http://127.0.0.1/", SHA256);
    if let spikebook_data::card::CardSource::Files { files, .. } = &mut card.source {
        files[0].url = None;
    }
    let error = fetch(&card, folder.path(), &mut |_: &FileSpec, _| {}).expect_err("no url");
    assert_snapshot!(said(&error), @r#"
    file `file` of dataset `two-spikes`: no url in its card
    hint: put the file into a folder of SPIKEBOOK_DATA, or add `url = "…"` to the card
    "#);
}

#[test]
fn a_link_out_of_the_folder_is_not_followed() {
    let (folder, outside) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir());
    let outside = outside.expect("a folder");
    std::os::unix::fs::symlink(outside.path(), folder.path().join("two")).expect("a link");
    let error = fetch(&card("http://127.0.0.1/", SHA256), folder.path(), &mut |_: &FileSpec, _| {})
        .expect_err("a way out");
    let said = said(&error).replace(&folder.path().display().to_string(), "FOLDER");
    assert_snapshot!(said, @"
    FOLDER/two/spikes.csv: leads out of FOLDER
    hint: remove the link that leads out of the folder
    ");
    assert!(std::fs::read_dir(outside.path()).expect("a folder").next().is_none());
}
