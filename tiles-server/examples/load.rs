//! A small load on a running server over loopback: rate and latency of one route, without anything between it and the socket.
//!
//! ```sh
//! cargo run --release --example load -- 127.0.0.1:8080 TOKEN route 32 10
//! ```
//! Routes: `livez`, `route`, `cases`. Prints one line of JSON. Not a test: it asserts nothing about time.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "it measures and tells")]

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What is asked, and how often.
struct Load {
    address: String,
    token: String,
    route: String,
    until: Instant,
    class: String,
    source: String,
    /// Marks the identities of this run.
    run: u128,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(address), Some(token), Some(route), Some(clients), Some(seconds)) = (
        arguments.first(),
        arguments.get(1),
        arguments.get(2).filter(|route| ["livez", "route", "cases"].contains(&route.as_str())),
        arguments.get(3).and_then(|text| text.parse::<usize>().ok()),
        arguments.get(4).and_then(|text| text.parse::<u64>().ok()),
    ) else {
        println!("usage: load ADDRESS TOKEN livez|route|cases CLIENTS SECONDS [CLASS [SOURCE]]");
        return ExitCode::from(2);
    };
    let began = Instant::now();
    let run = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_millis());
    let load = Arc::new(Load {
        address: address.clone(),
        token: token.clone(),
        route: route.clone(),
        until: began + Duration::from_secs(seconds),
        class: arguments.get(5).cloned().unwrap_or_else(|| "E0110".into()),
        source: arguments.get(6).cloned().unwrap_or_else(|| "12345".into()),
        run,
    });
    let tasks: Vec<_> = (0..clients).map(|client| tokio::spawn(one(Arc::clone(&load), client))).collect();
    let (mut took, mut faults) = (Vec::new(), 0_u64);
    for task in tasks {
        match task.await {
            Ok(Ok((times, refused))) => {
                took.extend(times);
                faults += refused;
            }
            Ok(Err(fault)) => {
                println!("{{\"fault\":\"{fault}\"}}");
                return ExitCode::FAILURE;
            }
            Err(_) => return ExitCode::FAILURE,
        }
    }
    let elapsed = began.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |share: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position in a list")]
        let position = (share * took.len() as f64) as usize;
        took.get(position.min(took.len().saturating_sub(1))).map_or(0, Duration::as_micros)
    };
    println!(
        "{{\"route\":\"{route}\",\"clients\":{clients},\"answers\":{},\"refused\":{faults},\"per_second\":{:.0},\"p50_us\":{},\"p99_us\":{},\"max_us\":{}}}",
        took.len(),
        took.len() as f64 / elapsed,
        at(0.5),
        at(0.99),
        at(1.0)
    );
    ExitCode::SUCCESS
}

/// One client: asks again as soon as it is answered.
async fn one(load: Arc<Load>, client: usize) -> std::io::Result<(Vec<Duration>, u64)> {
    let mut stream = TcpStream::connect(&load.address).await?;
    stream.set_nodelay(true)?;
    let (mut took, mut refused, mut buffer) = (Vec::new(), 0, Vec::with_capacity(64 * 1024));
    for n in 0_usize.. {
        let asked = Instant::now();
        if asked >= load.until {
            break;
        }
        stream.write_all(question(&load, client, n).as_bytes()).await?;
        let status = answer(&mut stream, &mut buffer).await?;
        took.push(asked.elapsed());
        refused += u64::from(!(200..300).contains(&status));
    }
    Ok((took, refused))
}

fn question(load: &Load, client: usize, n: usize) -> String {
    // Places that spread over the middle of the demo district without a random generator.
    let spread = |step: usize| ((client * 7919 + n) * step % 10_007) as f64 / 10_007.0;
    let (lon, lat) = (121.34 + 0.12 * spread(613), 31.05 + 0.12 * spread(4_001));
    let body = match load.route.as_str() {
        "livez" => return format!("GET /livez HTTP/1.1\r\nhost: {}\r\n\r\n", load.address),
        "route" => format!(
            r#"{{"class":"{}","lon":{lon:.6},"lat":{lat:.6},"datum":"wgs84","source":"{}"}}"#,
            load.class, load.source
        ),
        _ => format!(
            r#"{{"id":"load-{}-{client}-{n}","class":"{}","lon":{lon:.6},"lat":{lat:.6},"datum":"wgs84","source":"{}","reported_at":"2026-01-05T09:00:00+08:00","text":"synthetic 合成"}}"#,
            load.run, load.class, load.source
        ),
    };
    format!(
        "POST /api/v1/{} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        load.route,
        load.address,
        load.token,
        body.len()
    )
}

/// Reads one whole answer; its status.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> std::io::Result<u16> {
    buffer.clear();
    let broken = |what: &str| std::io::Error::other(what.to_owned());
    loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err(broken("the server closed the connection"));
        }
        let Some(head) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(buffer.get(..head).unwrap_or_default()).to_ascii_lowercase();
        let length: usize = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .and_then(|value| value.trim().parse().ok())
            .ok_or_else(|| broken("the answer has no length"))?;
        if buffer.len() < head + 4 + length {
            continue;
        }
        let status = text.split(' ').nth(1).and_then(|word| word.parse().ok());
        return status.ok_or_else(|| broken("the answer has no status"));
    }
}
