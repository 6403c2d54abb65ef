//! Just enough of Rust's grammar to read `use` lines: source text without comments, literals and test-only parts.

/// The source with comments, strings and characters blanked out; every line keeps its number.
pub fn code_of(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let skipped = blank_length(rest, code.chars().next_back());
        let taken = if skipped == 0 { first.len_utf8() } else { skipped };
        let (token, after) = rest.split_at(taken);
        if skipped == 0 {
            code.push(first);
        } else {
            code.extend(token.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        }
        rest = after;
    }
    code
}

/// Bytes of the comment or literal at the start of the text; 0 where none starts.
fn blank_length(text: &str, before: Option<char>) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return block_comment_length(text);
    }
    let in_word = before.is_some_and(is_word);
    if !in_word && let Some(length) = raw_string_length(text) {
        return length;
    }
    if text.starts_with('"') {
        return quoted_length(text, '"').unwrap_or(text.len());
    }
    if text.starts_with('\'') { character_length(text) } else { 0 }
}

fn block_comment_length(text: &str) -> usize {
    let (mut at, mut depth) = (0, 0usize);
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// `r"…"`, `r#"…"#`, also after `b` or `c`.
fn raw_string_length(text: &str) -> Option<usize> {
    let marks = text.strip_prefix(['b', 'c']).unwrap_or(text).strip_prefix('r')?;
    let hashes = marks.len() - marks.trim_start_matches('#').len();
    let body = marks[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(text.len() - body.len() + length)
}

fn quoted_length(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The length of a character literal; 0 for a lifetime.
fn character_length(text: &str) -> usize {
    let mut inner = text.chars().skip(1);
    match (inner.next(), inner.next()) {
        (Some('\\'), _) => quoted_length(text, '\'').unwrap_or(0),
        (Some(c), Some('\'')) => c.len_utf8() + 2,
        _ => 0,
    }
}

/// The code with every item under `#[cfg(test)]`, `#[cfg(all(test, …))]` or `#[test]` blanked out.
pub fn without_tests(code: &str) -> String {
    let mut kept = code.to_owned();
    for mark in ["#[cfg(test)]", "#[cfg(all(test", "#[test]"] {
        while let Some(start) = kept.find(mark) {
            let end = start + item_length(&kept[start..]);
            let blank: String =
                kept[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
            kept.replace_range(start..end, &blank);
        }
    }
    kept
}

/// Bytes from the start of an item's attributes to its `;` or closing brace.
fn item_length(code: &str) -> usize {
    let (mut braces, mut others) = (0usize, 0usize);
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' => others += 1,
            ')' | ']' => others = others.saturating_sub(1),
            '{' => braces += 1,
            '}' => {
                braces = braces.saturating_sub(1);
                if braces == 0 && others == 0 {
                    return at + 1;
                }
            }
            ';' if braces == 0 && others == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// Positions in bytes where a word or path stands that no word continues on either side.
pub fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let before = code[..at].chars().next_back().is_some_and(is_word);
        let after = code[at + word.len()..].chars().next().is_some_and(is_word);
        !before && !after
    })
}

/// The number of the line that a position lies in, from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

#[test]
fn comments_strings_and_characters_are_no_code() {
    let source = "a // crate::x\nb \"crate::\\\"y\" 'c' '\\'' r#\"crate::\"z\"# /* /* */ crate */ &'a str";
    let code = code_of(source);
    assert!(!code.contains("crate"), "{code}");
    assert!(code.ends_with("&'a str") && code.starts_with("a ") && code.contains("\nb "), "{code}");
    assert_eq!(code.chars().count(), source.chars().count());
}

#[test]
fn test_only_items_are_left_out_to_their_end() {
    let code = "#[cfg(test)]\nmod foo_tests;\nuse a;\n#[cfg(test)]\n#[path = x]\nmod tests { fn f() { g([1; 2]); } }\nuse b;";
    let kept = without_tests(code);
    assert!(kept.contains("use a;") && kept.contains("use b;") && !kept.contains("mod"), "{kept}");
    assert_eq!(line_of(&kept, kept.find("use b").unwrap()), 7);
}
