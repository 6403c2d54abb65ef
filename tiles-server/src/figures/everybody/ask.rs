//! Which conditions everybody may give: with others small groups could be cut out.

use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};

/// A kind of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Cells of a layer, and the density that is made from them: all classes together, because groups of cells are.
    Map,
    /// Cases by period.
    Series,
    /// The most frequent classes, or main classes.
    Classes,
    /// The most frequent sources, units or stages: of all classes, because they are not cut by class as well.
    Others,
}

impl Ask {
    /// The parameters that it takes of those that say what is counted.
    pub const fn takes(self) -> &'static [&'static str] {
        match self {
            Self::Map => &["measure", "from", "to", "before"],
            Self::Series | Self::Classes => &["class", "from", "to"],
            Self::Others => &["from", "to"],
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Map => "maps",
            Self::Series => "series",
            Self::Classes => "lists of classes",
            Self::Others => "lists of sources, units and stages",
        }
    }

    /// Refuses everything else.
    ///
    /// # Errors
    /// 403 names the condition and those that may be given.
    pub fn refuse_more(self, asked: &Parameters) -> Result<(), Problem> {
        let more = |name: &&str| !self.takes().contains(name) && asked.text(name).is_some();
        let Some(name) = crate::figures::parameters().find(more) else { return Ok(()) };
        let detail = format!("{} by {name} are for those who work here", self.as_str());
        Err(Problem::new(Kind::NotAllowed, detail).field(name).expected(self.expected()))
    }

    /// What may be given, in words: “class, from and to”.
    fn expected(self) -> String {
        match self.takes() {
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
            [] => "no condition".to_owned(),
        }
    }
}
