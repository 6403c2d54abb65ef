//! `gridward verify`: is everything as it was written, and does every decision follow from its versions?

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use gridward::cases::{CaseHead, Event};
use gridward::desk::verify_assignments;
use gridward::store::{Attachments, GeoPackageReader, verify};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{self, Format};
use crate::store;

/// Chain, checksums, events lawful and rows what they make, attachments, and every assignment recomputed; exit code 1 when something differs
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Works beside a server that holds the store.\n\nExample:\n  gridward verify --store demo.gpkg --format text"
)]
pub struct Args {
    /// The store
    #[arg(long, value_name = "FILE.gpkg")]
    store: PathBuf,

    /// Leaves out the assignments
    #[arg(long)]
    chain_only: bool,

    /// The form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct Document {
    sound: bool,
    cases: u64,
    events: u64,
    blocks: u64,
    tip: String,
    faults: Vec<String>,
    attachments: usize,
    attachments_of_no_case: Vec<String>,
    assignments_equal: u64,
    assignments_erased: u64,
    assignments_different: Vec<String>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let reader = GeoPackageReader::open(&args.store).map_err(Failure::data)?;
    let world = store::world(&reader)?;
    let wanted: Mutex<BTreeSet<[u8; 32]>> = Mutex::default();
    let judge = |head: &CaseHead, events: &[Event]| {
        let state = world.judge(head, events)?;
        if !state.attachments.is_empty() {
            let digests = state.attachments.iter().map(|attachment| attachment.digest);
            wanted.lock().unwrap_or_else(PoisonError::into_inner).extend(digests);
        }
        Ok(())
    };
    let found = verify(&args.store, Some(&judge)).map_err(Failure::data)?;
    let mut document = Document {
        sound: found.faults.is_empty(),
        cases: found.cases,
        events: found.events,
        blocks: found.blocks,
        tip: hex::encode(found.tip),
        faults: found.faults.iter().map(ToString::to_string).collect(),
        attachments: 0,
        attachments_of_no_case: Vec::new(),
        assignments_equal: 0,
        assignments_erased: 0,
        assignments_different: Vec::new(),
    };
    if found.more > 0 {
        document.faults.push(format!("and {} more", found.more));
    }
    files(&args.store, &wanted.into_inner().unwrap_or_else(PoisonError::into_inner), &mut document)?;
    if !args.chain_only {
        let recomputed = verify_assignments(&world, &reader).map_err(Failure::data)?;
        document.assignments_equal = recomputed.equal;
        document.assignments_erased = recomputed.erased;
        let faulty = recomputed.faulty.iter().map(|(case, why)| format!("case {}: {why}", case.0));
        document.faults.extend(faulty);
        document.assignments_different = recomputed
            .different
            .iter()
            .map(|difference| {
                let (written, computed) =
                    (difference.written.outcome.unit(), difference.computed.outcome.unit());
                format!(
                    "case {}, event {}: written for {written}, computed for {computed}",
                    difference.case.0, difference.event.0
                )
            })
            .collect();
    }
    document.sound = document.faults.is_empty() && document.assignments_different.is_empty();
    match args.format {
        Format::Json => output::json(&document)?,
        Format::Text => output::text_out(&text_of(&document))?,
    }
    Ok(if document.sound { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The files beside the store: each that a case names is there with its content; those that no case names are told, and
/// are no fault: a server writes a file before the event that names it.
fn files(store: &Path, wanted: &BTreeSet<[u8; 32]>, document: &mut Document) -> Result<(), Failure> {
    let files = Attachments::beside(store);
    document.attachments = wanted.len();
    document.faults.extend(files.verify(wanted).map_err(Failure::data)?);
    let strangers = files.strangers(wanted).map_err(Failure::data)?;
    document.attachments_of_no_case = strangers.iter().map(|file| file.display().to_string()).collect();
    Ok(())
}

fn text_of(document: &Document) -> String {
    let verdict = if document.sound { "sound" } else { "NOT sound" };
    let mut text = format!(
        "{verdict}: {} cases, {} events in {} blocks, {} attachments, {} assignments recomputed equal, {} rest on erased words\ntip {}\n",
        document.cases,
        document.events,
        document.blocks,
        document.attachments,
        document.assignments_equal,
        document.assignments_erased,
        document.tip
    );
    for line in document.faults.iter().chain(&document.assignments_different) {
        text.push_str(line);
        text.push('\n');
    }
    for file in &document.attachments_of_no_case {
        text.push_str(&format!("{file}: a file of no case\n"));
    }
    text
}
