//! Who read what nobody should read without reason (敏感案件查阅记录): one line a reading, on disk before the answer.
//!
//! The lines are chained: each holds the digest of the line before, so that one that was removed or changed shows.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use gridward::ids::CaseId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::auth::Caller;

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// From 1, without holes.
    pub number: u64,
    pub at: Timestamp,
    pub account: String,
    pub role: String,
    pub unit: Option<String>,
    pub case: String,
    /// What was read: `case`, `events`, `attachment`.
    pub what: String,
    /// SHA-256 of the line before; zeros for the first.
    pub before: String,
}

#[derive(Debug)]
struct Tail {
    file: Option<File>,
    number: u64,
    digest: String,
}

/// The file of readings.
#[derive(Debug)]
pub struct Audit {
    path: PathBuf,
    tail: Mutex<Tail>,
}

const FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

impl Audit {
    /// The file that belongs to a store. A torn last line, left by a loss of power before its answer, is cut.
    ///
    /// # Errors
    /// What the file system says, or the line at which the chain is broken.
    pub fn beside(store: &Path) -> io::Result<Self> {
        let mut name = store.as_os_str().to_owned();
        name.push(".audit.jsonl");
        let path = PathBuf::from(name);
        let mut tail = Tail { file: None, number: 0, digest: FIRST.to_owned() };
        if path.is_file() {
            let whole = follow(&path, &mut tail)?;
            let file = OpenOptions::new().append(true).open(&path)?;
            if file.metadata()?.len() > whole {
                tracing::warn!(file = %path.display(), "a torn last line was cut: its answer was never given");
                file.set_len(whole)?;
            }
            tail.file = Some(file);
        }
        Ok(Self { path, tail: Mutex::new(tail) })
    }

    /// Notes a reading; it is on disk when this returns.
    ///
    /// # Errors
    /// What the file system says. Without the note there must be no answer.
    pub fn note(&self, caller: &Caller, case: &CaseId, what: &str, at: Timestamp) -> io::Result<()> {
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        let reading = Reading {
            number: tail.number + 1,
            at,
            account: caller.account.as_ref().map(ToString::to_string).unwrap_or_default(),
            role: caller.role.as_str().to_owned(),
            unit: caller.unit.as_ref().map(ToString::to_string),
            case: case.to_string(),
            what: what.to_owned(),
            before: tail.digest.clone(),
        };
        let mut line = serde_json::to_vec(&reading).map_err(io::Error::other)?;
        let digest = hex::encode(Sha256::digest(&line));
        line.push(b'\n');
        let file = match tail.file.take() {
            Some(file) => file,
            None => OpenOptions::new().append(true).create(true).mode(0o600).open(&self.path)?,
        };
        let before = file.metadata()?.len();
        let written = (&file).write_all(&line).and_then(|()| file.sync_data());
        if written.is_err() {
            // Half a line must not stand before the next one.
            let _ = file.set_len(before);
        }
        tail.file = Some(file);
        written?;
        tail.number += 1;
        tail.digest = digest;
        Ok(())
    }
}

/// Walks the chain to its end; the bytes of its whole lines.
fn follow(path: &Path, tail: &mut Tail) -> io::Result<u64> {
    let mut lines = BufReader::new(File::open(path)?);
    let (mut line, mut whole) = (Vec::new(), 0_u64);
    loop {
        line.clear();
        let length = lines.read_until(b'\n', &mut line)?;
        if length == 0 || line.pop() != Some(b'\n') {
            return Ok(whole);
        }
        let broken =
            |what: &str| io::Error::other(format!("{}, line {}: {what}", path.display(), tail.number + 1));
        let reading: Reading =
            serde_json::from_slice(&line).map_err(|_| broken("this is no record of a reading"))?;
        if reading.number != tail.number + 1 || reading.before != tail.digest {
            return Err(broken("the chain is broken; a record was changed or removed"));
        }
        tail.number = reading.number;
        tail.digest = hex::encode(Sha256::digest(&line));
        whole += u64::try_from(length).unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(count: u64) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("s.gpkg");
        let audit = Audit::beside(&store).unwrap();
        for n in 0..count {
            audit
                .note(&Caller::administrator(), &CaseId::new(&n.to_string()), "case", Timestamp::UNIX_EPOCH)
                .unwrap();
        }
        (folder, store)
    }

    #[test]
    fn readings_go_on_after_a_restart_in_one_chain() {
        let (folder, store) = noted(2);
        Audit::beside(&store)
            .unwrap()
            .note(&Caller::nobody(), &CaseId::new("x"), "events", Timestamp::UNIX_EPOCH)
            .unwrap();
        let text = std::fs::read_to_string(folder.path().join("s.gpkg.audit.jsonl")).unwrap();
        let last: Reading = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        assert_eq!((last.number, last.case.as_str(), text.lines().count()), (3, "x", 3));
        assert!(Audit::beside(&store).is_ok());
    }

    #[test]
    fn a_removed_line_is_found_and_a_torn_one_is_cut() {
        let (folder, store) = noted(3);
        let file = folder.path().join("s.gpkg.audit.jsonl");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, format!("{text}{{\"number\":4,")).unwrap();
        assert_eq!(Audit::beside(&store).unwrap().tail.lock().unwrap().number, 3);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
        let without_second: Vec<_> =
            text.lines().enumerate().filter(|(at, _)| *at != 1).map(|(_, line)| line).collect();
        std::fs::write(&file, without_second.join("\n") + "\n").unwrap();
        assert!(Audit::beside(&store).unwrap_err().to_string().contains("line 2"));
    }
}
