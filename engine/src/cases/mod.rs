//! What is a case (案件), which transitions are lawful, which columns do readers scan?
//!
//! A case is the fold of its events. Nothing here knows polygons: a case keeps coordinates, codes and indexes.
//!
//! # The seven stages of the trade
//!
//! | stage of the trade | acts | where the case stands |
//! |---|---|---|
//! | collection (信息收集) | report, duplicate, void | reported |
//! | case building (案卷建立) | accept, verify, verified, file, not-file | accepted, verifying, filed, not-filed |
//! | dispatch (任务派遣) | assign, dispatch, return | dispatched, returned |
//! | handling (任务处理) | handle, extend, suspend, resume | handling, suspended |
//! | feedback (处理反馈) | feedback | done |
//! | check and close (核查结案) | check, checked, rework, close | checking, passed, closed |
//! | evaluation (综合评价) | visit, reward, appeal, appealed | as before |
//!
//! [`TRANSITIONS`] is that table as data; [`CaseState::lawful`] adds what the case's own past says, and
//! [`CaseState::lawful_under`] what the district's settings say ([`Procedure`]).
//!
//! # Mediation
//!
//! Contradictions between people (大调解, classes under the root `M`) stand on the same table with words of their own
//! ([`Course`]), so that one log, one clock and one set of columns serve both: survey (排查) is verify, warning and reports of
//! major matters (预警、重大事项报告) are supervision of level 1 and 2, supervising and urging (督办、催办) of level 3, dividing
//! (分流) is dispatch, defusing (化解) is handle and feedback, revisiting (回访) is visit. There is no check by a collector and no
//! reward: such a case closes after the people were visited. It is always restricted, and never becomes an ordinary case.

mod act;
mod bounds;
mod canonical;
pub mod columns;
mod course;
mod duplicate;
mod event;
pub mod filing;
pub mod flags;
mod fold;
pub mod gazetteer;
mod head;
mod intake;
mod lawful;
mod past;
mod procedure;
mod stage;
mod state;
#[cfg(test)]
mod state_for_tests;
mod transition;
mod unlawful;

pub use act::{Act, ActKind, AssignCause, Satisfaction};
pub use bounds::{IntakeBounds, IntakeFault};
pub use course::{Course, nature_of};
pub use duplicate::{DuplicateSearch, Sighting, Similar};
pub use event::{Actor, Event, PrivateText};
pub use head::{CaseHead, flag};
pub use intake::{Intake, Reporter, StatedPlace};
pub use lawful::{LONGEST_SUSPENSION_DAYS, MOST_ATTACHMENTS, MOST_EXTENSIONS};
pub use past::{Past, PastError};
pub use procedure::Procedure;
pub use stage::Stage;
pub use state::{AppealState, Attachment, CaseState, Dispatching, Errand, Returning};
pub use transition::{TRANSITIONS, Target, Transition, target};
pub use unlawful::{Because, Unlawful};
