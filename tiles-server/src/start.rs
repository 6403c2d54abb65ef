//! From options to a running server, and to an orderly stop.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use gridward::cases::Actor;
use gridward::grid::District;
use gridward::store::{GeoPackageStore, Opening};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::auth::book::{ACCOUNTS, Book, Pages};
use crate::auth::secret::{Token, random};
use crate::basemap::Basemap;
use crate::dispatch::demo;
use crate::dispatch::opening::{self, Place, Running};
use crate::options::Options;
use crate::routes::web::WebRoot;
use crate::state::{App, Snapshot, clock, snapshot_of};
use crate::webhooks::{Pace, WebhookSettings, Webhooks};
use crate::{limits, listen, routes};

/// Why the server did not start or stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The options do not go together or name what is not there.
    #[error("{0}")]
    Configuration(String),
    /// A file holds what it should not.
    #[error("{0}")]
    Data(String),
    /// The disk failed while cases were taken; nothing was acknowledged after it.
    #[error("the store failed, and the server stopped: {0}; what was acknowledged is on disk")]
    Store(String),
}

impl StartError {
    /// 65 for bad data, 74 for a failing disk, 78 for bad configuration.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Configuration(_) => 78,
            Self::Data(_) => 65,
            Self::Store(_) => 74,
        }
    }
}

/// Serves until SIGTERM or ctrl-c.
///
/// # Errors
/// [`StartError`] before the first request is answered, or when the runtime fails.
pub fn run(options: &Options) -> Result<(), StartError> {
    check(options)?;
    let webhooks = match &options.webhooks {
        Some(file) => Some(WebhookSettings::read(file).map_err(StartError::Configuration)?),
        None => None,
    };
    let district = read(options)?;
    let basemap = base_map(options, &district)?;
    let running = options.store.as_deref().map(|store| open(options, store, &district)).transpose()?;
    let snapshot = match &running {
        None => load(&district)?,
        Some(running) => shown(&district, running)?,
    };
    let mut app = assemble(options, snapshot, basemap)?;
    if let Some(running) = &running {
        let mut pages = running.pages.clone();
        if let Some(password) = &options.demo {
            invite(password, running, &mut pages, &app)?;
        }
        app.access.book = Book::new(pages, options.demo.is_some());
        app.access.open_data = options.open_data;
        app.figures.follow(running.dispatch.lately());
        app.cases = Some(Arc::clone(&running.dispatch));
        let called = |settings| {
            Webhooks::new(settings, Arc::clone(&running.dispatch), Arc::new(app.clock), Pace::default())
        };
        app.webhooks = webhooks.map(called).transpose().map_err(StartError::Configuration)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|fault| StartError::Configuration(format!("no threads to serve with: {fault}")))?;
    let (writer, failed) = match running {
        // What is left of it goes here, so that the server holds the last way to the writer.
        Some(running) => (Some(running.writer), Some(running.failed)),
        None => (None, None),
    };
    let outcome = runtime.block_on(serve(options.listen, Arc::new(app), failed));
    runtime.shutdown_timeout(std::time::Duration::from_secs(1));
    match writer {
        Some(writer) => outcome.and(finish(writer)),
        None => outcome,
    }
}

/// Waits for the writer: the last way to it is gone, and what it took it finishes.
fn finish(writer: JoinHandle<()>) -> Result<(), StartError> {
    let step = std::time::Duration::from_millis(20);
    let mut left = limits::DRAIN_TIME;
    while !writer.is_finished() && !left.is_zero() {
        std::thread::sleep(step);
        left = left.saturating_sub(step);
    }
    if !writer.is_finished() {
        tracing::warn!("the writer did not end in time");
        return Ok(());
    }
    let fault = |_| StartError::Store("the writer's thread ended with a fault of this program".into());
    writer.join().map_err(fault)
}

/// Opens the store and everything that belongs to cases.
#[expect(clippy::disallowed_methods, reason = "the log says how long the start took")]
fn open(options: &Options, store: &Path, district: &District) -> Result<Running, StartError> {
    let began = Instant::now();
    let entropy = random().map_err(|fault| StartError::Configuration(format!("/dev/urandom: {fault}")))?;
    let holder = format!("{} on {}", std::process::id(), options.listen);
    let now = clock();
    let opening = Opening { entropy, holder, at: now, create: true };
    let opened =
        GeoPackageStore::open(store, &opening).map_err(|fault| StartError::Data(fault.to_string()))?;
    let place = Place { store, folder: &options.district, zone: district.zone().clone() };
    // Beside the reading of the cases; done before anything is written.
    let (log, name) = (store.to_owned(), "room".to_owned());
    let room = std::thread::Builder::new().name(name).spawn(move || GeoPackageStore::make_room(&log));
    let found = |desk: &mut _| {
        if let Ok(Ok(Err(fault))) = room.map(JoinHandle::join) {
            tracing::warn!(%fault, "no room for the write-ahead log, commits take longer");
        }
        gridward::desk::found(desk, &options.district, now, &Actor::System).map_err(|fault| fault.to_string())
    };
    let running = opening::open(opened, &place, clock, found).map_err(StartError::Data)?;
    let (cases, seconds) = (running.dispatch.view().columns.len(), began.elapsed().as_secs_f64());
    tracing::info!(store = %store.display(), cases, seconds, "opened");
    Ok(running)
}

/// The plans of the store, prepared to answer.
fn shown(district: &District, running: &Running) -> Result<Snapshot, StartError> {
    let view = running.dispatch.view();
    snapshot_of(district.name(), district.zone(), &view.world, None).map_err(StartError::Data)
}

/// Makes the invented accounts, and prints how to sign in.
#[expect(
    clippy::print_stdout,
    reason = "whoever starts the demo reads the password here, and it is in no log"
)]
fn invite(wanted: &str, running: &Running, pages: &mut Pages, app: &App) -> Result<(), StartError> {
    let failed = |fault: String| StartError::Configuration(format!("--demo: {fault}"));
    let password = match wanted {
        "" => demo::password().map_err(|fault| failed(fault.to_string()))?,
        given => given.to_owned(),
    };
    let assigner = running.dispatch.assigner();
    let names = demo::invent(pages, assigner.rules(), &password, app.access.cost, (app.clock)())
        .map_err(|fault| failed(fault.to_string()))?;
    let body = serde_json::to_vec(&*pages).map_err(|fault| failed(fault.to_string()))?;
    running.dispatch.keep_before_serving(ACCOUNTS, body).map_err(failed)?;
    println!("  演示账号 Demo accounts (invented): password {password}");
    for (name, unit) in names {
        println!("    {name}{}", unit.map(|unit| format!("  ({unit})")).unwrap_or_default());
    }
    Ok(())
}

/// Refuses what would be unsafe or cannot work.
pub fn check(options: &Options) -> Result<(), StartError> {
    if !options.listen.ip().is_loopback() && options.token_file.is_none() {
        return Err(StartError::Configuration(format!(
            "--listen {}: without accounts only this machine may ask; listen on 127.0.0.1, or give --token-file FILE so that callers need its token",
            options.listen
        )));
    }
    if !options.listen.ip().is_loopback() && options.demo.is_some() {
        return Err(StartError::Configuration(format!(
            "--listen {}: accounts of --demo are for this machine; listen on 127.0.0.1, or leave --demo out",
            options.listen
        )));
    }
    if let Some(url) = &options.public_url {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        if rest.is_none_or(|rest| rest.is_empty() || rest.contains(['?', '#', ' ', '"'])) {
            return Err(StartError::Configuration(format!(
                "--public-url {url}: give http:// or https:// with a host, without query"
            )));
        }
    }
    Ok(())
}

/// The district of a folder, prepared to answer.
#[expect(clippy::disallowed_methods, reason = "the log says how long the start took")]
fn load(district: &District) -> Result<Snapshot, StartError> {
    let began = Instant::now();
    let (name, zone, plans) = (district.name().clone(), district.zone().clone(), district.plans().clone());
    let count = plans.plans().len();
    let snapshot = Snapshot::new(name, zone, plans).map_err(|fault| StartError::Data(fault.to_string()))?;
    let seconds = began.elapsed().as_secs_f64();
    tracing::info!(district = %district.name().zh, plans = count, seconds, "prepared");
    Ok(snapshot)
}

fn read(options: &Options) -> Result<District, StartError> {
    if !options.district.is_dir() {
        let folder = options.district.display();
        return Err(StartError::Configuration(format!("--district {folder}: there is no such folder")));
    }
    District::load(&options.district).map_err(|faults| StartError::Data(faults.to_string()))
}

/// The base map asked for, or else the streets that the district's folder names.
fn base_map(options: &Options, district: &District) -> Result<Option<Basemap>, StartError> {
    let own = district.base_map().map(|entry| options.district.join(&entry.streets));
    let Some(file) = options.basemap.clone().or(own) else { return Ok(None) };
    Basemap::open(&file).map(Some).map_err(|fault| StartError::Data(format!("base map {fault}")))
}

fn assemble(options: &Options, snapshot: Snapshot, basemap: Option<Basemap>) -> Result<App, StartError> {
    let public_url = options.public_url.clone().unwrap_or_else(|| format!("http://{}", options.listen));
    let mut app = App::new(snapshot, &public_url);
    if let Some(file) = &options.token_file {
        let token = Token::write_new(file).map_err(|fault| {
            StartError::Configuration(format!("--token-file {}: {fault}", file.display()))
        })?;
        app.access.token = Some(token.digest());
        app.access.token_needed = !options.listen.ip().is_loopback();
    }
    if let Some(name) = options.district.canonicalize().ok().as_deref().and_then(Path::file_name) {
        app.jurisdiction = name.to_string_lossy().into_owned();
    }
    app.basemap = basemap;
    app.web = match &options.web {
        Some(folder) => WebRoot::at(folder).unwrap_or_else(|| {
            tracing::warn!("--web {}: there is no index.html in it", folder.display());
            WebRoot::default()
        }),
        None => WebRoot::found_nearby(),
    };
    if let Some(folder) = app.web.folder() {
        tracing::info!(folder = %folder.display(), "map application");
    } else {
        tracing::warn!("no map application was built; / says how to build it");
    }
    Ok(app)
}

async fn serve(
    listen: SocketAddr,
    app: Arc<App>,
    failed: Option<watch::Receiver<Option<String>>>,
) -> Result<(), StartError> {
    let refused = |fault: std::io::Error| StartError::Configuration(format!("--listen {listen}: {fault}"));
    let listener = TcpListener::bind(listen).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    tracing::info!("serving on http://{bound}");
    app.snapshot().make_ready();
    if let Some(webhooks) = &app.webhooks {
        webhooks.start(&app.stopping());
    }
    let (stop, mut stopping) = watch::channel(false);
    let stopper = Arc::clone(&app);
    let mut fault = failed.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = stop_signal() => {}
            () = failure(&mut fault) => {}
        }
        stopper.stop();
        let _ = stop.send(true);
    });
    let mut drained = stopping.clone();
    let wait = async move {
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    let too_long = async move {
        let _ = drained.wait_for(|stop| *stop).await;
        tokio::time::sleep(limits::DRAIN_TIME).await;
    };
    tokio::select! {
        () = listen::serve(listener, routes::router(app), wait) => {}
        () = too_long => tracing::warn!("some callers did not finish in time"),
    }
    if let Some(fault) = failed.and_then(|failed| failed.borrow().clone()) {
        Err(StartError::Store(fault))
    } else {
        tracing::info!("stopped");
        Ok(())
    }
}

/// Ends when the store fails; never without a store.
async fn failure(failed: &mut Option<watch::Receiver<Option<String>>>) {
    if let Some(failed) = failed
        && failed.wait_for(Option::is_some).await.is_ok()
    {
        return;
    }
    // There is no writer, or it ended in order, which it does after the last request.
    std::future::pending::<()>().await;
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn options(arguments: &[&str]) -> Options {
        let start = ["gridward-server", "--district", "d"];
        Options::try_parse_from(start.iter().chain(arguments)).unwrap()
    }

    #[test]
    fn an_open_address_without_a_token_is_refused_with_both_ways_out() {
        let fault = check(&options(&["--listen", "0.0.0.0:8080"])).unwrap_err();
        assert_eq!(fault.exit_code(), 78);
        let text = fault.to_string();
        assert!(text.contains("127.0.0.1") && text.contains("--token-file"), "{text}");
        assert!(check(&options(&["--listen", "0.0.0.0:8080", "--token-file", "t"])).is_ok());
        assert!(check(&options(&["--listen", "[::1]:8080"])).is_ok());
    }

    #[test]
    fn a_district_that_is_not_there_is_configuration_and_a_broken_one_is_data() {
        let folder = tempfile::tempdir().unwrap();
        let at = |folder: &std::path::Path| Options { district: folder.to_owned(), ..options(&[]) };
        assert_eq!(run(&at(&folder.path().join("none"))).unwrap_err().exit_code(), 78);
        let fault = run(&at(folder.path())).unwrap_err();
        assert_eq!(fault.exit_code(), 65);
        assert!(fault.to_string().contains("district.json"), "{fault}");
    }

    #[test]
    fn the_sample_district_is_read_and_prepared() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../grid-definitions/minhang");
        let options = Options { district: folder, ..options(&[]) };
        let district = read(&options).unwrap();
        let snapshot = load(&district).unwrap();
        assert!(base_map(&options, &district).unwrap().is_some());
        let plan = snapshot.history.plans().last().unwrap();
        assert!(snapshot.views_of(plan).iter().all(|view| view.locator.fault_count() == 0));
    }

    #[test]
    fn a_public_address_is_an_http_address() {
        for bad in ["grid.example.cn", "https://", "ftp://x", "http://x?y"] {
            assert!(check(&options(&["--public-url", bad])).is_err(), "{bad}");
        }
        assert!(check(&options(&["--public-url", "https://grid.example.cn/wg"])).is_ok());
    }

    #[test]
    fn the_token_is_long_new_and_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        std::fs::write(&file, "old").unwrap();
        Token::write_new(&file).unwrap();
        let first = std::fs::read_to_string(&file).unwrap();
        assert_eq!(first.trim().len(), 64);
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        Token::write_new(&file).unwrap();
        assert_ne!(first, std::fs::read_to_string(&file).unwrap());
    }
}
