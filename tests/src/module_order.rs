//! The engine's modules stand in a strict order, and each uses only what stands above it.
//!
//! Also held here: nothing in the engine reads the clock, the environment or a random state, or knows HTTP and async.
//! Test-only code (`*_tests.rs`, `*_for_tests.rs`, items under `#[cfg(test)]`) may use everything.

use std::fs;
use std::path::{Path, PathBuf};

use crate::rust_text::{code_of, line_of, without_tests, words};

/// Each module may use those before it.
const ORDER: [&str; 18] = [
    "measure",
    "ids",
    "crs",
    "topology",
    "grid",
    "locate",
    "calendar",
    "rules",
    "assign",
    "cases",
    "store",
    "desk",
    "analytics",
    "planning",
    "tiles",
    "frames",
    "vector_io",
    "simulate",
];

/// What the engine must not know, and what it takes instead.
const FORBIDDEN: [(&str, &str); 8] = [
    ("SystemTime", "time comes in as an argument"),
    ("Instant::now", "time comes in as an argument"),
    ("Timestamp::now", "time comes in as an argument"),
    ("std::env", "settings and paths come in as arguments"),
    ("env::var", "settings come in as arguments"),
    ("rand::", "the seed comes in as an argument, simulate::SplitMix64 does the rest"),
    ("tokio::", "async belongs to the server"),
    ("axum::", "HTTP belongs to the server"),
];

/// The faults of one file; `path` is relative to engine/src, with `/`.
fn faults_of(path: &str, source: &str) -> Vec<String> {
    if path == "lib.rs" || path.ends_with("_tests.rs") {
        return Vec::new();
    }
    let module = path.split('/').next().unwrap_or(path).trim_end_matches(".rs");
    let Some(rank) = ORDER.iter().position(|&name| name == module) else {
        return vec![format!(
            "{path}: the module {module} is not in the order; give it a place in tests/src/module_order.rs"
        )];
    };
    let code = without_tests(&code_of(source));
    let mut faults = Vec::new();
    for (at, used) in used_modules(path, &code) {
        let line = line_of(&code, at);
        match ORDER.iter().position(|&name| name == used) {
            Some(other) if other <= rank => {}
            Some(_) => faults.push(format!("{path}:{line}: {module} uses {used}, which stands below it")),
            None => faults
                .push(format!("{path}:{line}: {module} uses crate::{used}, which is no module of the order")),
        }
    }
    for (word, instead) in FORBIDDEN {
        let found = words_or_paths(&code, word);
        faults.extend(
            found.map(|at| format!("{path}:{}: {word} in the engine; {instead}", line_of(&code, at))),
        );
    }
    faults
}

/// As [`words`], and for `name::` any continuation.
fn words_or_paths<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let stem = word.strip_suffix("::").unwrap_or(word);
    let is_path = stem.len() < word.len();
    words(code, stem).filter(move |&at| {
        let imported =
            code[..at].trim_end().ends_with("use") && code[at + stem.len()..].trim_start().starts_with(';');
        !is_path || imported || code[at..].starts_with(word)
    })
}

/// The modules of the crate that a file names, with the position of each.
fn used_modules<'a>(path: &str, code: &'a str) -> Vec<(usize, &'a str)> {
    let depth = path.trim_end_matches(".rs").trim_end_matches("/mod").split('/').count();
    let roots = words(code, "crate").map(|at| at + "crate".len());
    // `super::super::…` that leads out of the module.
    let climbs = words(code, "super").filter_map(|at| {
        let chain = code[at..].len() - code[at..].trim_start_matches("super::").len();
        let starts_here = !code[..at].ends_with("super::");
        (starts_here && chain / "super::".len() >= depth).then_some(at + chain - "::".len())
    });
    roots.chain(climbs).flat_map(|at| names_after(code, at)).collect()
}

/// The first names after a path's root: one, or those of a `{…}` group.
fn names_after(code: &str, root: usize) -> Vec<(usize, &str)> {
    let Some(rest) = code[root..].strip_prefix("::") else { return Vec::new() };
    let start = root + 2;
    let Some(group) = rest.strip_prefix('{') else { return name_at(code, start).into_iter().collect() };
    let mut names = Vec::new();
    let (mut depth, mut expect_name) = (1, true);
    for (offset, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => expect_name = true,
            c if depth == 1 && expect_name && !c.is_whitespace() => {
                names.extend(name_at(code, start + 1 + offset));
                expect_name = false;
            }
            _ => {}
        }
    }
    names
}

fn name_at(code: &str, at: usize) -> Option<(usize, &str)> {
    let rest = &code[at..];
    let end = rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len());
    (end > 0).then(|| (at, &rest[..end]))
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn every_module_of_the_engine_uses_only_modules_above_it() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/src");
    let mut files = Vec::new();
    rust_files(&sources, &mut files);
    assert!(files.len() > 50, "the engine's sources were not found");
    let faults: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let path = file.strip_prefix(&sources).unwrap().to_str().unwrap().replace('\\', "/");
            faults_of(&path, &fs::read_to_string(file).unwrap())
        })
        .collect();
    assert!(faults.is_empty(), "engine/src:\n{}", faults.join("\n"));
}

#[test]
fn a_module_that_uses_one_below_it_is_named_with_its_line() {
    let source =
        "//! crate::locate\nuse crate::measure::Metres;\nuse crate::{crs, locate::{Answer, tiles}};\n";
    assert_eq!(
        faults_of("topology/shape.rs", source),
        ["topology/shape.rs:3: topology uses locate, which stands below it"]
    );
    assert_eq!(faults_of("simulate/mod.rs", source), [""; 0]);
    assert_eq!(faults_of("topology/shape_tests.rs", source), [""; 0]);
    let nested =
        "fn f() {\n    let x = super::super::super::grid::Cell;\n    super::super::clean::snap();\n}\n";
    assert_eq!(
        faults_of("topology/clean/snap.rs", nested),
        ["topology/clean/snap.rs:2: topology uses grid, which stands below it"]
    );
}

#[test]
fn test_parts_may_use_everything() {
    let source =
        "use crate::ids::CellCode;\n#[cfg(test)]\nmod tests {\n    use crate::simulate::SplitMix64;\n}\n";
    assert_eq!(faults_of("grid/plan.rs", source), [""; 0]);
}

#[test]
fn clock_environment_and_random_state_are_found() {
    let source = "use std::time::{Instant, SystemTime};\nlet a = Instant::now();\nlet b = std::env::args();\nlet operand = 1;\n\
        use rand;\nrand::random();\nlet strand = crate::ids::X;\n";
    let lines: Vec<String> = faults_of("grid/plan.rs", source)
        .iter()
        .map(|fault| fault.split(':').nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(lines, ["1", "2", "3", "5", "6"]);
}

#[test]
fn a_module_without_a_place_in_the_order_is_refused() {
    assert!(faults_of("helpers/mod.rs", "")[0].contains("not in the order"));
    assert!(faults_of("grid/mod.rs", "use crate::helpers::X;")[0].contains("no module of the order"));
}
