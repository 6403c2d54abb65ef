//! Deliveries as rows.

use jiff::Timestamp;
use rusqlite::{Connection, Params, Row};

use super::fault::fault;
use super::words::row_sum;
use crate::ids::{CaseNumber, EventNumber, UnitCode};
use crate::store::{Delivery, DeliveryState, StoreError};

/// The columns in the order in which rows are read.
const COLUMNS: &str =
    "number, event, case_number, recipient, state, attempts, next_ms, last_error, sum, body";

/// A state as it stands in the row.
pub(super) const fn state_code(state: DeliveryState) -> u8 {
    match state {
        DeliveryState::Waiting => 0,
        DeliveryState::Delivered => 1,
        DeliveryState::Dead => 2,
    }
}

/// What the row's sum must be.
fn sum(delivery: &Delivery) -> i64 {
    row_sum(&[
        &delivery.number.to_le_bytes(),
        &delivery.event.0.to_le_bytes(),
        &delivery.case.0.to_le_bytes(),
        delivery.to.as_str().as_bytes(),
        &[state_code(delivery.state), u8::from(delivery.last_error.is_some())],
        &delivery.attempts.to_le_bytes(),
        &delivery.next_at.as_millisecond().to_le_bytes(),
        delivery.last_error.as_deref().unwrap_or_default().as_bytes(),
        delivery.body.as_bytes(),
    ])
}

/// Reads rows; `{}` in the statement stands for the columns.
///
/// # Errors
/// [`StoreError`].
pub(super) fn select<T>(
    connection: &Connection,
    statement: &str,
    parameters: impl Params,
    read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let sql = fault("outbox");
    let mut statement = connection.prepare_cached(&statement.replace("{}", COLUMNS)).map_err(&sql)?;
    let mut rows = statement.query(parameters).map_err(&sql)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(&sql)? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// A delivery from its row.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub(super) fn delivery(row: &Row<'_>) -> Result<Delivery, StoreError> {
    let number = row.get::<_, i64>(0).map_err(fault("outbox"))?;
    let corrupt = |found: String| StoreError::corrupt(format!("outbox {number}"), found);
    let read = || -> rusqlite::Result<(Delivery, u8, i64, i64)> {
        let delivery = Delivery {
            number: number.cast_unsigned(),
            event: EventNumber(row.get::<_, i64>(1)?.cast_unsigned()),
            case: CaseNumber(row.get(2)?),
            to: UnitCode::new(row.get_ref(3)?.as_str()?),
            body: row.get(9)?,
            state: DeliveryState::Waiting,
            attempts: row.get(5)?,
            next_at: Timestamp::UNIX_EPOCH,
            last_error: row.get(7)?,
        };
        Ok((delivery, row.get(4)?, row.get(6)?, row.get(8)?))
    };
    let (mut delivery, state, next_ms, kept) = read().map_err(|fault| corrupt(fault.to_string()))?;
    delivery.next_at = Timestamp::from_millisecond(next_ms).map_err(|fault| corrupt(fault.to_string()))?;
    delivery.state = match state {
        0 => DeliveryState::Waiting,
        1 => DeliveryState::Delivered,
        2 => DeliveryState::Dead,
        other => return Err(corrupt(format!("{other} is no state"))),
    };
    if kept == sum(&delivery) {
        Ok(delivery)
    } else {
        Err(corrupt("it is not the one written (its sum differs)".into()))
    }
}

/// Writes a new delivery.
pub(super) fn insert(connection: &Connection, delivery: &Delivery) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO outbox (number, event, case_number, recipient, state, attempts, next_ms, last_error, sum, body) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute((
            delivery.number.cast_signed(),
            delivery.event.0.cast_signed(),
            delivery.case.0,
            delivery.to.as_str(),
            state_code(delivery.state),
            delivery.attempts,
            delivery.next_at.as_millisecond(),
            delivery.last_error.as_deref(),
            sum(delivery),
            &delivery.body,
        ))?;
    Ok(())
}

/// Writes how a delivery went; what was sent stays as it was.
///
/// # Errors
/// [`StoreError::Refused`] for a number that was never sent.
pub(super) fn settle(connection: &Connection, given: &Delivery) -> Result<(), StoreError> {
    let number = i64::try_from(given.number).unwrap_or(i64::MAX);
    let found = select(connection, "SELECT {} FROM outbox WHERE number = ?1", [number], delivery)?;
    let Some(mut kept) = found.into_iter().next() else {
        return Err(StoreError::Refused(format!("delivery {} was never sent", given.number)));
    };
    kept.state = given.state;
    kept.attempts = given.attempts;
    kept.next_at = given.next_at;
    kept.last_error.clone_from(&given.last_error);
    let sql = fault("outbox");
    connection
        .prepare_cached(
            "UPDATE outbox SET state = ?2, attempts = ?3, next_ms = ?4, last_error = ?5, sum = ?6 WHERE number = ?1",
        )
        .map_err(&sql)?
        .execute((
            number,
            state_code(kept.state),
            kept.attempts,
            kept.next_at.as_millisecond(),
            kept.last_error.as_deref(),
            sum(&kept),
        ))
        .map_err(&sql)?;
    Ok(())
}
