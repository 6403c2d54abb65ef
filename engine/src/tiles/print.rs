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

    /// Takes a number in, at one stroke: figures of thousands of cells are told apart for each tile.
    pub fn number(&mut self, number: u64) {
        // The odd number is 2^64 over the golden ratio; turning brings high bits down, which multiplying does not.
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
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
    fn numbers_that_differ_in_one_bit_anywhere_give_others() {
        let of = |numbers: [u64; 3]| {
            let mut print = Print::default();
            numbers.iter().for_each(|number| print.number(*number));
            print.get()
        };
        let mut seen = std::collections::BTreeSet::from([of([0; 3])]);
        for at in 0..3 {
            for bit in 0..64 {
                let mut numbers = [0; 3];
                numbers[at] = 1 << bit;
                assert!(seen.insert(of(numbers)), "bit {bit} of number {at}");
            }
        }
    }

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
