//! The columns of each table, as text, with what each means: the schema of the files is made from here.

use schemars::{JsonSchema, Schema, schema_for};
use serde::{Deserialize, Serialize};

use super::cell_schema::{ListOf, OrEmpty};
use crate::rules::class::{CaseKind, Domain, Lead, Sensitivity};
use crate::rules::outcome::Level;
use crate::rules::settings::Settings;
use crate::rules::source::LocationQuality;
use crate::rules::unit::{Duty, UnitKind};

/// A row of a table, every column as text.
pub(super) trait Row: for<'de> Deserialize<'de> {
    /// The file.
    const FILE: &'static str;
    /// Its columns.
    const COLUMNS: &'static [&'static str];
    /// Those that a table may leave out.
    const OPTIONAL: &'static [&'static str];
}

macro_rules! row {
    ($(#[$doc:meta])* $name:ident $file:literal $(optional $($optional:ident),+)? { $($(#[$field_doc:meta])* $field:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
        #[serde(default)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: String),*
        }

        impl Row for $name {
            const FILE: &'static str = $file;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];
            const OPTIONAL: &'static [&'static str] = &[$($(stringify!($optional)),+)?];
        }
    };
}

row! {
    /// A row of `units.csv`: a responsible unit (责任单位).
    UnitRow "units.csv" {
        /// The code, never used for another unit.
        code,
        /// The Chinese name.
        name_zh,
        /// The English name.
        name_en,
        /// What it is.
        #[schemars(with = "UnitKind")]
        kind,
        /// The code of the unit above it; empty only for the district's centre.
        parent,
        /// The layer of the cell that it answers for by territory (属地); empty without territory.
        layer,
        /// The code of that cell.
        cell,
        /// When it takes cases; empty means `working-hours`.
        #[schemars(with = "OrEmpty<Duty>")]
        duty,
        /// `yes` where it is invented for a demonstration, else `no`.
        synthetic,
    }
}
row! {
    /// A row of `sources.csv`: where cases come from (案件来源).
    SourceRow "sources.csv" {
        /// The code.
        code,
        /// The Chinese name.
        name_zh,
        /// The English name.
        name_en,
        /// How it states places.
        #[schemars(with = "LocationQuality")]
        location,
        /// The datum of its places: `wgs84`, `cgcs2000`, `gcj02`, `bd09`, `EPSG:n`; empty where it states none.
        datum,
        /// The radius of uncertainty in metres, where a case says nothing else.
        accuracy_m,
        /// `yes` for people from outside the administration, whose reports are verified before they are filed.
        public,
    }
}
row! {
    /// A row of `classes.csv`: a node of the class tree (大类, 小类). An empty column takes what the node above it has.
    ClassRow "classes.csv" {
        /// The code. A root is one letter: `C` components, `E` events, `A` appeals, `H` hazards, `M` mediation.
        code,
        /// The code of the node above it; empty for a root.
        parent,
        /// The Chinese name.
        name_zh,
        /// The English name.
        name_en,
        /// The kinds of handling, the usual one first, with `;` between them.
        #[schemars(with = "ListOf<CaseKind>")]
        kinds,
        /// The key domain (六大领域).
        #[schemars(with = "OrEmpty<Domain>")]
        domain,
        /// Who may see its cases.
        #[schemars(with = "OrEmpty<Sensitivity>")]
        sensitivity,
        /// Who goes first, territory or subject; at a root, empty means the switch D17.
        #[schemars(with = "OrEmpty<Lead>")]
        lead,
        /// The code of the department that it belongs to (主管部门).
        department,
        /// The law that it stands on.
        legal_basis,
        /// Metres between two cases that may be the same.
        duplicate_m,
        /// Hours between two cases that may be the same.
        duplicate_h,
    }
}
row! {
    /// A row of `conditions.csv`: what makes a finding of a class a case (立案条件), what ends it, and by when.
    ConditionRow "conditions.csv" {
        /// The class, one without classes below it.
        class,
        /// The condition's number in the class, 1 to 255.
        number,
        /// 立案条件 in Chinese.
        filing_zh,
        /// 立案条件 in English.
        filing_en,
        /// 结案条件 in Chinese.
        closing_zh,
        /// 结案条件 in English.
        closing_en,
        /// The quality grade that it is for; empty for all.
        grade,
        /// `yes` where the urgent lane takes it.
        urgent,
        /// The limit, for instance `5wd`, or its stages, for instance `stop=2uh;demolish=15wd`.
        limits,
        /// `yes` where no public record says so and the value is a plausible choice.
        setting,
    }
}
row! {
    /// A row of `rules.csv`: a routing rule (派单规则). An empty column means that anything will do; lists have `;`.
    RuleRow "rules.csv" optional note_en {
        /// The identity, unique in the table.
        id,
        /// Cells as `layer:code`; the case lies in one of them.
        place,
        /// Nodes of the class tree; the case's class is one of them or below one.
        class,
        /// Kinds of handling.
        #[schemars(with = "ListOf<CaseKind>")]
        kind,
        /// Codes of sources.
        source,
        /// Names of time slots of the settings.
        slot,
        /// Names of quality grades of the settings.
        grade,
        /// The owner of the component: `none`, `known`, or codes of units.
        owner,
        /// Who answers: `unit:CODE`, `territory:LAYER`, `class-department` or `component-owner`.
        responsible,
        /// Who helps, in the same form.
        helpers,
        /// The level that handles it; empty for that of the responsible unit.
        #[schemars(with = "OrEmpty<Level>")]
        level,
        /// A limit instead of the class's, for instance `4wh`.
        limit,
        /// Why it is so, in Chinese.
        note,
        /// The same in English.
        note_en,
    }
}
row! {
    /// A row of `accepted-holes.csv`: a combination without an owner that somebody has accepted.
    AcceptedRow "accepted-holes.csv" {
        /// Cells as `layer:code`; empty for all.
        place,
        /// Nodes of the class tree; empty for all.
        class,
        /// Kinds of handling; empty for all.
        #[schemars(with = "ListOf<CaseKind>")]
        kind,
        /// Names of quality grades; empty for all.
        grade,
        /// Names of time slots; empty for all.
        slot,
        /// Who accepted it.
        accepted_by,
        /// Why.
        reason,
    }
}

/// The schema of each file of [`super::RULE_FILES`], by name: of a row for tables, of the document for settings.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Schema)> {
    vec![
        (UnitRow::FILE, schema_for!(UnitRow)),
        (SourceRow::FILE, schema_for!(SourceRow)),
        (ClassRow::FILE, schema_for!(ClassRow)),
        (ConditionRow::FILE, schema_for!(ConditionRow)),
        (RuleRow::FILE, schema_for!(RuleRow)),
        (AcceptedRow::FILE, schema_for!(AcceptedRow)),
        ("settings.json", schema_for!(Settings)),
    ]
}

/// The columns of each table, in the order in which they are written.
#[must_use]
pub fn columns() -> Vec<(&'static str, &'static [&'static str])> {
    vec![
        (UnitRow::FILE, UnitRow::COLUMNS),
        (SourceRow::FILE, SourceRow::COLUMNS),
        (ClassRow::FILE, ClassRow::COLUMNS),
        (ConditionRow::FILE, ConditionRow::COLUMNS),
        (RuleRow::FILE, RuleRow::COLUMNS),
        (AcceptedRow::FILE, AcceptedRow::COLUMNS),
    ]
}
