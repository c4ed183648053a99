"""Debian packages by purpose; installs those that are missing."""
import os
import shutil
import subprocess

from house import Stop, run, say

GROUPS = {
    "build": """build-essential cmake ninja-build ccache mold pkg-config brotli ca-certificates
        libboost1.81-dev libboost-json1.81-dev libssl-dev libsodium-dev libpq-dev
        libxlsxwriter-dev libzip-dev libexpat1-dev libgd-dev libqrencode-dev libcurl4-openssl-dev
        libfmt-dev libtomlplusplus-dev libcli11-dev
        libpango1.0-dev libcairo2-dev libseccomp-dev fonts-noto-cjk
        libexpected-dev libbrotli-dev libcmark-dev libgtest-dev libgmock-dev librapidcheck-dev tzdata""",
    "test": """postgresql-15 chromium qpdf poppler-utils python3-aiosmtpd universal-ctags openssl curl xxd""",
    "bench": "nginx-light wrk curl linux-perf",
    "full": "clang-tidy-19 libreoffice-calc",
    "format": "clang-format-14",
}


def missing(names: list[str]) -> list[str]:
    """Those of `names` that dpkg does not hold as installed."""
    query = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${db:Status-Abbrev}\n", *names],
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    held = {line.split()[0] for line in query.stdout.splitlines() if line.endswith("ii ") or line.endswith("ii")}
    return [name for name in names if name not in held]


def install(*groups: str) -> None:
    if not shutil.which("dpkg-query"):
        raise Stop("this script installs Debian 12 packages; on another system install what tools/dev/packages.py names")
    wanted = missing([name for group in groups for name in GROUPS[group].split()])
    if wanted:
        apt(wanted)


def apt(names: list[str]) -> None:
    if os.geteuid() != 0:
        raise Stop("packages are missing. Install them, then call ./dev again:\n"
                   f"  sudo apt-get install -y --no-install-recommends {' '.join(names)}")
    say(f"installing {len(names)} Debian packages: {' '.join(names)}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    wait = ["-o", "DPkg::Lock::Timeout=600", "-o", "Acquire::Retries=3"]
    run(["apt-get", *wait, "-q", "update"], env=quiet, quiet=True)
    run(["apt-get", *wait, "-q", "-y", "--no-install-recommends", "install", *names], env=quiet, quiet=True)
