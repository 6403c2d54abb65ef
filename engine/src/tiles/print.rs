//! A short number for what is shown.

/// A number of 64 bits that differs, for all that is likely, when what it was made from does, and is the same on every
/// machine. Not against forgery.
///
/// # References
/// FNV-1a: G. Fowler, L. C. Noll, K.-P. Vo (1991); RFC 9923.
#[derive(Debug, Clone, Copy)]
pub struct Print(u64);

impl Default for Print {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Print {
    /// Takes bytes in.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0 =
            bytes.iter().fold(self.0, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    }

    /// Takes a number in.
    pub fn number(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    /// The number so far.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vectors_come_out() {
        for (text, expected) in
            [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
        {
            let mut print = Print::default();
            print.bytes(text.as_bytes());
            assert_eq!(print.get(), expected, "{text}");
        }
    }
}
