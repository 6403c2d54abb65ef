//! Place-name look-ups over 20,000 invented (合成) names, by kind of question, single-threaded, in CPU time.
//!
//! `cargo bench --no-default-features --bench gazetteer` prints a table. CPU time is the thread's own
//! (/proc/thread-self/schedstat), so that other work on the machine counts less.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

use std::hint::black_box;

use gridward::cases::gazetteer::{Gazetteer, PlaceEntry, PlaceKind};
use gridward::grid::Title;
use gridward::ids::{CellCode, LayerName};
use gridward::measure::LonLat;

const NAMES: usize = 20_000;
const ROUNDS: usize = 200;

fn cpu_us() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or(0.0) / 1e3
}

/// Invented names: two or three characters out of sixty, a word for the kind, lanes with numbers.
fn invented() -> Vec<PlaceEntry> {
    let characters: Vec<char> =
        "松涛竹影梅雨兰亭菊香荷风柳絮枫桥桂月杏林桃源李树银香樟水杉白鹭黄鹂青鸟云雀长行重庆乐音朝阳曾经沙洲石井金玉和平"
            .chars()
            .collect();
    let sorts = [
        ("路", PlaceKind::Street),
        ("大道", PlaceKind::Street),
        ("新村第二居委会", PlaceKind::Community),
        ("苑", PlaceKind::Estate),
        ("桥", PlaceKind::Poi),
        ("河", PlaceKind::Water),
    ];
    let at = |n: usize, step: usize| characters[(n / step) % characters.len()];
    (0..NAMES)
        .map(|n| {
            let (sort, kind) = sorts[n % sorts.len()];
            let mut name = format!("{}{}{sort}", at(n, 1), at(n, 53));
            if n % 3 == 0 {
                name = format!("{}{}{}{sort}", at(n, 7), at(n, 53), at(n, 1));
            }
            let lane = n % 5 == 0 && kind == PlaceKind::Street;
            if lane {
                name = format!("{name}{}弄", n % 199 + 1);
            }
            let kind = if lane { PlaceKind::Lane } else { kind };
            let place = LonLat::new(121.3 + (n % 200) as f64 * 1e-3, 31.0 + (n / 200) as f64 * 1e-3).unwrap();
            let cell = Some((LayerName::new("town"), CellCode::new(&format!("9990010{:02}", n % 14))));
            PlaceEntry { name: Title::new(&name, ""), kind, place, cell, synthetic: true }
        })
        .collect()
}

fn main() {
    let before = cpu_us();
    let names = Gazetteer::new(invented());
    println!("{NAMES} names, index built in {:.0} ms of CPU time", (cpu_us() - before) / 1e3);
    println!("| question | words | answers | mean | slowest of {ROUNDS} |\n|---|---|---|---|---|");
    let typed = [
        ("exact", "松涛路"),
        ("part", "涛竹"),
        ("one character", "路"),
        ("common end", "新村第二居委会"),
        ("one wrong character", "松滔竹大道"),
        ("homophones", "宋套路"),
        ("pinyin", "songtaolu"),
        ("pinyin begun", "songt"),
        ("pinyin with a fault", "songtoalu"),
        ("initials", "stl"),
        ("unknown", "火星基地"),
    ];
    for (question, words) in typed {
        measure(question, words, |words| names.search(words, 10).len());
    }
    let addresses = [
        ("address", "松涛路100号旁井盖缺失"),
        ("crossing", "松涛路近松竹路路口有积水"),
        ("address with a fault", "松滔竹大道20号对面"),
        ("500 characters", &"松涛路100号旁边有人在桥上乱设摊点，请尽快派人处理。".repeat(20)),
    ];
    for (question, words) in addresses {
        measure(question, words, |words| names.address(words, 10).len());
    }
}

fn measure(question: &str, words: &str, ask: impl Fn(&str) -> usize) {
    let (mut total, mut slowest) = (0.0, 0.0f64);
    let mut answers = 0;
    for _ in 0..ROUNDS {
        let before = cpu_us();
        answers = black_box(ask(black_box(words)));
        let spent = cpu_us() - before;
        total += spent;
        slowest = slowest.max(spent);
    }
    let shown: String = words.chars().take(16).collect();
    println!("| {question} | {shown} | {answers} | {:.0} µs | {slowest:.0} µs |", total / ROUNDS as f64);
}
