"""The limit of this machine: nginx answering `return 200` with a body of an incident's size, on a free port."""
import contextlib
import pathlib
import socket
import subprocess
import tempfile
import time

BODY = '{"id":"1795000000000000001","number":"0001","summary":"' + "x" * 1500 + '"}'
SETTINGS = """
worker_processes 2; pid {folder}/pid; error_log {folder}/errors; daemon off;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port} reuseport; location / {{ default_type application/json; return 200 '{body}'; }} }}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running():
    """Gives its address."""
    with tempfile.TemporaryDirectory(prefix="guixing-nginx-") as folder:
        port = free_port()
        settings = pathlib.Path(folder) / "nginx.conf"
        settings.write_text(SETTINGS.format(folder=folder, port=port, body=BODY), "utf-8")
        server = subprocess.Popen(["/usr/sbin/nginx", "-c", str(settings), "-p", folder], stderr=subprocess.DEVNULL)
        try:
            until = time.monotonic() + 10
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    if time.monotonic() > until:
                        raise
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait()
