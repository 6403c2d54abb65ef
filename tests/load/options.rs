//! What was asked for on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// The barest route, as the floor of what HTTP costs here.
    Livez,
    /// A dry run: who would answer?
    Route,
    /// New cases.
    Intake,
    /// Viewers of a map who fetch the tiles that a new case changed.
    Viewers,
    /// What stands at given addresses, such as tiles.
    Get,
}

/// A bounded run.
#[derive(Debug, Clone)]
pub struct Options {
    pub address: SocketAddr,
    pub work: Work,
    pub clients: usize,
    pub length: Duration,
    pub token: Option<String>,
    /// Requests a second of all clients together.
    pub rate: Option<f64>,
    pub acknowledged: Option<PathBuf>,
    /// Addresses to read, drawn at random.
    pub paths: Vec<String>,
    /// Read each address once, in order, and end.
    pub once: bool,
    /// Header lines of readings.
    pub headers: Vec<String>,
    pub seed: u64,
    /// Longitudes and latitudes to draw from: west, south, east, north.
    pub area: [f64; 4],
}

impl Options {
    /// Reads the arguments; only this machine is a target, and a run ends within ten minutes.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let address: SocketAddr = arguments
            .next()
            .and_then(|text| text.parse().ok())
            .ok_or("the first argument is an address such as 127.0.0.1:8080")?;
        if !address.ip().is_loopback() {
            return Err(format!("{address} is not on this machine; only loopback is loaded"));
        }
        let work = match arguments.next().as_deref() {
            Some("livez") => Work::Livez,
            Some("route") => Work::Route,
            Some("intake") => Work::Intake,
            Some("viewers") => Work::Viewers,
            Some("get") => Work::Get,
            other => {
                let right = "livez, route, intake, viewers or get";
                return Err(format!("the second argument is {other:?}; {right} is needed"));
            }
        };
        let mut options = Self {
            address,
            work,
            clients: 32,
            length: Duration::from_secs(5),
            token: None,
            rate: None,
            acknowledged: None,
            paths: Vec::new(),
            once: false,
            headers: Vec::new(),
            seed: 1,
            area: [121.33, 30.98, 121.56, 31.24],
        };
        while let Some(flag) = arguments.next() {
            if flag == "--once" {
                options.once = true;
                continue;
            }
            let value = arguments.next().ok_or_else(|| format!("{flag} needs a value"))?;
            options.set(&flag, &value)?;
        }
        if options.work == Work::Get && options.paths.is_empty() {
            return Err("get needs --paths FILE with an address a line".to_owned());
        }
        Ok(options)
    }

    fn set(&mut self, flag: &str, value: &str) -> Result<(), String> {
        let wrong = |right: &str| format!("{flag} is {value}; {right} is needed");
        match flag {
            "--clients" => {
                let clients = value.parse().ok().filter(|count| (1..=1024).contains(count));
                self.clients = clients.ok_or_else(|| wrong("a number from 1 to 1024"))?;
            }
            "--seconds" => {
                let seconds = value.parse().ok().filter(|seconds| (0.1..=600.0).contains(seconds));
                self.length = Duration::from_secs_f64(seconds.ok_or_else(|| wrong("0.1 to 600"))?);
            }
            "--rate" => self.rate = Some(value.parse().map_err(|_| wrong("requests a second"))?),
            "--seed" => self.seed = value.parse().map_err(|_| wrong("a whole number"))?,
            "--acknowledged" => self.acknowledged = Some(value.into()),
            "--token-file" => {
                let text = std::fs::read_to_string(value).map_err(|fault| format!("{value}: {fault}"))?;
                self.token = Some(text.trim().to_owned());
            }
            "--paths" => {
                let text = std::fs::read_to_string(value).map_err(|fault| format!("{value}: {fault}"))?;
                self.paths = text.lines().filter(|line| line.starts_with('/')).map(str::to_owned).collect();
            }
            "--header" if value.contains(':') => self.headers.push(value.to_owned()),
            "--area" => {
                let numbers: Vec<f64> = value.split(',').filter_map(|text| text.parse().ok()).collect();
                self.area = numbers.try_into().map_err(|_| wrong("west,south,east,north"))?;
            }
            _ => return Err(format!("{flag} is no flag of this program")),
        }
        Ok(())
    }
}
