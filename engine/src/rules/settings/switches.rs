//! The twenty switches: questions that the sources of the trade answer differently.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::DayReading;
use crate::rules::class::Lead;

macro_rules! switch {
    ($(#[$doc:meta])* $name:ident { $(#[$first_doc:meta])* $first:ident $(, $(#[$other_doc:meta])* $other:ident)* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $(#[$first_doc])*
            #[default]
            $first,
            $($(#[$other_doc])* $other),*
        }
    };
}

switch! {
    /// D1: what closed cases are divided by (结案率的分母).
    ClosingDenominator {
        /// Filed cases.
        Filed,
        /// Received cases.
        Received,
        /// Cases that should be closed, less the deferred ones.
        ShouldCloseLessDeferred,
    }
}
switch! {
    /// D2: which instant is compared with the deadline.
    OnTimeAt {
        /// The end of the last handling.
        HandlingEnd,
        /// The closing.
        Closing,
    }
}
switch! {
    /// D3: which cases should be closed (应结案).
    ShouldClose {
        /// Those that are handled, and those whose deadline has passed.
        HandledOrPastDeadline,
        /// Those that are handled.
        Handled,
        /// Those whose deadline has passed.
        PastDeadline,
    }
}
switch! {
    /// D6: when the clock starts.
    ClockStart {
        /// At the dispatch to the unit.
        Dispatch,
        /// At the filing.
        Filing,
    }
}
switch! {
    /// D7: which working hours count.
    DailySchedule {
        /// Those of the season, by the calendar's table.
        BySeason,
        /// The calendar's first schedule, all year.
        AllYear,
    }
}
switch! {
    /// D8: what a limit of several stages means.
    LimitStages {
        /// Every stage has its deadline.
        Milestones,
        /// Only the last stage counts.
        LastOnly,
    }
}
switch! {
    /// D9: how grid codes are built.
    GridCodes {
        /// By the code system of each layer in `district.json`.
        ByLayer,
        /// Any text.
        FreeText,
    }
}
switch! {
    /// D10: what the event majors 04 and 05 mean in files that come in.
    EventMajors {
        /// What the file's code system says.
        ByCodeSystem,
        /// 04 is street order (街面秩序), 05 sudden events (突发事件).
        StreetOrderFirst,
        /// 04 is sudden events, 05 street order.
        SuddenEventsFirst,
    }
}
switch! {
    /// D11: in which order cells are numbered.
    SequenceOrder {
        /// Bands from north to south by representative point, each from west to east.
        BandsByRepresentativePoint,
        /// Bands from north to south by centroid, each from west to east.
        BandsByCentroid,
    }
}
switch! {
    /// D12: who owns a place on a shared border.
    SharedBorder {
        /// The half-open rule.
        HalfOpen,
        /// The touching cell with the lowest code.
        LowestCode,
    }
}
switch! {
    /// D13: who owns an uncertain place.
    UncertainPlace {
        /// The cell with the largest share of its area, flagged for review.
        AreaShare,
        /// The cell of its centre.
        Centre,
        /// Nobody: it waits to be located.
        Refuse,
    }
}
switch! {
    /// D15: who answers for a place outside of the coverage.
    OutsideCoverage {
        /// The unit whose territory it is (属地兜底), and the queue where there is none.
        TerritoryThenQueue,
        /// The queue.
        Queue,
    }
}
switch! {
    /// D16: in which datum places are.
    DatumRule {
        /// Every file and message says it.
        MustBeStated,
        /// Where a message says nothing, the source's own.
        BySource,
    }
}
switch! {
    /// D18: what the colours of warning (分色预警) stand for; the thresholds are in `colours.json`.
    ColourRule {
        /// Green from the target on, blue at risk, red overdue.
        TargetRiskOverdue,
        /// Green from the target on, red below.
        TargetOnly,
    }
}
switch! {
    /// D19: whose window of distance and time makes a duplicate.
    DuplicateRule {
        /// The class's, and the district's where a class has none.
        PerClass,
        /// The district's.
        District,
        /// None is offered.
        Off,
    }
}
switch! {
    /// D20: what must be said when a case is not filed.
    NotFiledOutcome {
        /// One of the listed reasons.
        ListedReason,
        /// Any words.
        AnyReason,
    }
}

/// The twenty switches. The names are those of the interface; each says its number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Switches {
    /// D1.
    pub closing_denominator: ClosingDenominator,
    /// D2.
    pub on_time_at: OnTimeAt,
    /// D3.
    pub should_close: ShouldClose,
    /// D4: whether deferred and suspended cases leave the denominator; their count is shown either way.
    pub deferred_leave_denominator: bool,
    /// D5: how a working day is read.
    pub working_day: DayReading,
    /// D6.
    pub clock_start: ClockStart,
    /// D7.
    pub daily_schedule: DailySchedule,
    /// D8.
    pub limit_stages: LimitStages,
    /// D9.
    pub grid_codes: GridCodes,
    /// D10.
    pub event_majors: EventMajors,
    /// D11.
    pub sequence_order: SequenceOrder,
    /// D12.
    pub shared_border: SharedBorder,
    /// D13.
    pub uncertain_place: UncertainPlace,
    /// D14: gaps and overlaps of imported layers up to this area, in m², are resolved and listed.
    pub ignored_defect_m2: f64,
    /// D15.
    pub outside_coverage: OutsideCoverage,
    /// D16.
    pub datum: DatumRule,
    /// D17: who goes first where a class says nothing else (条块).
    pub lead: Lead,
    /// D18.
    pub colours: ColourRule,
    /// D19.
    pub duplicates: DuplicateRule,
    /// D20.
    pub not_filed: NotFiledOutcome,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            closing_denominator: ClosingDenominator::default(),
            on_time_at: OnTimeAt::default(),
            should_close: ShouldClose::default(),
            deferred_leave_denominator: true,
            working_day: DayReading::default(),
            clock_start: ClockStart::default(),
            daily_schedule: DailySchedule::default(),
            limit_stages: LimitStages::default(),
            grid_codes: GridCodes::default(),
            event_majors: EventMajors::default(),
            sequence_order: SequenceOrder::default(),
            shared_border: SharedBorder::default(),
            uncertain_place: UncertainPlace::default(),
            ignored_defect_m2: 1.0,
            outside_coverage: OutsideCoverage::default(),
            datum: DatumRule::default(),
            lead: Lead::default(),
            colours: ColourRule::default(),
            duplicates: DuplicateRule::default(),
            not_filed: NotFiledOutcome::default(),
        }
    }
}
