//! Rows become cases.

use std::str::FromStr;

use jiff::Timestamp;

use super::columns::{PastColumns, PastField};
use super::instant::{InstantReader, WANTED};
use crate::cases::{Intake, Past, PrivateText, Satisfaction, StatedPlace};
use crate::crs::{Datum, StatedPair};
use crate::frames::{Batch, TableError, TextColumn};
use crate::ids::{CaseId, ClassCode, ComponentCode, SourceCode, UnitCode};
use crate::measure::Metres;
use crate::rules::{CaseKind, Grade};

/// Reads cases from batches of a table.
#[derive(Debug, Clone)]
pub struct PastReader {
    /// Which column holds what.
    pub columns: PastColumns,
    /// How instants are read.
    pub instants: InstantReader,
    /// The datum where no column says it; without it a row's source decides.
    pub datum: Option<Datum>,
    /// The source where no column says it.
    pub source: SourceCode,
    /// Whether all of it is invented.
    pub synthetic: bool,
}

/// One row with what was wrong in it.
struct Row<'a> {
    values: &'a [Option<&'a str>],
    faults: Vec<(PastField, String, &'static str)>,
}

impl PastReader {
    /// The cases of a batch, with their positions in it; bad values are added to the batch's rejects.
    ///
    /// # Errors
    /// [`TableError`] when a column is missing.
    pub fn read(&self, batch: &mut Batch) -> Result<Vec<(usize, Past)>, TableError> {
        let fields = super::columns::FIELDS;
        let columns: Vec<Option<TextColumn>> = fields
            .iter()
            .map(|(field, _)| self.columns.get(*field).map(|name| batch.text(name)).transpose())
            .collect::<Result<_, _>>()?;
        let mut cursors: Vec<_> =
            columns.iter().map(|column| column.as_ref().map(TextColumn::iter)).collect();
        let mut values = vec![None; fields.len()];
        let (mut pasts, mut faults) = (Vec::with_capacity(batch.len()), Vec::new());
        for row in 0..batch.len() {
            for (value, cursor) in values.iter_mut().zip(&mut cursors) {
                let cell = cursor.as_mut().and_then(|cursor| cursor.next().flatten());
                *value = cell.map(str::trim).filter(|cell| !cell.is_empty());
            }
            let mut reading = Row { values: &values, faults: Vec::new() };
            pasts.extend(self.past(&mut reading).map(|past| (row, past)));
            faults.extend(reading.faults.into_iter().map(|fault| (row, fault)));
        }
        for (row, (field, value, reason)) in faults {
            batch.reject(row, self.columns.get(field).unwrap_or(""), &value, reason);
        }
        Ok(pasts)
    }

    fn past(&self, row: &mut Row<'_>) -> Option<Past> {
        let id = row.needed(PastField::Id, "every case needs an identity");
        let reported_at = row.instant(PastField::ReportedAt, &self.instants);
        if reported_at.is_none() && row.get(PastField::ReportedAt).is_none() {
            row.fault(PastField::ReportedAt, "", WANTED);
        }
        let (id, reported_at) = (id?, reported_at?);
        let source = row.get(PastField::Source).map_or_else(|| self.source.clone(), SourceCode::new);
        let mut past = Past::new(Intake {
            id: CaseId::new(id),
            class: ClassCode::new(row.get(PastField::Class).unwrap_or("")),
            condition: row.parsed(PastField::Condition, "a number from 1 is needed"),
            kind: row.kind(),
            place: self.place(row),
            reported_at,
            source,
            grade: row.parsed(PastField::Grade, "the number of a grade, from 0, is needed").map(Grade),
            text: row.get(PastField::Text).map(|words| PrivateText::Words(words.into())),
            reporter: None,
            synthetic: row.flag(PastField::Synthetic, "true or false is needed") || self.synthetic,
        });
        past.filed_at = row.instant(PastField::FiledAt, &self.instants);
        past.not_filed = row
            .instant(PastField::NotFiledAt, &self.instants)
            .map(|at| (at, row.get(PastField::NotFiledReason).unwrap_or("").to_owned()));
        past.dispatched_at = row.instant(PastField::DispatchedAt, &self.instants);
        past.unit = row.get(PastField::Unit).map(UnitCode::new);
        past.handled_at = row.instant(PastField::HandledAt, &self.instants);
        past.reworks = row.parsed(PastField::Reworks, "a count from 0 to 255 is needed").unwrap_or(0);
        past.closed_at = row.instant(PastField::ClosedAt, &self.instants);
        past.reward_fen = row.parsed(PastField::RewardFen, "whole fen are needed");
        past.satisfaction = row.satisfaction();
        Some(past)
    }

    fn place(&self, row: &mut Row<'_>) -> StatedPlace {
        const NUMBER: &str = "not a finite number; write it with a decimal point, such as 121.38; the case comes in without a place";
        let finite =
            |row: &mut Row<'_>, field| row.parsed::<f64>(field, NUMBER).filter(|value| value.is_finite());
        let (x, y) = (finite(row, PastField::Lon), finite(row, PastField::Lat));
        let pair = x.zip(y).map(|(x, y)| StatedPair { x, y });
        let stated =
            row.parsed::<Datum>(PastField::Datum, "wgs84, cgcs2000, gcj02, bd09 or EPSG:n is needed");
        StatedPlace {
            pair,
            datum: pair.and(stated.or_else(|| self.datum.clone())),
            accuracy: row
                .parsed::<f64>(PastField::AccuracyM, "metres are needed")
                .filter(|metres| metres.is_finite() && *metres >= 0.0)
                .map(Metres),
            shape: None,
            address: row.get(PastField::Address).map(|words| PrivateText::Words(words.into())),
            component: row.get(PastField::Component).map(ComponentCode::new),
        }
    }
}

impl<'a> Row<'a> {
    fn get(&self, field: PastField) -> Option<&'a str> {
        self.values.get(field as usize).copied().flatten()
    }

    fn fault(&mut self, field: PastField, value: &str, reason: &'static str) {
        self.faults.push((field, value.to_owned(), reason));
    }

    fn needed(&mut self, field: PastField, reason: &'static str) -> Option<&'a str> {
        let value = self.get(field);
        if value.is_none() {
            self.fault(field, "", reason);
        }
        value
    }

    fn parsed<T: FromStr>(&mut self, field: PastField, reason: &'static str) -> Option<T> {
        let text = self.get(field)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.fault(field, text, reason);
        }
        value
    }

    fn flag(&mut self, field: PastField, reason: &'static str) -> bool {
        let text = self.get(field).unwrap_or("").trim();
        let among = |words: [&str; 4]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        if !text.is_empty() && !among(["true", "yes", "1", "是"]) && !among(["false", "no", "0", "否"]) {
            self.fault(field, text, reason);
        }
        among(["true", "yes", "1", "是"])
    }

    fn instant(&mut self, field: PastField, reader: &InstantReader) -> Option<Timestamp> {
        let text = self.get(field)?;
        let at = reader.read(text);
        if at.is_none() {
            self.fault(field, text, WANTED);
        }
        at
    }

    fn kind(&mut self) -> Option<CaseKind> {
        match self.get(PastField::Kind)? {
            "service" | "服务" | "服务类" => Some(CaseKind::Service),
            "management" | "管理" | "管理类" => Some(CaseKind::Management),
            "enforcement" | "执法" | "执法类" => Some(CaseKind::Enforcement),
            other => {
                self.fault(PastField::Kind, other, "service, management or enforcement is needed");
                None
            }
        }
    }

    fn satisfaction(&mut self) -> Option<Satisfaction> {
        match self.get(PastField::Satisfaction)? {
            "satisfied" | "满意" => Some(Satisfaction::Satisfied),
            "fair" | "基本满意" => Some(Satisfaction::Fair),
            "dissatisfied" | "不满意" => Some(Satisfaction::Dissatisfied),
            "not-reached" | "未能联系" => Some(Satisfaction::NotReached),
            other => {
                self.fault(
                    PastField::Satisfaction,
                    other,
                    "satisfied, fair, dissatisfied or not-reached is needed",
                );
                None
            }
        }
    }
}
