//! Streets from GeoJSON (RFC 7946, WGS 84).

use gridward::measure::LonLat;
use gridward::tiles::LineFeature;
use serde_json::Value;

/// Lines and what the file says of itself.
#[derive(Debug)]
pub(super) struct Streets {
    pub features: Vec<LineFeature>,
    pub note: Option<Value>,
    pub attribution: String,
}

/// The lines of a feature collection; other geometries are passed over.
///
/// # Errors
/// A text that names the feature and what is wrong in it.
pub(super) fn read(text: &str) -> Result<Streets, String> {
    let root: Value = serde_json::from_str(text).map_err(|fault| format!("not JSON: {fault}"))?;
    let Some(items) = root.get("features").and_then(Value::as_array) else {
        return Err("no “features”; a GeoJSON FeatureCollection of lines is needed".into());
    };
    let mut features = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let lines = lines(item.get("geometry")).map_err(|fault| format!("feature {number}: {fault}"))?;
        if !lines.is_empty() {
            features.push(LineFeature { attributes: attributes(item.get("properties")), lines });
        }
    }
    if features.is_empty() {
        return Err("no line in it; LineString or MultiLineString features are needed".into());
    }
    let note = root.get("note").or_else(|| root.get("metadata")).cloned();
    let attribution = root.get("attribution").and_then(Value::as_str).unwrap_or("").to_owned();
    Ok(Streets { features, note, attribution })
}

fn attributes(properties: Option<&Value>) -> Vec<(String, String)> {
    let pairs = properties.and_then(Value::as_object).into_iter().flatten();
    let text = |(key, value): (&String, &Value)| match value {
        Value::String(text) => Some((key.clone(), text.clone())),
        Value::Number(number) => Some((key.clone(), number.to_string())),
        Value::Bool(flag) => Some((key.clone(), flag.to_string())),
        _ => None,
    };
    pairs.filter_map(text).collect()
}

fn lines(geometry: Option<&Value>) -> Result<Vec<Vec<LonLat>>, String> {
    let kind = geometry.and_then(|g| g.get("type")).and_then(Value::as_str);
    let coordinates = geometry.and_then(|g| g.get("coordinates"));
    match kind {
        Some("LineString") => Ok(vec![line(coordinates)?]),
        Some("MultiLineString") => {
            coordinates.and_then(Value::as_array).into_iter().flatten().map(|part| line(Some(part))).collect()
        }
        _ => Ok(Vec::new()),
    }
}

fn line(coordinates: Option<&Value>) -> Result<Vec<LonLat>, String> {
    let positions = coordinates.and_then(Value::as_array).ok_or("“coordinates” is not a list")?;
    let place = |position: &Value| {
        let number = |at: usize| position.get(at).and_then(Value::as_f64);
        let (Some(lon), Some(lat)) = (number(0), number(1)) else {
            return Err(format!("{position} is not a position; [lon, lat] is needed"));
        };
        LonLat::new(lon, lat).map_err(|fault| fault.to_string())
    };
    positions.iter().map(place).collect()
}
