//! What a GeoPackage of figures says beside them: what they are, as a table of words, and their colours for QGIS.

use gridward::tiles::colour::Scale;
use serde::Serialize;

/// Every part of what is told of figures, as text.
pub fn about(head: &impl Serialize) -> Vec<(String, String)> {
    let Ok(serde_json::Value::Object(parts)) = serde_json::to_value(head) else { return Vec::new() };
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        serde_json::Value::Object(title) => {
            let side =
                |key: &str| title.get(key).and_then(|text| text.as_str()).unwrap_or_default().to_owned();
            format!("{} / {}", side("zh"), side("en"))
        }
        other => other.to_string(),
    };
    parts.into_iter().map(|(name, value)| (name, text(value))).collect()
}

/// A style by class for QGIS, with the colours of the legend; cells without a figure are hatched.
pub fn style(scale: &Scale) -> String {
    let breaks = scale.breaks();
    let (mut categories, mut symbols) = (String::new(), String::new());
    let mut add = |at: usize, value: &str, label: &str, colour: [u8; 3], pattern: &str| {
        let [red, green, blue] = colour;
        categories += &format!(r#"<category value="{value}" symbol="{at}" label="{label}" render="true"/>"#);
        symbols += &format!(
            r#"<symbol type="fill" name="{at}" alpha="1"><layer class="SimpleFill" enabled="1" pass="0" locked="0"><prop k="color" v="{red},{green},{blue},255"/><prop k="style" v="{pattern}"/><prop k="outline_color" v="255,255,255,255"/><prop k="outline_width" v="0.1"/></layer></symbol>"#
        );
    };
    for class in 0..=breaks.len() {
        let from = class.checked_sub(1).and_then(|before| breaks.get(before));
        let label = match (from, breaks.get(class)) {
            (None, Some(to)) => format!("&lt; {to}"),
            (Some(from), Some(to)) => format!("{from} – {to}"),
            (Some(from), None) => format!("≥ {from}"),
            (None, None) => String::new(),
        };
        add(class, &class.to_string(), &label, scale.colour(class).0, "solid");
    }
    add(breaks.len() + 1, "", "无数据 / no figure", [150, 150, 150], "b_diagonal");
    format!(
        r#"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version="3.4.0" styleCategories="Symbology"><renderer-v2 type="categorizedSymbol" attr="class" symbollevels="0" enableorderby="0"><categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2><layerGeometryType>2</layerGeometryType></qgis>"#
    )
}
