//! Invented streets along unit-grid borders, with names that nobody can take for real ones.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::grid::Title;
use crate::topology::Point;

/// How large a street is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum StreetClass {
    /// Avenue (大道).
    Main,
    /// Road (路).
    Secondary,
    /// Lane (弄).
    Lane,
}

/// An invented street.
#[derive(Debug, Clone, PartialEq)]
pub struct Street {
    /// The name, beginning with 示例 or Example.
    pub name: Title,
    /// How large it is.
    pub class: StreetClass,
    /// Its length in metres.
    pub length_m: f64,
    /// Its line, along borders of unit grids, in steps of 1e-7 degree.
    pub line: Vec<Point>,
}

/// Streets shorter than this are left out.
const SHORTEST_M: f64 = 250.0;

/// Two-character words and their sound; with a suffix each makes a street name.
const WORDS: [(&str, &str); 48] = [
    ("松涛", "Songtao"),
    ("竹影", "Zhuying"),
    ("梅雨", "Meiyu"),
    ("兰亭", "Lanting"),
    ("菊香", "Juxiang"),
    ("荷风", "Hefeng"),
    ("柳絮", "Liuxu"),
    ("枫桥", "Fengqiao"),
    ("桂月", "Guiyue"),
    ("杏林", "Xinglin"),
    ("桃源", "Taoyuan"),
    ("李树", "Lishu"),
    ("银杏", "Yinxing"),
    ("香樟", "Xiangzhang"),
    ("水杉", "Shuishan"),
    ("白鹭", "Bailu"),
    ("黄鹂", "Huangli"),
    ("青鸟", "Qingniao"),
    ("云雀", "Yunque"),
    ("飞燕", "Feiyan"),
    ("锦鲤", "Jinli"),
    ("玉兔", "Yutu"),
    ("麒麟", "Qilin"),
    ("鲲鹏", "Kunpeng"),
    ("朝霞", "Zhaoxia"),
    ("晚照", "Wanzhao"),
    ("晨露", "Chenlu"),
    ("秋水", "Qiushui"),
    ("春泥", "Chunni"),
    ("夏蝉", "Xiachan"),
    ("冬雪", "Dongxue"),
    ("星河", "Xinghe"),
    ("月光", "Yueguang"),
    ("日晷", "Rigui"),
    ("云帆", "Yunfan"),
    ("雷泽", "Leize"),
    ("清泉", "Qingquan"),
    ("碧波", "Bibo"),
    ("翠岭", "Cuiling"),
    ("丹崖", "Danya"),
    ("墨池", "Mochi"),
    ("砚台", "Yantai"),
    ("纸鸢", "Zhiyuan"),
    ("笔峰", "Bifeng"),
    ("琴台", "Qintai"),
    ("棋盘", "Qipan"),
    ("书声", "Shusheng"),
    ("画舫", "Huafang"),
];

/// Streets from cuts, given as (cells of the region that was cut, edges along the cut).
///
/// A cut through more than an eighth of all cells is a main street, through more than a fortieth a secondary one.
pub(crate) fn along(
    points: &[Point],
    cuts: &[(u32, &[[u32; 2]])],
    metres: impl Fn(Point) -> (f64, f64),
    cells: u32,
) -> Vec<Street> {
    let mut streets = Vec::new();
    for (size, edges) in cuts {
        let class = match size {
            size if *size > cells / 8 => StreetClass::Main,
            size if *size > cells / 40 => StreetClass::Secondary,
            _ => StreetClass::Lane,
        };
        for chain in chains(edges) {
            let line: Vec<Point> = chain.into_iter().map(|vertex| points[vertex as usize]).collect();
            let places: Vec<_> = line.iter().map(|p| metres(*p)).collect();
            let length_m: f64 = places
                .windows(2)
                .map(|pair| {
                    let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
                    (dx * dx + dy * dy).sqrt()
                })
                .sum();
            if length_m >= SHORTEST_M {
                streets.push(Street { name: Title::default(), class, length_m, line });
            }
        }
    }
    streets.sort_by(|a, b| {
        a.class.cmp(&b.class).then(b.length_m.total_cmp(&a.length_m)).then(a.line.cmp(&b.line))
    });
    let mut numbers: BTreeMap<StreetClass, usize> = BTreeMap::new();
    for street in &mut streets {
        let number = numbers.entry(street.class).or_insert(0);
        street.name = name(street.class, *number);
        *number += 1;
    }
    streets
}

/// The n-th name of a class, all different: 示例松涛大道, 示例松涛二路, 示例松涛路3弄.
fn name(class: StreetClass, n: usize) -> Title {
    let (word, round) = (WORDS[n % WORDS.len()], n / WORDS.len() + 1);
    let (zh, en) = match class {
        StreetClass::Main if round == 1 => ("大道".into(), "Avenue".into()),
        StreetClass::Main => (format!("{round}号大道"), format!("Avenue {round}")),
        StreetClass::Secondary if round == 1 => ("路".into(), "Road".into()),
        StreetClass::Secondary => (format!("{}路", numeral(round)), format!("Road {round}")),
        StreetClass::Lane => (format!("路{round}弄"), format!("Road Lane {round}")),
    };
    Title::new(&format!("示例{}{zh}", word.0), &format!("Example {} {en}", word.1))
}

/// A Chinese numeral for 1 to 99, figures beyond.
fn numeral(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (n / 10, n % 10) {
        (0, one) => DIGITS[one].into(),
        (1, one) => format!("十{}", DIGITS[one]),
        (ten @ 2..=9, one) => format!("{}十{}", DIGITS[ten], DIGITS[one]),
        _ => n.to_string(),
    }
}

/// Unordered edges joined to lines: from loose ends first, then round trips.
fn chains(edges: &[[u32; 2]]) -> Vec<Vec<u32>> {
    let mut at: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for [a, b] in edges {
        at.entry(*a).or_default().push(*b);
        at.entry(*b).or_default().push(*a);
    }
    let mut starts: Vec<u32> =
        at.iter().filter(|(_, ways)| ways.len() != 2).map(|(vertex, _)| *vertex).collect();
    starts.extend(at.keys().copied());
    let mut chains = Vec::new();
    for start in starts {
        while at.get(&start).is_some_and(|ways| !ways.is_empty()) {
            let mut chain = vec![start];
            let mut here = start;
            while let Some(next) = at.get_mut(&here).and_then(Vec::pop) {
                if let Some(back) = at.get_mut(&next)
                    && let Some(position) = back.iter().position(|vertex| *vertex == here)
                {
                    back.remove(position);
                }
                chain.push(next);
                here = next;
            }
            chains.push(chain);
        }
    }
    chains
}

/// Streets as a GeoJSON feature collection (RFC 7946), coordinates with all seven decimals of the lattice.
#[must_use]
pub fn to_geojson(streets: &[Street]) -> String {
    let mut text = String::from(
        "{\"type\":\"FeatureCollection\",\"synthetic\":true,\"note\":\"合成道路，名称均为虚构。Synthetic streets, invented names.\",\"features\":[",
    );
    for (at, street) in streets.iter().enumerate() {
        let class = match street.class {
            StreetClass::Main => "main",
            StreetClass::Secondary => "secondary",
            StreetClass::Lane => "lane",
        };
        let _ = write!(
            text,
            "{}\n{{\"type\":\"Feature\",\"properties\":{{\"name\":\"{}\",\"name_en\":\"{}\",\"class\":\"{class}\",\"synthetic\":true}},\"geometry\":{{\"type\":\"LineString\",\"coordinates\":[",
            if at == 0 { "" } else { "," },
            street.name.zh,
            street.name.en,
        );
        for (at, p) in street.line.iter().enumerate() {
            let _ = write!(text, "{}[{},{}]", if at == 0 { "" } else { "," }, degrees(p.x), degrees(p.y));
        }
        text.push_str("]}}");
    }
    text.push_str("\n]}\n");
    text
}

/// Lattice steps as decimal degrees, exact.
pub(crate) fn degrees(steps: i64) -> String {
    let sign = if steps < 0 { "-" } else { "" };
    let magnitude = steps.unsigned_abs();
    let text = format!("{sign}{}.{:07}", magnitude / 10_000_000, magnitude % 10_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_all_different_and_marked_as_examples() {
        let mut names: Vec<_> = [StreetClass::Main, StreetClass::Secondary, StreetClass::Lane]
            .into_iter()
            .flat_map(|class| (0..500).map(move |n| name(class, n)))
            .collect();
        assert!(names.iter().all(|name| name.zh.starts_with("示例") && name.en.starts_with("Example ")));
        names.sort_by(|a, b| a.zh.cmp(&b.zh));
        names.dedup_by(|a, b| a.zh == b.zh);
        assert_eq!(names.len(), 1500);
    }

    #[test]
    fn loose_edges_are_joined_to_one_line() {
        let chain = chains(&[[3, 4], [1, 2], [2, 3]]);
        assert_eq!(chain, [vec![1, 2, 3, 4]]);
        assert_eq!(chains(&[[1, 2], [2, 3], [3, 1]])[0].len(), 4);
    }

    #[test]
    fn degrees_keep_every_lattice_step() {
        assert_eq!(degrees(1_213_800_001), "121.3800001");
        assert_eq!(degrees(-5), "-0.0000005");
        assert_eq!(degrees(310_000_000), "31");
    }
}
