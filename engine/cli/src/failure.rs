//! Why a command ends early, and with which exit code.

use std::fmt::Display;
use std::process::ExitCode;

/// A command's failure: one line for a person, and the exit code for a script.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    message: String,
}

impl Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl Failure {
    /// Wrong usage: exit code 2.
    pub fn usage(message: impl Display) -> Self {
        Self { code: 2, message: message.to_string() }
    }

    /// Bad data: exit code 65.
    pub fn data(message: impl Display) -> Self {
        Self { code: 65, message: message.to_string() }
    }

    /// Prints the line and gives the code.
    pub fn report(&self) -> ExitCode {
        eprintln!("gridward: {}", self.message);
        ExitCode::from(self.code)
    }
}
