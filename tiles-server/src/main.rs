//! `gridward-server`: the map of a district's grid, who answers for a place in it, and the desk that cases come to.

#![forbid(unsafe_code)]

mod auth;
mod basemap;
mod body;
mod density;
mod dispatch;
mod figures;
mod gaps;
mod json;
mod limits;
mod listen;
mod lru;
mod negotiate;
mod observe;
mod options;
mod parameters;
mod problem;
mod routes;
mod shelf;
mod snapshot;
mod start;
mod state;
mod stencils;
mod tile_cache;
mod upload;
mod watch;
mod webhooks;

use std::process::ExitCode;

use clap::Parser as _;

/// Answers are many small pieces of memory on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let options = options::Options::parse();
    options.start_log();
    match start::run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            tracing::error!("{fault}");
            ExitCode::from(fault.exit_code())
        }
    }
}
