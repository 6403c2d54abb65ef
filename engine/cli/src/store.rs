//! The store that a command works on.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gridward::cases::Actor;
use gridward::desk::{Desk, DeskOptions, World};
use gridward::ids::AccountName;
use gridward::store::{GeoPackageStore, Opening, Store, StoreReader};
use jiff::Timestamp;

use crate::failure::Failure;

/// Flags that name a store, and the district that it serves.
#[derive(Debug, clap::Args)]
pub struct StoreArgs {
    /// The store: one GeoPackage
    #[arg(long, value_name = "FILE.gpkg")]
    pub store: PathBuf,

    /// The district's folder; a store that is new begins with its plans, rules and calendar
    #[arg(long, value_name = "DIR")]
    pub district: Option<PathBuf>,
}

impl StoreArgs {
    /// Opens the store; makes and founds it where there is none and a district is named.
    pub fn open(&self) -> Result<GeoPackageStore, Failure> {
        self.open_founded().map(|(store, _)| store)
    }

    /// As [`Self::open`], with the world of its versions: that which founded it, where it is new.
    pub fn open_world(&self) -> Result<(GeoPackageStore, Arc<World>), Failure> {
        let (store, founded) = self.open_founded()?;
        let world = match founded {
            Some(world) => world,
            None => Arc::new(world(&store)?),
        };
        Ok((store, world))
    }

    fn open_founded(&self) -> Result<(GeoPackageStore, Option<Arc<World>>), Failure> {
        let new = !self.store.exists();
        if new && self.district.is_none() {
            let file = self.store.display();
            return Err(Failure::usage(format!(
                "--store {file}: there is no such file; name --district DIR to begin one"
            )));
        }
        let store = open(&self.store, new)?;
        match &self.district {
            Some(folder) if store.published().map_err(Failure::data)?.is_empty() => {
                found(store, folder).map(|(store, world)| (store, Some(world)))
            }
            _ => Ok((store, None)),
        }
    }
}

/// What `SQLite` and the store keep beside the file; the end of the log first, because the file itself makes a store of it.
const BESIDE: [&str; 5] = [".tip", "-wal", "-shm", ".import", ".lock"];

/// A store that a command fills. One that is new has another name until it is whole, so that a command that fails or is killed
/// leaves nothing behind that looks like a store.
pub struct Filling {
    /// Open for writing.
    pub store: GeoPackageStore,
    /// The world of its versions.
    pub world: Arc<World>,
    /// The name that it has meanwhile, and the one that it gets.
    renamed: Option<(Unfinished, PathBuf)>,
}

/// A file that goes, with all beside it, unless it becomes whole.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

impl StoreArgs {
    /// Opens the store to be filled; a new one is begun under another name.
    pub fn fill(&self) -> Result<Filling, Failure> {
        if self.store.exists() || self.district.is_none() {
            let (store, world) = self.open_world()?;
            return Ok(Filling { store, world, renamed: None });
        }
        let file = beside(&self.store, ".unfinished");
        if is_held(&file) {
            let (name, file) = (self.store.display(), file.display());
            return Err(Failure::data(format!("{name}: another command makes it just now, as {file}")));
        }
        let unfinished = Unfinished(file);
        // What a command that was killed left.
        remove(&unfinished.0);
        let meanwhile = Self { store: unfinished.0.clone(), district: self.district.clone() };
        let (store, world) = meanwhile.open_world()?;
        Ok(Filling { store, world, renamed: Some((unfinished, self.store.clone())) })
    }
}

impl Filling {
    /// The store is whole: a new one gets its name.
    pub fn end(self) -> Result<(), Failure> {
        drop(self.store);
        let Some((unfinished, name)) = self.renamed else { return Ok(()) };
        if name.exists() {
            let name = name.display();
            return Err(Failure::data(format!(
                "{name}: somebody made a store of this name meanwhile; it is kept"
            )));
        }
        let fault = |fault: std::io::Error| Failure::data(format!("{}: {fault}", name.display()));
        for ending in BESIDE {
            let from = beside(&unfinished.0, ending);
            if ending == ".lock" {
                drop(std::fs::remove_file(from));
            } else if from.exists() {
                std::fs::rename(from, beside(&name, ending)).map_err(fault)?;
            }
        }
        std::fs::rename(&unfinished.0, &name).map_err(fault)?;
        let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault)
    }
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Whether a living program has a store open for writing.
fn is_held(file: &Path) -> bool {
    std::fs::File::open(beside(file, ".lock")).is_ok_and(|lock| lock.try_lock().is_err())
}

fn remove(file: &Path) {
    drop(std::fs::remove_file(file));
    BESIDE.iter().for_each(|ending| drop(std::fs::remove_file(beside(file, ending))));
}

/// Opens a store for writing.
pub fn open(file: &Path, create: bool) -> Result<GeoPackageStore, Failure> {
    let opening = Opening { entropy: entropy()?, holder: std::process::id().to_string(), at: now(), create };
    GeoPackageStore::open(file, &opening).map_err(Failure::data)
}

/// Publishes what a district's folder holds.
fn found<S: Store>(store: S, folder: &Path) -> Result<(S, Arc<World>), Failure> {
    let mut desk = Desk::open(store, now(), DeskOptions::default()).map_err(Failure::data)?;
    gridward::desk::found(&mut desk, folder, now(), &operator()).map_err(Failure::data)?;
    let world = Arc::clone(desk.world());
    Ok((desk.into_store(), world))
}

/// The world of a store's versions.
pub fn world(store: &dyn StoreReader) -> Result<World, Failure> {
    World::new(store.published().map_err(Failure::data)?, None).map_err(Failure::data)
}

/// Whoever runs the program.
pub fn operator() -> Actor {
    Actor::Account { name: AccountName::new("operator"), unit: None }
}

/// The one place where the program reads the clock.
#[expect(clippy::disallowed_methods, reason = "a command's work is recorded when it is done")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

fn entropy() -> Result<[u8; 32], Failure> {
    let mut bytes = [0_u8; 32];
    let read = std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
    read.map_err(|fault| Failure::data(format!("/dev/urandom: {fault}; salts need randomness")))?;
    Ok(bytes)
}
