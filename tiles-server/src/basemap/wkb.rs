//! Lines from a GeoPackage's geometry: a "GP" header, then well-known binary.

use gridward::measure::LonLat;

/// The lines in a geometry blob; other kinds give none.
///
/// # Errors
/// A text that says what is wrong.
pub(super) fn lines(blob: &[u8]) -> Result<Vec<Vec<LonLat>>, String> {
    let mut bytes = Reader { rest: blob, little: true };
    if bytes.take(2)? != b"GP" {
        return Err("the geometry has no GeoPackage header".into());
    }
    let (_version, flags) = (bytes.byte()?, bytes.byte()?);
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        other => return Err(format!("the geometry has an envelope of the unknown kind {other}")),
    };
    bytes.take(4 + envelope)?;
    let mut found = Vec::new();
    bytes.geometry(&mut found, 0)?;
    Ok(found)
}

struct Reader<'a> {
    rest: &'a [u8],
    little: bool,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], String> {
        let (head, rest) = self.rest.split_at_checked(count).ok_or("the geometry ends too early")?;
        self.rest = rest;
        Ok(head)
    }

    fn byte(&mut self) -> Result<u8, String> {
        Ok(self.take(1)?.first().copied().unwrap_or(0))
    }

    fn word(&mut self) -> Result<u32, String> {
        let bytes = self.take(4)?.try_into().unwrap_or([0; 4]);
        Ok(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn number(&mut self) -> Result<f64, String> {
        let bytes = self.take(8)?.try_into().unwrap_or([0; 8]);
        Ok(if self.little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    fn geometry(&mut self, found: &mut Vec<Vec<LonLat>>, depth: u8) -> Result<(), String> {
        self.little = self.byte()? == 1;
        let kind = self.word()?;
        let extra = match kind / 1000 {
            0 => 0,
            1 | 2 => 8,
            3 => 16,
            other => return Err(format!("geometry dimension {other} is not known")),
        };
        match kind % 1000 {
            2 => {
                let count = self.word()?;
                let places = (0..count).map(|_| self.place(extra));
                found.push(places.collect::<Result<_, _>>()?);
                Ok(())
            }
            5 if depth < 2 => {
                let count = self.word()?;
                (0..count).try_for_each(|_| self.geometry(found, depth + 1))
            }
            _ => Ok(()),
        }
    }

    fn place(&mut self, extra: usize) -> Result<LonLat, String> {
        let (lon, lat) = (self.number()?, self.number()?);
        self.take(extra)?;
        LonLat::new(lon, lat).map_err(|fault| fault.to_string())
    }
}
