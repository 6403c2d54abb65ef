//! Cells for people: a picture of where they lie, and what is told of them. Nothing in it runs.

use gridward::grid::Cell;
use gridward::tiles::mvt::Value as Attribute;

use super::fields::Field;
use super::links::Link;
use super::page::{escaped, framed, list_of};

/// One cell.
pub struct Row<'a> {
    pub cell: &'a Cell,
    pub address: String,
    pub fields: &'a [Field],
    pub values: Vec<Option<Attribute<'a>>>,
}

/// The longer side of the picture.
const PICTURE: f64 = 640.0;

/// Cells under a title, with where one can go from here.
pub fn page(title: &str, text: &str, rows: &[Row<'_>], links: &[Link]) -> String {
    let mut body = String::new();
    if !text.is_empty() {
        body.push_str(&format!("<p>{}</p>\n", escaped(text)));
    }
    body.push_str(&list_of(links.iter().map(|link| (link.href.as_str(), link.title.as_str(), link.rel))));
    body.push_str(&picture(rows));
    match rows {
        [one] => body.push_str(&upright(one)),
        many => body.push_str(&lying(many)),
    }
    framed(title, &body)
}

fn upright(row: &Row<'_>) -> String {
    let mut out = String::from("<table>\n");
    for (field, value) in row.fields.iter().zip(&row.values) {
        let meaning = escaped(&field.meaning);
        out.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{meaning}</td></tr>\n",
            escaped(&field.key),
            text(value)
        ));
    }
    out + "</table>\n"
}

fn lying(rows: &[Row<'_>]) -> String {
    let Some(first) = rows.first() else { return String::from("<p>无 None</p>\n") };
    let mut out = String::from("<table>\n<tr>");
    for field in first.fields {
        out.push_str(&format!(
            "<th scope=\"col\" title=\"{}\">{}</th>",
            escaped(&field.meaning),
            escaped(&field.key)
        ));
    }
    out.push_str("</tr>\n");
    for row in rows {
        out.push_str("<tr>");
        for (at, value) in row.values.iter().enumerate() {
            let shown = text(value);
            if at == 0 {
                out.push_str(&format!("<td><a href=\"{}\">{shown}</a></td>", escaped(&row.address)));
            } else {
                out.push_str(&format!("<td>{shown}</td>"));
            }
        }
        out.push_str("</tr>\n");
    }
    out + "</table>\n"
}

fn text(value: &Option<Attribute<'_>>) -> String {
    match value {
        None => String::from("–"),
        Some(Attribute::Text(text)) => escaped(text),
        Some(Attribute::Flag(flag)) => flag.to_string(),
        Some(Attribute::Whole(whole)) => whole.to_string(),
        Some(Attribute::Number(number)) => number.to_string(),
    }
}

/// The cells' outlines, north up, each a link to its cell; east is squeezed as it is on the ground.
fn picture(rows: &[Row<'_>]) -> String {
    let boxes = rows.iter().filter_map(|row| row.cell.shape.bounds());
    let bounds = boxes.reduce(|(a, b), (c, d)| {
        let (mut low, mut high) = (a, b);
        (low.x, low.y) = (a.x.min(c.x), a.y.min(c.y));
        (high.x, high.y) = (b.x.max(d.x), b.y.max(d.y));
        (low, high)
    });
    let Some((low, high)) = bounds else { return String::new() };
    #[expect(clippy::cast_precision_loss, reason = "lattice steps of a place on Earth fit 32 bits")]
    let number = |steps: i64| steps as f64;
    let squeeze = (number(low.y) / 1e7).to_radians().cos();
    let (width, height) = (number(high.x - low.x) * squeeze, number(high.y - low.y));
    let scale = PICTURE / width.max(height).max(1.0);
    let (wide, high_side) = (width * scale + 4.0, height * scale + 4.0);
    let mut out = format!(
        "<svg viewBox=\"-2 -2 {wide:.0} {high_side:.0}\" width=\"{wide:.0}\" height=\"{high_side:.0}\" role=\"img\" aria-label=\"图 Picture\">\n"
    );
    for row in rows {
        let mut path = String::new();
        for ring in row.cell.shape.rings() {
            for (at, point) in ring.iter().enumerate() {
                let (x, y) = (number(point.x - low.x) * squeeze * scale, number(high.y - point.y) * scale);
                path.push_str(&format!("{}{x:.1} {y:.1}", if at == 0 { "M" } else { "L" }));
            }
            path.push('Z');
        }
        let code = escaped(row.cell.code.as_str());
        let name = row.cell.name.as_ref().map(|name| escaped(&name.zh)).unwrap_or_default();
        out.push_str(&format!(
            "<a href=\"{}\"><path fill-rule=\"evenodd\" d=\"{path}\"><title>{code} {name}</title></path></a>\n",
            escaped(&row.address)
        ));
    }
    out + "</svg>\n"
}
