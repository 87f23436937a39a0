"""The site as files: books in their folders, what stands above them, and the swap."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import root_files
from assembly import (
    DECLARED,
    RECORD,
    alone,
    digest_of,
    listing,
    put_book,
    recorded,
    refuse_foreign,
    restore,
    swap,
)
from citation import CITATION, TITLE, bibtex, citation_file
from errors import SiteError
from little_project import CITATION as TEMPLATE
from little_site import little_site
from releases import Version
from settings import Settings, settings
from shelves import Site

ROOT = Path(__file__).parents[1]
OWN = {CITATION: TEMPLATE, DECLARED: "[project]"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Make a little site without an address."""
    return little_site(tmp_path / "built")


def test_a_book_in_its_folder(site: Site, tmp_path: Path) -> None:
    """All pages are dressed and sealed; what belongs to one book alone is left out."""
    target = tmp_path / "site" / "stable"
    put_book(site, "stable", target, OWN)
    names = {
        path.relative_to(target).as_posix()
        for path in target.rglob("*")
        if path.is_file()
    }
    assert names == {
        "CITATION.cff",
        "_static/a.html",
        "_static/doctools.js",
        "_static/site.css",
        "_static/site.js",
        "index.html",
        "part/both.html",
        "part/second.html",
        "search.html",
    }
    for name in names:
        if name.endswith(".html") and not name.startswith("_"):
            text = (target / name).read_text("utf-8")
            assert 'class="cg-versions"' in text
            assert text.count("Content-Security-Policy") == 1
            [style] = re.findall(r'href="([^"]*site\.css)\?v=', text)
            assert (target / name).parent.joinpath(style).is_file()
    cff = (target / CITATION).read_text()
    assert 'version: "0.2.3"\ndate-released: "2026-02-03"\n' in cff


def test_a_book_alone_knows_no_other(site: Site, tmp_path: Path) -> None:
    """The copy to read offline has one version, no banner, and no way out."""
    alone(site, site.books[0], tmp_path / "alone", OWN)
    text = (tmp_path / "alone" / "part" / "old.html").read_text("utf-8")
    assert "cg-banner" not in text
    assert "stable/" not in text
    assert "cg-versions" not in text
    assert '<p class="cg-version">version 0.1.0</p>' in text
    assert "Versions:" not in text
    assert "your browser shows" not in text
    assert "Permanent address" not in text  # the copy may be anywhere
    assert "convguide 0.1.0</title>" in text  # and it may be old when it is read
    assert "(stable)" not in text
    assert "og:url" not in text
    home = replace(site, base="https://a.example/b/")
    alone(home, site.books[0], tmp_path / "home", OWN)  # stable lacks this page
    text = (tmp_path / "home" / "part" / "old.html").read_text("utf-8")
    assert '"og:url" content="https://a.example/b/0.1/part/old.html"' in text
    alone(site, site.books[2], tmp_path / "dev", OWN)
    text = (tmp_path / "dev" / "index.html").read_text("utf-8")
    assert "<p>Version 0.3.0.dev0 is <strong>not released</strong> yet.</p>" in text
    assert '<p class="cg-version">version 0.3.0.dev0 (not released)</p>' in text
    assert "(stable)" not in text


def test_the_root_leads_to_stable(site: Site) -> None:
    """By itself, and by a link, and there is a plain list of versions."""
    text = root_files.index(site)
    assert '<meta http-equiv="refresh" content="0; url=stable/index.html">' in text
    links = re.findall(r'<a href="([^"]*)">([^<]*)</a>', text)
    assert links == [
        ("stable/index.html", "The book, version 0.2.3"),
        ("dev/index.html", "0.3.0.dev0 (not released)"),
        ("0.2/index.html", "0.2.3 (stable)"),
        ("0.1/index.html", "0.1.0"),
    ]
    assert '<meta name="color-scheme" content="light dark">' in text


def test_switcher(site: Site, tmp_path: Path) -> None:
    """The list that others read: one preferred, versions as the books say."""
    home = little_site(tmp_path, "https://a.example/b/")
    assert json.loads(root_files.switcher(home)) == [
        {
            "name": "0.3.0.dev0 (dev)",
            "version": "0.3.0.dev0",
            "url": "https://a.example/b/dev/",
        },
        {
            "name": "0.2.3 (stable)",
            "version": "0.2.3",
            "url": "https://a.example/b/stable/",
            "preferred": True,
        },
        {"name": "0.1.0", "version": "0.1.0", "url": "https://a.example/b/0.1/"},
    ]
    assert json.loads(root_files.switcher(site))[2]["url"] == "/0.1/"


@pytest.mark.parametrize(
    ("base", "path", "known"),
    [("", "/stable/", "false"), ("https://a.example/b/", "/b/stable/", "true")],
)
def test_the_page_for_missing_addresses(
    tmp_path: Path, base: str, path: str, known: str
) -> None:
    """Relative links work from everywhere, and the script that mends others may run."""
    text = root_files.lost(little_site(tmp_path, base), "d")
    assert f'<base href="{path}" />' in text
    assert text.index("<base") < text.index("<link")
    assert text.count("Content-Security-Policy") == 1
    assert text.count("'sha256-") + text.count("&#x27;sha256-") == 4
    assert f'if (!{known} || location.protocol === "file:")' in text
    assert 'const folders = ["stable", "0.1", "0.2", "dev"];' in text
    assert 'rel="canonical"' not in text
    assert "Permanent" not in text
    assert "@misc" not in text


def test_before_the_first_release(site: Site, tmp_path: Path) -> None:
    """What is being written is stable then."""
    first = Site(site.books[2:])
    assert list(first.folders()) == ["stable", "dev"]
    put_book(first, "stable", tmp_path / "stable", OWN)
    text = (tmp_path / "stable" / "index.html").read_text("utf-8")
    assert "cg-banner" not in text


def test_swap_replaces_a_site_of_ours(tmp_path: Path) -> None:
    """The old one goes when the new one is there."""
    new, place, aside = (tmp_path / name for name in ("new", "site", "aside"))
    for folder, text in ((new, "2"), (place, "1")):
        folder.mkdir()
        (folder / RECORD).write_text(f'{{"made_from": {text}}}')
    (place / "old.html").touch()
    swap(new, place, aside)
    assert recorded(place) == {"made_from": 2}
    assert not (place / "old.html").exists()
    assert not new.exists()
    assert not aside.exists()


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_a_swap_that_fails_leaves_the_old_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    """It goes back to where it was."""
    new, place, aside = (tmp_path / name for name in ("new", "site", "aside"))
    for folder in (new, place):
        folder.mkdir()
        (folder / RECORD).write_text("{}")
    (place / "old.html").touch()
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if self == new:
            raise error
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(error, match=r"^$"):
        swap(new, place, aside)
    assert (place / "old.html").exists()


def test_a_swap_that_was_killed_is_taken_back(tmp_path: Path) -> None:
    """The next run finds the old site aside, and puts it back; else it does nothing."""
    place, aside = tmp_path / "site", tmp_path / "aside"
    restore(place, aside)
    assert not place.exists()
    aside.mkdir()
    (aside / RECORD).write_text("{}")
    restore(place, aside)
    assert (place / RECORD).exists()
    assert not aside.exists()


@pytest.mark.parametrize("kind", ["link", "file"])
def test_what_is_no_folder_is_not_replaced(tmp_path: Path, kind: str) -> None:
    """A link would lead to the old site for ever."""
    place, there = tmp_path / "site", tmp_path / "there"
    there.mkdir()
    if kind == "link":
        place.symlink_to(there)
    else:
        place.touch()
    with pytest.raises(SiteError, match="is a link or a file"):
        refuse_foreign(place)


def test_listing_sees_what_is_missing(tmp_path: Path) -> None:
    """And what was cut short; the record itself is no part of it."""
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "a.html").write_text("whole")
    (tmp_path / "b.html").touch()
    whole = listing(tmp_path)
    (tmp_path / RECORD).write_text("{}")
    assert listing(tmp_path) == whole
    (tmp_path / "part" / "a.html").write_text("cut")
    cut = listing(tmp_path)
    (tmp_path / "part" / "a.html").unlink()
    assert len({whole, cut, listing(tmp_path)}) == 3


def test_swap_leaves_the_files_of_others_alone(tmp_path: Path) -> None:
    """A folder that this program did not make is not replaced."""
    new, place = tmp_path / "new", tmp_path / "site"
    new.mkdir()
    place.mkdir()
    (place / "thesis.html").touch()
    with pytest.raises(SiteError) as caught:
        swap(new, place, tmp_path / "aside")
    assert str(caught.value) == (
        f"{place} holds files, and no build.json: it was not made by this program, and "
        "is left alone\n  hint: move it away"
    )
    assert (place / "thesis.html").exists()


@pytest.mark.parametrize("text", [None, "{", "[1]"])
def test_no_record_of_a_site(tmp_path: Path, text: str | None) -> None:
    """A site whose record cannot be read is built again."""
    if text is not None:
        (tmp_path / RECORD).write_text(text)
    assert recorded(tmp_path) == {}


def test_digest_sees_names_and_contents(tmp_path: Path) -> None:
    """A digest changes with each of its facts, and with nothing else."""
    one, two, same = tmp_path / "1", tmp_path / "2", tmp_path / "other" / "1"
    same.parent.mkdir()
    for file, text in ((one, "a"), (two, "a"), (same, "b")):
        file.write_text(text)
    digests = {*map(digest_of, ([one], [two], [same], [])), digest_of([one], "x")}
    assert len(digests) == 5
    assert digest_of([two, one]) == digest_of([one, two])


def test_settings() -> None:
    """Our variables come before those of hosts; an address ends in a slash."""
    variables = {
        "CONVGUIDE_BASE_URL": "https://a.example/b",
        "READTHEDOCS_CANONICAL_URL": "https://c.example/",
        "CONVGUIDE_REPOSITORY": "",
        "GITHUB_REPOSITORY": "some-body/conv.guide",
    }
    found = settings(pdf=False, variables=variables)
    assert found == Settings("https://a.example/b/", "some-body/conv.guide", pdf=False)
    assert settings(pdf=True, variables={}) == Settings("", "", pdf=True)
    for value in (" https://a.example/b\n", "https://a.example/b//"):
        found = settings(pdf=True, variables={"CONVGUIDE_BASE_URL": value})
        assert found.base == "https://a.example/b/"
    local = "http://127.0.0.1:8000/%C3%A9/"
    assert settings(pdf=True, variables={"CONVGUIDE_BASE_URL": local}).base == local


@pytest.mark.parametrize(
    "value",
    [
        "a.example/b",
        "ftp://a.example/",
        "https://a/?b=c",
        "https://a/?",
        "https://a/b#",
        "https://a/my book/",
        "https://a/(1)/",
        "https://a/b\nc",
        "https://a:port/",
        "https://ä.example/",
    ],
)
def test_wrong_address(value: str) -> None:
    """What would be read otherwise somewhere is refused before anything is built."""
    for name in ("CONVGUIDE_BASE_URL", "READTHEDOCS_CANONICAL_URL"):
        with pytest.raises(SiteError) as caught:
            settings(pdf=True, variables={name: value})
        assert str(caught.value).startswith(
            f"{name} is {value!r}, which is no address of a site\n"
            "  hint: write it like https://example.org/book/"
        )


@pytest.mark.parametrize(
    "value", ["convguide", "https://a.example/b/c", "a/b/c", "a b/c"]
)
def test_wrong_repository(value: str) -> None:
    """So is a repository."""
    with pytest.raises(SiteError, match=r"hint: write it like owner/name$"):
        settings(pdf=True, variables={"CONVGUIDE_REPOSITORY": value})


def test_citation_file_of_the_project() -> None:
    """The project's own file can be written for any version, and has our title."""
    text = (ROOT / CITATION).read_text("utf-8")
    assert f'title: "{TITLE}' in text
    version = Version("7.8.9", "c", "2030-04-05")
    written = citation_file(text, version, "https://a.example/7.8/")
    assert 'version: "7.8.9"\n' in written
    assert 'date-released: "2030-04-05"\n' in written
    assert 'url: "https://a.example/7.8/"\n' in written
    assert TITLE in bibtex(version)
