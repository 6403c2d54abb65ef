//! Numbers in sentences, without a formatter and without memory of their own.

use smallvec::SmallVec;

/// A number as text.
#[derive(Debug, Default)]
pub(super) struct Digits(SmallVec<[u8; 32]>);

impl Digits {
    /// A number with two decimals, as `{:.2}` writes it.
    pub(super) fn of_hundredths(value: f64) -> Self {
        const MOST: f64 = 1e12;
        let hundredths = (value * 100.0).round();
        #[expect(
            clippy::float_cmp,
            reason = "only what is exactly the nearest to its hundredths is written so"
        )]
        let exact = value.is_sign_positive() && hundredths < MOST && hundredths / 100.0 == value;
        let mut digits = Self::default();
        if exact {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10^12")]
            let hundredths = hundredths as u64;
            digits.whole(hundredths / 100, 1);
            digits.mark(".");
            digits.whole(hundredths % 100, 2);
        } else {
            digits.mark(&format!("{value:.2}"));
        }
        digits
    }

    /// Goes on with a whole number of at least so many digits.
    pub(super) fn whole(&mut self, mut value: u64, least: usize) {
        let mut backwards: SmallVec<[u8; 20]> = SmallVec::new();
        while value > 0 || backwards.len() < least {
            backwards.push(b'0' + u8::try_from(value % 10).unwrap_or(0));
            value /= 10;
        }
        self.0.extend(backwards.into_iter().rev());
    }

    /// Goes on with a mark.
    pub(super) fn mark(&mut self, mark: &str) {
        self.0.extend_from_slice(mark.as_bytes());
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_decimals_are_those_of_the_formatter() {
        let even = (0..20_000).map(|n| f64::from(n) / 100.0);
        let odd = (0..20_000).map(|n| f64::from(n) * 0.337);
        for value in even.chain(odd).chain([-0.0, -1.25, 1e13, 0.005, f64::NAN, 123_456_789.12]) {
            assert_eq!(Digits::of_hundredths(value).as_str(), format!("{value:.2}"), "{value}");
        }
    }

    #[test]
    fn whole_numbers_keep_their_leading_zeros() {
        let mut digits = Digits::default();
        digits.whole(0, 1);
        digits.mark("-");
        digits.whole(7, 2);
        digits.mark("-");
        digits.whole(u64::MAX, 4);
        assert_eq!(digits.as_str(), "0-07-18446744073709551615");
    }
}
