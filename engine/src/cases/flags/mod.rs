//! The row of flags of one case (评价标志), and what sums of them say.
//!
//! Every indicator is a ratio of sums over one row per case, so that every rate opens into the cases it counts, and none
//! stands without its denominator and the name of its definition. Void cases count as reported and as void, and as nothing else.
//!
//! # References
//! CJ/T 292-2008, GB/T 30428.4 (the indicators); the flags are those in use, with both readings of "on time" (D2) and the three
//! denominators of the closing rate (D1) side by side.

mod judge;
mod sums;

pub use judge::{FlagRules, Urgency};
pub use sums::{FlagSums, Rate};

macro_rules! flags {
    ($($(#[$doc:meta])* $flag:ident ($word:literal, $zh:literal)),* $(,)?) => {
        /// A flag of a case.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Flag {
            $($(#[$doc])* $flag),*
        }

        impl Flag {
            /// All flags.
            pub const ALL: &'static [Self] = &[$(Self::$flag),*];

            /// The word used in files and answers.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$flag => $word),* }
            }

            /// The word of the trade.
            #[must_use]
            pub const fn as_zh(self) -> &'static str {
                match self { $(Self::$flag => $zh),* }
            }
        }
    };
}

flags! {
    /// It came in.
    Report("report", "上报"),
    /// It was accepted, and is neither void nor not filed.
    Valid("valid", "有效上报"),
    /// It was accepted.
    Accepted("accepted", "受理"),
    /// It was accepted within the district's own limit.
    AcceptedOnTime("accepted-on-time", "按时受理"),
    /// It was filed.
    Filed("filed", "立案"),
    /// It was not filed.
    NotFiled("not-filed", "不予立案"),
    /// It was voided, or is another one's double.
    Void("void", "作废"),
    /// It is another one's double.
    Duplicate("duplicate", "重复"),
    /// Its filing condition is urgent.
    Urgent("urgent", "紧急"),
    /// It was dispatched.
    Dispatched("dispatched", "派遣"),
    /// It was dispatched within the district's own limit after its filing.
    DispatchedOnTime("dispatched-on-time", "按时派遣"),
    /// The last dispatched unit is not the first.
    WrongDispatch("wrong-dispatch", "错派"),
    /// It should be handled by now: it is, or its deadline has passed.
    NeedDispose("need-dispose", "应处置"),
    /// As [`Flag::NeedDispose`], without those whose lateness was excused.
    JudgedDispose("judged-dispose", "计入应处置"),
    /// It is handled.
    Disposed("disposed", "处置"),
    /// Its last handling ended by the deadline.
    DisposedOnTime("disposed-on-time", "按期处置"),
    /// Its last handling ended after the deadline.
    DisposedOvertime("disposed-overtime", "超时处置"),
    /// It is with its unit, and the deadline has not passed.
    OpenOnTime("open-on-time", "未超时待处置"),
    /// It is with its unit, and the deadline has passed.
    OpenOvertime("open-overtime", "超时待处置"),
    /// It should be closed (D3).
    NeedArchive("need-archive", "应结案"),
    /// It should be closed and was deferred: its clock stands suspended.
    Deferred("deferred", "缓办"),
    /// It should be closed, without the deferred ones where they leave (D4).
    ClosingBase("closing-base", "应结案减缓办"),
    /// As [`Flag::ClosingBase`], without those whose lateness was excused.
    JudgedArchive("judged-archive", "计入按期结案"),
    /// It is closed.
    Archived("archived", "结案"),
    /// It is closed, and its last handling ended by the deadline.
    ArchivedHandledOnTime("archived-handled-on-time", "按期结案(按处置完成)"),
    /// It is closed, and was closed by the deadline.
    ArchivedClosedOnTime("archived-closed-on-time", "按期结案(按结案时间)"),
    /// It went back to its unit because it was not done.
    Rework("rework", "返工"),
    /// Twice or more.
    MultiRework("multi-rework", "多次返工"),
    /// It was suspended.
    Hang("hang", "挂账"),
    /// It was extended.
    Postponed("postponed", "延期"),
    /// A unit gave it back.
    Returned("returned", "回退"),
    /// Units passed it on: a unit gave it back and got it again, or several gave it back.
    Shuffle("shuffle", "推诿"),
    /// Somebody above watches it.
    Supervised("supervised", "督办"),
    /// A collector was sent to verify it.
    Verify("verify", "核实"),
    /// Every such errand was answered within the district's own limit.
    VerifyOnTime("verify-on-time", "按时核实"),
    /// A collector was sent to check it.
    Check("check", "核查"),
    /// Every such errand was answered within the district's own limit.
    CheckOnTime("check-on-time", "按时核查"),
    /// It is filed and still open.
    Stock("stock", "积存"),
    /// A timeout appeal was granted.
    Excused("excused", "申诉通过"),
    /// A call-back reached somebody.
    Visited("visited", "回访"),
    /// The answer was satisfied.
    Satisfied("satisfied", "满意"),
    /// The answer was fairly satisfied.
    Fair("fair", "基本满意"),
    /// Its reporter was rewarded.
    Rewarded("rewarded", "奖励"),
}

/// The flags of one case as of an instant, and its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CaseFlags {
    bits: u64,
    /// How often it was given back.
    pub returns: u32,
    /// Extensions used.
    pub extensions: u32,
    /// How often it went back to its unit.
    pub reworks: u32,
    /// The highest level of supervision.
    pub supervised: u8,
    /// Reward in fen.
    pub reward_fen: u32,
    /// How far over the limit it was handled, in hundredths of the limit (超时倍数): 150 is one and a half times the limit too
    /// late. Only of closed cases that were late.
    pub overtime_hundredths: u32,
}

impl CaseFlags {
    /// Whether a flag stands.
    #[must_use]
    pub const fn has(&self, flag: Flag) -> bool {
        self.bits & (1 << flag as u8) != 0
    }

    /// The flags that stand, in their order.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.iter().copied().filter(move |&flag| self.has(flag))
    }

    /// All flags as bits, by position in [`Flag::ALL`].
    #[must_use]
    pub const fn bits(&self) -> u64 {
        self.bits
    }

    const fn set(&mut self, flag: Flag, stands: bool) {
        if stands {
            self.bits |= 1 << flag as u8;
        }
    }
}

#[cfg(test)]
#[path = "flags_tests.rs"]
mod tests;
