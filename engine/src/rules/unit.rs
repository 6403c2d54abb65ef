//! Responsible units (责任单位).

use serde::{Deserialize, Serialize};

use crate::grid::Title;
use crate::ids::{CellCode, LayerName, UnitCode};

/// What a unit is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum UnitKind {
    /// The district's centre (区网格化综合管理中心).
    District,
    /// A department by subject, a line (条、职能部门).
    Department,
    /// A street's or town's sub-centre, a block (块、街镇分中心).
    SubCentre,
    /// A community's workstation (居村委工作站).
    Workstation,
    /// A street patrol team (街面巡查队伍).
    PatrolTeam,
    /// A team in a community (社区队伍).
    CommunityTeam,
    /// Whoever maintains components: a company, an institute (权属单位).
    Maintainer,
}

/// When a unit takes cases (值守时间).
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Duty {
    /// Round the clock.
    Always,
    /// In working hours of the calendar.
    #[default]
    WorkingHours,
}

/// A responsible unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its code, never reused.
    pub code: UnitCode,
    /// Its name.
    pub name: Title,
    /// What it is.
    pub kind: UnitKind,
    /// The unit above it; `None` only for the district's centre.
    pub parent: Option<UnitCode>,
    /// The cell that it answers for by territory, if it is a block (属地).
    pub territory: Option<(LayerName, CellCode)>,
    /// When it takes cases.
    pub duty: Duty,
    /// Whether it is invented for a demonstration.
    pub synthetic: bool,
}
