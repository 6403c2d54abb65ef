//! What is said on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use tracing_subscriber::EnvFilter;

/// Serves a district's grid: map, tiles, and who answers for a place.
#[derive(Debug, Clone, Parser)]
#[command(
    version,
    after_help = "Example:\n  gridward-server --district grid-definitions/minhang --store demo.gpkg --demo\n\n\
        Exit codes: 0 stopped in order, 2 wrong usage, 65 bad data, 74 the store failed while serving, 78 bad configuration"
)]
pub struct Options {
    /// Folder that defines the district: layers, plans, units
    #[arg(long, value_name = "DIR")]
    pub district: PathBuf,
    /// Store of cases; made and filled with the folder's plans, rules and calendar if it is not there. Without it the map alone is served
    #[arg(long, value_name = "FILE.gpkg")]
    pub store: Option<PathBuf>,
    /// Streets below the grid: .pmtiles, .gpkg or .geojson
    #[arg(long, value_name = "FILE")]
    pub basemap: Option<PathBuf>,
    /// Address to listen on; anything but loopback needs --token-file
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Folder of the built map application; otherwise it is looked for beside the program
    #[arg(long, value_name = "DIR")]
    pub web: Option<PathBuf>,
    /// Write a scripted administrator's token to this file at start
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Make invented accounts for trying the server on this machine, and print how to sign in
    #[arg(long, value_name = "PASSWORD", num_args = 0..=1, require_equals = true, default_missing_value = "", requires = "store")]
    pub demo: Option<String>,
    /// Bring messages to units' own systems: {"recipients": [{"unit", "url", "secret"}]}; http only, off without it
    #[arg(long, value_name = "FILE.json", requires = "store")]
    pub webhooks: Option<PathBuf>,
    /// Let everybody read what Open311 publishes, also from other machines
    #[arg(long)]
    pub open_data: bool,
    /// How callers reach this server
    #[arg(
        long,
        value_name = "URL",
        help = "How callers reach this server, such as https://grid.example.cn; default http://ADDR"
    )]
    pub public_url: Option<String>,
    /// Form of the log on stderr
    #[arg(long, value_enum, default_value = "text")]
    pub log_format: LogFormat,
    /// What is logged
    #[arg(
        long,
        value_name = "FILTER",
        default_value = "info",
        help = "What is logged: warn, info, or debug, which shows places"
    )]
    pub log: String,
}

/// Form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

impl Options {
    /// Sends the log to stderr in the form asked for.
    pub fn start_log(&self) {
        let filter = EnvFilter::try_new(&self.log).unwrap_or_else(|_| EnvFilter::new("info"));
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        // A second subscriber in one process is a fault of tests alone; the first one goes on.
        let _ = match self.log_format {
            LogFormat::Text => log.with_target(false).try_init(),
            LogFormat::Json => log.json().try_init(),
        };
    }
}
