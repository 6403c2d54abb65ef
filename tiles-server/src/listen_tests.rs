//! What hostile connections meet: slow heads, half-closed ends, readers that take nothing.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::*;

async fn served() -> (SocketAddr, oneshot::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let router = Router::new().route("/", get(|| async { "here" }));
    tokio::spawn(serve(listener, router, async {
        let _ = stopped.await;
    }));
    (address, stop)
}

async fn said(address: SocketAddr, text: &[u8], close: bool) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text).await.unwrap();
    if close {
        stream.shutdown().await.unwrap();
    }
    let mut answer = Vec::new();
    // A connection that is cut ends the answer as well.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_proper_request_is_answered() {
    let (address, _stop) = served().await;
    let answer = said(address, b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", false).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("here"), "{answer}");
}

#[tokio::test]
async fn a_head_without_end_or_without_sense_is_refused() {
    let (address, _stop) = served().await;
    let mut long = b"GET / HTTP/1.1\r\nx: ".to_vec();
    long.resize(limits::HEADER_BYTES * 2, b'a');
    let answer = said(address, &long, true).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(limits::HEADERS + 1));
    assert!(said(address, many.as_bytes(), false).await.starts_with("HTTP/1.1 431"));
    assert!(said(address, b"nonsense\r\n\r\n", false).await.starts_with("HTTP/1.1 400"));
}

#[tokio::test]
async fn a_half_closed_connection_ends_without_an_answer_to_half_a_request() {
    let (address, _stop) = served().await;
    assert_eq!(said(address, b"GET / HTTP/1.1\r\nhost:", true).await, "");
}

#[tokio::test(start_paused = true)]
async fn a_head_that_trickles_in_is_cut() {
    let (address, _stop) = served().await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HT").await.unwrap();
    let mut answer = Vec::new();
    // The clock of the test runs ahead while everybody waits.
    let ended = tokio::time::timeout(limits::HEADER_TIME * 2, stream.read_to_end(&mut answer)).await;
    assert!(ended.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_takes_nothing_is_cut() {
    let (near, _far) = tokio::io::duplex(16);
    let mut patient = Patient { inner: near, stalled: None };
    let written = tokio::time::timeout(limits::STALL_TIME * 2, patient.write_all(&[0; 64])).await;
    assert_eq!(written.unwrap().unwrap_err().kind(), std::io::ErrorKind::TimedOut);
}

#[tokio::test]
async fn a_stop_lets_answers_end_and_takes_no_more() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let slow = || async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        "late"
    };
    let server = tokio::spawn(serve(listener, Router::new().route("/", get(slow)), async {
        let _ = stopped.await;
    }));
    let asked = tokio::spawn(said_owned(address));
    tokio::time::sleep(Duration::from_millis(30)).await;
    stop.send(()).unwrap();
    server.await.unwrap();
    assert!(asked.await.unwrap().ends_with("late"));
    assert!(TcpStream::connect(address).await.is_err());
}

async fn said_owned(address: SocketAddr) -> String {
    said(address, b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", false).await
}
