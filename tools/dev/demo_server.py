"""The real server over a fresh demo company, for browser tests: on a free port, gone at the end."""
import contextlib
import pathlib
import subprocess
import tempfile

from house import BUILD, ROOT, Stop


@contextlib.contextmanager
def running():
    """Gives the environment for tests: GX_BASE (address) and GX_ACCOUNTS (file of log-ins)."""
    program = str(BUILD / "release/guixing")
    with tempfile.TemporaryDirectory(prefix="guixing-demo-") as folder:
        data = pathlib.Path(folder) / "data"
        made = subprocess.run([program, "demo", "--data", str(data)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
        if made.returncode != 0:
            raise Stop(f"the demo company could not be made: {made.stdout[-1000:]}")
        server = subprocess.Popen([program, "serve", "--data", str(data), "--listen", "127.0.0.1:0"], cwd=ROOT,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            yield {"GX_BASE": address_of(server), "GX_ACCOUNTS": str(data / "demo-accounts.json"), "CI": "true"}
        finally:
            server.terminate()
            try:
                server.wait(timeout=30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def address_of(server: subprocess.Popen) -> str:
    for line in server.stdout:
        if "127.0.0.1:" in line:
            return "http://127.0.0.1:" + line.rsplit("127.0.0.1:", 1)[1].split()[0].strip("/")
    raise Stop(f"the server did not start: exit code {server.wait()}")


