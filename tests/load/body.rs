//! What the requests say: invented cases, or addresses of a list, drawn from a seed.

use std::fmt::Write as _;

use gridward::simulate::SplitMix64;

use crate::options::{Options, Work};

/// Classes that are drawn; the server's district has them.
const CLASSES: [&str; 8] = ["E0110", "E0112", "E0113", "E0136", "E0201", "E0304", "E0401", "C0101"];

/// Writes the next request of a client into `out` and gives the case's id, if it makes one.
pub fn request(
    options: &Options,
    client: usize,
    sequence: u64,
    random: &mut SplitMix64,
    out: &mut String,
) -> Option<String> {
    out.clear();
    if options.work == Work::Livez {
        out.push_str("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return None;
    }
    if options.work == Work::Get {
        let last = options.paths.len() as u64;
        // The clients share the addresses out where each is read once.
        let at = if options.once {
            sequence * options.clients as u64 + client as u64
        } else {
            random.next_u64() % last.max(1)
        };
        let path = usize::try_from(at).ok().and_then(|at| options.paths.get(at)).map_or("/", String::as_str);
        let _ = write!(out, "GET {path} HTTP/1.1\r\nHost: localhost\r\n");
        for line in &options.headers {
            let _ = write!(out, "{line}\r\n");
        }
        if let Some(token) = &options.token {
            let _ = write!(out, "Authorization: Bearer {token}\r\n");
        }
        out.push_str("\r\n");
        return None;
    }
    let [west, south, east, north] = options.area;
    let (lon, lat) = (random.between(west, east), random.between(south, north));
    let class = CLASSES.get((random.next_u64() % 8) as usize).copied().unwrap_or("E0110");
    let (path, id) = match options.work {
        Work::Intake => ("/api/v1/cases", Some(format!("LOAD-{}-{client}-{sequence}", options.seed))),
        _ => ("/api/v1/route", None),
    };
    let mut body = format!(
        r#"{{"class":"{class}","lon":{lon:.7},"lat":{lat:.7},"datum":"wgs84","source":"grid-centre""#
    );
    if let Some(id) = &id {
        let second = sequence % 60;
        let _ = write!(
            body,
            r#","id":"{id}","reported_at":"2013-05-06T10:00:{second:02}+08:00","synthetic":true"#
        );
    }
    body.push('}');
    let _ = write!(
        out,
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
        body.len()
    );
    if let Some(token) = &options.token {
        let _ = write!(out, "Authorization: Bearer {token}\r\n");
    }
    let _ = write!(out, "\r\n{body}");
    id
}
