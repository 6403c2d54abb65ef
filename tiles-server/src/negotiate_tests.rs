//! Negotiation against the rules of RFC 9110, written down a second time.

use proptest::prelude::*;

use super::*;

const ALL: [Coding; 4] = [Coding::Identity, Coding::Gzip, Coding::Brotli, Coding::Zstd];

fn headers(accept: &[String]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in accept {
        headers.append(header::ACCEPT_ENCODING, HeaderValue::try_from(line.clone()).unwrap());
    }
    headers
}

fn accepted(accept: &str) -> Coding {
    Coding::accepted(&headers(&[accept.to_owned()]))
}

#[test]
fn browsers_and_tools_get_what_they_read_best() {
    for (accept, expected) in [
        ("gzip, deflate, br, zstd", Coding::Zstd),
        ("gzip, deflate, br", Coding::Brotli),
        ("gzip", Coding::Gzip),
        ("x-gzip", Coding::Gzip),
        ("GZIP;Q=0.5", Coding::Gzip),
        ("deflate", Coding::Identity),
        ("", Coding::Identity),
        ("*", Coding::Zstd),
        ("*;q=0", Coding::Identity),
        ("zstd;q=0, *", Coding::Brotli),
        ("br;q=0.8, gzip;q=0.9", Coding::Gzip),
        ("identity, gzip;q=0.5", Coding::Identity),
        ("identity;q=0.5, gzip;q=0.5", Coding::Gzip),
        ("identity;q=0, deflate", Coding::Identity),
        ("zstd;q=2, gzip", Coding::Gzip),
        ("zstd;q=x, br;q=0.000", Coding::Identity),
        ("gzip ; q=0.3 , br ;q=0.2", Coding::Gzip),
    ] {
        assert_eq!(accepted(accept), expected, "{accept}");
    }
    assert_eq!(Coding::accepted(&HeaderMap::new()), Coding::Identity);
}

/// A weight from thousandths, as the RFC writes it.
fn q(thousandths: u16) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

fn wishes() -> impl Strategy<Value = Vec<(usize, Option<u16>)>> {
    prop::collection::vec(
        (0_usize..7, prop::option::of(prop_oneof![Just(0_u16), Just(1000), 1_u16..1000])),
        0..7,
    )
}

proptest! {
    #[test]
    fn what_is_sent_is_accepted_and_nothing_else_is_liked_better(wishes in wishes(), lines in 1_usize..3) {
        let names = ["identity", "gzip", "br", "zstd", "*", "deflate", "compress"];
        // A name counts once: the first.
        let mut seen = std::collections::BTreeMap::new();
        let mut text = vec![Vec::new(); lines];
        for (at, (name, weight)) in wishes.iter().enumerate() {
            let item = weight.map_or(names[*name].to_owned(), |weight| format!("{};q={}", names[*name], q(weight)));
            text[at * lines / wishes.len()].push(item);
            seen.entry(names[*name]).or_insert(weight.unwrap_or(1000));
        }
        let lines: Vec<String> = text.iter().map(|items| items.join(", ")).collect();
        let sent = Coding::accepted(&headers(&lines));
        let weight = |coding: Coding| seen.get(coding.name()).or(seen.get("*")).copied();
        if sent == Coding::Identity {
            let identity = seen.get("identity").copied().unwrap_or(0);
            let better = ALL.into_iter().skip(1).any(|other| weight(other).unwrap_or(0) > identity);
            prop_assert!(!better, "a coding was liked better: {lines:?}");
        } else {
            let own = weight(sent).unwrap_or(0);
            prop_assert!(own > 0, "{sent:?} was not asked for: {lines:?}");
            prop_assert!(ALL.into_iter().skip(1).all(|other| weight(other).unwrap_or(0) <= own), "{lines:?}");
            prop_assert!(seen.get("identity").is_none_or(|identity| *identity <= own), "{lines:?}");
        }
    }

    #[test]
    fn any_header_is_read_without_harm(line in "[ -~]{0,80}") {
        Coding::accepted(&headers(&[line]));
    }

    #[test]
    fn a_tag_is_held_in_the_form_that_is_named(text in "[a-z0-9/.-]{1,30}", form in 0_usize..4, other in "[a-z]{1,9}") {
        let (tag, coding) = (ETag::new(&text), ALL[form]);
        let mut headers = HeaderMap::new();
        let given = format!("\"{other}+gz+br\", W/{}", tag.header(coding).to_str().unwrap());
        headers.insert(header::IF_NONE_MATCH, HeaderValue::try_from(given).unwrap());
        prop_assert_eq!(tag.held(&headers), Some(coding));
        prop_assert_eq!(ETag::new(&format!("{text}x")).held(&headers), None);
    }
}
