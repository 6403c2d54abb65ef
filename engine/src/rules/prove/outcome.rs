//! What a combination of place, class, kind, grade, time, source and owner comes to.

/// What a combination comes to; rules and accepted holes by position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// Exactly one unit answers.
    Sound,
    /// Nobody does.
    Hole {
        /// The rule that won and whose unit does not exist there; `None` where no rule matches.
        rule: Option<u32>,
        /// The accepted hole that it lies in.
        accepted: Option<u32>,
    },
    /// These rules tie.
    Tie(Vec<u32>),
}
