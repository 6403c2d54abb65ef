//! `gridward plan`: what is published, and what comes next.

use std::path::PathBuf;
use std::process::ExitCode;

use gridward::desk::{Command, Desk, DeskOptions, InFlight, Reply, Selection, publication_of};
use gridward::grid::Title;
use gridward::store::{PublishedKind, StoreReader};
use jiff::Timestamp;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{self, Format};
use crate::store::{self, StoreArgs, now, operator};

/// Versions of plan, rules and calendar: list them, publish the newest of a district's folder, withdraw one
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  gridward plan list --store demo.gpkg\n  gridward plan publish --store demo.gpkg --district my-district --from 2027-01-01T00:00:00+08:00 --in-flight ask\n  gridward plan withdraw --store demo.gpkg --kind rules --number 2"
)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// All versions, withdrawn ones included
    List {
        #[command(flatten)]
        store: StoreArgs,
        /// The form of the answer
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Publishes the folder's last plan with its rules and calendar
    Publish {
        #[command(flatten)]
        store: StoreArgs,
        /// From when it is in force; now if it is not said
        #[arg(long, value_name = "INSTANT")]
        from: Option<Timestamp>,
        /// What becomes of open cases: keep, reassign or ask
        #[arg(long, value_enum, default_value_t = Policy::Keep)]
        in_flight: Policy,
        /// Leaves the layers as they are and publishes rules and calendar only
        #[arg(long)]
        rules_only: bool,
    },
    /// Withdraws a version; the one before it is in force again
    Withdraw {
        /// The store
        #[arg(long, value_name = "FILE.gpkg")]
        store: PathBuf,
        /// plan, rules or calendar
        #[arg(long, value_enum)]
        kind: Kind,
        /// Which
        #[arg(long)]
        number: u32,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Policy {
    Keep,
    Reassign,
    Ask,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Plan,
    Rules,
    Calendar,
}

#[derive(Serialize)]
struct Row {
    kind: &'static str,
    number: u32,
    valid_from: String,
    recorded_at: String,
    withdrawn_at: Option<String>,
    title: String,
    digest: String,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    match &args.action {
        Action::List { store, format } => list(store, *format),
        Action::Publish { store, from, in_flight, rules_only } => {
            publish(store, *from, *in_flight, *rules_only)
        }
        Action::Withdraw { store, kind, number } => {
            let kind = match kind {
                Kind::Plan => PublishedKind::Plan,
                Kind::Rules => PublishedKind::Rules,
                Kind::Calendar => PublishedKind::Calendar,
            };
            let store = store::open(store, false)?;
            told(store, Command::Rollback { kind, number: *number, by: operator() })
        }
    }
}

fn list(store: &StoreArgs, format: Format) -> Result<ExitCode, Failure> {
    let store = store.open()?;
    let rows: Vec<Row> = store
        .published()
        .map_err(Failure::data)?
        .iter()
        .map(|version| Row {
            kind: version.kind.as_str(),
            number: version.number,
            valid_from: version.valid_from.to_string(),
            recorded_at: version.recorded_at.to_string(),
            withdrawn_at: version.withdrawn_at.map(|at| at.to_string()),
            title: version.title.zh.clone(),
            digest: hex::encode(version.digest),
        })
        .collect();
    match format {
        Format::Json => output::json(&rows)?,
        Format::Text => {
            for row in &rows {
                let withdrawn =
                    row.withdrawn_at.as_ref().map_or_else(String::new, |at| format!("  withdrawn {at}"));
                let digest = row.digest.get(..12).unwrap_or("");
                let line = format!(
                    "{:<9}{:>3}  from {}  recorded {}  {digest}  {}{withdrawn}\n",
                    row.kind, row.number, row.valid_from, row.recorded_at, row.title
                );
                output::text_out(&line)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn publish(
    store: &StoreArgs,
    from: Option<Timestamp>,
    in_flight: Policy,
    rules_only: bool,
) -> Result<ExitCode, Failure> {
    let folder = store.district.as_ref().ok_or_else(|| Failure::usage("--district DIR is needed"))?;
    let mut what = vec![PublishedKind::Plan, PublishedKind::Rules, PublishedKind::Calendar];
    if rules_only {
        what.remove(0);
    }
    let in_flight = match in_flight {
        Policy::Keep => InFlight::Keep,
        Policy::Reassign => InFlight::Reassign,
        Policy::Ask => InFlight::Ask,
    };
    let title = Title::new(&format!("{} 的方案", folder.display()), &format!("From {}", folder.display()));
    let selection = Selection { what, plan: None, valid_from: from.unwrap_or_else(now), in_flight, title };
    let last = publication_of(folder, selection).map_err(Failure::data)?;
    let opened = store::open(&store.store, false)?;
    told(opened, Command::Publish { publication: Box::new(last), by: operator() })
}

fn told<S: gridward::store::Store>(store: S, command: Command) -> Result<ExitCode, Failure> {
    let mut desk = Desk::open(store, now(), DeskOptions::default()).map_err(Failure::data)?;
    for reply in desk.handle(now(), vec![command]) {
        match reply {
            Reply::Refused(refusal) => return Err(Failure::data(refusal)),
            Reply::Failed(fault) => return Err(Failure::data(fault)),
            Reply::Published { versions, valid_from } => {
                for (kind, number) in versions {
                    output::text_out(&format!("{} {number} in force from {valid_from}\n", kind.as_str()))?;
                }
            }
            Reply::RolledBack { kind, number } => {
                output::text_out(&format!("{} {number} withdrawn\n", kind.as_str()))?;
            }
            _ => {}
        }
    }
    Ok(ExitCode::SUCCESS)
}
