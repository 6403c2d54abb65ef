//! Tokens, the page without a map, and the files of the map.

use axum::http::StatusCode;

use super::routes_tests::{Answer, app, ask_of, get};
use super::web::WebRoot;
use crate::auth::Access;
use crate::auth::secret::Token;
use crate::state::App;

fn guarded(token_needed: bool) -> App {
    let mut app = app();
    app.access = Access { token: Some(Token::of("secret").digest()), token_needed, ..Access::default() };
    app
}

#[tokio::test]
async fn a_token_is_checked_where_one_is_given() {
    let uri = "/api/v1/district";
    let status = |answer: Answer| answer.status.as_u16();
    let wrong = [("authorization", "Bearer wrong")];
    let right = [("authorization", "Bearer secret")];
    assert_eq!(status(ask_of(guarded(false), "GET", uri, &[]).await), 200);
    assert_eq!(status(ask_of(guarded(false), "GET", uri, &right).await), 200);
    let refused = ask_of(guarded(false), "GET", uri, &wrong).await;
    assert_eq!((refused.status.as_u16(), refused.header("www-authenticate")), (401, "Bearer"));
    assert_eq!(status(ask_of(guarded(true), "GET", uri, &[]).await), 401);
    assert_eq!(status(ask_of(guarded(true), "GET", "/livez", &[]).await), 200);
    assert_eq!(status(ask_of(app(), "GET", uri, &right).await), 401);
}

#[tokio::test]
async fn without_a_built_map_the_start_page_says_how_to_build_it() {
    let page = get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = String::from_utf8(page.body.to_vec()).unwrap();
    assert!(text.contains("地图尚未构建") && text.contains("npm run build"));
}

#[tokio::test]
async fn files_have_their_kind_their_compressed_form_and_safe_headers() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("index.html", "<!doctype html>map");
    write("assets/app-1a2b.mjs", "export default 1");
    write("assets/app-1a2b.mjs.gz", "packed");
    write("assets/font.woff2", "font");
    let served = |uri: &'static str, headers: &'static [(&'static str, &'static str)]| {
        let mut app = app();
        app.web = WebRoot::at(folder.path()).unwrap();
        ask_of(app, "GET", uri, headers)
    };
    let script = served("/assets/app-1a2b.mjs?x=1", &[]).await;
    assert_eq!(
        (script.header("content-type"), &*script.body),
        ("text/javascript", b"export default 1".as_slice())
    );
    assert!(script.header("cache-control").contains("immutable"));
    assert_eq!(script.header("x-content-type-options"), "nosniff");
    assert!(script.header("content-security-policy").contains("worker-src 'self' blob:"));
    let packed = served("/assets/app-1a2b.mjs", &[("accept-encoding", "gzip")]).await;
    assert_eq!((packed.header("content-encoding"), &*packed.body), ("gzip", b"packed".as_slice()));
    assert_eq!(served("/assets/font.woff2", &[]).await.header("content-type"), "font/woff2");
    let page = served("/locate", &[("accept", "text/html")]).await;
    assert_eq!((page.header("content-type"), page.header("cache-control")), ("text/html", "no-cache"));
    assert_eq!(served("/assets/missing.mjs", &[("accept", "text/html")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(served("/../Cargo.toml", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(served("/api/v1/nothing", &[("accept", "text/html")]).await.status, StatusCode::NOT_FOUND);
}
