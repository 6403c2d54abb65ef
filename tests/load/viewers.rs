//! Viewers of a map: from a case that comes to the changed tile on every screen.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use gridward::simulate::SplitMix64;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, timeout};

use crate::body::request;
use crate::client::exchange;
use crate::options::Options;

/// The map that all look at.
const MAP: &str = "measure=count";
/// Zooms of their tiles.
const ZOOMS: [u32; 7] = [10, 11, 12, 13, 14, 15, 16];
/// How long a case is waited for.
const LONGEST: Duration = Duration::from_secs(10);

/// When a viewer had the changed tile of a round.
struct Fetched {
    round: u64,
    at: Instant,
    is_other: bool,
}

/// Counts over all viewers.
#[derive(Default)]
struct Counts {
    ready: AtomicU64,
    broken: AtomicU64,
}

/// Runs viewers and cases, and gives the report as one line of JSON.
pub async fn run(options: Options) -> Result<String, String> {
    let options = Arc::new(options);
    let counts = Arc::new(Counts::default());
    let (rounds, round) = watch::channel(0_u64);
    let (sender, mut fetched) = mpsc::channel(options.clients * 2);
    for viewer in 0..options.clients {
        let (options, counts, round, sender) =
            (Arc::clone(&options), Arc::clone(&counts), round.clone(), sender.clone());
        tokio::spawn(async move {
            if watch_map(&options, viewer, &counts, round, sender).await.is_none() {
                counts.broken.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    drop(sender);
    let all = u64::try_from(options.clients).unwrap_or(u64::MAX);
    let begun = Instant::now();
    while counts.ready.load(Ordering::Relaxed) < all && begun.elapsed() < LONGEST {
        sleep(Duration::from_millis(10)).await;
    }
    let mut poster = TcpStream::connect(options.address).await.map_err(|fault| fault.to_string())?;
    let (mut micros, mut late, mut same) = (Vec::new(), 0_u64, 0_u64);
    let (mut text, mut buffer, mut random) = (String::new(), Vec::new(), SplitMix64::new(options.seed));
    let begun = Instant::now();
    let mut sequence = 0;
    while begun.elapsed() < options.length {
        sequence += 1;
        rounds.send_replace(sequence);
        request(&post(&options), 0, sequence, &mut random, &mut text);
        let sent = Instant::now();
        let status = exchange(&mut poster, text.as_bytes(), &mut buffer).await;
        if status != Some(201) {
            return Err(format!("a case was answered with {status:?}"));
        }
        let mut seen = 0;
        while seen < options.clients {
            match timeout(LONGEST.saturating_sub(sent.elapsed()), fetched.recv()).await {
                Ok(Some(Fetched { round, at, is_other })) if round == sequence => {
                    seen += 1;
                    same += u64::from(!is_other);
                    micros.push(u32::try_from(at.duration_since(sent).as_micros()).unwrap_or(u32::MAX));
                }
                Ok(Some(_)) => {}
                _ => break,
            }
        }
        late += u64::try_from(options.clients - seen).unwrap_or(0);
        if let Some(rate) = options.rate {
            sleep(Duration::from_secs_f64(1.0 / rate).saturating_sub(sent.elapsed())).await;
        }
    }
    micros.sort_unstable();
    let quantile = |thousandths: usize| {
        let at = (micros.len() * thousandths / 1000).min(micros.len().saturating_sub(1));
        micros.get(at).map_or(0.0, |&us| f64::from(us) / 1e3)
    };
    Ok(serde_json::json!({
        "viewers": options.clients,
        "cases": sequence,
        "tiles": micros.len(),
        "p50_ms": quantile(500),
        "p99_ms": quantile(990),
        "most_ms": quantile(1000),
        "late": late,
        "unchanged": same,
        "broken": counts.broken.load(Ordering::Relaxed),
    })
    .to_string())
}

/// Cases of these rounds: new ones in the middle of the area.
fn post(options: &Options) -> Options {
    let [west, south, east, north] = options.area;
    let (lon, lat) = (f64::midpoint(west, east), f64::midpoint(south, north));
    Options { work: crate::options::Work::Intake, area: [lon, lat, lon, lat], ..options.clone() }
}

/// One viewer, until the run ends; `None` when a connection broke.
async fn watch_map(
    options: &Options,
    viewer: usize,
    counts: &Counts,
    round: watch::Receiver<u64>,
    sender: mpsc::Sender<Fetched>,
) -> Option<()> {
    let mut events = TcpStream::connect(options.address).await.ok()?;
    let mut tiles = TcpStream::connect(options.address).await.ok()?;
    let _ = tiles.set_nodelay(true);
    let token =
        options.token.as_ref().map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
    let listen =
        format!("GET /api/v1/stream/tiles?layers=unit-grid&{MAP} HTTP/1.1\r\nHost: localhost\r\n{token}\r\n");
    events.write_all(listen.as_bytes()).await.ok()?;
    let tile = tile_of(options, ZOOMS.get(viewer % ZOOMS.len()).copied().unwrap_or(12));
    let (mut text, mut buffer, mut tag) = (Vec::with_capacity(16 * 1024), Vec::new(), String::new());
    next_event(&mut events, &mut text, "event: ready").await?;
    fetch(&mut tiles, &tile, &token, &mut tag, &mut buffer).await?;
    counts.ready.fetch_add(1, Ordering::Relaxed);
    loop {
        // Only what changes a cell is a changed tile; the stages of a case are told as well.
        next_event(&mut events, &mut text, "\"cells\":{\"unit-grid\"").await?;
        let number = *round.borrow();
        let is_other = fetch(&mut tiles, &tile, &token, &mut tag, &mut buffer).await?;
        sender.send(Fetched { round: number, at: Instant::now(), is_other }).await.ok()?;
    }
}

/// Reads on until an event that holds some words has ended; what came behind it is kept.
async fn next_event(stream: &mut TcpStream, text: &mut Vec<u8>, words: &str) -> Option<()> {
    loop {
        let found = text.windows(words.len()).position(|part| part == words.as_bytes());
        let end =
            found.and_then(|at| Some(at + text.get(at..)?.windows(2).position(|two| two == b"\n\n")? + 2));
        if let Some(end) = end {
            text.drain(..end);
            return Some(());
        }
        if stream.read_buf(text).await.ok()? == 0 {
            return None;
        }
    }
}

/// Fetches a tile; whether it is another one than before.
async fn fetch(
    stream: &mut TcpStream,
    tile: &str,
    token: &str,
    tag: &mut String,
    buffer: &mut Vec<u8>,
) -> Option<bool> {
    let text = format!(
        "GET /tiles/unit-grid/{tile}.mvt?{MAP} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nIf-None-Match: {tag}\r\n{token}\r\n"
    );
    let status = exchange(stream, text.as_bytes(), buffer).await?;
    let head = buffer.windows(4).position(|four| four == b"\r\n\r\n").and_then(|end| buffer.get(..end))?;
    let etag = std::str::from_utf8(head).ok()?.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("etag").then(|| value.trim().to_owned())
    });
    *tag = etag.unwrap_or_default();
    Some(status == 200)
}

/// The tile of a zoom that holds the middle of the area.
fn tile_of(options: &Options, zoom: u32) -> String {
    let [west, south, east, north] = options.area;
    let (lon, lat) = (f64::midpoint(west, east), f64::midpoint(south, north).to_radians());
    let tiles = f64::from(1_u32 << zoom);
    let x = (lon + 180.0) / 360.0 * tiles;
    let y = (1.0 - lat.tan().asinh() / std::f64::consts::PI) / 2.0 * tiles;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 2^16")]
    let (x, y) = (x as u32, y as u32);
    format!("{zoom}/{x}/{y}")
}
