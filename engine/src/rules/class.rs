//! The class tree (案件分类): components and events, with the conditions that make a finding a case.

use serde::{Deserialize, Serialize};

use crate::calendar::Milestone;
use crate::grid::Title;
use crate::ids::{ClassCode, UnitCode};
use crate::rules::settings::DuplicateWindow;

/// What a class is about; the root of its branch.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ClassNature {
    /// A fixed thing (部件).
    Component,
    /// Something that happens (事件).
    Event,
    /// A wish, question or complaint of a hotline that is no finding on the ground (诉求).
    Appeal,
    /// A safety hazard (隐患).
    Hazard,
    /// A contradiction between people (矛盾纠纷, 大调解).
    Mediation,
}

/// The kind of handling (服务类、管理类、执法类).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum CaseKind {
    /// 服务类.
    Service,
    /// 管理类.
    Management,
    /// 执法类.
    Enforcement,
}

/// The six key domains of the district (六大领域).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Domain {
    /// 建筑工地.
    Construction,
    /// 黄赌毒.
    Vice,
    /// 违法搭建.
    IllegalBuilding,
    /// 违法用地.
    IllegalLandUse,
    /// 群租.
    GroupRenting,
    /// 无证无照经营.
    UnlicensedTrading,
}

/// Who may see cases of a class with place and text (敏感级别).
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
pub enum Sensitivity {
    /// Everybody may see that it exists, where, and how it went.
    #[default]
    Public,
    /// Only units that work on it.
    Internal,
    /// Only the units that work on it and named accounts; every reading is recorded.
    Restricted,
}

/// Who goes first where a territory's rule and a subject's rule meet (条块, switch D17).
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
pub enum Lead {
    /// The territory (以块为主).
    #[default]
    Block,
    /// The subject (以条为主).
    Line,
}

/// The quality grade of collected information (信息采集质量等级), one of those that the district's settings name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grade(pub u8);

/// What makes a finding of a class a case, what ends it, and by when (立案条件、结案条件、处置时限).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Its number inside the class, from 1.
    pub number: u8,
    /// 立案条件.
    pub filing: Title,
    /// 结案条件.
    pub closing: Title,
    /// The quality grade that it is for, if it is not for all.
    pub grade: Option<Grade>,
    /// The stages of its limit, in order of time; the last one is the limit itself.
    pub limits: Vec<Milestone>,
    /// Whether the urgent lane takes it.
    pub urgent: bool,
    /// Whether no public record says so: a plausible choice of the district.
    pub setting: bool,
}

/// A node of the class tree: root, major class (大类) or minor class (小类).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Its code.
    pub code: ClassCode,
    /// The node above it; `None` for a root.
    pub parent: Option<ClassCode>,
    /// What it is about.
    pub nature: ClassNature,
    /// Its name.
    pub name: Title,
    /// The kinds of handling that its cases may have; the first is the usual one.
    pub kinds: Vec<CaseKind>,
    /// Its key domain.
    pub domain: Option<Domain>,
    /// Who may see its cases.
    pub sensitivity: Sensitivity,
    /// Who goes first.
    pub lead: Lead,
    /// The department that it belongs to (主管部门).
    pub department: Option<UnitCode>,
    /// The law that it stands on (法律依据).
    pub legal_basis: Option<String>,
    /// How near in place and time two of its cases are offered as the same; `None` for the district's window.
    pub duplicates: Option<DuplicateWindow>,
    /// What makes a finding a case; empty for nodes with children.
    pub conditions: Vec<Condition>,
}

impl Class {
    /// The place in [`Self::conditions`] of the condition with a number for a grade: one for this grade goes before one
    /// for all grades. Without a number the first that fits.
    #[must_use]
    pub fn condition_at(&self, number: Option<u8>, grade: Grade) -> Option<usize> {
        let fits = self.conditions.iter().enumerate().filter(|(_, condition)| {
            number.is_none_or(|number| number == condition.number)
                && condition.grade.is_none_or(|own| own == grade)
        });
        let best = fits.min_by_key(|(at, condition)| (condition.number, condition.grade.is_none(), *at));
        best.map(|(at, _)| at)
    }
}

impl CaseKind {
    /// The word used in files and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Management => "management",
            Self::Enforcement => "enforcement",
        }
    }
}
