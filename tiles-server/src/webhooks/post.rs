//! One call: connect, send, wait for the head of the answer.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::{CONTENT_TYPE, HOST, USER_AGENT};
use axum::http::{Method, Request, StatusCode};
use http_body_util::Full;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::settings::Recipient;

/// What is sent.
pub struct Signed {
    pub id: String,
    /// Seconds since 1970.
    pub timestamp: i64,
    pub signature: String,
    pub body: Bytes,
}

/// Sends a message; the status of the answer. Redirections are not followed, and the answer's body is not read.
///
/// # Errors
/// One short line, where there is no answer in time.
pub async fn post(to: &Recipient, message: Signed, longest: Duration) -> Result<StatusCode, String> {
    match tokio::time::timeout(longest, call(to, message)).await {
        Ok(answered) => answered,
        Err(_) => Err(format!("no answer within {} ms", longest.as_millis())),
    }
}

async fn call(to: &Recipient, message: Signed) -> Result<StatusCode, String> {
    let stream = TcpStream::connect((to.host.as_str(), to.port));
    let stream = stream.await.map_err(|fault| format!("no connection: {fault}"))?;
    let (mut sender, connection) =
        handshake(TokioIo::new(stream)).await.map_err(|fault| format!("no connection: {fault}"))?;
    let host = if to.host.contains(':') { format!("[{}]", to.host) } else { to.host.clone() };
    let request = Request::builder()
        .method(Method::POST)
        .uri(to.path.as_str())
        .header(HOST, format!("{host}:{}", to.port))
        .header(USER_AGENT, concat!("gridward/", env!("CARGO_PKG_VERSION")))
        .header(CONTENT_TYPE, "application/json")
        .header("webhook-id", message.id)
        .header("webhook-timestamp", message.timestamp)
        .header("webhook-signature", message.signature)
        .body(Full::new(message.body))
        .map_err(|fault| fault.to_string())?;
    let exchange = async {
        let answer = sender.send_request(request).await.map_err(|fault| format!("no answer: {fault}"))?;
        Ok(answer.status())
    };
    // The connection is driven here, so that nothing of it is left when the call is given up.
    let driving = async {
        let _ = connection.await;
        std::future::pending::<()>().await;
    };
    tokio::select! {
        status = exchange => status,
        () = driving => Err("no answer".into()),
    }
}
