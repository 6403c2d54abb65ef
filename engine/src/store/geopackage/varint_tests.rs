use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn numbers_come_back(values in prop::collection::vec((any::<u64>(), any::<i64>(), 0_u32..64), 0..50)) {
        let mut bytes = Vec::new();
        for (unsigned, signed, shift) in &values {
            put(&mut bytes, unsigned >> shift);
            put_signed(&mut bytes, signed >> shift);
        }
        let mut reader = Reader::new(&bytes);
        for (unsigned, signed, shift) in &values {
            prop_assert_eq!(reader.unsigned(), Some(unsigned >> shift));
            prop_assert_eq!(reader.signed(), Some(signed >> shift));
        }
        prop_assert_eq!(reader.position(), bytes.len());
        prop_assert_eq!(reader.unsigned(), None);
    }
}
