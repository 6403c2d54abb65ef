//! A bounded load generator for a server on this machine: keep-alive clients, each with one request under way.
//!
//! `gridward-load ADDR livez|route|intake|viewers --clients N --seconds S [--token-file F] [--rate R] [--acknowledged F] [--seed N]`
//! `gridward-load ADDR get --paths F [--once] [--header "NAME: VALUE"]… --clients N --seconds S [--token-file F]`
//!
//! Prints one JSON line: requests, rate per second, median and 99th percentile in milliseconds, bytes of an answer, statuses. With `--rate` the
//! clients together keep to so many requests a second, and waiting behind schedule counts as latency. With
//! `--acknowledged` each case id is appended to the file after its 201 was read, which is what a crash test compares.
//!
//! `viewers`: so many viewers of a map listen to what changes on it and fetch their tile when it does. Cases come one after the
//! other in the middle of the area; the time is from the sending of a case to the end of a viewer's changed tile.

mod body;
mod client;
mod options;
mod viewers;

use std::process::ExitCode;

use options::{Options, Work};

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(fault) => {
            eprintln!("gridward-load: {fault}");
            return ExitCode::from(2);
        }
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(fault) => {
            eprintln!("gridward-load: {fault}");
            return ExitCode::from(1);
        }
    };
    let report = runtime.block_on(async {
        match options.work {
            Work::Viewers => viewers::run(options).await,
            _ => client::run(options).await,
        }
    });
    match report {
        Ok(report) => {
            #[expect(clippy::print_stdout, reason = "the report is what the program is for")]
            {
                println!("{report}");
            }
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("gridward-load: {fault}");
            ExitCode::from(1)
        }
    }
}
