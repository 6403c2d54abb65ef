//! A report from the public.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use gridward::cases::{Intake, PrivateText, Reporter};
use gridward::crs::Datum;
use gridward::desk::{Command, Reply};
use gridward::ids::SourceCode;
use gridward::rules::RuleSet;

use super::document::{Format, Node};
use super::services::{CONDITION, service};
use super::{Fault, answer, desk, jurisdiction, keyed, named, told};
use crate::auth::{Caller, Who};
use crate::body::whole;
use crate::limits;
use crate::routes::cases::wish::{PlaceWish, TEXT_CHARS, bounded, fresh_id, reporter_words};
use crate::state::App;

/// The fields of the standard; attributes come besides.
const KNOWN: [&str; 17] = [
    "jurisdiction_id",
    "api_key",
    "service_code",
    "lat",
    "long",
    "address_string",
    "address_id",
    "email",
    "device_id",
    "account_id",
    "first_name",
    "last_name",
    "phone",
    "description",
    "media_url",
    "locale",
    "extensions",
];

/// The form of a report, each field once.
struct Form(Vec<(String, String)>);

impl Form {
    fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(bytes)
            .map_err(|fault| Fault::bad(format!("the form cannot be read: {fault}")))?;
        for (at, (name, _)) in pairs.iter().enumerate() {
            if !KNOWN.contains(&name.as_str()) && !name.starts_with("attribute[") {
                return Err(Fault::bad(format!("the field {name} is not known")));
            }
            if pairs.iter().take(at).any(|(earlier, _)| earlier == name) {
                return Err(Fault::bad(format!("the field {name} is given twice")));
            }
        }
        Ok(Self(pairs))
    }

    /// A field that holds something.
    fn text(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.trim().is_empty())
    }

    fn number(&self, name: &str) -> Result<Option<f64>, Fault> {
        let number = |text: &str| {
            let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
            number.ok_or_else(|| Fault::bad(format!("{name} is “{text}”, not a number")))
        };
        self.text(name).map(number).transpose()
    }

    fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(name, value)| {
            let code = name.strip_prefix("attribute[")?.trim_end_matches("[]").trim_end_matches(']');
            Some((code, value.as_str()))
        })
    }
}

/// Takes a report. It is on disk when this answers, with its number.
#[utoipa::path(post, path = "/open311/v2/requests.{format}", tag = "open311",
    params(("format" = String, Path, description = "xml or json")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "The form of GeoReport v2: api_key, service_code, and lat and long, address_string or address_id (a component's code)"),
    responses((status = 200, description = "The number", content_type = "text/xml", body = String), (status = 400), (status = 403), (status = 404)))]
pub async fn post(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(file): Path<String>,
    request: Request,
) -> Response {
    let (name, format) = match named(&file) {
        Ok(named) => named,
        Err(response) => return response,
    };
    if name != "requests" {
        return told(format, Err(Fault::missing("reports are sent to requests")));
    }
    told(format, taken(&app, &caller, format, request).await)
}

async fn taken(app: &App, caller: &Arc<Caller>, format: Format, request: Request) -> Result<Response, Fault> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    if !kind.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
    {
        return Err(Fault::bad("the body must be application/x-www-form-urlencoded"));
    }
    let bytes = whole(request, limits::BODY_BYTES).await?;
    let form = Form::read(&bytes)?;
    let sender = match form.text("api_key") {
        Some(key) => keyed(app, key)?,
        None if caller.account.is_some() => Arc::clone(caller),
        None => return Err(Fault::new(StatusCode::FORBIDDEN, "api_key is missing")),
    };
    jurisdiction(app, form.text("jurisdiction_id"))?;
    let dispatch = desk(app)?;
    let assigner = dispatch.assigner();
    let intake = intake(app, &assigner, &sender, &form)?;
    let command = Command::Intake { intake: Box::new(intake), by: sender.actor() };
    let record = match dispatch.done(command).await? {
        Reply::Created(record) | Reply::Exists(record) => record,
        other => return Err(crate::dispatch::unexpected(&other).into()),
    };
    let names = dispatch.names(&assigner);
    let unit = record.state.unit.as_ref().and_then(|unit| names.unit(unit));
    let notice = unit.map(|unit| format!("责任单位：{}", unit.name.zh));
    let taken = Node::Record(vec![
        ("service_request_id", Node::text(record.head.id.to_string())),
        ("service_notice", Node::maybe(notice)),
        ("account_id", Node::maybe(form.text("account_id").map(str::to_owned))),
    ]);
    Ok(answer(StatusCode::OK, format, "service_requests", &Node::List("request", vec![taken])))
}

fn intake(
    app: &App,
    assigner: &gridward::assign::Assigner,
    sender: &Caller,
    form: &Form,
) -> Result<Intake, Fault> {
    let code = form.text("service_code").ok_or_else(|| Fault::bad("service_code is missing"))?;
    let class = service(assigner, code)?;
    let mut condition = None;
    for (name, value) in form.attributes() {
        if name != CONDITION {
            return Err(Fault::bad(format!("the attribute {name} is not known for {code}")));
        }
        let number = value.parse::<u8>().ok();
        let known = number.filter(|number| class.conditions.iter().any(|own| own.number == *number));
        condition =
            Some(known.ok_or_else(|| {
                Fault::bad(format!("the attribute {name} is “{value}”, not a key of {code}"))
            })?);
    }
    let text = match (form.text("description"), form.text("media_url")) {
        (text, None) => text.map(str::to_owned),
        (text, Some(url)) => {
            if !url.starts_with("https://") && !url.starts_with("http://") {
                return Err(Fault::bad("media_url is no http address"));
            }
            bounded("media_url", Some(url), 1000)?;
            Some(text.map_or_else(|| url.to_owned(), |text| format!("{text}\n{url}")))
        }
    };
    bounded("description", form.text("description"), TEXT_CHARS)?;
    Ok(Intake {
        id: fresh_id("o311")?,
        class: class.code.clone(),
        condition,
        kind: None,
        place: place(form)?.into_stated()?,
        reported_at: (app.clock)(),
        source: source(assigner.rules(), sender)?,
        grade: None,
        text: text.map(PrivateText::Words),
        reporter: reporter(form).as_ref().map(reporter_words).transpose()?,
        synthetic: sender.demo,
    })
}

/// The place: coordinates, an address, or the code of a component.
fn place(form: &Form) -> Result<PlaceWish, Fault> {
    let (lat, lon) = (form.number("lat")?, form.number("long")?);
    if lat.is_some() != lon.is_some() {
        return Err(Fault::bad("lat and long belong together"));
    }
    let out_of_range = |value: Option<f64>, most: f64| value.is_some_and(|value| value.abs() > most);
    if out_of_range(lat, 90.0) || out_of_range(lon, 180.0) {
        return Err(Fault::bad("lat is from -90 to 90 and long from -180 to 180, both WGS 84 degrees"));
    }
    let place = PlaceWish {
        lon,
        lat,
        datum: lat.map(|_| Datum::Wgs84.to_string()),
        address: form.text("address_string").map(str::to_owned),
        component: form.text("address_id").map(str::to_owned),
        ..PlaceWish::default()
    };
    if place.lat.is_none() && place.address.is_none() && place.component.is_none() {
        return Err(Fault::bad("lat and long, address_string or address_id is needed"));
    }
    Ok(place)
}

/// The source of the sender's account, or the first public one.
fn source(rules: &RuleSet, sender: &Caller) -> Result<SourceCode, Fault> {
    let public = || rules.sources.all().iter().find(|source| source.public).map(|source| source.code.clone());
    let own = sender.source.clone().filter(|source| rules.sources.index_of(source).is_some());
    own.or_else(public)
        .ok_or_else(|| Fault::new(StatusCode::FORBIDDEN, "the district takes nothing from the public"))
}

fn reporter(form: &Form) -> Option<Reporter> {
    let own = |name: &str| form.text(name).map(str::to_owned);
    let name = match (own("last_name"), own("first_name")) {
        (Some(last), Some(first)) => Some(format!("{first} {last}")),
        (last, first) => last.or(first),
    };
    let reporter = Reporter { name, phone: own("phone"), email: own("email") };
    (reporter != Reporter::default()).then_some(reporter)
}
