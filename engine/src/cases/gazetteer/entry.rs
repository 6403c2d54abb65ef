//! A name on the ground (地名).

use crate::grid::Title;
use crate::ids::{CellCode, LayerName};
use crate::measure::{LonLat, Metres};

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// A street or town (街镇).
    Town,
    /// A community or village (居村委).
    Community,
    /// A road or street (道路).
    Street,
    /// A lane with its houses (弄).
    Lane,
    /// An estate or a compound (小区).
    Estate,
    /// A crossing of two roads (路口).
    Junction,
    /// A river or a canal (水体).
    Water,
    /// A single thing: a station, a school, a bridge, a shop (兴趣点).
    Poi,
}

impl PlaceKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Town,
        Self::Community,
        Self::Street,
        Self::Lane,
        Self::Estate,
        Self::Junction,
        Self::Water,
        Self::Poi,
    ];

    /// The word used in files and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Town => "town",
            Self::Community => "community",
            Self::Street => "street",
            Self::Lane => "lane",
            Self::Estate => "estate",
            Self::Junction => "junction",
            Self::Water => "water",
            Self::Poi => "poi",
        }
    }

    /// The kind with a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// How far from its point a thing of the kind may be, in metres. No public record says it: these are settings, rough
    /// extents of such things in a district of small cells.
    #[must_use]
    pub const fn radius(self) -> Metres {
        Metres(match self {
            Self::Town => 3000.0,
            Self::Community => 400.0,
            Self::Street => 800.0,
            Self::Water => 1000.0,
            Self::Estate => 200.0,
            Self::Lane => 100.0,
            Self::Junction => 50.0,
            Self::Poi => 60.0,
        })
    }

    /// Whether it is an area that other names lie in, so that it tells them apart rather than names the spot.
    #[must_use]
    pub const fn is_area(self) -> bool {
        matches!(self, Self::Town | Self::Community)
    }

    /// How closely it names a spot; the higher, the closer.
    pub(super) const fn closeness(self) -> u8 {
        match self {
            Self::Town => 0,
            Self::Community => 1,
            Self::Water => 2,
            Self::Street => 3,
            Self::Estate => 4,
            Self::Lane => 5,
            Self::Junction => 6,
            Self::Poi => 7,
        }
    }
}

/// An entry of the gazetteer.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceEntry {
    /// Its name.
    pub name: Title,
    /// What it is. A street whose name ends in 弄 is a lane.
    pub kind: PlaceKind,
    /// Its point, in WGS 84.
    pub place: LonLat,
    /// The cell that it is, or lies in, where the file says it.
    pub cell: Option<(LayerName, CellCode)>,
    /// Whether it is invented for a demonstration.
    pub synthetic: bool,
}
