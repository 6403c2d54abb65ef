//! The few wire types of Protocol Buffers that a vector tile needs: varint, 64-bit, length-delimited.

/// Appends a base-128 varint, least significant group first.
pub(super) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push(low_seven_bits(value) | 0x80);
        value >>= 7;
    }
    out.push(low_seven_bits(value));
}

fn low_seven_bits(value: u64) -> u8 {
    (value & 0x7f).to_le_bytes()[0]
}

/// How many bytes a varint takes.
pub(super) const fn varint_len(value: u64) -> usize {
    let bits = u64::BITS - (value | 1).leading_zeros();
    bits.div_ceil(7) as usize
}

/// Appends `field` as a varint.
pub(super) fn put_varint_field(out: &mut Vec<u8>, field: u32, value: u64) {
    put_varint(out, u64::from(field) << 3);
    put_varint(out, value);
}

/// Appends `field` as a double, little-endian as the format asks.
pub(super) fn put_double_field(out: &mut Vec<u8>, field: u32, value: f64) {
    put_varint(out, (u64::from(field) << 3) | 1);
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends `field` as length and bytes: text, an embedded message or a packed list.
pub(super) fn put_bytes_field(out: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    put_varint(out, (u64::from(field) << 3) | 2);
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends `field` as a packed list of varints.
pub(super) fn put_packed_field(out: &mut Vec<u8>, field: u32, values: &[u32]) {
    put_varint(out, (u64::from(field) << 3) | 2);
    put_varint(out, values.iter().map(|&value| varint_len(value.into()) as u64).sum());
    values.iter().for_each(|&value| put_varint(out, value.into()));
}

/// A signed number with its sign in the lowest bit, so that small magnitudes stay short.
pub(super) fn zigzag(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)).cast_unsigned()
}

/// The same for 64 bits.
pub(super) fn zigzag_long(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}
