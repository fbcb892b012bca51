//! A headless Chromium, controlled through its DevTools protocol.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

/// Largest time to wait for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Browser {
    child: Child,
    socket: WebSocket<TcpStream>,
    calls: u64,
    events: Vec<Value>,
    _profile: TempDir,
}

impl Browser {
    pub(crate) fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let program = std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
        let mut child = Command::new(&program)
            // The pages are from this program; without user namespaces the sandbox cannot start.
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-component-update"])
            .args(["--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-port=0"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        let address = address(&mut child);
        let host = address.trim_start_matches("ws://").split('/').next().unwrap();
        let stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (socket, _) = tungstenite::client(address.as_str(), stream).unwrap();
        Browser { child, socket, calls: 0, events: Vec::new(), _profile: profile }
    }

    /// Opens a page and waits until it has loaded. Downloads are stored in a folder.
    pub(crate) fn open(&mut self, file: &Path, downloads: &Path) -> Page<'_> {
        let behaviour = json!({ "behavior": "allow", "downloadPath": downloads });
        self.call(None, "Browser.setDownloadBehavior", behaviour);
        let target = self.call(None, "Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = self.call(None, "Target.attachToTarget", attach);
        let session = attached["sessionId"].as_str().unwrap().to_owned();
        self.events.clear();
        let mut page = Page { browser: self, session, url: format!("file://{}", file.display()) };
        for domain in ["Page", "Runtime", "Network", "Log"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        let url = page.url.clone();
        page.call("Page.navigate", json!({ "url": url }));
        page.wait_for("Page.loadEventFired");
        page
    }

    fn send(&mut self, session: Option<&str>, method: &str, params: &Value) -> u64 {
        self.calls += 1;
        let mut call = json!({ "id": self.calls, "method": method, "params": params });
        if let Some(session) = session {
            call["sessionId"] = session.into();
        }
        self.socket.send(Message::text(call.to_string())).unwrap();
        self.calls
    }

    fn call(&mut self, session: Option<&str>, method: &str, params: Value) -> Value {
        let id = self.send(session, method, &params);
        loop {
            let mut answer = self.receive();
            if answer["id"] == id {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].take();
            }
            self.events.push(answer);
        }
    }

    fn receive(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.socket.read().unwrap() {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address that the browser prints once it is ready.
fn address(child: &mut Child) -> String {
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    let mut said = String::new();
    while errors.read_line(&mut line).unwrap() > 0 {
        if let Some(address) = line.trim().strip_prefix("DevTools listening on ") {
            let address = address.to_owned();
            // A full pipe would stop the browser.
            std::thread::spawn(move || errors.read_to_end(&mut Vec::new()));
            return address;
        }
        said.push_str(&std::mem::take(&mut line));
    }
    panic!("the browser did not start: {said}");
}

pub(crate) struct Page<'a> {
    browser: &'a mut Browser,
    session: String,
    url: String,
}

impl Page<'_> {
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        let session = self.session.clone();
        self.browser.call(Some(&session), method, params)
    }

    fn wait_for(&mut self, event: &str) {
        while !self.browser.events.iter().any(|one| one["method"] == event) {
            let next = self.browser.receive();
            self.browser.events.push(next);
        }
    }

    /// The value of an expression; a promise is awaited.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut answer = self.call("Runtime.evaluate", params);
        assert!(answer["exceptionDetails"].is_null(), "{expression:.200}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    /// Presses a key: a letter, or `Enter`.
    pub(crate) fn press(&mut self, key: &str) {
        let letter = key.len() == 1;
        let code = if letter { format!("Key{}", key.to_uppercase()) } else { key.to_owned() };
        let text = if letter { key } else { "\r" };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({ "type": kind, "key": key, "code": code });
            if kind == "keyDown" {
                event["text"] = text.into();
            }
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Types a text into the focused element.
    pub(crate) fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    pub(crate) fn colours(&mut self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    pub(crate) fn size(&mut self, width: u32, height: u32) {
        let screen =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", screen);
    }

    /// Problems so far: errors, warnings, and requests for anything except the page itself.
    pub(crate) fn faults(&mut self) -> Vec<String> {
        // This call ensures that everything before it has arrived.
        self.value("1");
        let url = self.url.clone();
        self.browser.events.iter().filter_map(|event| fault(event, &url)).collect()
    }
}

fn fault(event: &Value, url: &str) -> Option<String> {
    let params = &event["params"];
    match event["method"].as_str()? {
        "Runtime.exceptionThrown" => Some(format!("exception: {params}")),
        "Runtime.consoleAPICalled" => Some(format!("console: {params}")),
        "Log.entryAdded" => Some(format!("log: {params}")),
        "Network.requestWillBeSent" => {
            let asked = params["request"]["url"].as_str()?;
            let is_own = asked == url || asked.starts_with("data:") || asked.starts_with("blob:");
            (!is_own).then(|| format!("request: {asked}"))
        }
        _ => None,
    }
}
