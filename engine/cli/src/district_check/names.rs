//! The files of a district's folder, in the order in which they are explained and listed.

/// Units (责任单位).
pub const UNITS: &str = "units.csv";
/// Sources (案件来源).
pub const SOURCES: &str = "sources.csv";
/// The class tree (案件分类).
pub const CLASSES: &str = "classes.csv";
/// Filing conditions (立案条件).
pub const CONDITIONS: &str = "conditions.csv";
/// The routing table (派单规则).
pub const RULES: &str = "rules.csv";
/// Holes that somebody has accepted.
pub const ACCEPTED: &str = "accepted-holes.csv";
/// Layers and plans.
pub const DISTRICT: &str = "district.json";
/// Choices.
pub const SETTINGS: &str = "settings.json";
/// Working time.
pub const CALENDAR: &str = "calendar.json";
/// Indicators and scores.
pub const INDICATORS: &str = "indicators.json";
/// Colours of warning.
pub const COLOURS: &str = "colours.json";
/// The district's own names of places.
pub const PLACES: &str = "places.csv";
/// The register of components.
pub const COMPONENTS: &str = "components.csv";

/// Residents and patrol hours of cells; a district need not have it.
pub const EXPOSURE: &str = "exposure.csv";
/// What simulated years look like; a district need not have it.
pub const SIMULATION: &str = "simulation.json";
/// What a report prints; a district need not have it.
pub const REPORT: &str = "report.json";

/// All that a district needs, and `exposure.csv`.
pub const FILES: [&str; 14] = [
    DISTRICT, UNITS, SOURCES, CLASSES, CONDITIONS, RULES, ACCEPTED, SETTINGS, CALENDAR, INDICATORS, COLOURS,
    PLACES, COMPONENTS, EXPOSURE,
];

/// Those that are tables.
pub const TABLES: [&str; 9] =
    [UNITS, SOURCES, CLASSES, CONDITIONS, RULES, ACCEPTED, PLACES, COMPONENTS, EXPOSURE];

/// Those that are JSON.
pub const DOCUMENTS: [&str; 5] = [DISTRICT, SETTINGS, CALENDAR, INDICATORS, COLOURS];
