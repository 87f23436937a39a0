"""Making the site of a little project: what is done again, and what failure leaves."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builds import COLOPHON, planned
from errors import SiteError
from little_project import NOXFILE, LittleProject
from little_site import page_text
from locking import only_run
from making import pdf_of
from publishing import ingredients, publish, versions
from settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

PAGES = ("index", "404", "part/both")
PAGE = page_text("PAGE", "VERSION").replace("../", "ROOT")
DOCS = f"""html = pathlib.Path("docs/_build/html")
    version = pathlib.Path("src/convguide/__init__.py").read_text().split('"')[-2]
    for page in {PAGES}:
        file = html / f"{{page}}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = pathlib.Path("docs/page.html").read_text()
        file.write_text(text.replace("PAGE", page).replace("VERSION", version))
    (html / "_static").mkdir()
    (html / "objects.inv").touch()"""
NO_PDF = Settings(pdf=False)


@pytest.fixture
def project(tmp_path: Path) -> LittleProject:
    """Make a project with two releases, and something that is being written."""
    project = LittleProject(tmp_path / "project")
    text = PAGE.replace(
        "</head>",
        '<meta name="description" content="What it says." /></head>',
    ).replace(
        "<article",
        '<nav><span class="caption-text">Part</span>'
        '<a class="reference internal" href="index.html">A</a></nav><article',
    )
    project.write("docs/page.html", text)
    project.write(COLOPHON, "Which version?\n")
    project.write("noxfile.py", NOXFILE.format(code=0, docs=DOCS))
    project.write("pyproject.toml", '[project]\nname = "convguide"\n')
    first, second = project.version("0.1.0"), project.version("0.2.0")
    project.list(v0_1_0=first, v0_2_0=second)
    project.version("0.3.0.dev0")
    return project


def files(folder: Path) -> dict[str, bytes]:
    """Read a whole folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_site(project: LittleProject, capsys: pytest.CaptureFixture[str]) -> None:
    """All versions are there; a second run does nothing, and says so."""
    publish(NO_PDF, project.root)
    site = project.root / "site"
    folders = {path.name for path in site.iterdir() if path.is_dir()}
    assert folders == {"stable", "0.1", "0.2", "dev"}
    shown = re.compile(r"<summary>version (\S+) ")
    for folder, version in {
        "stable": "0.2.0",
        "0.1": "0.1.0",
        "0.2": "0.2.0",
        "dev": "0.3.0.dev0",
    }.items():
        text = (site / folder / "part" / "both.html").read_text("utf-8")
        assert shown.findall(text) == [version]
        assert (site / folder / f"convguide-{version}.zip").is_file()
    made = files(site)
    times = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    capsys.readouterr()
    publish(NO_PDF, project.root)
    said = capsys.readouterr().out
    assert said.startswith(f"nothing to do: {site} is made from the same commits")
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == times
    assert project.git("status", "--porcelain") == ""

    # Another address: every page is dressed anew, and no version is built again.
    publish(Settings("https://a.example/b/", pdf=False), project.root)
    assert capsys.readouterr().out.count("not changed") == 3
    assert "https://a.example/b/stable/" in (site / "sitemap.xml").read_text()
    publish(NO_PDF, project.root)
    assert files(site) == made


def test_only_what_changed_is_built(
    project: LittleProject, capsys: pytest.CaptureFixture[str]
) -> None:
    """A change of a page builds dev again, and no release."""
    publish(NO_PDF, project.root)
    project.write("docs/page.html", project.read("docs/page.html") + "<!-- new -->\n")
    project.write("notes.txt", "not committed")
    capsys.readouterr()
    publish(NO_PDF, project.root)
    said = capsys.readouterr().out
    assert "warning: 2 changed files are not committed, and not in the books" in said
    assert "nothing to do" in said
    project.commit()
    publish(NO_PDF, project.root)
    said = capsys.readouterr().out
    assert "[0.1] not changed" in said
    assert "[0.2] not changed" in said
    assert "[dev] not changed" not in said
    for folder, count in {"dev": 1, "stable": 0, "0.1": 0}.items():
        text = (project.root / "site" / folder / "index.html").read_text("utf-8")
        assert text.count("<!-- new -->") == count


def test_a_failure_leaves_the_last_site(project: LittleProject) -> None:
    """A version that cannot be built is named, and the site stays as it was."""
    publish(NO_PDF, project.root)
    before = files(project.root / "site")
    fails = "print('cell 3 is wrong'); raise SystemExit(1)"
    project.write("noxfile.py", NOXFILE.format(code=0, docs=fails))
    project.version("0.4.0.dev0")
    with pytest.raises(
        SiteError, match=r"version 0\.4\.0\.dev0 was not built"
    ) as caught:
        publish(NO_PDF, project.root)
    assert "cell 3 is wrong" in str(caught.value)
    log = project.root / "docs" / "_build" / "site" / "logs" / "dev.log"
    assert str(caught.value).endswith(f"\n  log: {log}")
    assert files(project.root / "site") == before


def test_a_changed_template_leaves_the_last_site(project: LittleProject) -> None:
    """So does a page that cannot be dressed."""
    publish(NO_PDF, project.root)
    before = files(project.root / "site")
    page = project.read("docs/page.html").replace("cg-version", "another")
    project.write("docs/page.html", page)
    project.commit()
    with pytest.raises(SiteError, match="0 parts like"):
        publish(NO_PDF, project.root)
    assert files(project.root / "site") == before


def test_a_site_that_lost_files_is_made_again(project: LittleProject) -> None:
    """Whatever the record says."""
    publish(NO_PDF, project.root)
    made = files(project.root / "site")
    (project.root / "site" / "0.1" / "index.html").unlink()
    (project.root / "site" / "stable" / "part" / "both.html").write_text("cut")
    publish(NO_PDF, project.root)
    assert files(project.root / "site") == made


def test_a_release_is_not_what_is_being_written(
    project: LittleProject, capsys: pytest.CaptureFixture[str]
) -> None:
    """A tag on the last commit makes it a release, which is there once."""
    project.git("tag", "v0.3.0", project.version("0.3.0"))
    publish(NO_PDF, project.root)
    said = capsys.readouterr().out
    assert "no dev: the last commit is release 0.3.0" in said
    assert "warning: docs/versions.json lacks 0.3.0, which only a tag names" in said
    assert "nox -s release -- 0.3.0 --at v0.3.0 lists it" in said
    folders = {path.name for path in (project.root / "site").iterdir() if path.is_dir()}
    assert folders == {"stable", "0.1", "0.2", "0.3"}
    for page in (project.root / "site" / "stable").rglob("both.html"):
        assert "not released" not in page.read_text("utf-8")


def test_a_shallow_clone_is_told(
    project: LittleProject, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before it fails, if it lacks a release."""
    shallow = tmp_path / "shallow"
    address = project.root.as_uri()
    project.git("clone", "--quiet", "--depth", "1", address, str(shallow))
    with pytest.raises(SiteError, match="git fetch --unshallow"):
        publish(NO_PDF, shallow)
    assert "warning: this clone is shallow" in capsys.readouterr().out
    assert not (shallow / "site").exists()


@pytest.mark.parametrize(
    "changed",
    [
        Settings(),
        Settings("https://a.example/", pdf=False),
        Settings(repository="a/b", pdf=False),
    ],
)
def test_the_site_follows_its_settings(
    project: LittleProject, changed: Settings
) -> None:
    """Each of them alone."""
    plans = [planned(version, project.root) for version in versions(project.root)]
    assert ingredients(plans, changed) != ingredients(plans, NO_PDF)
    pdfs = {
        pdf_of(plan, replace(changed, pdf=True, base=base))
        for plan in plans
        for base in ("", "https://b.example/")
    }
    assert len(pdfs) == 2 * len(plans) == 6


def test_the_site_follows_its_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A new version of it makes the site again."""
    before = ingredients([], NO_PDF)
    (tmp_path / "more.py").touch()
    monkeypatch.setattr("publishing.USED", [tmp_path / "more.py"])
    assert ingredients([], NO_PDF) != before


def test_a_foreign_folder_stops_before_anything_is_built(
    project: LittleProject,
) -> None:
    """What somebody put into site/ is theirs."""
    project.write("site/thesis.html", "mine")
    with pytest.raises(SiteError, match="is left alone"):
        publish(NO_PDF, project.root)
    assert project.read("site/thesis.html") == "mine"
    assert not (project.root / "docs" / "_build").exists()


def test_a_second_run_at_the_same_time_is_refused(project: LittleProject) -> None:
    """Two that build into one folder would spoil each other's site."""
    publish(NO_PDF, project.root)
    before = files(project.root / "site")
    another = Settings("https://a.example/b/", pdf=False)
    with only_run(project.root), pytest.raises(SiteError, match="another run is"):
        publish(another, project.root)
    assert files(project.root / "site") == before
    publish(another, project.root)
    assert files(project.root / "site") != before


def test_a_tag_that_is_no_version_is_told(
    project: LittleProject, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is left out, with a warning."""
    project.git("tag", "v0.2")
    publish(NO_PDF, project.root)
    said = capsys.readouterr().out
    assert "warning: tags that are not vX.Y.Z are left out: v0.2" in said
