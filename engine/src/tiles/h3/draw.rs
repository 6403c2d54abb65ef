//! Tiles of hexagons.

use super::figures::HexFigures;
use crate::tiles::Print;
use crate::tiles::address::{TileAddress, world_box};
use crate::tiles::cells::BUFFER;
use crate::tiles::figures::{Figure, ShownCell};
use crate::tiles::index::on_grid;
use crate::tiles::mvt::{LayerWriter, TilePolygon, Value, Window, tile_bytes};

/// Raised when the same hexagons would give other bytes; part of every tile's tag.
const ENCODER: u64 = 1;

impl HexFigures {
    /// Which of the shown hexagons a tile may show, rising: their places in `shown.cells`.
    ///
    /// # Complexity
    /// O(hexagons), four comparisons each.
    #[must_use]
    pub fn hexes_in(&self, address: TileAddress) -> Vec<usize> {
        let window = Window::new(address.x(), address.y(), BUFFER);
        let (low, high) = world_box(window.corners(), address.zoom());
        let meets = |hex: u32| {
            self.all.hex(hex).is_some_and(|hex| {
                hex.low.x <= high.x && low.x <= hex.high.x && hex.low.y <= high.y && low.y <= hex.high.y
            })
        };
        (0..).zip(&self.hexes).filter(|(_, hex)| meets(**hex)).map(|(at, _)| at).collect()
    }

    /// A number that differs when a tile of these hexagons would.
    #[must_use]
    pub fn fingerprint(&self, places: &[usize]) -> u64 {
        let mut print = Print::default();
        print.number(ENCODER);
        self.shown.scale.breaks().iter().for_each(|at| print.number(at.to_bits()));
        for place in places {
            let hex = self.hexes.get(*place).and_then(|hex| self.all.hex(*hex));
            let (Some(hex), Some(shown)) = (hex, self.shown.cells.get(*place)) else { continue };
            print.number(hex.id());
            match shown.figure {
                Figure::Value(value) => print.number(value.to_bits()),
                Figure::Missing(why) => print.number(why as u64),
            }
            print.number(
                u64::from(shown.cases) << 9
                    | u64::from(shown.merged.level) << 1
                    | u64::from(shown.merged.withheld),
            );
            if shown.merged.level > 0 {
                print.bytes(self.group(shown).unwrap_or_default().as_bytes());
            }
        }
        print.get()
    }

    /// The tile of these hexagons, uncompressed; none at all when nothing shows. One layer `cells` (polygons; `code` is the H3
    /// index in hexadecimal digits, `resolution`, `cases`, `value` or `missing`, `class`, `merged` and `group` where it is
    /// shown with others; the id is the same in all tiles).
    ///
    /// # Complexity
    /// O(hexagons that meet the tile).
    #[must_use]
    pub fn render(&self, address: TileAddress, places: &[usize]) -> Vec<u8> {
        let window = Window::new(address.x(), address.y(), BUFFER);
        let mut layer = LayerWriter::new("cells");
        for place in places {
            let hex = self.hexes.get(*place).and_then(|hex| self.all.hex(*hex));
            let (Some(hex), Some(shown)) = (hex, self.shown.cells.get(*place)) else { continue };
            let Some(exterior) = window.ring(&on_grid(&hex.outline, address.zoom())) else { continue };
            let mut attributes = vec![
                ("code", Value::Text(&hex.code)),
                ("resolution", Value::Whole(self.resolution().number().into())),
            ];
            self.mark(shown, &mut attributes);
            layer.add_polygons(Some(hex.id()), &attributes, &[TilePolygon { exterior, interiors: vec![] }]);
        }
        tile_bytes(&[layer])
    }

    fn mark<'a>(&'a self, shown: &ShownCell, attributes: &mut Vec<(&'a str, Value<'a>)>) {
        match shown.figure {
            _ if shown.merged.withheld => attributes.push(("missing", Value::Text("withheld"))),
            Figure::Value(value) => {
                attributes.push(("cases", Value::Whole(shown.cases.into())));
                attributes.push(("value", Value::Number(value)));
            }
            Figure::Missing(why) => {
                attributes.push(("cases", Value::Whole(shown.cases.into())));
                attributes.push(("missing", Value::Text(why.name())));
            }
        }
        if let Some(class) = shown.class {
            attributes.push(("class", Value::Whole(class.into())));
        }
        if shown.merged.level > 0 {
            attributes.push(("merged", Value::Whole(shown.merged.level.into())));
            attributes.extend(self.group(shown).map(|code| ("group", Value::Text(code))));
        }
    }

    /// The code of the first hexagon of a group.
    fn group(&self, shown: &ShownCell) -> Option<&str> {
        let first = *self.hexes.get(shown.merged.group as usize)?;
        Some(self.all.hex(first)?.code.as_str())
    }
}
