//! Tiles of a layer of cells: the cells, their borders drawn once, and one label place a cell.

use super::address::{TileAddress, WorldMap, WorldPoint};
use super::index::{FeatureIndex, index, meeting, on_grid};
use super::label::{Label, label_of};
use super::levels::{Level, Levels};
use super::mend::mended;
use super::mvt::{Drawn, EXTENT, LayerWriter, TilePoint, TilePolygon, Value, Window, tile_bytes};
use super::print::Print;
use super::stencil::{Stencil, StencilWriter};
use crate::crs::STEPS_PER_DEGREE;
use crate::grid::{Cell, Layer, Title};
use crate::ids::LayerName;
use crate::topology::arcs::ArcsError;
use crate::topology::simplify::SimplifyError;
use crate::topology::{Point, Shape};

/// Raised when the same cells would give other bytes; part of every tile's ETag.
pub const ENCODER_VERSION: u32 = 2;

/// Steps beyond the tile's square that are drawn as well, so that wide lines do not break at its rim.
pub const BUFFER: u16 = 64;

/// Everything that the tiles of one layer of one plan are made from.
#[derive(Debug)]
pub struct CellTiles {
    cells: Vec<TileCell>,
    levels: Levels,
    cell_index: FeatureIndex,
    border_index: FeatureIndex,
    bounds: Option<[f64; 4]>,
    synthetic: bool,
    fingerprint: u64,
}

#[derive(Debug)]
struct TileCell {
    code: String,
    name: Option<Title>,
    /// Key of the attribute and the parent's code.
    parents: Vec<(String, String)>,
    label: Option<Label>,
}

/// Cells with less room than this, in grid steps, get no label: 3 pixels of a tile 512 pixels wide.
const LEAST_ROOM: i64 = 24;

/// The zoom whose details matter to where a label stands: half a pixel is 8 m.
const LABEL_ZOOM: u8 = 13;

/// Why a layer cannot be drawn.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CellTilesError {
    /// Too many vertices.
    #[error(transparent)]
    Arcs(#[from] ArcsError),
    /// The layer lies at a pole.
    #[error("the layer cannot be simplified for display: {0}")]
    Simplify(#[from] SimplifyError),
}

impl CellTiles {
    /// Prepares a layer. Where its borders are invented every feature carries the word `synthetic`.
    ///
    /// # Errors
    /// [`CellTilesError`] for a layer of some 10^9 vertices or at a pole.
    ///
    /// # Complexity
    /// O(n log n) for n vertices of the layer.
    pub fn build(layer: &Layer) -> Result<Self, CellTilesError> {
        Self::build_on(layer, WorldMap::WebMercator)
    }

    /// Prepares a layer for the tiles of a world laid out in some way; addresses of other layouts are none of its own.
    ///
    /// # Errors
    /// As [`Self::build`].
    ///
    /// # Complexity
    /// As [`Self::build`].
    pub fn build_on(layer: &Layer, world: WorldMap) -> Result<Self, CellTilesError> {
        let shapes: Vec<Shape> = layer.cells().iter().map(|cell| cell.shape.clone()).collect();
        let box_of_all = corners(&shapes);
        let middle_lat = box_of_all.map_or(0.0, |[_, south, _, north]| f64::midpoint(south, north));
        let levels = Levels::build(&shapes, middle_lat, world)?;
        let outlines = &levels.at(LABEL_ZOOM).cells;
        let cells: Vec<_> =
            layer.cells().iter().zip(outlines).map(|(cell, outline)| TileCell::new(cell, outline)).collect();
        let finest = levels.finest();
        let cell_index = index(finest.cells.iter().map(|polygons| polygons.iter().flatten().flatten()));
        let border_index = index(finest.borders.iter().map(|border| border.iter()));
        let fingerprint = fingerprint(&cells, finest, layer.synthetic());
        Ok(Self {
            cells,
            cell_index,
            border_index,
            bounds: box_of_all,
            synthetic: layer.synthetic(),
            fingerprint,
            levels,
        })
    }

    /// A number that differs when the layer's tiles may differ, and is the same on every machine.
    ///
    /// Part of every tile's ETag, so that a layer edited in place is seen although its plan kept its number.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// West, south, east and north in degrees; `None` for a layer without cells.
    #[must_use]
    pub fn bounds(&self) -> Option<[f64; 4]> {
        self.bounds
    }

    /// The tile's bytes, uncompressed; none at all when nothing shows. A pure function of the layer and the address.
    ///
    /// Layers: `cells` (polygons; `code`, `name`, `name_en`, `parent_LAYER` for each parent, `synthetic`; the id is the cell's
    /// index), `borders` (lines, each border once; `outer`, `synthetic`), `labels` (one point a cell that has room for a
    /// label, in exactly one tile of a zoom; attributes as `cells`).
    ///
    /// # Complexity
    /// O(log n + v) for v vertices of the features that meet the tile; the first tile of a zoom simplifies the layer for it.
    #[must_use]
    pub fn render(&self, address: TileAddress) -> Vec<u8> {
        let window = Window::new(address.x(), address.y(), BUFFER);
        let level = self.levels.at(address.zoom());
        let [cells, labels] = self.cells_and_labels(&window, address, level);
        let mut borders = LayerWriter::new("borders");
        for number in meeting(&self.border_index, &window, address) {
            let Some(line) = usize::try_from(number).ok().and_then(|i| level.borders.get(i)) else {
                continue;
            };
            let parts = window.line(&on_grid(line, address.zoom()));
            let mut attributes = vec![("outer", Value::Flag(self.levels.is_outer(number)))];
            if self.synthetic {
                attributes.push(("synthetic", Value::Flag(true)));
            }
            borders.add_lines(Some(u64::from(number)), &attributes, &parts);
        }
        tile_bytes(&[cells, borders, labels])
    }

    /// What of a tile of figures does not change with them.
    ///
    /// # Complexity
    /// As [`Self::render`]; keep it where figures of the same tile are asked for again.
    #[must_use]
    pub fn stencil(&self, address: TileAddress) -> Stencil {
        let mut stencil = StencilWriter::default();
        self.each_drawn(address, |number, cell, drawn| {
            stencil.push(number, &drawn, |layer| self.name(cell, layer));
        });
        stencil.finish()
    }

    /// The tile of a stencil's cells with the attributes that `mark` gives each of them, by the cell's index: one layer `cells`
    /// (polygons; `code`, `name`, `name_en`, `synthetic`, then the marks; the id is the cell's index). A figure for each cell is
    /// laid over the grid with it.
    ///
    /// # Complexity
    /// O(bytes of the tile); some 0.05 µs a cell.
    #[must_use]
    pub fn render_over(&self, stencil: &Stencil, mark: impl Fn(u32, &mut LayerWriter)) -> Vec<u8> {
        let mut layer = LayerWriter::over("cells", stencil.plate());
        for (number, feature) in stencil.iter() {
            mark(number, &mut layer);
            layer.add_printed(&feature);
        }
        tile_bytes(&[layer])
    }

    /// As [`Self::render_over`], with the marks in lists, and without a stencil that is kept; cells without a mark are not drawn.
    ///
    /// # Complexity
    /// As [`Self::render`].
    #[must_use]
    pub fn render_marked<'a, M>(&'a self, address: TileAddress, marks: M) -> Vec<u8>
    where
        M: Fn(u32) -> Vec<(&'a str, Value<'a>)>,
    {
        let mut layer = LayerWriter::new("cells");
        self.each_drawn(address, |number, cell, drawn| {
            let own = marks(number);
            if !own.is_empty() {
                self.name(cell, &mut layer);
                own.iter().for_each(|(key, value)| layer.tag(key, value));
                layer.add_drawn(Some(u64::from(number)), &drawn);
            }
        });
        tile_bytes(&[layer])
    }

    /// Hands over the cells that show in a tile, rising, each with its geometry.
    fn each_drawn(&self, address: TileAddress, mut see: impl FnMut(u32, &TileCell, Drawn)) {
        let window = Window::new(address.x(), address.y(), BUFFER);
        let level = self.levels.at(address.zoom());
        for number in meeting(&self.cell_index, &window, address) {
            let Ok(at) = usize::try_from(number) else { continue };
            let (Some(cell), Some(polygons)) = (self.cells.get(at), level.cells.get(at)) else { continue };
            let drawn = Drawn::polygons(&on_tile(polygons, &window, address.zoom()));
            if let Some(drawn) = drawn {
                see(number, cell, drawn);
            }
        }
    }

    /// What is said of a cell under any figures.
    fn name(&self, cell: &TileCell, layer: &mut LayerWriter) {
        cell.names().for_each(|(key, value)| layer.tag(key, &value));
        if self.synthetic {
            layer.tag("synthetic", &Value::Flag(true));
        }
    }

    /// The addresses of a zoom whose squares meet the box around all cells, row by row; none for a layer without cells.
    pub fn addresses(&self, zoom: u8) -> impl Iterator<Item = TileAddress> + use<> {
        let world = self.levels.world();
        let corner = |lon: f64, lat: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "degrees of a place on Earth")]
            let steps = |degrees: f64| (degrees * STEPS_PER_DEGREE).round() as i64;
            let at = WorldPoint::of_world(world, Point { x: steps(lon), y: steps(lat) }).on_grid(zoom);
            [at.x, at.y].map(|at| u32::try_from(at / i64::from(EXTENT)).unwrap_or(0))
        };
        let range = self.bounds.map(|[west, south, east, north]| (corner(west, north), corner(east, south)));
        range.into_iter().flat_map(move |([west, north], [east, south])| {
            let row = move |y| {
                (west..=east).filter_map(move |x| TileAddress::on_world(world, zoom.into(), x, y).ok())
            };
            (north..=south).flat_map(row)
        })
    }

    /// Where a cell's label stands, well inside of it: the end of lines that lead to the cell.
    #[must_use]
    pub fn middle(&self, cell: u32) -> Option<WorldPoint> {
        self.cells.get(usize::try_from(cell).ok()?)?.label.map(|label| label.place)
    }

    /// The cells that a tile may show, rising.
    ///
    /// # Complexity
    /// O(log n + cells found).
    #[must_use]
    pub fn cells_in(&self, address: TileAddress) -> Vec<u32> {
        meeting(&self.cell_index, &Window::new(address.x(), address.y(), BUFFER), address)
    }

    fn cells_and_labels(&self, window: &Window, address: TileAddress, level: &Level) -> [LayerWriter; 2] {
        let mut cells = LayerWriter::new("cells");
        let mut labels = LayerWriter::new("labels");
        for number in meeting(&self.cell_index, window, address) {
            let Ok(at) = usize::try_from(number) else { continue };
            let (Some(cell), Some(polygons)) = (self.cells.get(at), level.cells.get(at)) else { continue };
            let attributes = cell.attributes(self.synthetic);
            let id = Some(u64::from(number));
            cells.add_polygons(id, &attributes, &on_tile(polygons, window, address.zoom()));
            let label = cell.label.filter(|label| has_room(label, address.zoom()));
            let place = label.map(|label| label.place.on_grid(address.zoom()));
            if let Some(place) = place.filter(|&place| window.owns(place)).and_then(|p| window.point(p)) {
                labels.add_points(id, &attributes, &[place]);
            }
        }
        [cells, labels]
    }
}

impl TileCell {
    /// `outline`: the cell's polygons without small details.
    fn new(cell: &Cell, outline: &[Vec<Vec<WorldPoint>>]) -> Self {
        let area = |rings: &Vec<Vec<WorldPoint>>| rings.first().map_or(0, |ring| doubled_area(ring));
        let label = outline.iter().max_by_key(|rings| area(rings)).and_then(|rings| label_of(rings));
        Self {
            code: cell.code.as_str().to_owned(),
            name: cell.name.clone(),
            parents: cell.parents.iter().map(|(layer, code)| (parent_key(layer), code.to_string())).collect(),
            label,
        }
    }

    fn names(&self) -> impl Iterator<Item = (&str, Value<'_>)> {
        let names =
            self.name.iter().flat_map(|name| [("name", name.zh.as_str()), ("name_en", name.en.as_str())]);
        let given = names.filter(|(_, text)| !text.is_empty());
        std::iter::once(("code", self.code.as_str())).chain(given).map(|(key, text)| (key, Value::Text(text)))
    }

    fn attributes(&self, synthetic: bool) -> Vec<(&str, Value<'_>)> {
        let mut attributes: Vec<_> = self.names().collect();
        attributes.extend(self.parents.iter().map(|(key, code)| (key.as_str(), Value::Text(code))));
        if synthetic {
            attributes.push(("synthetic", Value::Flag(true)));
        }
        attributes
    }
}

/// The attribute that holds the code of a cell's parent in a layer.
#[must_use]
pub fn parent_key(layer: &LayerName) -> String {
    format!("parent_{layer}")
}

fn has_room(label: &Label, zoom: u8) -> bool {
    WorldPoint { x: 0, y: label.room }.on_grid(zoom).y >= LEAST_ROOM
}

fn doubled_area(ring: &[WorldPoint]) -> i128 {
    let next = ring.iter().cycle().skip(1);
    let cross = |(a, b): (&WorldPoint, &WorldPoint)| {
        i128::from(a.x) * i128::from(b.y) - i128::from(b.x) * i128::from(a.y)
    };
    ring.iter().zip(next).map(cross).sum::<i128>().abs()
}

fn on_tile(polygons: &[Vec<Vec<WorldPoint>>], window: &Window, zoom: u8) -> Vec<TilePolygon> {
    let polygon = |rings: &Vec<Vec<WorldPoint>>| {
        let cut = |ring: &Vec<WorldPoint>| -> Option<Vec<TilePoint>> { window.ring(&on_grid(ring, zoom)) };
        let (exterior, interiors) = rings.split_first()?;
        Some(TilePolygon { exterior: cut(exterior)?, interiors: interiors.iter().filter_map(cut).collect() })
    };
    mended(polygons.iter().filter_map(polygon).collect())
}

/// West, south, east and north of all shapes, in degrees.
fn corners(shapes: &[Shape]) -> Option<[f64; 4]> {
    let boxes = shapes.iter().filter_map(Shape::bounds);
    let (low, high) = boxes.reduce(|(a, b), (c, d)| {
        (Point { x: a.x.min(c.x), y: a.y.min(c.y) }, Point { x: b.x.max(d.x), y: b.y.max(d.y) })
    })?;
    #[expect(clippy::cast_precision_loss, reason = "lattice steps of a place on Earth fit 32 bits")]
    let degrees = [low.x, low.y, high.x, high.y].map(|steps| steps as f64 / STEPS_PER_DEGREE);
    Some(degrees)
}

/// A number for what the cells show.
fn fingerprint(cells: &[TileCell], level: &Level, synthetic: bool) -> u64 {
    let mut print = Print::default();
    let mut take = |bytes: &[u8]| {
        print.bytes(bytes);
        print.bytes(&[0xff]);
    };
    take(&ENCODER_VERSION.to_le_bytes());
    take(&[u8::from(synthetic)]);
    for (cell, polygons) in cells.iter().zip(&level.cells) {
        for (key, value) in cell.attributes(synthetic) {
            take(key.as_bytes());
            if let Value::Text(text) = value {
                take(text.as_bytes());
            }
        }
        for ring in polygons.iter().flatten() {
            take(&u64::try_from(ring.len()).unwrap_or(u64::MAX).to_le_bytes());
            for p in ring {
                take(&[p.x.to_le_bytes(), p.y.to_le_bytes()].concat());
            }
        }
    }
    print.get()
}
