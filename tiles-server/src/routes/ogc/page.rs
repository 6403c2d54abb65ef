//! Any document as a page for people: self-contained, without script, with whatever the document says.

use serde_json::Value;

/// What keys mean, where they are no plain words.
const WORDS: [(&str, &str); 16] = [
    ("collections", "图层 Collections"),
    ("links", "链接 Links"),
    ("extent", "范围 Extent"),
    ("crs", "坐标系 Coordinate systems"),
    ("storageCrs", "存储坐标系 Stored in"),
    ("conformsTo", "符合的标准类 Conforms to"),
    ("itemType", "条目类型 Kind of items"),
    ("description", "说明 Description"),
    ("tilesets", "瓦片集 Tile sets"),
    ("tileMatrixSets", "瓦片矩阵集 Tile matrix sets"),
    ("tileMatrices", "级别 Levels"),
    ("tileMatrixSetLimits", "瓦片范围 Limits"),
    ("layers", "瓦片图层 Layers"),
    ("properties", "属性 Properties"),
    ("plan", "网格方案 Plan"),
    ("synthetic", "合成数据 Synthetic"),
];

const STYLE: &str = "body{font:16px/1.6 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1d2733}\
    h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.5rem 0 .5rem}table{border-collapse:collapse;font-size:.9rem;display:block;overflow-x:auto}\
    th,td{border:1px solid #cfd3d1;padding:.25rem .6rem;text-align:left;vertical-align:top}th{background:#eef1f0}\
    svg{max-width:100%;height:auto;display:block;margin:1rem 0}path{fill:#dfe7ee;stroke:#33506b;stroke-width:.7}\
    a:hover path,a:focus path{fill:#f0c95a}a{color:#0b5394}ul{padding-left:1.2rem}footer{margin-top:2rem;color:#5a6670;font-size:.85rem}";

/// A document under a title.
pub fn page(title: &str, document: &Value) -> String {
    let mut body = String::new();
    let Some(members) = document.as_object() else { return framed(title, &body) };
    for (key, member) in members {
        match (key.as_str(), member) {
            ("title" | "id", _) => {}
            ("description", Value::String(text)) => {
                body.push_str(&format!("<p>{}</p>\n", escaped(text)));
            }
            _ => {
                body.push_str(&format!("<h2>{}</h2>\n", escaped(word(key))));
                value(&mut body, member);
            }
        }
    }
    framed(title, &body)
}

/// A whole page around what it shows.
pub fn framed(title: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}\
         <footer>Gridward · OGC API · 同一地址加 f=json 为程序所用 · the same address with f=json is for programs</footer>\n\
         </body>\n</html>\n"
    )
}

/// Links one below the other: address, title, relation.
pub fn list_of<'a>(links: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> String {
    let mut out = String::from("<ul>\n");
    for (href, title, rel) in links {
        let (href, title) = (escaped(href), escaped(title));
        // What has parts to be filled in leads nowhere as it is.
        if href.contains('{') {
            out.push_str(&format!("<li>{title}: <code>{href}</code></li>\n"));
        } else {
            out.push_str(&format!("<li><a href=\"{href}\" rel=\"{}\">{title}</a></li>\n", escaped(rel)));
        }
    }
    out + "</ul>\n"
}

/// Text as it stands inside of elements and attributes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

fn word(key: &str) -> &str {
    WORDS.iter().find(|(own, _)| *own == key).map_or(key, |(_, word)| word)
}

fn value(out: &mut String, shown: &Value) {
    match shown {
        Value::Array(items) if !items.is_empty() && items.iter().all(|item| item["href"].is_string()) => {
            out.push_str(&list_of(items.iter().map(|link| {
                let part = |key: &str| link[key].as_str().unwrap_or_default();
                (part("href"), part("title"), part("rel"))
            })));
        }
        Value::Array(items) if !items.is_empty() && items.iter().all(|item| item["links"].is_array()) => {
            out.push_str("<ul>\n");
            for item in items {
                let title = item["title"].as_str().or(item["id"].as_str()).unwrap_or("–");
                let links = item["links"].as_array().map(Vec::as_slice).unwrap_or_default();
                let own =
                    links.iter().find(|link| link["rel"] == "self").and_then(|link| link["href"].as_str());
                out.push_str(&format!(
                    "<li><a href=\"{}\">{}</a> {}</li>\n",
                    escaped(own.unwrap_or_default()),
                    escaped(title),
                    escaped(item["description"].as_str().unwrap_or_default())
                ));
            }
            out.push_str("</ul>\n");
        }
        Value::Array(items) => {
            let lines: Vec<String> = items.iter().map(inline).collect();
            out.push_str(&format!("<p>{}</p>\n", lines.join("<br>")));
        }
        Value::Object(members) => {
            out.push_str("<table>\n");
            for (key, member) in members {
                let cell = inline(member);
                out.push_str(&format!("<tr><th scope=\"row\">{}</th><td>{cell}</td></tr>\n", escaped(key)));
            }
            out.push_str("</table>\n");
        }
        other => out.push_str(&format!("<p>{}</p>\n", inline(other))),
    }
}

/// Anything in one line.
fn inline(shown: &Value) -> String {
    match shown {
        Value::String(text) => escaped(text),
        Value::Null => String::from("–"),
        other => format!("<code>{}</code>", escaped(&other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_document_says_cannot_become_markup() {
        let document = json!({
            "description": "<script>alert(1)</script>",
            "links": [{"href": "http://h/?a=1&b=\"2\"", "title": "<b>", "rel": "self"}],
            "note": {"<k>": "'v'"},
        });
        let page = page("a<b", &document);
        assert!(!page.contains("<script>") && !page.contains("<b>") && !page.contains("<k>"), "{page}");
        assert!(page.contains("href=\"http://h/?a=1&amp;b=&quot;2&quot;\""), "{page}");
    }

    #[test]
    fn addresses_with_parts_to_fill_in_are_shown_and_lead_nowhere() {
        let list = list_of([("http://h/{z}", "t", "item")].into_iter());
        assert!(list.contains("<code>http://h/{z}</code>") && !list.contains("<a "), "{list}");
    }
}
