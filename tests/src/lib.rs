//! End-to-end tests on the built programs, against real data, golden results and brute force; and the order that the
//! project keeps: its modules, its files.
//!
//! Build the programs first: `cargo build --release --workspace --bins`, as `./test` does.

#![cfg(test)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::float_cmp,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unreadable_literal,
    clippy::unwrap_used,
    reason = "tests stop at the first surprise, compare exactly, and are told by the environment where reference data lies"
)]

mod agreement;
mod bad_input;
mod check_district;
mod dispatch;
mod exactness;
mod gis;
mod minhang_district;
mod module_order;
mod nothing_lost;
mod ogc;
mod programs;
mod rust_text;
mod serving;
mod support;
mod tracked_files;
