//! Published versions as rows.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use super::fault::fault;
use super::words::row_sum;
use crate::cases::Actor;
use crate::grid::Title;
use crate::store::{Published, PublishedKind, StoreError};

const SELECT: &str = "SELECT number, valid_from_ms, recorded_ms, withdrawn_ms, actor, title_zh, title_en, digest, body, sum FROM versions";

/// What the row's sum must be; the body has its own digest.
fn sum(version: &Published, actor: &str) -> i64 {
    row_sum(&[
        version.kind.as_str().as_bytes(),
        &version.number.to_le_bytes(),
        &version.valid_from.as_millisecond().to_le_bytes(),
        &version.recorded_at.as_millisecond().to_le_bytes(),
        &version.withdrawn_at.map_or(i64::MIN, Timestamp::as_millisecond).to_le_bytes(),
        actor.as_bytes(),
        version.title.zh.as_bytes(),
        version.title.en.as_bytes(),
        &version.digest,
    ])
}

/// All versions in order of kind and number.
///
/// # Errors
/// [`StoreError`].
pub(super) fn all(connection: &Connection) -> Result<Vec<Published>, StoreError> {
    let mut found = Vec::new();
    for kind in PublishedKind::ALL {
        let sql = fault("versions");
        let mut statement =
            connection.prepare_cached(&format!("{SELECT} WHERE kind = ?1 ORDER BY number")).map_err(&sql)?;
        let mut rows = statement.query([kind.as_str()]).map_err(&sql)?;
        while let Some(row) = rows.next().map_err(&sql)? {
            found.push(version(kind, row)?);
        }
    }
    Ok(found)
}

/// One version.
///
/// # Errors
/// [`StoreError`].
pub(super) fn one(
    connection: &Connection,
    kind: PublishedKind,
    number: u32,
) -> Result<Option<Published>, StoreError> {
    let sql = fault("versions");
    let mut statement =
        connection.prepare_cached(&format!("{SELECT} WHERE kind = ?1 AND number = ?2")).map_err(&sql)?;
    let mut rows = statement.query((kind.as_str(), number)).map_err(&sql)?;
    rows.next().map_err(&sql)?.map(|row| version(kind, row)).transpose()
}

fn version(kind: PublishedKind, row: &Row<'_>) -> Result<Published, StoreError> {
    let number: u32 = row.get(0).map_err(fault("versions"))?;
    let corrupt = |found: String| StoreError::corrupt(format!("versions {} {number}", kind.as_str()), found);
    let column = |fault: rusqlite::Error| corrupt(fault.to_string());
    let instant = |at: usize| -> Result<Option<Timestamp>, StoreError> {
        let ms: Option<i64> = row.get(at).map_err(column)?;
        ms.map(|ms| Timestamp::from_millisecond(ms).map_err(|fault| corrupt(fault.to_string()))).transpose()
    };
    let known = |at: Option<Timestamp>| at.ok_or_else(|| corrupt("an instant is missing".into()));
    let actor: String = row.get(4).map_err(column)?;
    let by: Actor = serde_json::from_str(&actor).map_err(|fault| corrupt(fault.to_string()))?;
    let version = Published {
        kind,
        number,
        valid_from: known(instant(1)?)?,
        recorded_at: known(instant(2)?)?,
        withdrawn_at: instant(3)?,
        by,
        title: Title { zh: row.get(5).map_err(column)?, en: row.get(6).map_err(column)? },
        digest: row.get(7).map_err(column)?,
        body: row.get(8).map_err(column)?,
    };
    if row.get::<_, i64>(9).map_err(column)? == sum(&version, &actor) {
        Ok(version)
    } else {
        Err(corrupt("it is not the one written (its sum differs)".into()))
    }
}

/// Kind and number of every row, as they stand there.
///
/// # Errors
/// [`StoreError`].
pub(super) fn numbers(connection: &Connection) -> Result<Vec<(String, u32)>, StoreError> {
    let sql = fault("versions");
    let mut statement =
        connection.prepare_cached("SELECT kind, number FROM versions ORDER BY kind, number").map_err(&sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(&sql)?;
    rows.collect::<Result<_, _>>().map_err(&sql)
}

/// The highest number of a kind.
///
/// # Errors
/// [`StoreError`].
pub(super) fn last(connection: &Connection, kind: PublishedKind) -> Result<Option<u32>, StoreError> {
    let sql = "SELECT max(number) FROM versions WHERE kind = ?1";
    connection.query_row(sql, [kind.as_str()], |row| row.get(0)).map_err(fault("versions"))
}

/// Writes a version anew or over itself.
///
/// # Errors
/// [`StoreError`].
pub(super) fn write(connection: &Connection, version: &Published) -> Result<(), StoreError> {
    let sql = fault("versions");
    let actor = serde_json::to_string(&version.by).map_err(|fault| StoreError::Refused(fault.to_string()))?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO versions (kind, number, valid_from_ms, recorded_ms, withdrawn_ms, actor, title_zh, title_en, \
             digest, body, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )
        .map_err(&sql)?
        .execute(params![
            version.kind.as_str(),
            version.number,
            version.valid_from.as_millisecond(),
            version.recorded_at.as_millisecond(),
            version.withdrawn_at.map(Timestamp::as_millisecond),
            &actor,
            &version.title.zh,
            &version.title.en,
            version.digest,
            &version.body,
            sum(version, &actor),
        ])
        .map_err(&sql)?;
    Ok(())
}
