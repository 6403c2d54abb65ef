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
