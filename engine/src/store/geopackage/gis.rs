//! Cells and units for GIS programs: copies of what the published versions say, as plain tables.

use rusqlite::Connection;

use super::fault::fault;
use super::geometry::multi_polygon;
use super::words::row_sum;
use crate::store::{CellRow, GroundCopies, PublishedKind, StoreError, UnitRow};

/// Writes the cells of plans and the units of rules, instead of those that stand there for them.
pub(super) fn write(connection: &Connection, copies: &GroundCopies) -> Result<(), StoreError> {
    let sql = fault("cells");
    for (plan, cells) in &copies.cells {
        connection.execute("DELETE FROM cells WHERE plan = ?1", [plan]).map_err(&sql)?;
        let next = next_fid(connection, "cells").map_err(&sql)?;
        let mut numbered = (next..).zip(cells);
        numbered.try_for_each(|(fid, cell)| insert_cell(connection, fid, *plan, cell)).map_err(&sql)?;
    }
    let sql = fault("units");
    for (rules, units) in &copies.units {
        connection.execute("DELETE FROM units WHERE rules = ?1", [rules]).map_err(&sql)?;
        let next = next_fid(connection, "units").map_err(&sql)?;
        let mut numbered = (next..).zip(units);
        numbered.try_for_each(|(fid, unit)| insert_unit(connection, fid, *rules, unit)).map_err(&sql)?;
    }
    Ok(())
}

/// Plans without cells and rules without units: published before this program wrote them.
pub(super) fn missing(connection: &Connection) -> Result<Vec<(PublishedKind, u32)>, StoreError> {
    let mut found = Vec::new();
    for (kind, copies) in
        [(PublishedKind::Plan, "cells WHERE plan"), (PublishedKind::Rules, "units WHERE rules")]
    {
        let sql = fault("versions");
        let text = format!(
            "SELECT number FROM versions WHERE kind = ?1 AND NOT EXISTS (SELECT 1 FROM {copies} = versions.number) ORDER BY number"
        );
        let mut statement = connection.prepare(&text).map_err(&sql)?;
        let numbers = statement.query_map([kind.as_str()], |row| row.get::<_, u32>(0)).map_err(&sql)?;
        for number in numbers {
            found.push((kind, number.map_err(&sql)?));
        }
    }
    Ok(found)
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
