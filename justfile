# The contributor's menu; `just` lists it. Everything works with plain cargo and npm as well.

set shell := ["bash", "-euo", "pipefail", "-c"]

# Lists the recipes
default:
    @just --list

# The fastest answer to "does it still compile?": the library without C libraries and polars
check:
    cargo check --release --package gridward --no-default-features

# Every test, as continuous integration runs it
test:
    ./test

# Without browser and load
test-quick:
    ./test --quick

# With every sweep that takes over 30 s, and the lints as errors
test-full:
    ./test --full

# Prints timings: the tests that measure, ignored otherwise; a name picks some, for instance `just bench locate`
bench *name:
    cargo bench --workspace --bench locate
    cargo test --release --workspace --lib -- --ignored --nocapture {{ name }}

# What `./test --full` says about style, and the licences where cargo-deny is installed
lint:
    cargo clippy --release --workspace --all-targets -- --deny warnings
    if command -v cargo-deny >/dev/null; then cargo deny check; else echo "cargo-deny is not installed: licences were not looked at"; fi

# Formats Rust
fmt:
    cargo fmt --all

# The map application while it is being written; it asks GRIDWARD_URL (http://127.0.0.1:8090) for data
web:
    npm --prefix tiles-server/web run dev

# Builds what is missing and serves the demo district
run *flags:
    ./run {{ flags }}

# Feeds a reader with broken input; needs cargo-fuzz and a nightly toolchain
fuzz target seconds="60":
    cargo +nightly fuzz run --fuzz-dir tests/fuzz {{ target }} -- -max_total_time={{ seconds }}
