"""What is read off the machine: when a server answers, and how much memory is its own."""
import http.client
import pathlib
import re
import time


def wait_healthy(port: int, began: float) -> float:
    """Seconds from `began` (monotonic) until /healthz answered."""
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return time.monotonic() - began
        except OSError:
            if time.monotonic() - began > 30:
                raise


def pss_mebibytes(process: int) -> float:
    """Proportional set size: its own memory, and its share of what it shares."""
    text = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    return int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1]) / 1024


def is_branch_manager(post: str) -> bool:
    return "管理处主任" in post
