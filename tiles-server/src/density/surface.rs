//! A density that is ready to be drawn anywhere.

use std::sync::Arc;

use gridward::crs::LatticePoint;
use gridward::tiles::TileAddress;
use gridward::tiles::colour::Scale;
use gridward::tiles::density::{
    DensityRaster, DensityTile, EdgeShares, Lattice, Outline, RasterError, Rate, SIDE_PX, Sources,
};
use gridward::tiles::png;
use gridward::tiles::png::Steps;
use jiff::Timestamp;

use super::gathered::{Basis, Gathered};
use super::shelf::Shelves;
use super::wish::{Form, Wish};
use crate::problem::Problem;

/// Raised when the same density would be drawn otherwise; part of every tile's ETag.
const VERSION: u32 = 1;

/// When the cases were reported.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    pub from: Timestamp,
    pub to: Timestamp,
    /// Whether nobody asked for a period, or only for one end of it.
    pub of_data: bool,
}

impl Span {
    /// What is asked for; what is missing is the first and the last day of the data.
    pub fn of(from: Option<Timestamp>, to: Option<Timestamp>, data: (Timestamp, Timestamp)) -> Self {
        let of_data = from.is_none() || to.is_none();
        let from = from.unwrap_or(data.0);
        Self { from, to: to.unwrap_or(data.1).max(from), of_data }
    }

    pub fn days(self) -> f64 {
        self.to.duration_since(self.from).as_secs_f64() / 86_400.0
    }
}

/// Cases, lattice, period and border.
#[derive(Clone)]
pub struct Surface {
    pub wish: Wish,
    pub gathered: Arc<Gathered>,
    /// Cases with their weights, and the border that they are of.
    corrected: Option<(Arc<Sources>, Arc<Outline>)>,
    lattice: Lattice,
    pub span: Span,
}

impl Surface {
    /// The density of some cases, named by what and of which state they are; where it is to be corrected, inside of a border
    /// that has a name.
    ///
    /// # Errors
    /// A fault inside the server.
    pub async fn new(
        shelves: &Shelves,
        wish: Wish,
        (key, gathered): (String, Arc<Gathered>),
        border: Option<(String, Arc<Outline>)>,
        span: Span,
        latitude: f64,
    ) -> Result<Self, Problem> {
        let lattice = Lattice::new(wish.bandwidth, latitude);
        let surface = Self { wish, gathered, corrected: None, lattice, span };
        let Some((version, outline)) = border else { return Ok(surface) };
        let name = format!("{version}-{}", surface.lattice_name());
        let around = Arc::clone(&outline);
        let shares = shelves.shares.of(name.clone(), move || EdgeShares::of(&around, &lattice)).await?;
        let (around, of) = (Arc::clone(&outline), Arc::clone(&surface.gathered));
        let correct = move || shares.correct(&around, &of.sources);
        let corrected = shelves.corrected.of(format!("{key}-{name}"), correct).await?;
        Ok(Self { corrected: Some((corrected, outline)), ..surface })
    }

    fn sources(&self) -> &Sources {
        self.corrected.as_ref().map_or(&self.gathered.sources, |(corrected, _)| corrected)
    }

    /// Cases that the correction leaves out, because they lie outside of the border; those of cells lie inside.
    pub fn outside(&self) -> Option<usize> {
        let left = |sources: &Sources| match self.gathered.basis {
            Basis::Places => self.gathered.sources.len() - sources.len(),
            Basis::Cells => 0,
        };
        self.corrected.as_ref().map(|(corrected, _)| left(corrected))
    }

    fn rate(&self) -> Rate {
        Rate::over(self.span.days())
    }

    pub fn scale(&self) -> Scale {
        self.rate().scale(self.wish.ramp)
    }

    pub fn steps(&self) -> Steps {
        self.rate().steps(self.wish.bandwidth)
    }

    /// What a lone case makes at its own place, in the unit of the map.
    pub fn lone_case(&self) -> f64 {
        self.wish.bandwidth.peak_per_km2() * self.rate().factor()
    }

    /// Names what a tile shows: the same for the same cases in reach, however they were chosen.
    pub fn key(&self, form: Form, address: TileAddress) -> String {
        let (low, high) = self.lattice.reach(address);
        let print = self.sources().print_within(low, high);
        let cut = self.corrected.as_ref().map_or(0, |(_, outline)| outline.print());
        let ramp = if form == Form::Picture { self.wish.ramp.name() } else { "" };
        format!(
            "density-{VERSION}-{}-{ramp}-{}-{cut:x}-{:x}-{print:016x}-{}",
            form.name(),
            self.lattice_name(),
            self.span.days().to_bits(),
            address.name()
        )
    }

    /// Names the whole of it, as [`Self::key`] names a tile.
    pub fn key_of_all(&self) -> String {
        let (low, high) =
            (LatticePoint { x: i32::MIN, y: i32::MIN }, LatticePoint { x: i32::MAX, y: i32::MAX });
        let print = self.sources().print_within(low, high);
        let cut = self.corrected.as_ref().map_or(0, |(_, outline)| outline.print());
        format!("{VERSION}-{cut:x}-{:x}-{print:016x}-{}", self.span.days().to_bits(), self.lattice_name())
    }

    /// One grid of pixels in degrees over a rectangle and as far around it as a case in it is seen.
    ///
    /// # Errors
    /// [`RasterError`] for too many pixels.
    pub fn raster(&self, bounds: [f64; 4], zoom: u8) -> Result<DensityRaster, RasterError> {
        let outline = self.corrected.as_ref().map(|(_, outline)| outline.as_ref());
        DensityRaster::compute((self.sources(), &self.lattice), outline, bounds, self.rate(), zoom)
    }

    fn lattice_name(&self) -> String {
        format!("{}-{}", self.wish.bandwidth.metres().0, self.lattice.latitude_degrees())
    }

    /// One tile as PNG.
    pub fn draw(&self, form: Form, address: TileAddress) -> Vec<u8> {
        let mut tile = DensityTile::compute(self.sources(), &self.lattice, address);
        if let Some((_, outline)) = &self.corrected {
            tile = tile.cut(outline, address);
        }
        let rates = tile.into_rates(self.rate());
        match form {
            Form::Picture => png::picture(SIDE_PX, &rates, &self.scale()),
            Form::Values => {
                // Corrected, everything inside has a value; otherwise zero means that there is no case near.
                let corrected = self.corrected.is_some();
                let is_there = |value: f32| if corrected { value >= 0.0 } else { value > 0.0 };
                png::values(SIDE_PX, &rates, self.steps(), is_there)
            }
        }
    }
}
