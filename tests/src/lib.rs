//! End-to-end tests on the built programs, against real data, golden results and brute force.
//!
//! Build the programs first: `cargo build --release --workspace --bins`, as `./test` does.

#![cfg(test)]

mod agreement;
mod bad_input;
mod exactness;
mod programs;
mod support;
