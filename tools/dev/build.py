"""From sources to build/release/guixing, doing only what changed."""
import os
import pathlib

import node
import packages
from house import BUILD, ROOT, digest, run, say, stamped, write_stamp

WEB = ROOT / "web"


def deps(*groups: str) -> dict:
    """Installs what is missing; gives the environment for the web tools."""
    packages.install("build", *groups)
    env = node.environment()
    node.clean_install(ROOT / "deps", env)
    if "test" in groups:
        node.clean_install(ROOT / "test/openapi", env)
    if (WEB / "package.json").exists():
        node.clean_install(WEB, env)
    return env


def web_sources() -> list[pathlib.Path]:
    skip = {"node_modules", "dist", "test-results"}
    return [path for path in WEB.rglob("*") if path.is_file() and not skip & set(path.relative_to(WEB).parts)
            and path.name != "schema.d.ts"]  # made by the build itself


def web(env: dict) -> None:
    if not (WEB / "package.json").exists():
        return
    stamp = BUILD / "stamps/web"
    wanted = digest(web_sources())
    if stamped(stamp, wanted) and (WEB / "dist/index.html").exists():
        return
    say("building the web pages")
    run(["npm", "run", "--silent", "build"], cwd=WEB, env=env)
    write_stamp(stamp, wanted)


# Two clones of the same sources share the compiler cache.
CACHE = {"CCACHE_BASEDIR": str(ROOT), "CCACHE_NOHASHDIR": "1", "CMAKE_COLOR_DIAGNOSTICS": "OFF"}


def ninja(preset: str, *more: str) -> list:
    """The command that builds a preset, configured first where it is not."""
    if not (BUILD / preset / "build.ninja").exists():
        run(["cmake", "--preset", preset], env=CACHE, quiet=True)
    return ["ninja", "-C", BUILD / preset, "-j", str(os.cpu_count() or 2), "--quiet", *more]


def compile_preset(preset: str, targets: list[str]) -> None:
    """`targets` empty means everything."""
    say(f"compiling ({preset})")
    run(ninja(preset, *targets), env=CACHE)


def release() -> pathlib.Path:
    web(deps())
    compile_preset("release", ["guixing"])
    return BUILD / "release/guixing"
