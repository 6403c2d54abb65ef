//! What the rows of a list are called.

use gridward::analytics::figures::Dimension;
use gridward::cases::Stage;
use gridward::grid::Title;
use gridward::ids::{ClassCode, SourceCode, UnitCode};

use crate::dispatch::names::{Names, english};
use crate::figures::Question;
use crate::figures::everybody::Ask;
use crate::routes::district::Bilingual;

/// What a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Classes that cases have.
    Class,
    /// Main classes: the second level of the tree.
    Major,
    Source,
    Unit,
    Stage,
    /// Cells of a layer.
    Cell,
}

impl By {
    pub const NAMES: [(&'static str, Self); 6] = [
        ("class", Self::Class),
        ("major", Self::Major),
        ("source", Self::Source),
        ("unit", Self::Unit),
        ("stage", Self::Stage),
        ("cell", Self::Cell),
    ];

    /// What cases are told apart by.
    pub const fn dimension(self) -> Dimension {
        match self {
            Self::Class | Self::Major | Self::Cell => Dimension::Class,
            Self::Source => Dimension::Source,
            Self::Unit => Dimension::Unit,
            Self::Stage => Dimension::Stage,
        }
    }

    /// What everybody asks with such a list.
    pub const fn ask(self) -> Ask {
        match self {
            Self::Class | Self::Major => Ask::Classes,
            Self::Source | Self::Unit | Self::Stage => Ask::Others,
            Self::Cell => Ask::Map,
        }
    }
}

/// The rows that a list may have: the member of each position in the table of codes, and what each is called.
pub struct Members {
    pub of: Vec<u32>,
    pub named: Vec<(String, Bilingual)>,
}

impl Members {
    /// The members of a list that is not of cells.
    pub fn new(question: &Question, by: By) -> Self {
        let codes = question.seen.view.world.codes();
        let names = question.dispatch.names(&question.seen.assigner);
        match by {
            By::Class | By::Cell => Self::each(codes.classes.codes().iter().map(|code| class(&names, code))),
            By::Major => Self::major(&names, codes.classes.codes()),
            By::Source => Self::each(codes.sources.codes().iter().map(|code| source(&names, code))),
            By::Unit => Self::each(codes.units.codes().iter().map(|code| unit(&names, code))),
            By::Stage => Self::each(Stage::ALL.into_iter().map(stage)),
        }
    }

    /// A member for each position.
    fn each(named: impl Iterator<Item = (String, Bilingual)>) -> Self {
        let named: Vec<_> = named.collect();
        Self { of: (0..).take(named.len()).collect(), named }
    }

    /// A member for each main class; classes that the rules do not know any more are their own.
    fn major(names: &Names<'_>, codes: &[ClassCode]) -> Self {
        let mut members = Self { of: Vec::with_capacity(codes.len()), named: Vec::new() };
        let mut known: Vec<ClassCode> = Vec::new();
        for code in codes {
            let major = major(names, code);
            let at = known.iter().position(|known| *known == major).unwrap_or_else(|| {
                members.named.push(class(names, &major));
                known.push(major);
                known.len() - 1
            });
            members.of.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        members
    }
}

/// The second level of the tree above a class; the class itself where it stands higher or is not known.
pub fn major(names: &Names<'_>, code: &ClassCode) -> ClassCode {
    let classes = &names.assigner.rules().classes;
    let Some(position) = classes.index_of(code) else { return code.clone() };
    let path: Vec<u16> = classes.ancestors(position).collect();
    let second = path.len().checked_sub(2).and_then(|at| path.get(at)).or(path.first());
    second.and_then(|at| classes.get(*at)).map_or_else(|| code.clone(), |class| class.code.clone())
}

/// A class: code and name.
pub fn class(names: &Names<'_>, code: &ClassCode) -> (String, Bilingual) {
    titled(code.as_str(), names.class(code).map(|class| &class.name))
}

fn source(names: &Names<'_>, code: &SourceCode) -> (String, Bilingual) {
    titled(code.as_str(), names.source(code).map(|source| &source.name))
}

fn unit(names: &Names<'_>, code: &UnitCode) -> (String, Bilingual) {
    titled(code.as_str(), names.unit(code).map(|unit| &unit.name))
}

fn stage(stage: Stage) -> (String, Bilingual) {
    let name = Bilingual { zh: stage.as_zh().to_owned(), en: english(stage.as_str()) };
    (stage.as_str().to_owned(), name)
}

/// A code with its name, or twice the code.
pub fn titled(code: &str, name: Option<&Title>) -> (String, Bilingual) {
    let name = name.map_or_else(|| Bilingual { zh: code.to_owned(), en: code.to_owned() }, Bilingual::from);
    (code.to_owned(), name)
}
