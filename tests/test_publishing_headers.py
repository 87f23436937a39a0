"""What a server says beside each file of the site."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from errors import SiteError
from headers import SHARED, for_static_hosts, site_policy
from nginx import TYPES, for_nginx, main
from policies import content_policy

POLICY = "default-src 'none'; script-src 'self'"
BOOK = Path(__file__).parents[1] / "docs"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Make the outline of a site with three versions, and a folder that is none."""
    for version in ("stable", "0.1", "dev"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "objects.inv").write_bytes(b"")
    (tmp_path / "other").mkdir()
    return tmp_path


def rules(text: str) -> dict[str, dict[str, str]]:
    """Read a file of headers as its hosts do: a path, and headers set in below it."""
    found: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("/"):
            found[line] = {}
            path = line
        elif line:
            name, _, value = line.strip().partition(": ")
            found[path][name] = value
    return found


def matching(path: str, found: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    """Return the headers of every rule for a path; a star stands for anything."""
    return [
        headers
        for rule, headers in found.items()
        if re.fullmatch(re.escape(rule).replace(r"\*", ".*"), path)
    ]


@pytest.mark.parametrize(
    ("path", "special"),
    [
        ("/stable/index.html", {}),
        ("/0.1/_static/a.css", {"Cache-Control": "public, max-age=86400"}),
        ("/dev/objects.inv", {"Access-Control-Allow-Origin": "*"}),
        ("/switcher.json", {"Access-Control-Allow-Origin": "*"}),
        ("/other/_static/a.css", {}),
    ],
)
def test_static_hosts(site: Path, path: str, special: dict[str, str]) -> None:
    """Each file gets the headers of safety, and those of its kind."""
    always, *more = matching(path, rules(for_static_hosts(site)))
    assert always["X-Content-Type-Options"] == "nosniff"
    assert {k: v for headers in more for k, v in headers.items()} == special


def test_static_hosts_join_nothing(site: Path) -> None:
    """No file gets a header from two rules: Cloudflare would join the values."""
    found = rules(for_static_hosts(site))
    files = ("index.html", "objects.inv", "_static/a.css", "_static/b/c.woff2")
    for path in ["/switcher.json", *(f"/stable/{file}" for file in files)]:
        names = [name for headers in matching(path, found) for name in headers]
        assert len(names) == len(set(names)), path


def test_static_hosts_limits(site: Path) -> None:
    """Cloudflare takes 100 rules and 2,000 characters a line, Netlify a last star."""
    text = for_static_hosts(site)
    assert len(rules(text)) <= 100
    assert max(map(len, text.splitlines())) <= 2000
    assert not re.search(r"^/.*\*.", text, re.MULTILINE)


def test_static_hosts_without_versions(tmp_path: Path) -> None:
    """A folder without a version is named."""
    with pytest.raises(SiteError, match=r"(?s)has no folder with an objects.inv.*nox"):
        for_static_hosts(tmp_path)


def test_site_policy(site: Path) -> None:
    """The policy of the site allows each page's scripts, and each of them once."""
    for name, script in {"a": "one()", "b": "two()", "c": "one()"}.items():
        (site / "dev" / f"{name}.html").write_text(f"<script>{script}</script>")
    assert site_policy(site) == content_policy(["two()", "one()"])


def test_site_policy_that_is_too_long(site: Path) -> None:
    """Pages that all have a script of their own would swell each answer."""
    for number in range(99):
        page = f"<script>page({number})</script>"
        (site / "dev" / f"{number}.html").write_text(page)
    with pytest.raises(SiteError, match=r"(?s)more than 3000.*99 different.*hint"):
        site_policy(site)


def test_nginx_has_no_place_left() -> None:
    """Every place of the template is filled, and braces are closed."""
    text = for_nginx(
        POLICY, root="/srv/a b/", base="/book/", name="a.example b.example"
    )
    assert "@" not in text
    assert text.count("{") == text.count("}")
    for line in (
        'alias "/srv/a b/";',
        'location "/book/" {',
        'error_page 404 "/book/404.html";',
        "server_name a.example b.example;",
        f'"~^text/html" "{POLICY}";',
        r'"~/(objects\.inv|switcher\.json)$" "*";',
    ):
        assert line in text, line


def test_nginx_brotli() -> None:
    """A module that may be missing is only named if it is wanted."""
    assert "brotli" not in for_nginx(POLICY)
    assert "\n    brotli_static on;\n" in for_nginx(POLICY, brotli=True)


@pytest.mark.parametrize(
    ("policy", "options", "message"),
    [
        ('default-src "none"', {}, "the policy .* has '\"'"),
        ("a\nb", {}, "the policy .* has '.n'"),
        ("a $host", {}, "the policy .* has '.'"),
        (POLICY, {"root": '/srv"; internal'}, "the root .* has '\"'"),
        (POLICY, {"name": "a; return 444"}, "the name .* has ';'"),
        (POLICY, {"listen": "80 {"}, "the listen .* has '{'"),
        (POLICY, {"base": "book/"}, "(?s)the base is 'book/'.*hint"),
        (POLICY, {"base": "/book"}, "(?s)the base is '/book'.*hint"),
    ],
)
def test_nginx_refuses(policy: str, options: dict[str, Any], message: str) -> None:
    """A value that would end its place in the file early is named."""
    with pytest.raises(SiteError, match=message):
        for_nginx(policy, **options)


def test_nginx_is_printed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints the configuration for a site; without one, it says so."""
    assert main([str(site)]) == 1
    assert capsys.readouterr().err.startswith(f"error: no built site in {site}\n")
    (site / "index.html").write_text("<script>one()</script>")
    options = ["--root", "/srv/b", "--base", "/b/", "--name", "b.example", "--brotli"]
    assert main([str(site), *options, "--listen", "8080"]) == 0
    expected = for_nginx(
        content_policy(["one()"]),
        root="/srv/b",
        base="/b/",
        name="b.example",
        listen="8080",
        brotli=True,
    )
    assert capsys.readouterr().out == expected


def test_every_kind_of_file_has_a_type() -> None:
    """A browser is told not to guess, so what the book brings must have a type."""
    known = {f".{ending}" for endings in TYPES.values() for ending in endings}
    static = {path.suffix for path in (BOOK / "_static").rglob("*") if path.is_file()}
    assert static - {""} <= known
    assert {".html", ".ipynb", ".pdf", ".zip", ".cff", ".json"} <= known
    assert SHARED
