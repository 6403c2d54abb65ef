//! Clients that ask, wait and count.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use gridward::simulate::SplitMix64;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};

use crate::body::request;
use crate::options::Options;

/// What one client saw.
#[derive(Default)]
struct Seen {
    micros: Vec<u32>,
    statuses: BTreeMap<u16, u64>,
    bytes: u64,
    broken: u64,
}

/// Runs all clients and gives the report as one line of JSON.
pub async fn run(options: Options) -> Result<String, String> {
    let log = match &options.acknowledged {
        Some(path) => {
            let file = OpenOptions::new().create(true).append(true).open(path);
            Some(Arc::new(Mutex::new(file.map_err(|fault| format!("{}: {fault}", path.display()))?)))
        }
        None => None,
    };
    let options = Arc::new(options);
    let began = Instant::now();
    let clients: Vec<_> = (0..options.clients)
        .map(|client| tokio::spawn(serve(Arc::clone(&options), client, began, log.clone())))
        .collect();
    let mut all = Seen::default();
    for client in clients {
        let seen = client.await.map_err(|fault| fault.to_string())?;
        all.micros.extend(seen.micros);
        all.broken += seen.broken;
        all.bytes += seen.bytes;
        for (status, count) in seen.statuses {
            *all.statuses.entry(status).or_default() += count;
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    all.micros.sort_unstable();
    let quantile = |thousandths: usize| {
        let at = all.micros.len() * thousandths / 1000;
        all.micros.get(at.min(all.micros.len().saturating_sub(1))).map_or(0.0, |&us| f64::from(us) / 1e3)
    };
    Ok(serde_json::json!({
        "requests": all.micros.len(),
        "per_second": (all.micros.len() as f64 / seconds).round(),
        "p50_ms": quantile(500),
        "p99_ms": quantile(990),
        "bytes_each": all.bytes.checked_div(all.micros.len() as u64),
        "statuses": all.statuses,
        "broken": all.broken,
    })
    .to_string())
}

async fn serve(options: Arc<Options>, client: usize, began: Instant, log: Option<Arc<Mutex<File>>>) -> Seen {
    let mut seen = Seen::default();
    let end = began + options.length;
    let pause = options.rate.map(|rate| Duration::from_secs_f64(options.clients as f64 / rate));
    let offset = pause.map(|pause| pause.mul_f64(client as f64 / options.clients as f64));
    let mut random = SplitMix64::new(options.seed).fork(client as u64);
    let (mut text, mut buffer, mut sequence) = (String::new(), Vec::with_capacity(16 * 1024), 0_u64);
    let Ok(mut stream) = TcpStream::connect(options.address).await else {
        seen.broken += 1;
        return seen;
    };
    let _ = stream.set_nodelay(true);
    loop {
        let mut start = Instant::now();
        if let (Some(pause), Some(offset)) = (pause, offset) {
            let planned = began + offset + pause.mul_f64(sequence as f64);
            sleep_until(planned).await;
            start = planned;
        }
        let asked = usize::try_from(sequence).unwrap_or(usize::MAX).saturating_mul(options.clients) + client;
        if Instant::now() >= end || (options.once && asked >= options.paths.len()) {
            return seen;
        }
        let id = request(&options, client, sequence, &mut random, &mut text);
        sequence += 1;
        let answer =
            timeout(Duration::from_secs(30), exchange(&mut stream, text.as_bytes(), &mut buffer)).await;
        let Ok(Some(status)) = answer else {
            seen.broken += 1;
            return seen;
        };
        seen.bytes += buffer.len() as u64;
        seen.micros.push(u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX));
        *seen.statuses.entry(status).or_default() += 1;
        if let (Some(log), Some(id), 201) = (&log, id, status) {
            let mut file = log.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = writeln!(file, "{id}");
        }
    }
}

/// One request and the whole of its answer; `None` when the connection broke.
pub async fn exchange(stream: &mut TcpStream, request: &[u8], buffer: &mut Vec<u8>) -> Option<u16> {
    stream.write_all(request).await.ok()?;
    buffer.clear();
    loop {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
        if let Some((status, length)) = head(buffer)
            && buffer.len() >= length
        {
            return Some(status);
        }
    }
}

/// Status and whole length of an answer, once its head is there.
fn head(buffer: &[u8]) -> Option<(u16, usize)> {
    let end = buffer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = std::str::from_utf8(buffer.get(..end)?).ok()?;
    let status = text.split(' ').nth(1)?.parse().ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    Some((status, end + 4 + length.unwrap_or(0)))
}
