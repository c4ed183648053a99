"""W1 to W4 against the real server, each as a ratio to nginx `return 200` in the same run at 32 connections.

usage: run.py [--program P] [--incidents 100000] [--seconds 4] [--repeats 3] [--data DIR] [--profile]
--profile shows where the time of each missed work goes (needs Linux's perf).
Everything is on: session, rights, labels, trail, encryption, fsync. Exit 1 if a gate is missed or anything failed."""
import argparse
import datetime
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
import machine  # noqa: E402
import nginx  # noqa: E402

GATES = {"w1": 0.35, "w2": 0.08, "w4": 0.08, "w3": 0.08}
TITLES = {"w1": "W1 an incident by id", "w2": "W2 a page of 50 incidents", "w3": "W3 a durable quick report",
          "w4": "W4 a phrase in all incidents, first 20"}
CONNECTIONS = 32


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=str(HERE.parents[1] / "build/release/guixing"))
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--data", help="a folder made by an earlier run; kept")
    parser.add_argument("--profile", action="store_true")
    return parser.parse_args()


def wrk(work: str, url: str, seconds: int, env: dict) -> dict:
    done = subprocess.run(["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "--latency", "-s",
                           str(HERE / "load.lua"), url], stdout=subprocess.PIPE, stderr=sys.stderr, text=True, check=True,
                          env={**os.environ, "W": work, "SHOW": "1", **env})
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT"))
    return {name: float(value) for name, value in re.findall(r"(\w+)=([\d.]+)", line)}


def make_data(options: argparse.Namespace, folder: pathlib.Path, guixing) -> None:
    if (folder / "db").exists():
        return
    began = time.monotonic()
    guixing.command("demo", "--data", str(folder), "--incidents", str(options.incidents))
    print(f"demo company with {options.incidents} incidents made in {time.monotonic() - began:.0f} s", flush=True)


def sample_ids(client, wanted: int) -> list[str]:
    """Ids spread over the list that the person sees."""
    ids, cursor = [], ""
    while len(ids) < wanted:
        status, page, _ = client.request("GET", "/api/incidents?limit=100" + (f"&cursor={cursor}" if cursor else ""))
        assert status == 200, page
        ids += [row["id"] for row in page["items"]]
        cursor = page.get("next")
        if not cursor:
            break
    return ids


def measure(options: argparse.Namespace, server, static: str, env: dict) -> dict[str, list[dict]]:
    """Interleaved, so that each ratio has its own nginx figure of the same minute."""
    base, rows = f"http://127.0.0.1:{server.port}", {}
    for repeat in range(options.repeats):
        limit = wrk("nginx", static, options.seconds, env)
        for work in GATES:
            row = wrk(work, base, options.seconds, {**env, "RUN": f"{os.getpid()}x{repeat}"})
            row["ratio"] = row["rps"] / limit["rps"]
            row["limit"] = limit["rps"]
            rows.setdefault(work, []).append(row)
    return rows


def report(rows: dict[str, list[dict]]) -> list[str]:
    print("\n| work | ratio to nginx | gate | requests/s | nginx | p50 ms | p99 ms | refused | broken |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    wrong = []
    for work, runs in rows.items():
        def middle(name: str) -> float:
            return statistics.median(run[name] for run in runs)
        bad = sum(run["refused"] + run["broken"] for run in runs)
        held = middle("ratio") >= GATES[work] and bad == 0
        wrong += [] if held else [work]
        print(f"| {TITLES[work]} | **{middle('ratio'):.3f}** | {GATES[work]} {'held' if held else 'MISSED'} | {middle('rps'):.0f} | "
              f"{middle('limit'):.0f} | {middle('p50_us') / 1000:.2f} | {middle('p99_us') / 1000:.2f} | "
              f"{sum(run['refused'] for run in runs):.0f} | {sum(run['broken'] for run in runs):.0f} |")
    return wrong


def reported(guixing, folder: pathlib.Path) -> int:
    """Entries of reports in the trail."""
    with tempfile.TemporaryDirectory() as place:
        bundle = pathlib.Path(place) / "bundle"
        guixing.command("trail", "export", "--data", str(folder), "--out", str(bundle))
        return bundle.read_text("utf-8").count('"incident.reported"')


def profile(work: str, server, env: dict) -> None:
    """Share of the server's time below each of our functions and SQLite's, itself and what it calls."""
    with tempfile.TemporaryDirectory() as place:
        kept = f"{place}/perf.data"
        load = subprocess.Popen(["wrk", "-t1", f"-c{CONNECTIONS}", "-d4s", "-s", str(HERE / "load.lua"), f"http://127.0.0.1:{server.port}"],
                                env={**os.environ, "W": work, **env}, stdout=subprocess.DEVNULL)
        subprocess.run(["perf", "record", "-q", "--call-graph", "dwarf,16384", "-F", "397", "-o", kept, "-p",
                        str(server.process.pid), "--", "sleep", "3"], check=True)
        load.wait()
        text = subprocess.run(["perf", "report", "-i", kept, "--children", "-g", "none", "--percent-limit", "2", "--stdio"],
                              capture_output=True, text=True, check=True).stdout
    print(f"\n{TITLES[work]}: share of time, with what is called")
    for share, name in re.findall(r"^ +([\d.]+)% .*\[\.\] ((?:gx::|sqlite3_step|crypto_aead|fsync|__libc_)[\w:() ~]*[\w)])", text, re.M):
        if "operator" not in name and "adapt" not in name:
            print(f"  {share:>6} %  {name}")


def figure(title: str, value: float, limit: float, unit: str) -> bool:
    print(f"{title}: {value:.0f} {unit} (at most {limit:.0f}) {'held' if value <= limit else 'MISSED'}")
    return value > limit


def statements(port: int) -> bool:
    """What SQLite counted in the lists: no sort, no full scan."""
    text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
    wrong = False
    for name in ("sorts", "full_scan_steps"):
        rows = re.findall(rf'guixing_statement_{name}_total{{route="([^"]*)"}} (\d+)', text)
        listed = {route: int(total) for route, total in rows}
        bad = sorted(route for route, total in listed.items() if total > 0)
        good = "incidents.list" in listed and not bad
        wrong |= not good
        print(f"{name} in the statements of {len(listed)} routes: {sum(listed.values())} {'held' if good else f'MISSED {bad}'}")
    return wrong


def durable(guixing, folder: pathlib.Path, rows: list[dict], before: int) -> bool:
    """Every report that was answered is there, and hardly more: wrk stops with one unanswered per connection."""
    answered = sum(run["requests"] - run["refused"] for run in rows)
    kept = reported(guixing, folder) - before
    good = answered <= kept <= answered + CONNECTIONS * len(rows)
    print(f"durable reports: {answered:.0f} answered, {kept} in the trail: {'agree' if good else 'DO NOT AGREE'}")
    return good


def run(options: argparse.Namespace, folder: pathlib.Path) -> int:
    os.environ["GX_BINARY"] = options.program
    import guixing  # reads GX_BINARY
    make_data(options, folder, guixing)
    began = time.monotonic()
    with guixing.Server(folder) as server:
        wrong = figure("start with all rows", machine.wait_healthy(server.port, began) * 1000, 100, "ms")
        wrong += figure("memory at rest", machine.pss_mebibytes(server.process.pid), 150, "MiB")
        people = guixing.accounts(folder)
        client = guixing.Client(server.port).log_in(*next(people[post] for post in people if machine.is_branch_manager(post)))
        listed = folder.parent / "bench-ids"
        listed.write_text("\n".join(sample_ids(client, 4000)) + "\n", "utf-8")
        when = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
        before = reported(guixing, folder)
        with nginx.running() as static:
            env = {"COOKIE": client.cookie, "IDS": str(listed), "WHEN": when}
            rows = measure(options, server, static, env)
        missed = report(rows)
        wrong += len(missed)
        wrong += statements(server.port)
        wrong += not durable(guixing, folder, rows["w3"], before)
        for work in missed if options.profile else []:
            profile(work, server, {**env, "RUN": f"{os.getpid()}p"})
        print(f"memory after the load: {machine.pss_mebibytes(server.process.pid):.0f} MiB")
    print(json.dumps({work: [round(run["ratio"], 4) for run in runs] for work, runs in rows.items()}))
    return 1 if wrong else 0


def main() -> int:
    options = arguments()
    if options.data:
        return run(options, pathlib.Path(options.data).absolute())
    with tempfile.TemporaryDirectory(prefix="guixing-bench-") as place:
        return run(options, pathlib.Path(place) / "data")


sys.exit(main())
