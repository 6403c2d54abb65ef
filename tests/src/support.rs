//! Where the built programs, the reference data and the repository are.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The folder with `data/` and `golden/`; prints that the test is skipped where it is not given.
pub fn reference() -> Option<PathBuf> {
    let folder = std::env::var_os("GRIDWARD_REFERENCE").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: GRIDWARD_REFERENCE is unset");
    }
    folder
}

/// Whether sweeps that take long are asked for.
pub fn full() -> bool {
    std::env::var_os("GRIDWARD_FULL").is_some()
}

/// A built program beside this test's own binary.
pub fn program(name: &str) -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let path = own.ancestors().nth(2).unwrap().join(name);
    assert!(
        path.exists(),
        "{} is not built; run `cargo build --release --workspace --bins` first",
        path.display()
    );
    path
}

/// Runs `gridward`.
pub fn gridward(args: &[&str]) -> Output {
    Command::new(program("gridward")).args(args).output().unwrap()
}

/// Runs `gridward`, expects success and gives its JSON document.
pub fn gridward_json(args: &[&str]) -> Value {
    let output = gridward(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Standard error as text.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A path as text.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
