//! Cells and units for GIS programs: copies of what the published versions say, as plain tables.

use geo::MultiPolygon;
use rusqlite::Connection;

use super::fault::fault;
use super::geometry::multi_polygon;
use super::live::GeoPackageStore;
use super::words::row_sum;
use crate::grid::Title;
use crate::ids::{CellCode, LayerName, UnitCode};
use crate::store::StoreError;

/// A cell of a published plan.
#[derive(Debug, Clone, PartialEq)]
pub struct CellRow {
    /// Its layer.
    pub layer: LayerName,
    /// Its code.
    pub code: CellCode,
    /// What people call it.
    pub name: Title,
    /// Its shape in degrees of WGS 84.
    pub shape: MultiPolygon<f64>,
}

/// A unit of a published set of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    /// Its position in the rules' table of units: the number that stands in the column `unit` of cases.
    pub position: u16,
    /// Its code.
    pub code: UnitCode,
    /// Its kind.
    pub kind: String,
    /// What people call it.
    pub name: Title,
}

impl GeoPackageStore {
    /// Writes the cells of a plan, instead of those that stand there for it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn write_cells(&mut self, plan: u32, cells: &[CellRow]) -> Result<(), StoreError> {
        let sql = fault("cells");
        self.transact("cells", |transaction, _| {
            transaction.execute("DELETE FROM cells WHERE plan = ?1", [plan]).map_err(&sql)?;
            let next = next_fid(transaction, "cells").map_err(&sql)?;
            let mut numbered = (next..).zip(cells);
            numbered.try_for_each(|(fid, cell)| insert_cell(transaction, fid, plan, cell)).map_err(&sql)
        })
    }

    /// Writes the units of a set of rules, instead of those that stand there for it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn write_units(&mut self, rules: u32, units: &[UnitRow]) -> Result<(), StoreError> {
        let sql = fault("units");
        self.transact("units", |transaction, _| {
            transaction.execute("DELETE FROM units WHERE rules = ?1", [rules]).map_err(&sql)?;
            let next = next_fid(transaction, "units").map_err(&sql)?;
            let mut numbered = (next..).zip(units);
            numbered.try_for_each(|(fid, unit)| insert_unit(transaction, fid, rules, unit)).map_err(&sql)
        })
    }
}

fn next_fid(connection: &Connection, table: &str) -> rusqlite::Result<i64> {
    connection.query_row(&format!("SELECT coalesce(max(fid), 0) + 1 FROM {table}"), [], |row| row.get(0))
}

fn insert_cell(connection: &Connection, fid: i64, plan: u32, cell: &CellRow) -> rusqlite::Result<()> {
    let geom = multi_polygon(&cell.shape);
    let (layer, code) = (cell.layer.as_str(), cell.code.as_str());
    let sum = cell_sum(fid, &geom, plan, [layer, code, &cell.name.zh, &cell.name.en]);
    connection
        .prepare_cached(
            "INSERT INTO cells (fid, geom, plan, layer, code, name_zh, name_en, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((fid, geom, plan, layer, code, &cell.name.zh, &cell.name.en, sum))
        .map(drop)
}

/// What the sum of a cell's row must be.
pub(super) fn cell_sum(fid: i64, geom: &[u8], plan: u32, texts: [&str; 4]) -> i64 {
    let [layer, code, zh, en] = texts.map(str::as_bytes);
    row_sum(&[&fid.to_le_bytes(), geom, &plan.to_le_bytes(), layer, code, zh, en])
}

fn insert_unit(connection: &Connection, fid: i64, rules: u32, unit: &UnitRow) -> rusqlite::Result<()> {
    let texts = [unit.code.as_str(), &unit.kind, &unit.name.zh, &unit.name.en];
    let [code, kind, zh, en] = texts;
    connection
        .prepare_cached(
            "INSERT INTO units (fid, rules, position, code, kind, name_zh, name_en, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((fid, rules, unit.position, code, kind, zh, en, unit_sum(fid, rules, unit.position, texts)))
        .map(drop)
}

/// What the sum of a unit's row must be.
pub(super) fn unit_sum(fid: i64, rules: u32, position: u16, texts: [&str; 4]) -> i64 {
    let [code, kind, zh, en] = texts.map(str::as_bytes);
    row_sum(&[&fid.to_le_bytes(), &rules.to_le_bytes(), &position.to_le_bytes(), code, kind, zh, en])
}
