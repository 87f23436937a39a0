"""Making a release: what is written, and what stops it before anything is."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest
from errors import SiteError
from little_project import BOOK, NOXFILE, LittleProject
from releasing import release, release_past

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 3, 4)


@pytest.fixture
def project(tmp_path: Path) -> LittleProject:
    """Make a little project whose next version has something to say."""
    project = LittleProject(tmp_path)
    project.list(v0_1_0=project.first)
    project.changelog("- Second.\n\n## [0.1.0] - 2026-01-02\n\n- First.\n")
    project.commit()
    return project


def refusal(project: LittleProject, name: str, *, at: str = "") -> str:
    """Return what is said when a release is refused; nothing may have changed."""
    before = project.git("rev-parse", "HEAD"), project.git("status", "--porcelain")
    make = partial(release_past, at=at) if at else partial(release, day=DAY)
    with pytest.raises(SiteError) as caught:
        make(name, root=project.root)
    after = project.git("rev-parse", "HEAD"), project.git("status", "--porcelain")
    assert after == before
    return str(caught.value)


def test_release(project: LittleProject, capsys: pytest.CaptureFixture[str]) -> None:
    """The release is one commit; the next one lists it and begins what follows."""
    release("0.2.0", DAY, project.root)
    assert project.git("status", "--porcelain") == ""
    assert project.git("log", "--format=%s", "-2").splitlines() == [
        "List release 0.2.0, and begin 0.3.0.dev0",
        "Release 0.2.0",
    ]
    commit = project.git("rev-parse", "HEAD~1")

    def at_release(name: str) -> str:
        return project.git("show", f"{commit}:{name}")

    assert (
        at_release("src/convguide/__init__.py") == '"""Doc."""\n__version__ = "0.2.0"'
    )
    assert at_release("CHANGELOG.md").startswith(
        "# Changelog\n\n## [0.2.0] - 2026-03-04\n\n- Second.\n"
    )
    assert project.read("CHANGELOG.md").startswith(
        "# Changelog\n\n## [Unreleased]\n\nNothing yet.\n\n"
        "## [0.2.0] - 2026-03-04\n\n- Second.\n"
    )
    citation = at_release("CITATION.cff")
    assert 'version: "0.2.0"\ndate-released: "2026-03-04"\n' in citation
    assert project.read("src/convguide/__init__.py").endswith('"0.3.0.dev0"\n')
    assert json.loads(project.read("docs/versions.json"))[-1] == {
        "version": "0.2.0",
        "date": "2026-03-04",
        "commit": commit,
    }
    printed = capsys.readouterr().out
    assert (
        f'git tag --annotate v0.2.0 {commit[:12]} --message "Release 0.2.0"' in printed
    )
    assert "git push origin HEAD v0.2.0" in printed


def test_release_of_the_past(project: LittleProject) -> None:
    """A commit of the past is only put on the list, with the changelog's date."""
    project.write("docs/versions.json", "[]")
    project.commit()
    release_past("0.1.0", project.first[:8], project.root)
    assert project.git("log", "--format=%s", "-1") == "List release 0.1.0"
    assert json.loads(project.read("docs/versions.json")) == [
        {"version": "0.1.0", "date": "2026-01-02", "commit": project.first}
    ]


def test_released_already(project: LittleProject) -> None:
    """Neither the list nor a tag is overwritten."""
    said = f"0.1.0 is released already: commit {project.first[:12]}\n"
    said += "  hint: a published release never changes"
    assert refusal(project, "0.1.0") == said
    assert refusal(project, "0.1.0", at="HEAD") == said
    project.write("docs/versions.json", "[]")
    project.commit()
    project.git("tag", "v0.1.0", project.first)
    assert refusal(project, "0.1.0") == said


def test_not_newer(project: LittleProject) -> None:
    """Versions grow."""
    said = refusal(project, "0.0.9")
    assert said == "0.0.9 is not newer than 0.1.0, which is released"


def test_wrong_name(project: LittleProject) -> None:
    """A release is three numbers."""
    assert refusal(project, "v0.2.0").startswith("'v0.2.0' is no version")


def test_dirty_tree(project: LittleProject) -> None:
    """Changed and new files are named."""
    project.write("noxfile.py", "# changed\n")
    project.write("new.txt", "")
    said = "2 files are changed and not committed: noxfile.py, new.txt\n"
    said += "  hint: a release is made from a clean tree"
    assert refusal(project, "0.2.0") == said
    assert refusal(project, "0.2.0", at=project.first) == said


@pytest.mark.parametrize("text", ["", "Nothing yet.\n\n"])
def test_empty_changelog(project: LittleProject, text: str) -> None:
    """A release says what changed."""
    project.changelog(f"{text}## [0.1.0] - 2026-01-02\n\n- First.\n")
    project.commit()
    assert refusal(project, "0.2.0") == (
        "CHANGELOG.md says nothing under [Unreleased]\n"
        "  hint: write what changed, and in which claim"
    )


def test_an_entry_that_is_there_already(project: LittleProject) -> None:
    """A release has one entry."""
    project.changelog("- Second.\n\n## [0.2.0] - 2026-03-03\n\n- Second.\n")
    project.commit()
    assert refusal(project, "0.2.0") == (
        "CHANGELOG.md has an entry [0.2.0] already\n"
        "  hint: write under [Unreleased]; the release renames it"
    )


def test_what_was_not_there_yet_is_not_released(project: LittleProject) -> None:
    """The words that the last release left go away."""
    project.changelog("Nothing yet.\n\n- Second.\n")
    project.commit()
    release("0.2.0", DAY, project.root)
    text = project.git("show", "HEAD~1:CHANGELOG.md")
    assert text == "# Changelog\n\n## [0.2.0] - 2026-03-04\n\n- Second."


def test_failing_tests(project: LittleProject) -> None:
    """A release needs all tests, in the present and in the past."""
    project.write("noxfile.py", NOXFILE.format(code=1, docs=BOOK))
    last = project.commit()
    said = "the tests fail; a release needs all of them"
    assert refusal(project, "0.2.0") == said
    project.write("docs/versions.json", "[]")
    project.commit()
    assert refusal(project, "0.1.0", at=last) == said


def test_past_commit_of_another_version(project: LittleProject) -> None:
    """The package must call itself what the release is called."""
    assert refusal(project, "0.2.0", at=project.first) == (
        f"at commit {project.first[:12]} the package calls itself 0.1.0, not 0.2.0"
    )
    assert refusal(project, "0.2.0", at="nowhere") == (
        "there is no commit nowhere in this clone"
    )


def test_past_commit_that_is_tagged(project: LittleProject) -> None:
    """The list learns of a release that only a tag named."""
    project.write("docs/versions.json", "[]")
    project.commit()
    project.git("tag", "v0.1.0", project.first)
    release_past("0.1.0", "v0.1.0", project.root)
    assert project.first in project.read("docs/versions.json")


def test_past_commit_of_another_branch(project: LittleProject) -> None:
    """A clone of this branch would not have it."""
    project.git("switch", "--quiet", "--create", "other", project.first)
    project.changelog("## [0.1.1] - 2026-01-03\n\n- Mended.\n")
    commit = project.version("0.1.1")
    project.git("switch", "--quiet", "main")
    assert refusal(project, "0.1.1", at=commit) == (
        f"commit {commit[:12]} is not a part of this branch's history\n"
        "  hint: merge it first; else a clone cannot build it"
    )


def test_past_commit_without_an_entry(project: LittleProject) -> None:
    """The changelog of the release must have its date."""
    commit = project.version("0.2.0")
    assert refusal(project, "0.2.0", at=commit) == (
        f"CHANGELOG.md of commit {commit[:12]} has no dated entry [0.2.0]"
    )


def test_incomplete_files(project: LittleProject) -> None:
    """A file without the line that a release writes is named."""
    project.write("CITATION.cff", "cff-version: 1.2.0\n")
    project.commit()
    with pytest.raises(SiteError) as caught:
        release("0.2.0", DAY, project.root)
    assert str(caught.value) == (
        "CITATION.cff has 0 lines that begin with version:, not one"
    )
    assert project.git("status", "--porcelain") == ""


def test_a_tag_is_released_too(project: LittleProject) -> None:
    """Also if the list does not know it."""
    project.git("tag", "v0.3.0", project.version("0.3.0"))
    said = refusal(project, "0.2.0")
    assert said == "0.2.0 is not newer than 0.3.0, which is released"


def test_no_branch(project: LittleProject) -> None:
    """Commits that no branch has would be lost."""
    project.write("docs/versions.json", "[]")
    project.commit()
    project.git("switch", "--quiet", "--detach")
    said = "HEAD is on no branch, so the commits of a release would be lost\n"
    said += "  hint: git switch main"
    assert refusal(project, "0.2.0") == said
    assert refusal(project, "0.1.0", at=project.first) == said


def test_work_that_goes_on_while_the_tests_run(project: LittleProject) -> None:
    """It is not released by the way."""
    writes = "open('notes.txt', 'w').write('x')"
    text = NOXFILE.format(code=0, docs=BOOK)
    project.write("noxfile.py", text.replace("import sys; sys.exit(0)", writes))
    project.commit()
    with pytest.raises(SiteError, match="1 files are changed and not committed: notes"):
        release("0.2.0", DAY, project.root)
    assert project.git("log", "--format=%s", "-1") == "Change"


@pytest.mark.parametrize(
    "work", ["commit --quiet --allow-empty --message more", "switch --quiet -c other"]
)
def test_a_commit_or_a_branch_that_was_not_tested(
    project: LittleProject, work: str
) -> None:
    """What is released is what the tests saw."""
    runs = f"import os; os.system('git {work}')"
    text = NOXFILE.format(code=0, docs=BOOK)
    project.write("noxfile.py", text.replace("import sys; sys.exit(0)", runs))
    tested = project.commit()
    with pytest.raises(
        SiteError, match=f"ran on refs/heads/main, commit {tested[:12]}"
    ):
        release("0.2.0", DAY, project.root)
    assert "Release" not in project.git("log", "--all", "--format=%s")


def test_new_files_count_though_git_hides_them(project: LittleProject) -> None:
    """The tests would pass with a file that the release lacks."""
    project.git("config", "status.showUntrackedFiles", "no")
    project.write("größe 1.txt", "")
    assert refusal(project, "0.2.0").startswith(
        "1 files are changed and not committed: größe 1.txt"
    )


@pytest.mark.parametrize("words", ["Release 0.2.0", "List release"])
def test_a_commit_that_is_refused(project: LittleProject, words: str) -> None:
    """What was written for it is taken back, and the commit before it, too."""
    hook = project.root / ".git" / "hooks" / "commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\n! grep -q "^{words}" "$1"\n')
    hook.chmod(0o755)
    assert "git commit" in refusal(project, "0.2.0")


def test_what_is_written_while_a_commit_is_refused(project: LittleProject) -> None:
    """Work that was begun in that second is not lost."""
    hook = project.root / ".git" / "hooks" / "commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho mine >> docs/reference/other.md\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(SiteError, match="git commit"):
        release("0.2.0", DAY, project.root)
    assert project.git("status", "--porcelain") == "M docs/reference/other.md"
    assert project.read("docs/reference/other.md") == "A page.\nmine\n"
