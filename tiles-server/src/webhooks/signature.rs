//! What proves to a receiver that a message comes from here, unchanged and now.
//!
//! # References
//! Krawczyk, Bellare and Canetti 1997, RFC 2104 (HMAC); vectors of RFC 4231; Standard Webhooks 1.0.0, section “Signature scheme”.

use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256};

/// Bytes of a block of SHA-256.
const BLOCK: usize = 64;

/// HMAC-SHA256 of parts, one after the other.
fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut block = [0_u8; BLOCK];
    let hashed: [u8; 32];
    let key = if key.len() > BLOCK {
        hashed = Sha256::digest(key).into();
        &hashed[..]
    } else {
        key
    };
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let padded = |pad: u8| Sha256::new_with_prefix(block.map(|byte| byte ^ pad));
    let mut inner = padded(0x36);
    parts.iter().for_each(|part| inner.update(part));
    let mut outer = padded(0x5c);
    outer.update(inner.finalize());
    outer.finalize().into()
}

/// The value of the header `webhook-signature`; `timestamp` in seconds since 1970.
pub fn signature(secret: &[u8], id: &str, timestamp: i64, body: &[u8]) -> String {
    let start = format!("{id}.{timestamp}.");
    let mac = hmac(secret, &[start.as_bytes(), body]);
    let mut text = [0_u8; 44];
    let written = Base64::encode(&mac, &mut text).unwrap_or_default();
    format!("v1,{written}")
}

/// The bytes of a secret as it is written down: `whsec_` and base64.
pub fn secret_of(text: &str) -> Option<Vec<u8>> {
    let written = text.strip_prefix("whsec_")?;
    let mut bytes = vec![0; written.len()];
    let length = Base64::decode(written, &mut bytes).ok()?.len();
    bytes.truncate(length);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mac_is_that_of_the_published_vectors() {
        // RFC 4231, cases 1, 2 and 6.
        let vectors: [(&[u8], &[u8], &str); 3] = [
            (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
        ];
        for (key, data, expected) in vectors {
            assert_eq!(hex::encode(hmac(key, &[data])), expected);
            assert_eq!(hex::encode(hmac(key, &[&data[..3], &data[3..]])), expected, "in parts");
        }
    }

    #[test]
    fn a_signature_is_the_one_that_receivers_of_the_convention_compute() {
        let secret = secret_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed =
            signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!((secret_of("MfKQ9r8G"), secret_of("whsec_*")), (None, None));
    }
}
