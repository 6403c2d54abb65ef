//! From a district's folder to its plans.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use jiff::{Timestamp, civil::Date, tz::TimeZone, tz::TimeZoneDatabase};
use serde_json::Value;

use super::error::{DefinitionError, DefinitionErrors, syntax};
use super::features::{Fault, Feature, read};
use super::schema::{BaseMapEntry, DistrictFile, LayerEntry, PlanEntry, SCHEMA};
use crate::grid::{Cell, CodeScheme, Layer, LayerRole, Parents, Plan, PlanHistory, Title, check_hierarchy};
use crate::ids::{CellCode, LayerName, PlanNumber};

/// A district as its folder defines it.
#[derive(Debug, Clone)]
pub struct District {
    name: Title,
    county_code: CellCode,
    zone: TimeZone,
    routing_layer: LayerName,
    levels: Vec<LayerName>,
    layers: Vec<LayerDefinition>,
    base_map: Option<BaseMapEntry>,
    plans: PlanHistory,
}

/// What a layer is in every plan.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LayerDefinition {
    /// The layer's name.
    pub name: LayerName,
    /// Its name for people.
    pub title: Title,
    /// What its cells stand for.
    pub role: LayerRole,
    /// Whether the borders are invented.
    pub synthetic: bool,
    /// The layers that it stands under.
    pub parents: Vec<LayerName>,
    /// How its codes are built.
    pub code_scheme: CodeScheme,
}

impl District {
    /// Reads a district's folder.
    ///
    /// Checked: the form of every file, codes against their systems, parents, the time of plans. That cells neither
    /// overlap nor leave gaps is a question of geometry, asked by [`crate::topology`] before a plan is published.
    ///
    /// # Errors
    /// Everything that is wrong, one line each, as far as the files could be read.
    ///
    /// # Complexity
    /// O(n log n) in the size of the files.
    pub fn load(folder: &Path) -> Result<Self, DefinitionErrors> {
        let file = folder.join("district.json");
        let text = std::fs::read_to_string(&file)
            .map_err(|source| DefinitionErrors(vec![DefinitionError::Read { file: file.clone(), source }]))?;
        let entries: DistrictFile = serde_json::from_str(&text)
            .map_err(|error| DefinitionErrors(vec![syntax(file.clone(), &error)]))?;
        let mut loader = Loader { folder: folder.into(), file, errors: Vec::new() };
        let district = loader.district(entries);
        match district {
            Some(district) if loader.errors.is_empty() => Ok(district),
            _ => Err(DefinitionErrors(loader.errors)),
        }
    }

    /// The district's name.
    #[must_use]
    pub fn name(&self) -> &Title {
        &self.name
    }

    /// The district's code.
    #[must_use]
    pub fn county_code(&self) -> &CellCode {
        &self.county_code
    }

    /// The time zone in which days are meant.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The layer whose cell decides a case's way.
    #[must_use]
    pub fn routing_layer(&self) -> &LayerName {
        &self.routing_layer
    }

    /// The layers that roll up, from the top.
    #[must_use]
    pub fn levels(&self) -> &[LayerName] {
        &self.levels
    }

    /// All layers, in the order in which a map lists them.
    #[must_use]
    pub fn layers(&self) -> &[LayerDefinition] {
        &self.layers
    }

    /// What a map shows under the cells.
    #[must_use]
    pub fn base_map(&self) -> Option<&BaseMapEntry> {
        self.base_map.as_ref()
    }

    /// All plans.
    #[must_use]
    pub fn plans(&self) -> &PlanHistory {
        &self.plans
    }
}

/// A cell, and the first plan with it and the first one without it any more.
struct Dated {
    cell: Cell,
    begin: u32,
    end: u32,
}

struct Loader {
    folder: PathBuf,
    file: PathBuf,
    errors: Vec<DefinitionError>,
}

impl Loader {
    fn fault(&mut self, place: &str, field: &str, value: &str, wanted: &str) {
        self.errors.push(Fault::new(place, field, format!("{value:?}"), wanted).at(&self.file));
    }

    fn district(&mut self, entries: DistrictFile) -> Option<District> {
        if entries.schema != SCHEMA {
            self.fault("top level", "schema", &entries.schema, &format!("{SCHEMA} is read by this version"));
        }
        let zone = TimeZoneDatabase::bundled().get(&entries.zone);
        if zone.is_err() {
            self.fault(
                "top level",
                "zone",
                &entries.zone,
                "an IANA time zone is needed, for instance Asia/Shanghai",
            );
        }
        let names: Vec<&String> = entries.layers.iter().map(|layer| &layer.name).collect();
        let known = names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
        let mentions = std::iter::once(("routing_layer".to_owned(), &entries.routing_layer))
            .chain(entries.levels.iter().map(|level| ("levels".to_owned(), level)))
            .chain(entries.layers.iter().flat_map(|layer| {
                layer.parents.iter().map(|parent| (format!("layer {}, parents", layer.name), parent))
            }))
            .chain(entries.plans.iter().flat_map(|plan| {
                plan.layers.iter().flatten().map(|layer| (format!("plan {}, layers", plan.number), layer))
            }));
        for (place, name) in mentions {
            if !names.contains(&name) {
                self.fault(&place, "layer", name, &format!("the layers are {known}"));
            }
        }
        for (at, name) in names.iter().enumerate() {
            if names.iter().take(at).any(|earlier| earlier == name) {
                self.fault(&format!("layers[{at}]"), "name", name, "each layer needs a name of its own");
            }
        }
        let definitions: Vec<LayerDefinition> =
            entries.layers.iter().map(|entry| self.definition(entry)).collect();
        let cells: Vec<Vec<Dated>> = entries.layers.iter().map(|entry| self.cells(entry)).collect();
        let zone = zone.ok()?;
        let plans = self.plans(&entries, &definitions, &cells, &zone)?;
        let plans = PlanHistory::new(plans)
            .map_err(|source| self.errors.push(DefinitionError::Plan { file: self.file.clone(), source }))
            .ok()?;
        Some(District {
            name: entries.name,
            county_code: CellCode::new(&entries.county_code),
            zone,
            routing_layer: LayerName::new(&entries.routing_layer),
            levels: entries.levels.iter().map(|level| LayerName::new(level)).collect(),
            layers: definitions,
            base_map: entries.base_map,
            plans,
        })
    }

    fn definition(&mut self, entry: &LayerEntry) -> LayerDefinition {
        let code_scheme = entry.code_scheme.parse().unwrap_or_else(|error: crate::grid::CodeSchemeError| {
            let place = format!("layer {}", entry.name);
            self.fault(&place, "code_scheme", &entry.code_scheme, &error.to_string());
            CodeScheme::free_text()
        });
        LayerDefinition {
            name: LayerName::new(&entry.name),
            title: entry.title.clone(),
            role: entry.role,
            synthetic: entry.synthetic,
            parents: entry.parents.iter().map(|parent| LayerName::new(parent)).collect(),
            code_scheme,
        }
    }

    fn cells(&mut self, entry: &LayerEntry) -> Vec<Dated> {
        let inside = Path::new(&entry.file).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            let wanted = "a file inside the district's folder is needed";
            self.fault(&format!("layer {}", entry.name), "file", &entry.file, wanted);
            return Vec::new();
        }
        let file = self.folder.join(&entry.file);
        let features = read(&file, entry.object.as_deref(), &mut self.errors).unwrap_or_default();
        let mut cells = Vec::with_capacity(features.len());
        for (at, feature) in features.into_iter().enumerate() {
            match dated(entry, feature, &format!("layer {}, feature {}", entry.name, at + 1)) {
                Ok(cell) => cells.push(cell),
                Err(fault) => self.errors.push(fault.at(&file)),
            }
        }
        cells
    }

    fn plans(
        &mut self,
        entries: &DistrictFile,
        definitions: &[LayerDefinition],
        cells: &[Vec<Dated>],
        zone: &TimeZone,
    ) -> Option<Vec<Arc<Plan>>> {
        let begins: Vec<Option<Timestamp>> = entries
            .plans
            .iter()
            .map(|plan| self.instant(plan, "valid_from", &plan.valid_from, zone))
            .collect();
        let parents_of: BTreeMap<_, _> =
            definitions.iter().map(|layer| (layer.name.clone(), layer.parents.clone())).collect();
        let schemes =
            definitions.iter().map(|layer| (layer.name.clone(), layer.code_scheme.clone())).collect();
        let mut plans: Vec<Arc<Plan>> = Vec::new();
        let mut sound = true;
        for (at, entry) in entries.plans.iter().enumerate() {
            let next = begins.get(at + 1).copied().flatten();
            let end = match &entry.valid_to {
                Some(text) => self.instant(entry, "valid_to", text, zone),
                None => next,
            };
            let number = PlanNumber(entry.number);
            let before = plans.last().cloned();
            let layers = self.layers_of(entry, &entries.layers, cells, before.as_deref());
            for source in check_hierarchy(&layers, &parents_of, &schemes) {
                self.errors.push(DefinitionError::Hierarchy {
                    file: self.file.clone(),
                    plan: number,
                    source,
                });
            }
            let Some(begin) = begins.get(at).copied().flatten() else {
                sound = false;
                continue;
            };
            match Plan::new(number, begin, end, layers, entry.lineage.clone()) {
                Ok(plan) => plans.push(Arc::new(plan)),
                Err(source) => self.errors.push(DefinitionError::Plan { file: self.file.clone(), source }),
            }
        }
        sound.then_some(plans)
    }

    /// A plan's layers; one that has the same cells as in the plan before is shared with it.
    fn layers_of(
        &mut self,
        plan: &PlanEntry,
        entries: &[LayerEntry],
        cells: &[Vec<Dated>],
        before: Option<&Plan>,
    ) -> BTreeMap<LayerName, Arc<Layer>> {
        let mut layers = BTreeMap::new();
        let has = |dated: &&Dated, number: u32| dated.begin <= number && number < dated.end;
        for (entry, cells) in entries.iter().zip(cells) {
            if plan.layers.as_ref().is_some_and(|names| !names.contains(&entry.name)) {
                continue;
            }
            let name = LayerName::new(&entry.name);
            let earlier = before.and_then(|before| Some((before.number().0, before.layer(&name)?)));
            if let Some((number, layer)) = earlier
                && cells.iter().all(|cell| has(&cell, number) == has(&cell, plan.number))
            {
                layers.insert(name, Arc::clone(layer));
                continue;
            }
            let members =
                cells.iter().filter(|cell| has(cell, plan.number)).map(|dated| dated.cell.clone()).collect();
            match Layer::new(name.clone(), entry.title.clone(), entry.role, members) {
                Ok(layer) => {
                    let layer = match (&entry.note, entry.synthetic) {
                        (note, true) => layer.into_synthetic(note.clone().unwrap_or_default()),
                        (Some(note), false) => layer.with_note(note.clone()),
                        (None, false) => layer,
                    };
                    layers.insert(name, Arc::new(layer));
                }
                Err(source) => {
                    self.errors.push(DefinitionError::Layer { file: self.folder.join(&entry.file), source });
                }
            }
        }
        layers
    }

    /// The begin of a day in the zone, or an instant with an offset.
    fn instant(&mut self, plan: &PlanEntry, field: &str, text: &str, zone: &TimeZone) -> Option<Timestamp> {
        let day = text.parse::<Date>().ok().and_then(|day| day.to_zoned(zone.clone()).ok());
        // A date alone is not an instant, and an instant parses as a date by its first part: ask for the instant first.
        let instant = text.parse::<Timestamp>().ok().or_else(|| day.map(|day| day.timestamp()));
        if instant.is_none() {
            let place = format!("plan {}", plan.number);
            self.fault(
                &place,
                field,
                text,
                "a day like 2011-01-01 or an instant like 2011-01-01T00:00:00+08:00 is needed",
            );
        }
        instant
    }
}

fn dated(entry: &LayerEntry, feature: Feature, place: &str) -> Result<Dated, Fault> {
    let Feature { properties, shape } = feature;
    let text = |field: &str, wanted: &str| match properties.get(field) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text.clone()),
        Some(other) => Err(Fault::new(place, field, other, wanted)),
        None => Err(Fault::new(place, field, "missing", wanted)),
    };
    let code = text(&entry.code_field, "a code as text is needed, in quotes so that leading zeros survive")?;
    let place = &format!("{place} (code {code})");
    let mut parents = Parents::default();
    for parent in &entry.parents {
        let wanted = format!("the code of its parent in layer {parent} is needed, as text");
        let parent_code = text(parent, &wanted)?;
        parents.set(LayerName::new(parent), CellCode::new(&parent_code));
    }
    let optional = |field: &Option<String>| {
        let value = field.as_ref().and_then(|field| properties.get(field)).and_then(Value::as_str);
        value.unwrap_or_default().to_owned()
    };
    let name = Title { zh: optional(&entry.name_field), en: optional(&entry.name_en_field) };
    let number =
        |field: &Option<String>, absent: u32| match field.as_ref().and_then(|field| properties.get(field)) {
            None => Ok(absent),
            Some(value) => value.as_u64().and_then(|number| u32::try_from(number).ok()).ok_or_else(|| {
                Fault::new(place, field.as_deref().unwrap_or_default(), value, "a plan number is needed")
            }),
        };
    let (begin, end) = (number(&entry.begin_field, 0)?, number(&entry.end_field, u32::MAX)?);
    let name = Some(name).filter(|name| !name.zh.is_empty() || !name.en.is_empty());
    Ok(Dated { cell: Cell { code: CellCode::new(&code), name, parents, shape }, begin, end })
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
