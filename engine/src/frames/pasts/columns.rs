//! Which column holds what.

use std::collections::BTreeMap;

use crate::frames::TableError;

/// What a column may hold. The export writes columns of these names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PastField {
    /// The case's identity; needed.
    Id,
    /// The class's code; needed, may be empty in a row.
    Class,
    /// When it was reported; needed.
    ReportedAt,
    /// The source's code.
    Source,
    /// Longitude, or east.
    Lon,
    /// Latitude, or north.
    Lat,
    /// The datum of the pair, where it differs by row.
    Datum,
    /// The radius of uncertainty in metres.
    AccuracyM,
    /// The address in words.
    Address,
    /// The component's code.
    Component,
    /// The filing condition's number.
    Condition,
    /// `service`, `management` or `enforcement`.
    Kind,
    /// The number of the quality grade, from 0.
    Grade,
    /// What was said.
    Text,
    /// When it was filed.
    FiledAt,
    /// When it was decided that it is no case.
    NotFiledAt,
    /// Why.
    NotFiledReason,
    /// When a unit got it.
    DispatchedAt,
    /// The unit that got it.
    Unit,
    /// When the unit was done.
    HandledAt,
    /// How often it came back.
    Reworks,
    /// When it was closed.
    ClosedAt,
    /// The reward in fen.
    RewardFen,
    /// `satisfied`, `fair`, `dissatisfied` or `not-reached`.
    Satisfaction,
    /// `true` for invented cases.
    Synthetic,
}

/// All fields with the names that the export gives their columns.
pub const FIELDS: [(PastField, &str); 25] = [
    (PastField::Id, "id"),
    (PastField::Class, "class"),
    (PastField::ReportedAt, "reported_at"),
    (PastField::Source, "source"),
    (PastField::Lon, "lon"),
    (PastField::Lat, "lat"),
    (PastField::Datum, "datum"),
    (PastField::AccuracyM, "accuracy_m"),
    (PastField::Address, "address"),
    (PastField::Component, "component"),
    (PastField::Condition, "condition"),
    (PastField::Kind, "kind"),
    (PastField::Grade, "grade"),
    (PastField::Text, "text"),
    (PastField::FiledAt, "filed_at"),
    (PastField::NotFiledAt, "not_filed_at"),
    (PastField::NotFiledReason, "not_filed_reason"),
    (PastField::DispatchedAt, "dispatched_at"),
    (PastField::Unit, "unit"),
    (PastField::HandledAt, "handled_at"),
    (PastField::Reworks, "reworks"),
    (PastField::ClosedAt, "closed_at"),
    (PastField::RewardFen, "reward_fen"),
    (PastField::Satisfaction, "satisfaction"),
    (PastField::Synthetic, "synthetic"),
];

/// The columns of a table, by what they hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PastColumns(BTreeMap<PastField, String>);

impl PastColumns {
    /// The columns that carry the export's names, and those that the caller names: `(field, column)`.
    ///
    /// # Errors
    /// [`TableError::NoColumn`] for a named column or a needed field that the table does not have, and for a field that does not exist.
    pub fn of(columns: &[String], named: &[(String, String)]) -> Result<Self, TableError> {
        let no_column = |name: &str| TableError::NoColumn { name: name.into(), known: columns.join(", ") };
        let usual = FIELDS.iter().filter(|(_, name)| columns.iter().any(|column| column == name));
        let mut found: BTreeMap<PastField, String> =
            usual.map(|&(field, name)| (field, name.to_owned())).collect();
        for (field, column) in named {
            let known = FIELDS.iter().find(|(_, name)| name == field);
            let &(known, _) = known.ok_or_else(|| no_column(field))?;
            if !columns.contains(column) {
                return Err(no_column(column));
            }
            found.insert(known, column.clone());
        }
        for (field, name) in FIELDS.iter().take(3) {
            if !found.contains_key(field) {
                return Err(no_column(name));
            }
        }
        Ok(Self(found))
    }

    /// The column of a field.
    #[must_use]
    pub fn get(&self, field: PastField) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }
}
