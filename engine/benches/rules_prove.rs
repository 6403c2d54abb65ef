//! The proof of a routing table: 16,500 cells × 300 classes × 3 kinds × 3 grades × time slots × sources × owners.
//!
//! `cargo bench -p gridward --no-default-features --bench rules_prove` prints a table. The district, its table and the faults
//! planted in it are synthetic and seeded; what the proof finds is compared with what was planted.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::format_push_string,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use gridward::grid::{Cell, Layer, LayerRole, Title};
use gridward::ids::{CellCode, CellIndex, LayerName, RulesVersion};
use gridward::rules::definition::FolderFiles;
use gridward::rules::prove::{Fault, prove};
use gridward::rules::settings::{Moment, Weekday};
use gridward::rules::{BoundRules, Question, RuleSet};
use gridward::simulate::SplitMix64;
use gridward::topology::Shape;

const CELLS: usize = 16_500;
const COMMUNITIES: usize = 521;
const TOWNS: usize = 13;
const MAJORS: usize = 30;
const MINORS: usize = 10;

fn town_of(community: usize) -> usize {
    community * TOWNS / COMMUNITIES
}

fn layers() -> BTreeMap<LayerName, Arc<Layer>> {
    let cell = |code: String, parents: Vec<(&str, String)>| Cell {
        code: CellCode::new(&code),
        name: None,
        parents: parents.iter().map(|(layer, code)| (LayerName::new(layer), CellCode::new(code))).collect(),
        shape: Shape::default(),
    };
    let community = |unit: usize| unit * COMMUNITIES / CELLS;
    // Sixteen responsibility grids a town, that cross the communities.
    let grid = |unit: usize| format!("R{:02}{:02}", town_of(community(unit)), unit / 79 % 16);
    let mut grids: Vec<(String, usize)> =
        (0..CELLS).map(|unit| (grid(unit), town_of(community(unit)))).collect();
    grids.sort();
    grids.dedup();
    let layers = [
        ("district", LayerRole::District, vec![cell("D".into(), vec![])]),
        (
            "town",
            LayerRole::Town,
            (0..TOWNS).map(|t| cell(format!("T{t:02}"), vec![("district", "D".into())])).collect(),
        ),
        (
            "community",
            LayerRole::Community,
            (0..COMMUNITIES)
                .map(|k| cell(format!("K{k:03}"), vec![("town", format!("T{:02}", town_of(k)))]))
                .collect(),
        ),
        (
            "responsibility-grid",
            LayerRole::ResponsibilityGrid,
            grids.into_iter().map(|(code, t)| cell(code, vec![("town", format!("T{t:02}"))])).collect(),
        ),
        (
            "unit-grid",
            LayerRole::UnitGrid,
            (0..CELLS)
                .map(|u| {
                    let parents = vec![
                        ("community", format!("K{:03}", community(u))),
                        ("responsibility-grid", grid(u)),
                    ];
                    cell(format!("U{u:05}"), parents)
                })
                .collect(),
        ),
    ];
    layers
        .into_iter()
        .map(|(name, role, cells)| {
            let name = LayerName::new(name);
            (name.clone(), Arc::new(Layer::new(name, Title::default(), role, cells).unwrap()))
        })
        .collect()
}

const SETTINGS: &str = r#"{"schema": "gridward/settings/1",
"grades": [{"name": "simple", "title": {"zh": "简单", "en": ""}}, {"name": "ordinary", "title": {"zh": "一般", "en": ""}},
 {"name": "complex", "title": {"zh": "复杂", "en": ""}}], "default_grade": "ordinary",
"slots": [{"name": "work", "days": "workday", "from": "08:00", "to": "18:00"},
 {"name": "night", "days": "every", "from": "22:00", "to": "06:00"}, {"name": "rest", "days": "restday", "from": "00:00", "to": "24:00"}],
"reasons": {}, "queue_keepers": {"unowned": "D", "unlocated": "D", "contested": "D", "unclassified": "D"}}"#;

fn rule(rules: &mut String, next: &mut usize, row: &str) {
    *next += 1;
    let _ = writeln!(rules, "r{next},{row},,,,");
}

/// Faults that were put into a table on purpose.
#[derive(Default)]
struct Planted {
    ties: usize,
    holes: usize,
    dead: usize,
}

/// A table of about `wanted` rules. The district is complete by its first rows; exceptions are narrower than what they
/// except; then holes, ties and dead rules are planted.
#[expect(clippy::too_many_lines, reason = "one table, from its first row to its last")]
fn files(wanted: usize, seed: u64, deep: bool) -> (FolderFiles, Planted) {
    let mut random = SplitMix64::new(seed);
    let mut below = |n: usize| usize::try_from(random.next_u64() % n as u64).unwrap();
    let mut units = String::from(
        "code,name_zh,name_en,kind,parent,layer,cell,duty,synthetic\nD,区,,district,,district,D,,yes\n",
    );
    for p in 0..52 {
        let _ = writeln!(units, "P{p:02},部门{p},,department,D,,,,yes");
    }
    for t in 0..TOWNS {
        let _ = writeln!(units, "T{t:02},街镇{t},,sub-centre,D,town,T{t:02},,yes");
    }
    for k in 0..COMMUNITIES {
        let _ = writeln!(units, "W{k:03},工作站{k},,workstation,T{:02},community,K{k:03},,yes", town_of(k));
    }
    for m in 0..20 {
        let _ = writeln!(units, "M{m:02},权属单位{m},,maintainer,D,,,,yes");
    }
    let mut classes = String::from(
        "code,parent,name_zh,name_en,kinds,domain,sensitivity,lead,department,legal_basis,duplicate_m,duplicate_h\nC,,部件,,service;management;enforcement,,,,,,,\nE,,事件,,service;management;enforcement,,,,,,,\n",
    );
    for major in 0..MAJORS {
        let root = if major < 10 { "C" } else { "E" };
        let _ = writeln!(classes, "{root}{major:02},{root},大类{major},,,,,,P{:02},,,", major % 52);
        for minor in 0..MINORS {
            let lead = if minor == 3 { "line" } else { "" };
            let _ = writeln!(
                classes,
                "{root}{major:02}{minor:02},{root}{major:02},小类{minor},,,,,{lead},P{:02},,,",
                below(52)
            );
        }
    }
    let mut sources = String::from("code,name_zh,name_en,location,datum,accuracy_m,public\n");
    for s in 0..12 {
        let _ = writeln!(sources, "S{s:02},来源{s},,gps,wgs84,10,no");
    }
    let mut rules =
        String::from("id,place,class,kind,source,slot,grade,owner,responsible,helpers,level,limit,note\n");
    let mut next = 0;
    let class =
        |major: usize, minor: usize| format!("{}{major:02}{minor:02}", if major < 10 { "C" } else { "E" });
    rule(&mut rules, &mut next, ",E,,,,,,territory:town");
    rule(&mut rules, &mut next, ",C,,,,,,class-department");
    rule(&mut rules, &mut next, ",C,,,,,known,component-owner");
    let mut planted = Planted::default();
    // Minor classes 0 to 5 have exceptions; each exception has its own class or its own town, so that none ties.
    for major in 0..MAJORS {
        let own = class(major, 0);
        if major >= 10 {
            rule(&mut rules, &mut next, &format!(",{},,,,simple,,territory:community", class(major, 1)));
            rule(&mut rules, &mut next, &format!(",{},enforcement,,,,,class-department", class(major, 2)));
            rule(&mut rules, &mut next, &format!(",{},,,night,,,unit:P{:02}", class(major, 4), below(52)));
            rule(
                &mut rules,
                &mut next,
                &format!(",{},,S{:02},,,,unit:P{:02}", class(major, 5), below(12), below(52)),
            );
        }
        for t in 0..TOWNS {
            if next < wanted * 3 / 4 {
                rule(
                    &mut rules,
                    &mut next,
                    &format!("town:T{t:02},{own},,,,,{},unit:T{t:02}", if major < 10 { "none" } else { "" }),
                );
            }
        }
    }
    // Exceptions of communities, or deep ones of single unit grids, on minor class 6.
    while next < wanted {
        let place = if deep {
            format!("unit-grid:U{:05}", next * 7 % CELLS)
        } else {
            format!("community:K{:03}", next % COMMUNITIES)
        };
        let major = 10 + next / COMMUNITIES % 20;
        rule(&mut rules, &mut next, &format!("{place},{},,,,,,unit:P{:02}", class(major, 6), below(52)));
    }
    for at in 0..5 {
        let tied = class(12 + at, 7);
        rule(&mut rules, &mut next, &format!("community:K{:03},{tied},,,,,,unit:P{at:02}", 40 * at + 1));
        rule(
            &mut rules,
            &mut next,
            &format!(
                "community:K{:03};community:K{:03},{tied},,,night,,,unit:P{:02}",
                40 * at + 1,
                40 * at + 9,
                at + 1
            ),
        );
        // At night, on days of rest, in nights of rest, and there in the second community, two or three of them tie.
        rule(
            &mut rules,
            &mut next,
            &format!(
                "community:K{:03};community:K{:03},{tied},,,rest,,,unit:P{:02}",
                40 * at + 1,
                40 * at + 9,
                at + 2
            ),
        );
        planted.ties += 4;
        // Nobody's land: a rule that names a territory without a unit.
        rule(
            &mut rules,
            &mut next,
            &format!(
                "town:T{at:02},{},management,,,complex,,territory:responsibility-grid",
                class(20 + at, 8)
            ),
        );
        planted.holes += 1;
        // Everything of it is taken by narrower ones.
        let shadowed = class(15 + at, 9);
        rule(&mut rules, &mut next, &format!(",{shadowed},,,,,,unit:P{at:02}"));
        for grade in ["simple", "ordinary", "complex"] {
            rule(&mut rules, &mut next, &format!(",{shadowed},,,,{grade},,unit:P{:02}", at + 9));
        }
        planted.dead += 1;
    }
    let texts = [
        ("units.csv", units),
        ("sources.csv", sources),
        ("classes.csv", classes),
        (
            "conditions.csv",
            "class,number,filing_zh,filing_en,closing_zh,closing_en,grade,urgent,limits,setting\n".into(),
        ),
        ("rules.csv", rules),
        ("settings.json", SETTINGS.to_owned()),
    ];
    (texts.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect(), planted)
}

fn least(mut run: impl FnMut()) -> f64 {
    let round = |_| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..5).map(round).fold(f64::INFINITY, f64::min)
}

fn measure(name: &str, wanted: usize, deep: bool, layers: &BTreeMap<LayerName, Arc<Layer>>) {
    let (files, planted) = files(wanted, 7, deep);
    let rules = Arc::new(RuleSet::from_files(&files, RulesVersion(1)).unwrap());
    let routing = LayerName::new("unit-grid");
    let bind = least(|| drop(black_box(BoundRules::bind(Arc::clone(&rules), layers, &routing))));
    let bound = BoundRules::bind(Arc::clone(&rules), layers, &routing);
    assert!(bound.faults().is_empty());
    let mut proof = prove(&bound);
    let proving = least(|| proof = black_box(prove(&bound)));
    let count = |is: fn(&Fault) -> bool| proof.findings.iter().filter(|finding| is(&finding.fault)).count();
    let (holes, ties) =
        (count(|fault| !matches!(fault, Fault::Tied(_))), count(|fault| matches!(fault, Fault::Tied(_))));
    let boxes: usize = proof.findings.iter().map(|finding| finding.boxes.len()).sum();
    let leaves: Vec<u16> = rules.classes.leaves().collect();
    let cells: Vec<Vec<u32>> = (0..1000u32).map(|at| bound.cells_above(CellIndex(at * 16))).collect();
    let mut asked = 0u32;
    let deciding = least(|| {
        asked = 0;
        for (at, cells) in cells.iter().enumerate() {
            for class in leaves.iter().skip(at % 7).step_by(7) {
                let moment = Moment { weekday: Weekday::Tue, workday: true, minute: 600 };
                let question = Question {
                    cells,
                    class: Some(*class),
                    condition: None,
                    kind: None,
                    grade: None,
                    source: 3,
                    moment,
                    owner: None,
                };
                black_box(bound.decide(&question));
                asked += 1;
            }
        }
    });
    println!(
        "| {name} | {} | {bind:.0} ms | {proving:.1} ms | {:.2e} | {holes} / {} | {ties} / {} | {} / {} | {boxes} | {} | {:.0} ns |",
        rules.table.len(),
        proof.combinations as f64,
        planted.holes,
        planted.ties,
        proof.dead.len(),
        planted.dead,
        proof.idle.len(),
        deciding * 1e6 / f64::from(asked),
    );
}

fn main() {
    let layers = layers();
    println!(
        "| table (synthetic) | rules | bind | prove | combinations | holes found / planted | ties | dead rules | boxes | idle units | decide |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    measure("a district's", 600, false, &layers);
    measure("with exceptions of communities", 2_000, false, &layers);
    measure("with exceptions of communities", 8_000, false, &layers);
    measure("with exceptions of unit grids", 16_000, true, &layers);
}
