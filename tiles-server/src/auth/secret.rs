//! Secrets: tokens that only their holder knows, and passwords that nobody does.

use std::fs::OpenOptions;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Random bytes of the operating system.
///
/// # Errors
/// When there are none.
pub fn random<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut bytes = [0_u8; N];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// SHA-256 of a token: all that is kept of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }
}

impl std::fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenDigest(…)")
    }
}

impl Serialize for TokenDigest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(self.0))
    }
}

impl<'de> Deserialize<'de> for TokenDigest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || serde::de::Error::custom("a digest has 64 hexadecimal digits");
        parse_digest(&text).map(Self).ok_or_else(wrong)
    }
}

/// 64 small hexadecimal digits as bytes.
pub fn parse_digest(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0_u8; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = value(*high)? << 4 | value(*low)?;
    }
    Some(bytes)
}

/// A token of 256 random bits, shown once.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// # Errors
    /// When there is no randomness.
    pub fn new() -> std::io::Result<Self> {
        Ok(Self(hex::encode(random::<32>()?)))
    }

    /// A new token, written to a file that only its owner reads.
    ///
    /// # Errors
    /// When there is no randomness or the file cannot be written.
    pub fn write_new(file: &Path) -> std::io::Result<Self> {
        let token = Self::new()?;
        let mut out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
        // A file that was there before keeps its mode when opened.
        out.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        writeln!(out, "{}", token.0)?;
        out.sync_all()?;
        Ok(token)
    }

    #[cfg(test)]
    pub fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    pub fn digest(&self) -> TokenDigest {
        TokenDigest::of(&self.0)
    }

    /// The token itself, for the one answer that shows it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// How dear a guess at a password is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// 19 MiB and two passes, as OWASP advises for argon2id.
    Full,
    /// For tests, which hash in slow builds.
    #[cfg(test)]
    Small,
}

impl Cost {
    fn hasher(self) -> Argon2<'static> {
        let params = match self {
            Self::Full => Params::default(),
            #[cfg(test)]
            Self::Small => Params::new(64, 1, 1, None).unwrap_or_default(),
        };
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }
}

/// A password's argon2id hash with its salt, in PHC form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordDigest(String);

impl PasswordDigest {
    /// Hashes a password with a new salt; takes tens of milliseconds.
    ///
    /// # Errors
    /// What the hash function says; only where memory or randomness is missing.
    pub fn of(password: &str, cost: Cost) -> Result<Self, argon2::password_hash::Error> {
        let hash: PasswordHash = cost.hasher().hash_password(password.as_bytes())?;
        Ok(Self(hash.to_string()))
    }

    /// Whether this is the password; takes tens of milliseconds.
    pub fn is_of(&self, password: &str) -> bool {
        PasswordHash::new(&self.0)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    }
}

impl std::fmt::Debug for PasswordDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordDigest(…)")
    }
}
