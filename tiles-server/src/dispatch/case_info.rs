//! A case as it is sent: a row for lists, the whole for whoever may see it, and what the public may see.

use gridward::cases::{CaseHead, CaseState, Course, PrivateText, Reporter, Stage, StatedPlace};
use gridward::desk::{CaseRecord, Codes, Sight, query_of};
use gridward::grid::Title;
use gridward::ids::{ClassCode, SourceCode, UnitCode};
use gridward::measure::LonLat;
use gridward::rules::{CaseKind, Grade};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;

use super::decision::{Decision, Place, TitleRef, UnitRef, queue_word};
use super::names::{Names, english};
use super::rows::Listed;
use crate::routes::district::Bilingual;

#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct CodeName<'a> {
    #[schema(value_type = String)]
    code: &'a str,
    name: TitleRef<'a>,
}

/// A case as it now stands, in one row.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "the fields of the answer, as they were agreed")]
pub struct CaseRow<'a> {
    #[schema(value_type = String, example = "12345-20260801-000123")]
    id: &'a str,
    /// Its place in the order of arrival.
    number: u32,
    class: CodeName<'a>,
    /// The filing condition; null while unknown.
    condition: Option<u8>,
    #[schema(value_type = Option<String>, example = "management")]
    kind: Option<CaseKind>,
    source: CodeName<'a>,
    #[schema(example = "dispatched")]
    stage: &'static str,
    stage_title: Bilingual,
    /// The quality grade of its information, by its name in the settings.
    #[schema(value_type = Option<String>)]
    grade: Option<&'a str>,
    /// How high it is supervised: 0 not, 1 town, 2 district, 3 leadership.
    supervised: u8,
    reported_at: String,
    filed_at: Option<String>,
    dispatched_at: Option<String>,
    due_at: Option<String>,
    overdue: bool,
    handled_at: Option<String>,
    ended_at: Option<String>,
    place: Option<Place>,
    /// Who must act now.
    unit: UnitRef<'a>,
    /// The queue that it stands in, if no unit owns it.
    queue: Option<&'static str>,
    /// How many events it has; sent back with an act, it must still be that many.
    revision: u32,
    /// Whether place and words are kept from this reader.
    masked: bool,
    /// In a list: true where a unit of the reader's, or the one that was asked for, helps with it; left out otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    helping: bool,
    /// Invented, for a demonstration, a test or a simulation.
    synthetic: bool,
}

/// Where it is said to be, as stated.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Stated<'a> {
    lon: Option<f64>,
    lat: Option<f64>,
    datum: Option<String>,
    accuracy_m: Option<f64>,
    #[schema(value_type = Option<String>)]
    component: Option<&'a str>,
    /// Whether an area was stated instead of a place.
    shape: bool,
}

/// A file of the case.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AttachmentPart<'a> {
    digest: String,
    bytes: u64,
    #[schema(value_type = String)]
    media: &'a str,
    #[schema(value_type = Option<String>)]
    name: Option<&'a str>,
    at: String,
}

/// A case with all that this reader may see of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CaseInfo<'a> {
    #[serde(flatten)]
    row: CaseRow<'a>,
    /// The calendar ends before the deadline, which is computed anew later.
    provisional: bool,
    stated: Option<Stated<'a>>,
    helpers: Vec<UnitRef<'a>>,
    assignment: Option<Decision<'a>>,
    #[schema(value_type = Option<String>)]
    text: Option<&'a str>,
    #[schema(value_type = Option<String>)]
    address: Option<&'a str>,
    #[schema(value_type = Option<Object>)]
    reporter: Option<Box<RawValue>>,
    attachments: Vec<AttachmentPart<'a>>,
    extensions: u8,
    reworks: u32,
    #[schema(value_type = Option<String>)]
    end_reason: Option<&'a str>,
    #[schema(value_type = Option<String>)]
    duplicate_of: Option<&'a str>,
    erased: bool,
    /// What may be done with it now, by this caller.
    #[schema(value_type = Vec<String>)]
    pub lawful: Vec<&'static str>,
}

/// What is needed to tell of cases.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    pub names: Names<'a>,
    pub codes: &'a Codes,
    pub now: Timestamp,
    /// Whether it is for the public, whose places are rounded.
    pub public: bool,
}

/// The words for a stage in the course of the class.
pub fn stage_title(class: &ClassCode, stage: Stage) -> Bilingual {
    Bilingual { zh: Course::of(class).stage_zh(stage).to_owned(), en: english(stage.as_str()) }
}

impl<'a> Telling<'a> {
    fn class(&self, position: u16) -> CodeName<'a> {
        let code = self.codes.classes.code(position);
        let name = code.and_then(|code| self.names.class(code)).map(|class| &class.name);
        code_name(code.map(ClassCode::as_str), name)
    }

    fn source(&self, position: u16) -> CodeName<'a> {
        let code = self.codes.sources.code(position);
        let name = code.and_then(|code| self.names.source(code)).map(|source| &source.name);
        code_name(code.map(SourceCode::as_str), name)
    }

    fn unit(&self, position: u16) -> UnitRef<'a> {
        let code: Option<&UnitCode> = self.codes.units.code(position);
        code.map_or_else(UnitRef::nobody, |code| UnitRef::by_code(&self.names, code))
    }

    /// The row of a case, with as much as is seen of it.
    pub fn row(&self, head: &'a CaseHead, sight: Sight) -> CaseRow<'a> {
        let masked = sight != Sight::Whole;
        let class = self.codes.classes.code(head.class);
        let at = |at: Option<Timestamp>| at.map(|at| self.names.local(at));
        let place = match sight {
            Sight::Whole => head.place.map(Place::from),
            Sight::Masked if self.public => head.place.map(rounded),
            Sight::Masked | Sight::Nothing => None,
        };
        let grades = &self.names.assigner.rules().settings;
        CaseRow {
            id: head.id.as_str(),
            number: head.number.0,
            class: self.class(head.class),
            condition: (head.condition > 0).then_some(head.condition),
            kind: kind_of(head.kind),
            source: self.source(head.source),
            stage: head.stage.as_str(),
            stage_title: class.map_or_else(
                || Bilingual { zh: head.stage.as_zh().to_owned(), en: english(head.stage.as_str()) },
                |class| stage_title(class, head.stage),
            ),
            grade: grades.grade_name(Grade(head.grade)).map(|grade| grade.name.as_str()),
            supervised: head.supervised,
            reported_at: self.names.local(head.reported_at),
            filed_at: at(head.filed_at),
            dispatched_at: at(head.dispatched_at),
            due_at: at(head.due_at),
            overdue: super::is_overdue(head, self.now),
            handled_at: at(head.handled_at),
            ended_at: at(head.ended_at),
            place,
            unit: self.unit(head.unit),
            queue: head.queue.map(queue_word),
            revision: head.revision,
            masked,
            helping: false,
            synthetic: head.is_synthetic(),
        }
    }

    /// The row of a case in a list.
    pub fn listed(&self, listed: &'a Listed) -> CaseRow<'a> {
        CaseRow { helping: listed.helping, ..self.row(&listed.head, listed.sight) }
    }

    /// The whole of a case, as far as it is seen.
    pub fn whole(&self, record: &'a CaseRecord, sight: Sight) -> CaseInfo<'a> {
        let state = &record.state;
        let row = self.row(&record.head, sight);
        let seen = sight == Sight::Whole;
        let when = |seen: bool| seen.then_some(state);
        CaseInfo {
            row,
            provisional: state.due.last().is_some_and(|due| due.provisional),
            stated: when(seen).map(|state| stated(&state.place)),
            helpers: state.helpers.iter().map(|unit| UnitRef::by_code(&self.names, unit)).collect(),
            assignment: when(seen).and_then(|state| self.assignment(state, record.head.place)),
            text: when(seen).and_then(|state| words(state.text.as_ref())),
            address: when(seen).and_then(|state| words(state.place.address.as_ref())),
            reporter: when(seen).and_then(|state| reporter(state.reporter.as_ref())),
            attachments: when(seen).map(|state| self.attachments(state)).unwrap_or_default(),
            extensions: state.extensions,
            reworks: state.reworks,
            end_reason: state.end_reason.as_deref(),
            duplicate_of: when(seen)
                .and_then(|state| state.duplicate_of.as_ref())
                .map(gridward::ids::CaseId::as_str),
            erased: state.erased,
            lawful: Vec::new(),
        }
    }

    fn assignment(&self, state: &'a CaseState, place: Option<LonLat>) -> Option<Decision<'a>> {
        let assignment = state.assignment.as_ref()?;
        let mut decision = Decision::of(&self.names, assignment, place, &[]);
        let query = query_of(state, state.received_at);
        decision.why = self.names.assigner.why(&query, assignment).into_iter().map(Bilingual::from).collect();
        Some(decision)
    }

    fn attachments(&self, state: &'a CaseState) -> Vec<AttachmentPart<'a>> {
        let part = |file: &'a gridward::cases::Attachment| AttachmentPart {
            digest: hex::encode(file.digest),
            bytes: file.bytes,
            media: &file.media,
            name: words(file.name.as_ref()),
            at: self.names.local(file.at),
        };
        state.attachments.iter().map(part).collect()
    }
}

fn code_name<'a>(code: Option<&'a str>, name: Option<&'a Title>) -> CodeName<'a> {
    let code = code.unwrap_or("");
    CodeName { code, name: name.map_or(TitleRef { zh: code, en: code }, TitleRef::from) }
}

/// Words, where they are here.
pub fn words(text: Option<&PrivateText>) -> Option<&str> {
    text.and_then(PrivateText::words)
}

/// The reporter is JSON already; anything else is not told.
fn reporter(text: Option<&PrivateText>) -> Option<Box<RawValue>> {
    let words = words(text)?;
    serde_json::from_str::<Reporter>(words).ok()?;
    RawValue::from_string(words.to_owned()).ok()
}

fn stated(place: &StatedPlace) -> Stated<'_> {
    Stated {
        lon: place.pair.map(|pair| pair.x),
        lat: place.pair.map(|pair| pair.y),
        datum: place.datum.as_ref().map(ToString::to_string),
        accuracy_m: place.accuracy.map(|metres| metres.0),
        component: place.component.as_ref().map(gridward::ids::ComponentCode::as_str),
        shape: place.shape.is_some(),
    }
}

/// A place for the public: to a thousandth of a degree, about a hundred metres.
pub fn rounded(place: LonLat) -> Place {
    let round = |degrees: f64| (degrees * 1e3).round() / 1e3;
    Place { lon: round(place.lon()), lat: round(place.lat()) }
}

/// The kind by its number in a row.
pub const fn kind_of(kind: u8) -> Option<CaseKind> {
    match kind {
        0 => Some(CaseKind::Service),
        1 => Some(CaseKind::Management),
        2 => Some(CaseKind::Enforcement),
        _ => None,
    }
}
