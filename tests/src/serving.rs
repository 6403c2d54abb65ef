//! A server of our own on a free port of this machine, ended by its process id.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{program, root};

/// A running server with a store and an administrator's token.
pub struct Serving {
    child: Child,
    pub address: SocketAddr,
    pub token_file: PathBuf,
}

/// A server does not outlive the test that started it, whatever becomes of the test.
impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Serving {
    /// Starts a server over a store of the demo district and waits until it is ready.
    pub fn start(folder: &Path, store: &Path) -> Self {
        let mut serving = Self::launch(folder, store);
        let until = Instant::now() + Duration::from_mins(1);
        while !serving.is_ready() {
            let ended = serving.child.try_wait().unwrap();
            assert!(ended.is_none(), "the server ended with {ended:?}: {}", Self::log(folder));
            assert!(Instant::now() < until, "the server is not ready after a minute: {}", Self::log(folder));
            std::thread::sleep(Duration::from_millis(20));
        }
        serving
    }

    /// Starts a server and does not wait.
    pub fn launch(folder: &Path, store: &Path) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let token_file = folder.join("token");
        let log = std::fs::File::create(folder.join("server.log")).unwrap();
        let child = Command::new(program("gridward-server"))
            .args(["--log", "warn", "--listen", &address.to_string()])
            .arg("--district")
            .arg(root().join("grid-definitions/minhang"))
            .arg("--store")
            .arg(store)
            .arg("--token-file")
            .arg(&token_file)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        Self { child, address, token_file }
    }

    /// What the server said.
    pub fn log(folder: &Path) -> String {
        std::fs::read_to_string(folder.join("server.log")).unwrap_or_default()
    }

    fn is_ready(&self) -> bool {
        TcpStream::connect(self.address).is_ok()
            && self.get("/readyz").is_some_and(|(status, _)| status == 200)
    }

    /// One request with the administrator's token; status and body.
    pub fn get(&self, path: &str) -> Option<(u16, String)> {
        let (status, body) = self.get_bytes(path)?;
        Some((status, String::from_utf8_lossy(&body).into_owned()))
    }

    /// The same for bodies that are no text.
    pub fn get_bytes(&self, path: &str) -> Option<(u16, Vec<u8>)> {
        let token = std::fs::read_to_string(&self.token_file).unwrap_or_default();
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
            token.trim()
        );
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
        let (head, body) = answer.split_at(end);
        let head = String::from_utf8_lossy(head);
        Some((head.split(' ').nth(1)?.parse().ok()?, body.get(4..)?.to_vec()))
    }

    /// Sends intake from many clients for a while; each acknowledged identity is appended to a file.
    pub fn load(&self, clients: u32, seconds: f64, seed: u64, acknowledged: &Path) -> Child {
        Command::new(program("gridward-load"))
            .args([&self.address.to_string(), "intake"])
            .args([
                "--clients",
                &clients.to_string(),
                "--seconds",
                &seconds.to_string(),
                "--seed",
                &seed.to_string(),
            ])
            .arg("--token-file")
            .arg(&self.token_file)
            .arg("--acknowledged")
            .arg(acknowledged)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Ends the server at once, as a power cut would end the process.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// How the server ended, waited for.
    pub fn end(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}
