//! Tiles of flows.

use super::arc::line;
use super::count::Flows;
use crate::grid::Title;
use crate::tiles::address::{TileAddress, WorldPoint, world_box};
use crate::tiles::cells::BUFFER;
use crate::tiles::colour::{Ramp, Scale};
use crate::tiles::index::on_grid;
use crate::tiles::mvt::{LayerWriter, Value, Window, tile_bytes};

/// Where a flow begins or ends.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowEnd {
    /// The cell's or the unit's code.
    pub code: String,
    /// Its name.
    pub name: Title,
    /// Where it is drawn; `None` for what is only counted.
    pub place: Option<WorldPoint>,
}

/// Lines of flows, ready for any tile.
#[derive(Debug)]
pub struct FlowTiles {
    lines: Vec<Drawn>,
    scale: Scale,
    synthetic: bool,
}

#[derive(Debug)]
struct Drawn {
    from: FlowEnd,
    to: FlowEnd,
    cases: u32,
    line: Vec<WorldPoint>,
    /// The corners of its box.
    low: WorldPoint,
    high: WorldPoint,
}

impl FlowTiles {
    /// Lines between the ends of flows, by their indexes; `radius` is that of the ring of a flow that ends where it begins, in
    /// world steps. The scale goes up to the largest flow: it is the same for all tiles.
    #[must_use]
    pub fn new(flows: &Flows, from: &[FlowEnd], to: &[FlowEnd], radius: i64, synthetic: bool) -> Self {
        let largest = flows.flows.iter().map(|flow| flow.cases).max().unwrap_or(0);
        let drawn = |flow: &super::Flow| {
            let (from, to) = (from.get(flow.from as usize)?, to.get(usize::from(flow.to))?);
            let line = line(from.place?, to.place?, radius);
            let (mut low, mut high) = (*line.first()?, *line.first()?);
            for p in &line {
                low = WorldPoint { x: low.x.min(p.x), y: low.y.min(p.y) };
                high = WorldPoint { x: high.x.max(p.x), y: high.y.max(p.y) };
            }
            Some(Drawn { from: from.clone(), to: to.clone(), cases: flow.cases, line, low, high })
        };
        let mut lines: Vec<Drawn> = flows.flows.iter().filter_map(drawn).collect();
        // Wide ones below, so that narrow ones are seen.
        lines.sort_by(|a, b| b.cases.cmp(&a.cases).then_with(|| key(a).cmp(&key(b))));
        Self { lines, scale: Scale::up_to(f64::from(largest), Ramp::default()), synthetic }
    }

    /// At which numbers of cases lines become wider.
    #[must_use]
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// How many lines have a class of the scale.
    #[must_use]
    pub fn lines_of(&self, class: usize) -> usize {
        self.lines.iter().filter(|line| self.class(line.cases) == class).count()
    }

    /// The tile's bytes, uncompressed; none at all when nothing shows. One layer `flow` (lines from where it happened to who
    /// must act; `from`, `from_name`, `from_name_en`, `to`, `to_name`, `to_name_en`, `cases`, `class`, which is a step of
    /// width, and `synthetic`).
    ///
    /// # Complexity
    /// O(lines).
    #[must_use]
    pub fn render(&self, address: TileAddress) -> Vec<u8> {
        let window = Window::new(address.x(), address.y(), BUFFER);
        let (low, high) = world_box(window.corners(), address.zoom());
        let mut layer = LayerWriter::new("flow");
        for (id, flow) in (0_u64..).zip(&self.lines) {
            let apart =
                high.x < flow.low.x || flow.high.x < low.x || high.y < flow.low.y || flow.high.y < low.y;
            if apart {
                continue;
            }
            let parts = window.line(&on_grid(&flow.line, address.zoom()));
            let mut attributes = Vec::with_capacity(9);
            let ends = [
                ("from", "from_name", "from_name_en", &flow.from),
                ("to", "to_name", "to_name_en", &flow.to),
            ];
            for (code, zh, en, end) in ends {
                attributes.push((code, Value::Text(&end.code)));
                attributes.push((zh, Value::Text(&end.name.zh)));
                attributes.push((en, Value::Text(&end.name.en)));
            }
            attributes.push(("cases", Value::Whole(flow.cases.into())));
            attributes.push(("class", Value::Whole(i64::try_from(self.class(flow.cases)).unwrap_or(0))));
            if self.synthetic {
                attributes.push(("synthetic", Value::Flag(true)));
            }
            layer.add_lines(Some(id), &attributes, &parts);
        }
        tile_bytes(&[layer])
    }

    fn class(&self, cases: u32) -> usize {
        self.scale.class(f64::from(cases))
    }
}

fn key(line: &Drawn) -> (&str, &str) {
    (&line.from.code, &line.to.code)
}
