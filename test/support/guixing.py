"""Starts the real program over a data folder and talks to it over HTTP; for tests and benchmarks."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("GX_BINARY", ROOT / "build/release/guixing"))


def command(*words: str, check: bool = True, **options) -> subprocess.CompletedProcess:
    """Runs one command of the program to its end."""
    done = subprocess.run([str(BINARY), *words], capture_output=True, text=True, timeout=300, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"guixing {' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


class Server:
    """`guixing serve` on a free loopback port; leaves with the block."""

    def __init__(self, data: pathlib.Path, *more: str, env: dict | None = None):
        self.data = pathlib.Path(data)
        self.more = more
        self.env = {**os.environ, **(env or {})}
        self.process: subprocess.Popen | None = None
        self.port = 0

    def start(self) -> "Server":
        self.process = subprocess.Popen(
            [str(BINARY), "serve", "--data", str(self.data), "--listen", "127.0.0.1:0", *self.more],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=self.env)
        for line in self.process.stdout:
            if "127.0.0.1:" in line:
                self.port = int(line.rsplit("127.0.0.1:", 1)[1].split()[0].strip("/"))
                return self
        raise AssertionError(f"the server did not start: exit {self.process.wait()}")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        return code

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, *_) -> None:
        if self.process and self.process.poll() is None:
            self.stop()


class Client:
    """One person's browser, as far as the server can tell."""

    def __init__(self, port: int, cookie: str = ""):
        self.port = port
        self.cookie = cookie
        self.connection: http.client.HTTPConnection | None = None

    def request(self, method: str, path: str, body=None, headers: dict | None = None):
        """(status, parsed JSON or bytes, headers); connection errors come through."""
        sent = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "zh", **(headers or {})}
        if self.cookie:
            sent["Cookie"] = self.cookie
        data = body
        if body is not None and not isinstance(body, bytes):
            data = json.dumps(body, ensure_ascii=False).encode()
            sent.setdefault("Content-Type", "application/json")
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            self.connection.request(method, path, body=data, headers=sent)
            answer = self.connection.getresponse()
            content = answer.read()
        except Exception:
            self.connection.close()
            self.connection = None
            raise
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookie = value.split(";", 1)[0]
        kind = answer.getheader("Content-Type") or ""
        parsed = json.loads(content) if content and "json" in kind else content
        return answer.status, parsed, dict(answer.getheaders())

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def create(self, path: str, body, key: str | None = None):
        return self.request("POST", path, body, {"Idempotency-Key": key or uuid.uuid4().hex})

    def log_in(self, login: str, password: str) -> "Client":
        status, answer, _ = self.request("POST", "/api/session", {"login": login, "password": password})
        if status != 200:
            raise AssertionError(f"log-in of {login}: {status} {answer}")
        return self


def accounts(data: pathlib.Path) -> dict:
    """The demo's accounts by duty or post name: name -> (login, password)."""
    rows = json.loads((pathlib.Path(data) / "demo-accounts.json").read_text("utf-8"))
    return {row["post"]: (row["login"], row["password"]) for row in rows}
