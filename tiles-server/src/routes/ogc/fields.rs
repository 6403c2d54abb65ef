//! What is told of a cell besides its shape, and how it is described.

use gridward::grid::{Cell, Layer};
use gridward::ids::{CellCode, LayerName};
use gridward::tiles::figures::Measure;
use gridward::tiles::mvt::Value as Attribute;
use gridward::tiles::parent_key;
use gridward::topology::Ground;
use serde_json::{Map, Value, json};

/// One property: its key, its JSON type, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub key: String,
    pub kind: &'static str,
    pub meaning: String,
    /// Whether items can be chosen by it.
    pub chooses: bool,
}

/// The properties of a layer's cells, in the order in which they are written.
#[derive(Debug, Clone)]
pub struct Fields {
    parents: Vec<(LayerName, String)>,
    measure: Option<Measure>,
    list: Vec<Field>,
}

/// What is the same for all cells of an answer.
#[derive(Debug, Clone)]
pub struct Common {
    pub plan: u32,
    pub valid_from: String,
    pub valid_to: Option<String>,
    pub synthetic: bool,
}

impl Fields {
    /// With figures where there is a measure.
    pub fn of(layer: &Layer, measure: Option<Measure>) -> Self {
        // Few names on thousands of cells: looking them up in a short list is the quickest.
        let mut parents: Vec<(LayerName, String)> = Vec::new();
        for (name, _) in layer.cells().iter().flat_map(|cell| cell.parents.iter()) {
            if parents.iter().all(|(known, _)| known != name) {
                parents.push((name.clone(), parent_key(name)));
            }
        }
        parents.sort();
        let list = listed(&parents, measure);
        Self { parents, measure, list }
    }

    /// All of them.
    pub fn list(&self) -> &[Field] {
        &self.list
    }

    /// Keys that items can be chosen by.
    pub fn choosing(&self) -> Vec<String> {
        self.list.iter().filter(|field| field.chooses).map(|field| field.key.clone()).collect()
    }

    /// The text that a key of [`Self::choosing`] has in a cell.
    pub fn text<'a>(&self, cell: &'a Cell, key: &str) -> Option<&'a str> {
        match key {
            "code" => Some(cell.code.as_str()),
            "name" => cell.name.as_ref().map(|name| name.zh.as_str()),
            "name_en" => cell.name.as_ref().map(|name| name.en.as_str()),
            _ => {
                let (layer, _) = self.parents.iter().find(|(_, own)| own == key)?;
                cell.parents.get(layer).map(CellCode::as_str)
            }
        }
    }

    /// What they are in one cell, in the same order; `None` where there is nothing.
    pub fn values<'a>(
        &self,
        cell: &'a Cell,
        common: &'a Common,
        marks: &[(&str, Attribute<'a>)],
    ) -> Vec<Option<Attribute<'a>>> {
        let text = |key: &str| self.text(cell, key).filter(|text| !text.is_empty()).map(Attribute::Text);
        let mut values = vec![text("code"), text("name"), text("name_en")];
        values.extend(self.parents.iter().map(|(_, key)| text(key)));
        values.extend([
            Some(Attribute::Number(area_km2(cell))),
            Some(Attribute::Flag(common.synthetic)),
            Some(Attribute::Whole(common.plan.into())),
            Some(Attribute::Text(&common.valid_from)),
            common.valid_to.as_deref().map(Attribute::Text),
        ]);
        if self.measure.is_some() {
            let mark = |key: &str| marks.iter().find(|(own, _)| *own == key).map(|(_, value)| value.clone());
            values.extend(["cases", "value", "class", "missing", "merged", "group"].map(mark));
        }
        values
    }

    /// The properties that items can be chosen by, as the properties of a JSON Schema.
    pub fn queryables(&self) -> Value {
        let chosen = self.list.iter().filter(|field| field.chooses);
        let property = |field: &Field| {
            (field.key.clone(), json!({"type": field.kind, "title": field.key, "description": field.meaning}))
        };
        Value::Object(chosen.map(property).collect())
    }

    /// As a JSON Schema of the properties.
    pub fn schema(&self) -> Value {
        let mut properties = Map::new();
        for field in &self.list {
            let kind = if field.key == "code" { json!(field.kind) } else { json!([field.kind, "null"]) };
            let mut property = json!({"type": kind, "description": field.meaning});
            if field.key.starts_with("valid_") {
                property["format"] = json!("date-time");
            }
            properties.insert(field.key.clone(), property);
        }
        json!({"type": "object", "properties": properties})
    }
}

/// Every property with its meaning.
fn listed(parents: &[(LayerName, String)], measure: Option<Measure>) -> Vec<Field> {
    let field = |key: &str, kind: &'static str, meaning: &str| {
        let chooses = matches!(key, "code" | "name" | "name_en");
        Field { key: key.to_owned(), kind, meaning: meaning.to_owned(), chooses }
    };
    let mut list = vec![
        field("code", "string", "网格编码 / Code of the cell, which is also the id"),
        field("name", "string", "名称 / Name in Chinese"),
        field("name_en", "string", "英文名称 / Name in English"),
    ];
    list.extend(parents.iter().map(|(layer, key)| {
        let meaning = format!("所属 {layer} / Code of the cell of {layer} that holds this one");
        Field { chooses: true, ..field(key, "string", &meaning) }
    }));
    list.extend([
        field("area_km2", "number", "面积（平方千米，椭球面） / Area on the ellipsoid, square kilometres"),
        field("synthetic", "boolean", "边界是否为合成 / Whether the borders are invented"),
        field("plan", "integer", "网格方案编号 / Number of the plan"),
        field("valid_from", "string", "方案生效 / When the plan came into force"),
        field("valid_to", "string", "方案失效 / When it ended; null while it is in force"),
    ]);
    if let Some(measure) = measure {
        let (title, unit) = (measure.title(), measure.unit());
        let value = format!("{}（{}） / {} ({})", title.zh, unit.zh, title.en, unit.en);
        list.extend([
            field("cases", "integer", "案件数 / Cases of the cell, or of the group that it is shown with"),
            field("value", "number", &value),
            field("class", "integer", "图例级别 / Class of the legend, 0 below its first break"),
            field("missing", "string", "无数值的原因 / Why there is no value"),
            field("merged", "integer", "合并级数 / How many levels up its group is taken; null: alone"),
            field("group", "string", "合并组 / Code of the first cell of its group"),
        ]);
    }
    list
}

/// To the square metre.
fn area_km2(cell: &Cell) -> f64 {
    let area_m2: f64 = cell.shape.polygons.iter().map(|polygon| Ground::PLAN.area_m2(polygon)).sum();
    area_m2.round() / 1e6
}
