//! Codes, names and parents: from groups of cells to layers.

use super::group::{apportion, even_groups};
use super::mesh::NONE;
use super::spec::{
    CommunitySpec, CoverageError, CoverageReport, CoverageSpec, GeneratedCoverage, GeneratedLayer, TownSpec,
};
use super::{Ground, border, reach};
use crate::grid::{Cell, CodeScheme, Layer, LayerRole, Parents, Title, reading_order, representative_point};
use crate::ids::{CellCode, LayerName};
use crate::simulate::{SplitMix64, streets};
use crate::topology::Shape;

/// Names of the generated layers, from the largest cells to the smallest.
const NAMES: [(&str, &str, &str, LayerRole); 5] = [
    ("district", "区", "District", LayerRole::District),
    ("town", "街镇", "Street or town", LayerRole::Town),
    ("community", "居村委工作站", "Community workstation", LayerRole::Community),
    ("responsibility-grid", "责任网格", "Responsibility grid", LayerRole::ResponsibilityGrid),
    ("unit-grid", "单元网格", "Unit grid", LayerRole::UnitGrid),
];

/// A group of cells of one town that begin in one plan.
struct Group {
    town: usize,
    phase: u32,
    cells: Vec<u32>,
}

/// A town's code and name, and the communities to number.
#[derive(Clone)]
struct Town {
    code: String,
    name: Title,
    communities: Vec<CommunitySpec>,
}

/// A layer in the making: for each of its cells a code, a name, parents and the plan in which it begins.
#[derive(Default)]
struct Draft {
    codes: Vec<CellCode>,
    names: Vec<Option<Title>>,
    parents: Vec<Parents>,
    since: Vec<u32>,
    /// The draft cell of each mesh cell.
    of_cell: Vec<u32>,
}

pub(super) fn publish(
    spec: &CoverageSpec,
    ground: &Ground,
    random: &SplitMix64,
) -> Result<GeneratedCoverage, CoverageError> {
    let towns = named_towns(spec, ground);
    let (communities, grids) = gather(spec, ground, &towns, random)?;
    let layers = [
        district(spec, ground),
        town_draft(spec, ground, &towns),
        number(ground, &communities, |town| community_codes(&towns[town], &communities, town))?,
        number(ground, &grids, |town| grid_codes(&towns[town], &grids, town))?,
    ];
    let [district, town, community, grid] = layers;
    let unit = unit_draft(ground, [&town, &community, &grid])?;
    let cell_of = &ground.division.cell_of;
    let mut published = Vec::new();
    for (draft, (name, zh, en, role)) in [district, town, community, grid, unit].iter().zip(NAMES) {
        if draft.codes.is_empty() {
            continue;
        }
        let shapes =
            border::shapes(&ground.mesh, cell_of, |cell| draft.of_cell[cell as usize], draft.codes.len());
        published.push(layer(draft, shapes, name, Title::new(zh, en), role)?);
    }
    let report = report(spec, ground, &published);
    let cuts: Vec<(u32, &[[u32; 2]])> =
        ground.division.cuts.iter().map(|cut| (cut.cells, cut.edges.as_slice())).collect();
    let streets =
        streets::along(&ground.mesh.points, &cuts, |p| ground.plane.metres(p), ground.division.count);
    Ok(GeneratedCoverage { layers: published, streets, report })
}

fn layer(
    draft: &Draft,
    shapes: Vec<Shape>,
    name: &str,
    title: Title,
    role: LayerRole,
) -> Result<GeneratedLayer, CoverageError> {
    let mut cells: Vec<(Cell, u32)> = Vec::with_capacity(shapes.len());
    for (at, shape) in shapes.into_iter().enumerate() {
        let (code, name, parents) =
            (draft.codes[at].clone(), draft.names[at].clone(), draft.parents[at].clone());
        cells.push((Cell { code, name, parents, shape }, draft.since[at]));
    }
    cells.sort_by(|a, b| a.0.code.cmp(&b.0.code));
    let (cells, since) = cells.into_iter().unzip();
    let note = if role == LayerRole::District {
        Title::new(
            "外边界取自所给资料，其余边界均为合成。",
            "The outline is as given; every other border is synthetic.",
        )
    } else {
        Title::new("边界为合成数据，并非实际区划。", "Synthetic borders, not the real ones.")
    };
    let layer = Layer::new(LayerName::new(name), title, role, cells)?;
    let layer = if role == LayerRole::District { layer.with_note(note) } else { layer.into_synthetic(note) };
    Ok(GeneratedLayer { layer, since })
}

/// The towns as given, or invented ones numbered W→E in bands N→S.
fn named_towns(spec: &CoverageSpec, ground: &Ground) -> Vec<Town> {
    if !spec.towns.is_empty() {
        let town = |town: &TownSpec| Town {
            code: town.code.clone(),
            name: town.name.clone(),
            communities: town.communities.clone(),
        };
        return spec.towns.iter().map(town).collect();
    }
    let count = spec.town_count as usize;
    let mut codes = Vec::new();
    for at in 0..count {
        codes.push(format!("{}{:03}", spec.county_code, 101 + at));
    }
    let shapes =
        border::shapes(&ground.mesh, &ground.division.cell_of, |cell| ground.town_of[cell as usize], count);
    let mut towns = vec![None; count];
    for ((at, town), code) in in_order(&shapes, ground).into_iter().enumerate().zip(codes) {
        let name = Title::new(&format!("示例{}镇", at + 1), &format!("Example Town {}", at + 1));
        towns[town] = Some(Town { code, name, communities: Vec::new() });
    }
    towns.into_iter().flatten().collect()
}

/// Positions of shapes W→E in bands N→S; a band is as high as the side of a square of mean area.
fn in_order(shapes: &[Shape], ground: &Ground) -> Vec<usize> {
    let mut points = Vec::with_capacity(shapes.len());
    let mut area_m2 = 0.0;
    for shape in shapes {
        let point = representative_point(shape).or_else(|| shape.bounds().map(|(low, _)| low));
        points.push(point.unwrap_or(crate::topology::Point::new(0, 0)));
        for ring in shape.polygons.iter().map(|polygon| &polygon.exterior) {
            let metres: Vec<_> = ring.iter().map(|p| ground.plane.metres(*p)).collect();
            let (ox, oy) = metres.first().copied().unwrap_or_default();
            for pair in metres.windows(2) {
                let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
                area_m2 += 0.5 * ((ax - ox) * (by - oy) - (bx - ox) * (ay - oy));
            }
        }
    }
    let count = f64::from(u32::try_from(shapes.len().max(1)).unwrap_or(u32::MAX));
    reading_order(&points, ground.plane.steps_north((area_m2 / count).max(0.0).sqrt()))
}

/// Communities and responsibility grids as groups of cells; both within a town and a plan, otherwise free to cross.
fn gather(
    spec: &CoverageSpec,
    ground: &Ground,
    towns: &[Town],
    random: &SplitMix64,
) -> Result<(Vec<Group>, Vec<Group>), CoverageError> {
    let key = |cell: u32| {
        let phase = ground.phase_of[cell as usize];
        (phase != NONE).then_some((ground.town_of[cell as usize], phase))
    };
    let grounds = ground.graph.groups(key);
    let sizes: Vec<usize> = grounds.iter().map(Vec::len).collect();
    let weights: Vec<f64> =
        sizes.iter().map(|size| f64::from(u32::try_from(*size).unwrap_or(u32::MAX))).collect();
    let covered: usize = sizes.iter().sum();
    let town_at = |at: usize| ground.town_of[grounds[at][0] as usize] as usize;
    let mut wanted = vec![0; grounds.len()];
    for (town, town_spec) in towns.iter().enumerate() {
        let here: Vec<usize> = (0..grounds.len()).filter(|at| town_at(*at) == town).collect();
        let pick = |values: &[f64]| here.iter().map(|at| values[*at]).collect::<Vec<_>>();
        let limits: Vec<usize> = here.iter().map(|at| sizes[*at]).collect();
        let available = limits.iter().sum();
        let by_size = (pick(&weights).iter().sum::<f64>() / spec.units_per_community).round();
        let count = match town_spec.communities.len() {
            0 => super::whole(by_size).max(1) as usize,
            listed => listed,
        };
        if count > available && !town_spec.communities.is_empty() {
            let what = format!("communities of town {}", town_spec.code);
            return Err(CoverageError::TooFew { what, wanted: count, available });
        }
        for (at, count) in here.iter().zip(apportion(count, &pick(&weights), &limits)) {
            wanted[*at] = count;
        }
    }
    let grid_count = spec.responsibility_grids as usize;
    if grid_count > covered {
        let what = "responsibility grids".into();
        return Err(CoverageError::TooFew { what, wanted: grid_count, available: covered });
    }
    let grid_counts =
        if grid_count == 0 { vec![0; grounds.len()] } else { apportion(grid_count, &weights, &sizes) };
    let ones = vec![1.0; ground.graph.len()];
    let groups = |counts: &[usize], weights: &[f64], mut random: SplitMix64| {
        let mut groups = Vec::new();
        for (members, count) in grounds.iter().zip(counts).filter(|(_, count)| **count > 0) {
            let (town, phase) =
                (ground.town_of[members[0] as usize] as usize, ground.phase_of[members[0] as usize]);
            let parts = even_groups(&ground.graph, weights, members, *count, &mut random);
            groups.extend(parts.into_iter().map(|cells| Group { town, phase, cells }));
        }
        groups
    };
    Ok((
        groups(&wanted, &ones, random.fork(11)),
        groups(&grid_counts, &ground.graph.areas_m2, random.fork(12)),
    ))
}

fn district(spec: &CoverageSpec, ground: &Ground) -> Draft {
    Draft {
        codes: vec![CellCode::new(&spec.county_code)],
        names: vec![Some(spec.name.clone())],
        parents: vec![Parents::default()],
        since: vec![0],
        of_cell: vec![0; ground.graph.len()],
    }
}

fn town_draft(spec: &CoverageSpec, ground: &Ground, towns: &[Town]) -> Draft {
    let mut draft = Draft { of_cell: ground.town_of.clone(), ..Draft::default() };
    for town in towns {
        draft.codes.push(CellCode::new(&town.code));
        draft.names.push(Some(town.name.clone()));
        let parent = (LayerName::new("district"), CellCode::new(&spec.county_code));
        draft.parents.push(Parents::from_iter([parent]));
        draft.since.push(0);
    }
    draft
}

/// Gives the groups of each town their codes: earlier plans first, then W→E in bands N→S.
fn number(
    ground: &Ground,
    groups: &[Group],
    codes: impl Fn(usize) -> Result<Vec<(CellCode, Option<Title>, CellCode)>, CoverageError>,
) -> Result<Draft, CoverageError> {
    let mut of_cell = vec![NONE; ground.graph.len()];
    for (at, group) in (0_u32..).zip(groups) {
        for cell in &group.cells {
            of_cell[*cell as usize] = at;
        }
    }
    let shapes =
        border::shapes(&ground.mesh, &ground.division.cell_of, |cell| of_cell[cell as usize], groups.len());
    let mut rank = vec![0; groups.len()];
    for (at, group) in in_order(&shapes, ground).into_iter().enumerate() {
        rank[group] = at;
    }
    let mut draft =
        Draft { of_cell, since: groups.iter().map(|group| group.phase).collect(), ..Draft::default() };
    draft.codes = vec![CellCode::new(""); groups.len()];
    draft.names = vec![None; groups.len()];
    draft.parents = vec![Parents::default(); groups.len()];
    let towns = groups.iter().map(|group| group.town + 1).max().unwrap_or(0);
    for town in 0..towns {
        let mut here: Vec<usize> = (0..groups.len()).filter(|at| groups[*at].town == town).collect();
        here.sort_by_key(|at| (groups[*at].phase, rank[*at]));
        for (at, (code, name, parent)) in here.into_iter().zip(codes(town)?) {
            draft.codes[at] = code;
            draft.names[at] = name;
            draft.parents[at] = Parents::from_iter([(LayerName::new("town"), parent)]);
        }
    }
    Ok(draft)
}

type Numbered = (CellCode, Option<Title>, CellCode);

fn community_codes(town: &Town, groups: &[Group], at: usize) -> Result<Vec<Numbered>, CoverageError> {
    let parent = CellCode::new(&town.code);
    if !town.communities.is_empty() {
        let numbered = |community: &CommunitySpec| {
            let name = Title::new(&community.name, "");
            (CellCode::new(&community.code), Some(name), parent.clone())
        };
        return Ok(town.communities.iter().map(numbered).collect());
    }
    let count = groups.iter().filter(|group| group.town == at).count();
    let codes = scheme("6+3+3").number_under(&town.code, count)?;
    let named = |(n, code): (usize, CellCode)| {
        let name = Title::new(&format!("示例{}居委会", n + 1), &format!("Example Community {}", n + 1));
        (code, Some(name), parent.clone())
    };
    Ok(codes.into_iter().enumerate().map(named).collect())
}

fn grid_codes(town: &Town, groups: &[Group], at: usize) -> Result<Vec<Numbered>, CoverageError> {
    let count = groups.iter().filter(|group| group.town == at).count();
    let codes = scheme("6+3+Z+3").number_under(&town.code, count)?;
    let named = |(n, code): (usize, CellCode)| {
        let name = Title::new(
            &format!("{}责任网格{}", town.name.zh, n + 1),
            &format!("{} grid {}", town.name.en, n + 1),
        );
        (code, Some(name), CellCode::new(&town.code))
    };
    Ok(codes.into_iter().enumerate().map(named).collect())
}

fn scheme(text: &str) -> CodeScheme {
    text.parse().unwrap_or_default()
}

/// Unit grids, numbered within their community.
fn unit_draft(ground: &Ground, above: [&Draft; 3]) -> Result<Draft, CoverageError> {
    let [town, community, grid] = above;
    let mut draft = Draft { of_cell: vec![NONE; ground.graph.len()], ..Draft::default() };
    let mut cells_of: Vec<Vec<u32>> = vec![Vec::new(); community.codes.len()];
    let mut covered = vec![NONE; ground.graph.len()];
    let mut count = 0_u32;
    for (cell, group) in (0_u32..).zip(&community.of_cell) {
        if let Some(list) = cells_of.get_mut(*group as usize) {
            list.push(cell);
            covered[cell as usize] = count;
            count += 1;
        }
    }
    let shapes =
        border::shapes(&ground.mesh, &ground.division.cell_of, |cell| covered[cell as usize], count as usize);
    for (at, cells) in cells_of.iter().enumerate() {
        let own: Vec<Shape> =
            cells.iter().map(|cell| shapes[covered[*cell as usize] as usize].clone()).collect();
        let codes = scheme("6+3+3+3").number_under(community.codes[at].as_str(), cells.len())?;
        for (position, code) in in_order(&own, ground).into_iter().zip(codes) {
            let cell = cells[position] as usize;
            draft.of_cell[cell] = u32::try_from(draft.codes.len()).unwrap_or(NONE);
            let mut parents = Parents::default();
            for (name, draft) in [("town", town), ("community", community), ("responsibility-grid", grid)] {
                if let Some(code) = draft.codes.get(draft.of_cell[cell] as usize) {
                    parents.set(LayerName::new(name), code.clone());
                }
            }
            draft.codes.push(code);
            draft.names.push(None);
            draft.parents.push(parents);
            draft.since.push(community.since[at]);
        }
    }
    Ok(draft)
}

fn report(spec: &CoverageSpec, ground: &Ground, layers: &[GeneratedLayer]) -> CoverageReport {
    let areas: Vec<f64> = ground
        .graph
        .areas_m2
        .iter()
        .zip(&ground.phase_of)
        .filter(|(_, phase)| **phase != NONE)
        .map(|(area, _)| *area)
        .collect();
    let count = |role| layers.iter().find(|l| l.layer.role() == role).map_or(0, |l| l.layer.cells().len());
    let units = layers.iter().find(|l| l.layer.role() == LayerRole::UnitGrid);
    let vertices =
        units.map_or(0, |l| l.layer.cells().iter().flat_map(|c| c.shape.rings()).map(Vec::len).sum());
    let sum: f64 = areas.iter().sum();
    CoverageReport {
        covered_m2: reach::covered_m2(&ground.graph, &ground.phase_of, spec.covered_m2.len().max(1)),
        units: areas.len(),
        communities: count(LayerRole::Community),
        responsibility_grids: count(LayerRole::ResponsibilityGrid),
        unit_area_m2: [
            areas.iter().copied().fold(f64::INFINITY, f64::min),
            sum / f64::from(u32::try_from(areas.len()).unwrap_or(u32::MAX)),
            areas.iter().copied().fold(0.0, f64::max),
        ],
        unit_vertices: vertices,
    }
}
