//! What happens to a message (受理台)? Commands in, durable events and answers out; deterministic, so that a year of faults
//! can be simulated from a seed.
//!
//! [`Desk`] is the one writer. [`Desk::handle`] takes many [`Command`]s, works them out in memory, writes all of it in one durable
//! stroke and only then answers; [`Desk::tick`] lets time pass. [`View`] is what readers get: immutable, cheap to take.
//! [`World`] knows every version that was ever published, and what was known when.

mod acting;
mod batch;
mod board;
mod cache;
mod codes;
mod command;
mod deciding;
#[cfg(test)]
mod district_for_tests;
mod error;
mod extract;
mod founding;
mod ground;
mod head;
mod helping;
mod intake;
mod judging;
mod names;
mod notice;
mod outbox;
mod pack;
mod past;
mod plan_edition;
mod publication;
mod publishing;
mod request;
mod rules_edition;
mod scope;
mod service;
#[cfg(test)]
mod simulation_tests;
mod tally;
mod ticking;
mod timers;
mod verifying;
mod version;
mod view;
mod working;
mod world;

pub use codes::{CodeTable, Codes};
pub use command::{Attempt, CaseRecord, Command, Refusal, Reply};
pub use error::{DeskError, EditionError, WorldError};
pub use extract::{EXTRACT_COLUMNS, extract};
pub use founding::{FoundingError, Selection, found, publication_of, publication_or_faults};
pub use helping::Helping;
pub use intake::query_of;
pub use notice::Notice;
pub use pack::{Pack, digest_of};
pub use past::{PastEntries, PastRefusal};
pub use plan_edition::PlanEdition;
pub use publication::{InFlight, Publication};
pub use request::ActRequest;
pub use rules_edition::RulesEdition;
pub use scope::{Role, Scope, Sight, Visible};
pub use service::{Desk, DeskOptions};
pub use tally::{Counts, QueueCount, UnitCount};
pub use ticking::Ticked;
pub use verifying::{Difference, Recomputed, verify_assignments};
pub use version::Version;
pub use view::View;
pub use world::{Versions, World};
