//! Bounds on every request.

use std::time::Duration;

use axum::extract::Request;

use crate::problem::{Kind, Problem};

/// Longest path with query, in bytes.
pub const URI_BYTES: usize = 2048;
/// Largest body, in bytes; only attachments and publications may be larger.
pub const BODY_BYTES: usize = 64 * 1024;
/// Largest attachment, in bytes: a picture of a telephone, a short recording.
pub const ATTACHMENT_BYTES: usize = 16 * 1024 * 1024;
/// Most attachments of one case.
pub const ATTACHMENTS_PER_CASE: usize = 32;
/// Largest publication that is sent packed, in bytes.
pub const PUBLICATION_BYTES: usize = 64 * 1024 * 1024;
/// Largest publication once it is unpacked, in bytes.
pub const PUBLICATION_UNPACKED_BYTES: u64 = 256 * 1024 * 1024;
/// Most files of a publication.
pub const PUBLICATION_FILES: usize = 1000;
/// Longest time for one answer.
pub const ANSWER_TIME: Duration = Duration::from_secs(10);
/// Longest time for an attachment to come in, and for a publication to be judged.
pub const UPLOAD_TIME: Duration = Duration::from_mins(2);
/// How long a stop waits for answers under way.
pub const DRAIN_TIME: Duration = Duration::from_secs(10);
/// Memory for rendered tiles, in bytes.
pub const TILE_CACHE_BYTES: usize = 64 * 1024 * 1024;
/// Most connections at a time; further ones wait.
pub const CONNECTIONS: usize = 2048;
/// Longest time for the head of a request, and longest rest of an idle connection.
pub const HEADER_TIME: Duration = Duration::from_secs(30);
/// Most header fields of a request.
pub const HEADERS: usize = 64;
/// Largest head of a request, in bytes.
pub const HEADER_BYTES: usize = 32 * 1024;
/// Longest time in which a caller takes nothing of its answer.
pub const STALL_TIME: Duration = Duration::from_secs(30);
/// Most commands that wait for the writer; further ones are told to come again.
pub const WAITING_COMMANDS: usize = 2048;
/// Most commands that become durable together.
pub const BATCH: usize = 512;
/// Most readers of the stream at a time.
pub const STREAM_READERS: usize = 1024;
/// Most events that wait for one reader of the stream; one that is slower is cut and may resume.
pub const STREAM_WAITING: usize = 1024;
/// Most cases of one page of a list.
pub const PAGE: u32 = 500;

/// Refuses addresses that are too long.
///
/// # Errors
/// 414 says how long they may be.
pub fn uri_length(request: &Request) -> Result<(), Problem> {
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if length > URI_BYTES {
        let detail = format!("the address has {length} bytes");
        return Err(Problem::new(Kind::UriTooLong, detail).expected(format!("at most {URI_BYTES} bytes")));
    }
    Ok(())
}
