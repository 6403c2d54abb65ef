//! What is true or false of one case, so that every rate is a quotient of sums and leads back to its cases.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A mark of one case in one period, 0 or 1 (where it says so: a number).
///
/// # References
/// The way of counting is that of systems in use: one row of marks for each case, every rate a quotient of their sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CaseFlag {
    /// It came in (上报、收到).
    Received,
    /// It came in and was accepted as valid (有效上报).
    ValidReport,
    /// The acceptance desk took it (受理).
    Accepted,
    /// It became a case (立案).
    Filed,
    /// It became none (不予立案).
    NotFiled,
    /// It was filed inside the limit of that step (按时立案).
    FiledOnTime,
    /// A unit got it (派遣).
    Dispatched,
    /// It was dispatched inside the limit of that step (按时派遣).
    DispatchedOnTime,
    /// The first unit that got it was also the last one (准确派遣).
    RightlyDispatched,
    /// The last unit that got it was another one than the first (错派).
    WronglyDispatched,
    /// It should be handled by now (应处置).
    ShouldHandle,
    /// It was handled (已处置).
    Handled,
    /// Its last handling ended by the deadline; the instant itself counts (按期处置).
    HandledOnTime,
    /// Its last handling ended after the deadline (超时处置).
    HandledLate,
    /// It is open, and the deadline has not passed (期限内未处置).
    OpenOnTime,
    /// It is open, and the deadline has passed (超时未处置).
    OpenOverdue,
    /// It should be closed by now, as switch D3 reads it (应结案).
    ShouldClose,
    /// It is closed (结案).
    Closed,
    /// It is closed and was on time, as switch D2 reads it (按期结案).
    ClosedOnTime,
    /// It is deferred: suspended or extended at the end of the period (缓办).
    Deferred,
    /// Its clock was stopped (挂账).
    Suspended,
    /// Its limit was extended (延期).
    Extended,
    /// A unit gave it back that the desk then named again (推诿).
    PushedBack,
    /// Somebody above watched it (督办).
    Supervised,
    /// It went back to its unit after a check (返工).
    Reworked,
    /// It went back at least twice (多次返工).
    ReworkedAgain,
    /// A number: failed checks from the third on (第三次起核查不通过).
    FailedChecksFromThird,
    /// It was checked (核查).
    Checked,
    /// It was checked inside the limit of that step (按时核查).
    CheckedOnTime,
    /// It was verified (核实).
    Verified,
    /// It was verified inside the limit of that step (按时核实).
    VerifiedOnTime,
    /// A number: time used beyond the limit as a multiple of it, 0 where it was on time (超时倍数).
    OvertimeMultiple,
    /// It is open at the end of the period (积存).
    Stock,
    /// The reporter was called back and reached (回访).
    Visited,
    /// The reporter is satisfied (满意).
    Satisfied,
    /// The reporter says that it is really solved (实际解决).
    Solved,
    /// A patrol or a team found it (巡查发现).
    FoundByPatrol,
    /// The public or an audit found it in a grid that was patrolled (漏报).
    MissedByPatrol,
    /// It was reported and is not so (误报、虚报).
    FalseReport,
    /// The same class stood at the same place before (重复发生).
    Repeated,
    /// A reward was paid for it (奖励).
    Rewarded,
    /// A number: the reward in fen (奖金，分).
    RewardFen,
    /// Not of a case: a grid that was to be patrolled on a day (应巡网格).
    GridAssigned,
    /// Not of a case: a grid that was patrolled on a day (已巡网格).
    GridPatrolled,
}
