//! What of the cases a tile shows as points.

use jiff::Timestamp;

use super::lattice::Lattice;
use crate::cases::Stage;
use crate::cases::columns::{Chunk, Columns, Filter, NO_TIME, Selection};
use crate::crs::LatticePoint;
use crate::tiles::Print;
use crate::tiles::address::{TileAddress, WorldPoint};
use crate::tiles::mvt::{LayerWriter, Value, Window, tile_bytes};
use crate::topology::Point;

/// Raised when the same points would give other bytes; part of every tile's tag.
const ENCODER: u64 = 1;
/// The closest zoom at which cases stand in clusters whatever their number.
const CLUSTERS_TO: u8 = 14;
/// Clusters on a side of a tile: 64 pixels each on a tile of 512.
const SIDE: u32 = 8;
/// The same where single cases would be too many.
const CLOSE_SIDE: u32 = 32;
/// Most single cases in a tile.
const MOST: usize = 4000;

/// Which cases are meant, and which of them may be seen as points.
pub struct PointQuestion<'a> {
    /// Which cases.
    pub filter: &'a Filter,
    /// Whether a row of a chunk may be seen with its place.
    pub sees: &'a (dyn Fn(&Chunk, usize) -> bool + Sync),
    /// As of when lateness is told.
    pub now: Timestamp,
}

/// What numbers in rows are called.
pub struct PointWords<'a> {
    /// A case's identity by its number.
    pub id: &'a dyn Fn(u32) -> Option<String>,
    /// A class's code by its position.
    pub class: &'a dyn Fn(u16) -> Option<String>,
    /// An instant in seconds since 1970, in words.
    pub time: &'a dyn Fn(u32) -> String,
}

/// Cases of one cell of the lattice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Cluster {
    cases: u32,
    overdue: u32,
    /// Sums of their places.
    x: i64,
    y: i64,
}

/// One case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Single {
    number: u32,
    at: LatticePoint,
    class: u16,
    stage: u8,
    overdue: bool,
    reported_at: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shown {
    Clusters { side: u32, crowded: bool, clusters: Vec<Cluster> },
    Singles(Vec<Single>),
}

/// What a tile shows, counted and not yet drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointTile {
    address: TileAddress,
    shown: Shown,
}

impl PointTile {
    /// The points of a tile: to zoom 14 clusters, from 15 on single cases; where a tile would hold more than 4,000 of them,
    /// smaller clusters, so that none is left out.
    ///
    /// # Complexity
    /// One pass over the columns that the filter names, of the chunks that may have a place in the tile.
    #[must_use]
    pub fn of(columns: &Columns, asked: &PointQuestion<'_>, address: TileAddress) -> Self {
        let lattice = Lattice::of(address, SIDE);
        let empty = Self { address, shown: Shown::Singles(Vec::new()) };
        let Some(corners) = lattice.corners() else { return empty };
        let Some(within) = both(asked.filter.within, corners) else { return empty };
        let filter = Filter { within: Some(within), ..asked.filter.clone() };
        if address.zoom() <= CLUSTERS_TO {
            return Self::clustered(columns, asked, &filter, address, SIDE, false);
        }
        let singles = singles(columns, asked, &filter);
        if singles.len() > MOST {
            return Self::clustered(columns, asked, &filter, address, CLOSE_SIDE, true);
        }
        Self { address, shown: Shown::Singles(singles) }
    }

    fn clustered(
        columns: &Columns,
        asked: &PointQuestion<'_>,
        filter: &Filter,
        address: TileAddress,
        side: u32,
        crowded: bool,
    ) -> Self {
        let lattice = Lattice::of(address, side);
        let now = second(asked.now);
        let clusters = columns.fold(
            filter,
            || vec![Cluster::default(); lattice.cells()],
            |sums: &mut Vec<Cluster>, chunk, selection| {
                each(chunk, selection, asked, |row, at| {
                    let Some(cluster) = sums.get_mut(lattice.cell(at)) else { return };
                    cluster.cases += 1;
                    cluster.overdue += u32::from(overdue(chunk, row, now));
                    cluster.x += i64::from(at.x);
                    cluster.y += i64::from(at.y);
                });
            },
            |sums, more| sums.iter_mut().zip(more).for_each(|(sum, more)| sum.join(more)),
        );
        Self { address, shown: Shown::Clusters { side, crowded, clusters } }
    }

    /// How many cases it shows.
    #[must_use]
    pub fn cases(&self) -> usize {
        match &self.shown {
            Shown::Clusters { clusters, .. } => clusters.iter().map(|cluster| cluster.cases as usize).sum(),
            Shown::Singles(singles) => singles.len(),
        }
    }

    /// A number that differs when the tile would.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let mut print = Print::default();
        print.number(ENCODER);
        match &self.shown {
            Shown::Clusters { clusters, .. } => {
                for (cell, own) in (0_u64..).zip(clusters).filter(|(_, own)| own.cases > 0) {
                    let numbers = [cell, own.cases.into(), own.overdue.into()];
                    numbers.into_iter().for_each(|number| print.number(number));
                    [own.x, own.y].into_iter().for_each(|sum| print.number(sum.cast_unsigned()));
                }
            }
            Shown::Singles(singles) => {
                for case in singles {
                    let Single { number, at, class, stage, overdue, reported_at } = *case;
                    print.bytes(&[number, reported_at].map(u32::to_le_bytes).concat());
                    print.bytes(&[at.x, at.y].map(i32::to_le_bytes).concat());
                    print.bytes(&[class.to_le_bytes(), [stage, u8::from(overdue)]].concat());
                }
            }
        }
        print.get()
    }

    /// The tile's bytes, uncompressed; none at all when nothing shows. One layer `points`: clusters (`cases`, `overdue`, and
    /// `crowded` where single cases would be too many; the id is the same in all tiles) or single cases (`id`, `number`,
    /// `class`, `stage`, `overdue`, `reported_at`; the id is the case's number).
    #[must_use]
    pub fn render(&self, words: &PointWords<'_>) -> Vec<u8> {
        let mut layer = LayerWriter::new("points");
        match &self.shown {
            Shown::Clusters { side, crowded, clusters } => {
                self.draw_clusters(&mut layer, *side, *crowded, clusters);
            }
            Shown::Singles(singles) => self.draw_singles(&mut layer, singles, words),
        }
        tile_bytes(&[layer])
    }

    fn draw_clusters(&self, layer: &mut LayerWriter, side: u32, crowded: bool, clusters: &[Cluster]) {
        let window = self.window();
        let (columns, address) = (u64::from(side), self.address);
        for (cell, cluster) in (0_u64..).zip(clusters).filter(|(_, cluster)| cluster.cases > 0) {
            let cases = i64::from(cluster.cases);
            // The middle of its members lies in its cell, and so in this tile.
            let middle = Point { x: cluster.x.div_euclid(cases), y: cluster.y.div_euclid(cases) };
            let place = WorldPoint::of(middle).on_grid(address.zoom());
            let Some(place) = window.point(place) else { continue };
            let (row, column) = (cell / columns, cell % columns);
            let across = columns << address.zoom();
            let id =
                (u64::from(address.y()) * columns + row) * across + u64::from(address.x()) * columns + column;
            let mut attributes =
                vec![("cases", Value::Whole(cases)), ("overdue", Value::Whole(cluster.overdue.into()))];
            if crowded {
                attributes.push(("crowded", Value::Flag(true)));
            }
            layer.add_points(Some(id), &attributes, &[place]);
        }
    }

    fn draw_singles(&self, layer: &mut LayerWriter, singles: &[Single], words: &PointWords<'_>) {
        let window = self.window();
        for case in singles {
            let at = Point { x: i64::from(case.at.x), y: i64::from(case.at.y) };
            let Some(place) = window.point(WorldPoint::of(at).on_grid(self.address.zoom())) else { continue };
            let (id, class) = ((words.id)(case.number), (words.class)(case.class));
            let reported = (words.time)(case.reported_at);
            let stage = Stage::ALL.get(usize::from(case.stage)).map_or("", |stage| stage.as_str());
            let mut attributes = Vec::with_capacity(6);
            attributes.extend(id.as_deref().map(|id| ("id", Value::Text(id))));
            attributes.push(("number", Value::Whole(case.number.into())));
            attributes.extend(class.as_deref().map(|class| ("class", Value::Text(class))));
            attributes.push(("stage", Value::Text(stage)));
            attributes.push(("overdue", Value::Flag(case.overdue)));
            attributes.push(("reported_at", Value::Text(&reported)));
            layer.add_points(Some(case.number.into()), &attributes, &[place]);
        }
    }

    fn window(&self) -> Window {
        Window::new(self.address.x(), self.address.y(), 0)
    }
}

impl Cluster {
    fn join(&mut self, more: Self) {
        self.cases += more.cases;
        self.overdue += more.overdue;
        self.x += more.x;
        self.y += more.y;
    }
}

/// Hands the chosen rows that may be seen to a visitor, with their places.
fn each(
    chunk: &Chunk,
    selection: &Selection,
    asked: &PointQuestion<'_>,
    mut visitor: impl FnMut(usize, LatticePoint),
) {
    for row in selection.rows().filter(|row| (asked.sees)(chunk, *row)) {
        let (Some(&x), Some(&y)) = (chunk.lon().get(row), chunk.lat().get(row)) else { continue };
        visitor(row, LatticePoint { x, y });
    }
}

/// The single cases by number, or as many as show that they are too many.
fn singles(columns: &Columns, asked: &PointQuestion<'_>, filter: &Filter) -> Vec<Single> {
    let now = second(asked.now);
    let mut found = Vec::new();
    columns.scan(filter, |chunk, selection| {
        if found.len() > MOST {
            return;
        }
        each(chunk, selection, asked, |row, at| {
            let (Some(&number), Some(&class)) = (chunk.number().get(row), chunk.class().get(row)) else {
                return;
            };
            found.push(Single {
                number,
                at,
                class,
                stage: chunk.stage().get(row).copied().unwrap_or_default(),
                overdue: overdue(chunk, row, now),
                reported_at: chunk.reported_at().get(row).copied().unwrap_or_default(),
            });
        });
    });
    found.sort_unstable();
    found
}

/// Open and late: as [`Filter::overdue_at`].
fn overdue(chunk: &Chunk, row: usize, now: u32) -> bool {
    let at = |column: &[u32]| column.get(row).copied().unwrap_or(NO_TIME);
    let due = at(chunk.due_at());
    due < now && at(chunk.ended_at()) > now && at(chunk.handled_at()) > due
}

type Corners = (LatticePoint, LatticePoint);

/// What two boxes have in common.
fn both(asked: Option<Corners>, tile: Corners) -> Option<Corners> {
    let Some((a, b)) = asked else { return Some(tile) };
    let low = LatticePoint { x: a.x.min(b.x).max(tile.0.x), y: a.y.min(b.y).max(tile.0.y) };
    let high = LatticePoint { x: a.x.max(b.x).min(tile.1.x), y: a.y.max(b.y).min(tile.1.y) };
    (low.x <= high.x && low.y <= high.y).then_some((low, high))
}

fn second(at: Timestamp) -> u32 {
    u32::try_from(at.as_second().clamp(0, i64::from(NO_TIME) - 1)).unwrap_or(0)
}
