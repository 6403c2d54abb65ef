//! How large the hexagons are, and at which zooms.

use std::str::FromStr;

use h3o::Resolution;

use crate::tiles::address::MIN_ZOOM;

/// How large hexagons are: H3's resolutions 6 (36 km²) to 10 (0.015 km²).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HexResolution(Resolution);

/// A text that is no resolution of hexagons.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there are no hexagons of resolution “{0}”; there are 6 to 10")]
pub struct HexResolutionError(pub String);

impl HexResolution {
    /// All resolutions, the coarsest first.
    pub const ALL: [Self; 5] = [
        Self(Resolution::Six),
        Self(Resolution::Seven),
        Self(Resolution::Eight),
        Self(Resolution::Nine),
        Self(Resolution::Ten),
    ];

    /// The resolution that suits a zoom: the finest one of which even a tile at the equator holds at most 4,000 hexagons.
    #[must_use]
    pub const fn of_zoom(zoom: u8) -> Self {
        match zoom {
            0..=8 => Self(Resolution::Six),
            9 => Self(Resolution::Seven),
            10 => Self(Resolution::Eight),
            11 | 12 => Self(Resolution::Nine),
            _ => Self(Resolution::Ten),
        }
    }

    /// The coarsest zoom that this resolution is drawn at when it is asked for: coarser tiles could hold 20,000 hexagons and more.
    #[must_use]
    pub const fn least_zoom(self) -> u8 {
        match self.0 {
            Resolution::Six => MIN_ZOOM,
            Resolution::Seven => 7,
            Resolution::Eight => 9,
            Resolution::Nine => 10,
            _ => 11,
        }
    }

    /// 6 to 10.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0 as u8
    }

    /// Mean area of its hexagons in km².
    #[must_use]
    pub const fn mean_area_km2(self) -> f64 {
        self.0.area_km2()
    }

    pub(super) const fn h3(self) -> Resolution {
        self.0
    }
}

impl FromStr for HexResolution {
    type Err = HexResolutionError;

    fn from_str(text: &str) -> Result<Self, HexResolutionError> {
        let found = Self::ALL.into_iter().find(|known| known.number().to_string() == text);
        found.ok_or_else(|| HexResolutionError(text.to_owned()))
    }
}
