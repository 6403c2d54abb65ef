//! Places of systems that only GDAL (PROJ) knows.

use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};

use super::gdal_log::Session;
use crate::crs::STEPS_PER_DEGREE;
use crate::measure::{LonLat, PlaneXY};

/// Halvings of an edge at most.
const DEPTH_MAX: u32 = 20;

/// From a system, given as WKT, PROJ text or an authority's code, to WGS 84.
pub(super) struct Transform {
    inner: CoordTransform,
    session: Session,
}

impl Transform {
    pub(super) fn new(system: &str) -> Result<Self, String> {
        let session = Session::begin();
        let inner = (|| {
            let mut from = SpatialRef::from_definition(system)?;
            let mut to = SpatialRef::from_epsg(4326)?;
            from.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
            to.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
            CoordTransform::new(&from, &to)
        })();
        match inner {
            Ok(inner) => Ok(Self { inner, session }),
            Err(error) => Err(session.detail(&error)),
        }
    }

    fn place(&self, at: PlaneXY) -> Result<LonLat, String> {
        let (mut x, mut y) = ([at.x], [at.y]);
        self.inner.transform_coords(&mut x, &mut y, &mut []).map_err(|e| self.session.detail(&e))?;
        let ([lon], [lat]) = (x, y);
        LonLat::new(lon, lat).map_err(|e| e.to_string())
    }

    /// The places of a line, with as many between its vertices as keep it straight in its own system.
    pub(super) fn line(&self, line: &[PlaneXY]) -> Result<Vec<LonLat>, String> {
        let Some(first) = line.first() else { return Ok(Vec::new()) };
        let mut places = vec![self.place(*first)?];
        for edge in line.windows(2) {
            if let &[from, to] = edge {
                let ends = (self.place(from)?, self.place(to)?);
                self.edge((from, to), ends, 0, &mut places)?;
            }
        }
        Ok(places)
    }

    fn edge(
        &self,
        (from, to): (PlaneXY, PlaneXY),
        (start, end): (LonLat, LonLat),
        depth: u32,
        places: &mut Vec<LonLat>,
    ) -> Result<(), String> {
        let middle = PlaneXY { x: f64::midpoint(from.x, to.x), y: f64::midpoint(from.y, to.y) };
        let place = self.place(middle)?;
        let off_lon = place.lon() - f64::midpoint(start.lon(), end.lon());
        let off_lat = place.lat() - f64::midpoint(start.lat(), end.lat());
        let half_step = 0.5 / STEPS_PER_DEGREE;
        if depth < DEPTH_MAX && off_lon.abs().max(off_lat.abs()) > half_step {
            self.edge((from, middle), (start, place), depth + 1, places)?;
            return self.edge((middle, to), (place, end), depth + 1, places);
        }
        places.push(end);
        Ok(())
    }
}
