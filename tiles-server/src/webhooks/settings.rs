//! Who is called, and with which secret: the file of `--webhooks`.

use std::path::Path;

use axum::http::Uri;
use gridward::ids::UnitCode;
use serde::Deserialize;

use super::signature::secret_of;

/// Fewest bytes of a secret, as the convention asks for.
const SECRET_BYTES: usize = 24;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    recipients: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    unit: String,
    url: String,
    secret: String,
}

/// Whom messages are brought to.
#[derive(Debug, Clone, Default)]
pub struct WebhookSettings {
    pub recipients: Vec<Recipient>,
}

/// A unit's own system.
#[derive(Clone)]
pub struct Recipient {
    pub unit: UnitCode,
    pub url: String,
    pub host: String,
    pub port: u16,
    /// Path and query.
    pub path: String,
    pub secret: Vec<u8>,
}

impl std::fmt::Debug for Recipient {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}", self.unit, self.url)
    }
}

impl WebhookSettings {
    /// Reads `{"recipients": [{"unit", "url", "secret"}]}`.
    ///
    /// # Errors
    /// One line: file, unit, what would be right.
    pub fn read(file: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(file).map_err(|fault| format!("{}: {fault}", file.display()))?;
        Self::parse(&text).map_err(|fault| format!("{}: {fault}", file.display()))
    }

    /// As [`Self::read`], from the text.
    ///
    /// # Errors
    /// One line without the file.
    pub fn parse(text: &str) -> Result<Self, String> {
        let form: FileForm = serde_json::from_str(text).map_err(|fault| fault.to_string())?;
        let recipients: Vec<Recipient> =
            form.recipients.into_iter().map(Recipient::of).collect::<Result<_, _>>()?;
        for (at, recipient) in recipients.iter().enumerate() {
            if recipients.iter().take(at).any(|earlier| earlier.unit == recipient.unit) {
                return Err(format!("unit {} stands twice; each unit has one url", recipient.unit));
            }
        }
        Ok(Self { recipients })
    }
}

impl Recipient {
    fn of(entry: Entry) -> Result<Self, String> {
        let Entry { unit, url, secret } = entry;
        let wrong = |what: String| format!("unit {unit}: {what}");
        let uri: Uri = url.parse().map_err(|fault| wrong(format!("url {url}: {fault}")))?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => {
                return Err(wrong(format!(
                    "url {url}: this server speaks http only; name a proxy on this machine that speaks https for it"
                )));
            }
            _ => return Err(wrong(format!("url {url}: http://HOST/PATH is needed"))),
        }
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@'));
        let authority = authority
            .ok_or_else(|| wrong(format!("url {url}: a host is needed, without a name before it")))?;
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let port = authority.port_u16().unwrap_or(80);
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let secret = secret_of(&secret).filter(|bytes| bytes.len() >= SECRET_BYTES).ok_or_else(|| {
            wrong(format!("secret: whsec_ and at least {SECRET_BYTES} bytes in base64 are needed"))
        })?;
        Ok(Self { unit: UnitCode::new(&unit), url, host, port, path, secret })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(url: &str, secret: &str) -> String {
        let text = format!(r#"{{"recipients":[{{"unit":"town-1","url":"{url}","secret":"{secret}"}}]}}"#);
        WebhookSettings::parse(&text).unwrap_err()
    }

    #[test]
    fn a_recipient_is_read_and_its_secret_is_never_printed() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let text = format!(
            r#"{{"recipients":[{{"unit":"town-1","url":"http://[::1]:9000/in?x=1","secret":"{secret}"}}]}}"#
        );
        let settings = WebhookSettings::parse(&text).unwrap();
        let one = &settings.recipients[0];
        assert_eq!(
            (one.host.as_str(), one.port, one.path.as_str(), one.secret.len()),
            ("::1", 9000, "/in?x=1", 24)
        );
        assert_eq!(format!("{one:?}"), "town-1 at http://[::1]:9000/in?x=1");
        let twice = text.replace("}]", "},{\"unit\":\"town-1\",\"url\":\"http://h\",\"secret\":\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"}]");
        assert!(WebhookSettings::parse(&twice).unwrap_err().contains("stands twice"));
    }

    #[test]
    fn what_cannot_be_called_gets_one_line_that_says_what_would_be_right() {
        let good = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assert!(fault("https://unit.example/in", good).contains("proxy"));
        assert!(fault("ftp://unit.example/in", good).contains("http://HOST/PATH"));
        assert!(fault("/in", good).contains("http://HOST/PATH"));
        assert!(fault("http://name@host/in", good).contains("without a name"));
        assert!(fault("http://host/in", "whsec_AAAA").contains("24 bytes"));
        assert!(fault("http://host/in", "secret").contains("whsec_"));
        assert!(WebhookSettings::parse(r#"{"recipients":[],"more":1}"#).is_err());
    }
}
