"""Building one version: its own commit, kept under a key; a failure loses nothing."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
import threading
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest
from builds import BESIDE, COLOPHON, build, forget_others, planned
from errors import SiteError
from little_project import NOXFILE, LittleProject
from progress import side_by_side
from releases import Version, today
from repository import ROOT, check_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builds import Build


@pytest.fixture
def project(tmp_path: Path) -> LittleProject:
    """Make a little project; today's books have the page that old ones are given."""
    project = LittleProject(tmp_path / "project")
    project.write(COLOPHON, "Which version?\n")
    project.version("0.2.0.dev0")
    return project


def plan(project: LittleProject, commit: str = "HEAD") -> Build:
    """Plan the build of a commit."""
    version = Version("0.1.0", project.git("rev-parse", commit), "2026-01-02")
    return planned(version, project.root)


def test_key_follows_what_a_book_is_made_from(project: LittleProject) -> None:
    """Code and pages change the key; tests and the list of versions do not."""
    first = plan(project).key
    project.write("tests/test_one.py", "assert True\n")
    project.list(v0_1_0=project.first)
    project.git("add", "--all")
    project.git("commit", "--quiet", "--message", "Later", date="2027-01-02T03:04:05Z")
    assert plan(project).key == first
    for name in ("docs/new.md", "src/convguide/new.py", "constraints.txt"):
        before = plan(project).key
        project.write(name, "\n")
        project.commit()
        assert plan(project).key != before


def test_key_of_an_old_book_follows_the_page_that_it_is_given(
    project: LittleProject,
) -> None:
    """The added page is a part of the book, as it is committed."""
    now = project.git("rev-parse", "HEAD")
    old, new = (plan(project, commit).key for commit in (project.first, now))
    project.write(COLOPHON, "Another page.\n")
    assert plan(project, project.first).key == old
    project.commit()
    assert plan(project, project.first).key != old
    assert plan(project, now).key == new


def test_key_follows_the_machine_and_the_folder(
    project: LittleProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another system, Python or PyTorch may print other numbers."""
    now = project.git("rev-parse", "HEAD")
    keys = [plan(project).key]
    keys += [
        planned(Version(name, now, "2026-01-02", released), project.root).key
        for name, released in (("0.2.0", True), ("0.1.0", False))
    ]
    for target, name in ((platform, "system"), (platform, "machine")):
        with monkeypatch.context() as changed:
            changed.setattr(target, name, lambda: "another")
            keys.append(plan(project).key)
    with monkeypatch.context() as changed:
        changed.setattr(sys, "version", "another")
        keys.append(plan(project).key)
    monkeypatch.setenv("UV_TORCH_BACKEND", "another")
    keys.append(plan(project).key)
    assert len(set(keys)) == len(keys) == 7


def test_each_commit_builds_itself(project: LittleProject, tmp_path: Path) -> None:
    """The book is of the commit, not of the checkout; an old one gets the page."""
    project.write("src/convguide/__init__.py", '__version__ = "changed"\n')
    for commit, version in ((project.first, "0.1.0"), ("HEAD", "0.2.0.dev0")):
        wanted = plan(project, commit)
        assert not wanted.is_there
        build(wanted, tmp_path / "log", project.root)
        assert wanted.is_there
        assert (wanted.html / "index.html").read_text() == version
        pages = (wanted.html / "has.txt").read_text()
        assert pages == "['other.md', 'this-version.md']"
    assert project.git("worktree", "list").count("\n") == 0
    built = {path.name for path in (project.root / "docs" / "_build").iterdir()}
    assert built == {"site"}


def test_settings_of_the_site_do_not_reach_a_book(
    project: LittleProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A book is the same wherever it will stand."""
    lines = (
        'import os\n    assert not [k for k in os.environ if "ANOTHER" in k]\n'
        '    assert os.environ["CI"] == "true"\n    '
    )
    text = project.read("noxfile.py").replace(
        "html = pathlib", f"{lines}html = pathlib"
    )
    project.write("noxfile.py", text)
    project.commit()
    for ours in ("CONVGUIDE", "READTHEDOCS", "PYTHON", "SPHINX", "NOX"):
        monkeypatch.setenv(f"{ours}_ANOTHER", "https://convguide.example/")
    monkeypatch.delenv("CI", raising=False)
    build(plan(project), tmp_path / "log", project.root)


def test_settings_of_the_users_git_do_not_reach_a_book(
    project: LittleProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither other ends of lines nor hooks."""
    hook = tmp_path / "hooks" / "post-checkout"
    hook.parent.mkdir()
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    config = tmp_path / "gitconfig"
    config.write_text(
        f'[core]\n\tautocrlf = true\n\thooksPath = "{hook.parent.as_posix()}"\n'
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    commit = project.git("rev-parse", "HEAD")
    check_out(commit, tmp_path / "copy", project.root)
    page = tmp_path / "copy" / "docs" / "reference" / "other.md"
    assert page.read_bytes() == b"A page.\n"


def test_a_shallow_clone_that_lacks_a_part_is_told(
    project: LittleProject, tmp_path: Path
) -> None:
    """It may know the commit of a release, and be unable to hand it on."""
    (tmp_path / "shallow").mkdir()
    shallow = tmp_path / "shallow"
    address = project.root.as_uri()
    project.git("config", "uploadpack.allowAnySHA1InWant", "true")
    for command in (
        ["clone", "--quiet", "--depth", "1", address, str(shallow)],
        [
            "-C",
            str(shallow),
            "fetch",
            "--quiet",
            "--depth",
            "1",
            address,
            project.first,
        ],
    ):
        project.git(*command)
    with pytest.raises(SiteError, match=r"hint: git fetch --unshallow$"):
        check_out(project.first, tmp_path / "copy", shallow)


def test_a_book_that_fails_is_named_with_its_log(
    project: LittleProject, tmp_path: Path
) -> None:
    """The end of the log is in the message, and nothing is kept."""
    fails = "print('cell 3 is wrong'); raise SystemExit(1)"
    project.write("noxfile.py", NOXFILE.format(code=0, docs=fails))
    project.commit()
    wanted, log = plan(project), tmp_path / "logs" / "0.1.log"
    with pytest.raises(SiteError) as caught:
        build(wanted, log, project.root)
    assert "  | cell 3 is wrong" in str(caught.value).splitlines()
    assert not wanted.is_there


def test_older_builds_are_forgotten(project: LittleProject) -> None:
    """One build of a version is kept, and its environment."""
    wanted = plan(project)
    for name in (wanted.key, "environment", "0123456789abcdef"):
        (wanted.folder.parent / name).mkdir(parents=True)
    forget_others(wanted)
    left = {folder.name for folder in wanted.folder.parent.iterdir()}
    assert left == {wanted.key, "environment"}


def test_today_is_planned(project: LittleProject) -> None:
    """What is being written has its own folder."""
    folder = planned(today(project.root), project.root).folder
    assert folder.parent == project.root / "docs" / "_build" / "site" / "dev"


def test_jobs_run_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each job says its end; a failure is raised when all have ended."""
    done: list[int] = []
    both = threading.Barrier(2, timeout=10)  # nobody passes alone
    monkeypatch.setattr("os.cpu_count", lambda: 2)

    def fail(name: str) -> None:
        both.wait()
        raise SiteError(name, hint="mend it")

    def succeed() -> None:
        both.wait()
        done.append(2)

    jobs: dict[str, Callable[[], None]] = {"one": partial(fail, "1"), "two": succeed}
    with pytest.raises(SiteError, match=r"^1\n  hint: mend it$"):
        side_by_side(jobs, dict.fromkeys(jobs, tmp_path / "log"))
    assert done == [2]
    printed = capsys.readouterr().out
    assert "[one] failed after" in printed
    assert "[two] done after" in printed


STOPPED = """\
import signal, sys, threading, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import progress
folder = Path(sys.argv[2])
sleeper = "import time; open('begun', 'w').close(); time.sleep(60); open('x', 'w')"
signal.signal(signal.SIGTERM, signal.default_int_handler)
def job():
    progress.run([sys.executable, "-c", sleeper], folder, {}, folder / "log")
progress.os.cpu_count = lambda: 1
later = lambda: (folder / "later").touch()
progress.side_by_side({"a": job, "b": later}, {"a": folder / "log", "b": folder})
"""


def test_who_stops_the_program_stops_its_jobs(tmp_path: Path) -> None:
    """Those that run end with it, and those that wait never begin."""
    publishing = str(ROOT / "docs" / "_publishing")
    command = [sys.executable, "-c", STOPPED, publishing, str(tmp_path)]
    begun = time.monotonic()
    with subprocess.Popen(command, stderr=subprocess.PIPE) as program:
        while not (tmp_path / "begun").exists() and program.poll() is None:
            assert time.monotonic() < begun + 30
            time.sleep(0.05)
        program.terminate()
        _, said = program.communicate(timeout=30)
    assert b"KeyboardInterrupt" in said
    assert time.monotonic() < begun + 50
    assert not (tmp_path / "later").exists()


def test_every_failure_is_told(tmp_path: Path) -> None:
    """One that nobody thought of does not hide one that is named."""

    def fail(error: Exception) -> None:
        raise error

    jobs = {
        "one": partial(fail, SiteError("version 0.1.0 was not built")),
        "two": partial(fail, OSError(28, "disk full")),
    }
    with pytest.raises(SiteError) as caught:
        side_by_side(jobs, dict.fromkeys(jobs, tmp_path / "log"))
    assert sorted(str(caught.value).splitlines()) == [
        "[two] OSError(28, 'disk full')",
        "version 0.1.0 was not built",
    ]


def test_no_page_is_made_from_what_the_key_leaves_out() -> None:
    """Or a change of it would not be seen in the book."""
    included = re.compile(r"\{(?:literal)?include\} (\S+)")
    found = [
        (page.parent / name).resolve().relative_to(ROOT).as_posix()
        for page in (ROOT / "docs").rglob("*.md")
        if "_build" not in page.parts
        for name in included.findall(page.read_text("utf-8"))
    ]
    assert "CHANGELOG.md" in found
    assert not [name for name in found if name.startswith(BESIDE)]


def test_a_long_job_says_what_it_does(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The last line of its log is shown, without colours."""
    monkeypatch.setattr("progress.EVERY", 0.05)
    log = tmp_path / "log"
    log.write_text("reading\n\x1b[01mwriting\x1b[39;49;00m pages\n\n")
    side_by_side({"one": partial(time.sleep, 0.5)}, {"one": log})
    assert "[one] 0 s: writing pages\n" in capsys.readouterr().out
