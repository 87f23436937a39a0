"""Which versions a site has: the list, the tags, and what is wrong with either."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from errors import SiteError
from little_project import LittleProject
from releases import Version, newest_patches, numbers, releases, tagged, today
from repository import git

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> LittleProject:
    """Make a little project."""
    return LittleProject(tmp_path)


def refusal(root: Path) -> str:
    """Return what is said when the releases cannot be read."""
    with pytest.raises(SiteError) as caught:
        releases(root)
    return str(caught.value)


def written(**values: object) -> str:
    """Write a list with one entry, in which something is wrong."""
    good = {"version": "0.1.0", "commit": 40 * "a", "date": "2026-01-02"}
    return json.dumps([{**good, **values}])


def test_a_release_has_the_folder_of_its_minor_version() -> None:
    """Patches share a folder; what is not released has its own."""
    assert Version("1.20.3", "c", "d").slug == "1.20"
    assert Version("1.21.0.dev0", "c", "d", released=False).slug == "dev"


def test_newest_patch_of_each_minor_version() -> None:
    """Versions are compared as numbers, not as words."""
    names = ["0.10.0", "0.2.9", "0.2.10", "0.10.1", "0.9.0"]
    kept = newest_patches(Version(name, "c", "d") for name in names)
    assert [version.name for version in kept] == ["0.2.10", "0.9.0", "0.10.1"]


@pytest.mark.parametrize("name", ["1.2", "v1.2.3", "1.2.3rc1", "01.2.3", "1.2.3\n", ""])
def test_a_version_is_three_numbers(name: str) -> None:
    """Nothing else is a release."""
    with pytest.raises(SiteError) as caught:
        numbers(name)
    assert str(caught.value) == (
        f"{name!r} is no version\n  hint: a release is X.Y.Z, such as 0.2.0"
    )


def test_listed_releases_and_today(project: LittleProject) -> None:
    """The list names commits; today is the last one, whatever it calls itself."""
    second = project.version("0.2.0")
    last = project.version("0.3.0.dev0")
    project.list(v0_2_0=second, v0_1_0=project.first)
    assert releases(project.root) == [
        Version("0.1.0", project.first, "2026-01-02"),
        Version("0.2.0", second, "2026-01-02"),
    ]
    now = today(project.root)
    assert (now.name, now.commit, now.slug) == ("0.3.0.dev0", last, "dev")


def test_tags_add_releases(project: LittleProject) -> None:
    """A tag that the list lacks is a release; one that is no version is told."""
    project.git("tag", "--annotate", "v0.1.0", "--message", "first")
    project.git("tag", "v0.1")
    project.git("tag", "vienna")
    for name in ("0.3.0", "V0.3.0", "version-0.3.0"):
        project.git("tag", name)
    [version] = releases(project.root)
    assert (version.name, version.commit) == ("0.1.0", project.first)
    assert version.date == project.git("show", "-s", "--format=%cs", project.first)
    assert sorted(tagged(project.root)[1]) == [
        "0.3.0",
        "V0.3.0",
        "v0.1",
        "version-0.3.0",
    ]


@pytest.mark.parametrize("key", ["log.showSignature", "column.ui"])
def test_what_a_user_configured_changes_nothing(
    project: LittleProject, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """Signatures and columns would stand in what is read; ours come after theirs."""
    project.git("config", key, "always" if key == "column.ui" else "true")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.email")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "me@convguide.example")
    assert git("config", "--get", key, root=project.root) in ("false", "never")
    assert git("config", "--get", "user.email", root=project.root).startswith("me@")


def test_tag_and_list_disagree(project: LittleProject) -> None:
    """A release that moved is refused, with both commits."""
    other = project.commit()
    project.list(v0_1_0=project.first)
    project.git("tag", "v0.1.0")
    assert refusal(project.root) == (
        f"release 0.1.0 is commit {project.first[:12]} in docs/versions.json, and "
        f"commit {other[:12]} by the tag v0.1.0\n"
        "  hint: one of them is wrong; a published release never moves"
    )


def test_wrong_commit(project: LittleProject) -> None:
    """A commit of another version is refused: its book would lie about itself."""
    project.list(v0_2_0=project.first)
    assert refusal(project.root) == (
        f"release 0.2.0 is commit {project.first[:12]}, whose package calls itself "
        "0.1.0\n  hint: a tag or docs/versions.json names the wrong commit"
    )


def test_missing_commit(project: LittleProject) -> None:
    """A commit that is not there is named."""
    project.list(v0_1_0="0123456789abcdef0123456789abcdef01234567")
    assert refusal(project.root) == (
        "release 0.1.0 cannot be built: its commit 0123456789ab is not in this clone\n"
        "  hint: is docs/versions.json right? git fetch --all brings what is missing"
    )


def test_shallow_clone(project: LittleProject, tmp_path: Path) -> None:
    """In a shallow clone the hint is to fetch the history."""
    project.list(v0_1_0=project.first)
    project.commit()
    clone = tmp_path / "clone"
    command = ["git", "clone", "-q", "--depth", "1", project.root.as_uri(), str(clone)]
    subprocess.run(command, check=True)
    assert refusal(clone) == (
        f"release 0.1.0 cannot be built: its commit {project.first[:12]} is not in "
        "this clone\n  hint: the clone is shallow; git fetch --unshallow brings all "
        "its history"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "docs/versions.json cannot be read: JSONDecodeError("),
        ("3", "docs/versions.json cannot be read: TypeError("),
        (
            '[{"version": "0.1.0"}]',
            "docs/versions.json cannot be read: KeyError('commit')",
        ),
        (
            written(date="2026-02-30"),
            (
                "docs/versions.json gives 0.1.0 the date '2026-02-30'\n"
                "  hint: write year-month-day"
            ),
        ),
        (
            written(commit="main"),
            (
                "docs/versions.json gives 0.1.0 the commit 'main'\n"
                "  hint: write all 40 digits; a branch or a tag may move"
            ),
        ),
        (written(commit=None), "docs/versions.json gives 0.1.0 the commit None"),
        (written(version=0.1), "'0.1' is no version"),
        (
            f"[{written()[1:-1]}, {written()[1:-1]}]",
            "docs/versions.json names 0.1.0 more than once",
        ),
    ],
)
def test_malformed_list(project: LittleProject, text: str, words: str) -> None:
    """The list's faults are named, with the file."""
    project.write("docs/versions.json", text)
    assert refusal(project.root).startswith(words)


def test_no_list(project: LittleProject) -> None:
    """A list that is not there is named."""
    (project.root / "docs" / "versions.json").unlink()
    assert refusal(project.root).startswith(
        "docs/versions.json cannot be read: FileNotFoundError("
    )


def test_a_hook_of_another_repository(
    project: LittleProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Variables that git sets in hooks do not lead to that repository."""
    other = LittleProject(tmp_path / "other")
    last = other.version("9.9.9")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    assert git("rev-parse", "HEAD", root=project.root) == project.first != last


def test_no_history(tmp_path: Path) -> None:
    """Without git's history there is nothing to build from."""
    with pytest.raises(SiteError, match=r"git rev-parse HEAD failed: fatal: not a git"):
        today(tmp_path)
