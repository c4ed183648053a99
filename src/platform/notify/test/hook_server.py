"""A receiver of webhooks for the tests: writes each request to DIR/N.json and says so on its output.

usage: hook_server.py DIR STATUS[,STATUS...] [CERT KEY]     the last status stays; 302 points to /elsewhere
"""
import http.server
import json
import pathlib
import ssl
import sys

folder = pathlib.Path(sys.argv[1])
statuses = [int(word) for word in sys.argv[2].split(",")]
count = 0


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        global count
        count += 1
        status = statuses[min(count, len(statuses)) - 1]
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")
        request = {"path": self.path, "body": body, "headers": {k.lower(): v for k, v in self.headers.items()}}
        (folder / f"{count}.json").write_text(json.dumps(request), "utf-8")
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()
        print(f"hook {count}", flush=True)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(f"port {server.server_address[1]}", flush=True)
server.serve_forever()
