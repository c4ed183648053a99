"""One PostgreSQL cluster for a test run: made in a temporary folder, on a free port, gone at the end."""
import contextlib
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile

from house import Stop

SETTINGS = """
listen_addresses = '127.0.0.1'
max_connections = 200
fsync = on
shared_buffers = 128MB
timezone = 'UTC'
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def programs() -> pathlib.Path:
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        raise Stop("PostgreSQL's server programs are missing (package postgresql-15)")
    return found[-1].parent


def as_postgres(words: list[str]) -> None:
    """The server refuses to run as root, so root steps down to the package's own user."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
                          cwd="/", check=False, **user)
    if done.returncode != 0:
        raise Stop(f"PostgreSQL did not start: {done.stdout[-2000:]}")


@contextlib.contextmanager
def cluster():
    """Gives postgres://... of a running server; its user may create databases."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="guixing-postgres-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    bin_folder, data, port = programs(), folder / "data", free_port()
    control = [str(bin_folder / "pg_ctl"), "-D", str(data), "-w", "-t", "60"]
    try:
        as_postgres([str(bin_folder / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
                     "--locale=C.UTF-8", "--no-sync"])
        with open(data / "postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write(SETTINGS + f"port = {port}\nunix_socket_directories = '{folder}'\n")
        as_postgres([*control, "-l", str(folder / "log"), "start"])
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            as_postgres([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
