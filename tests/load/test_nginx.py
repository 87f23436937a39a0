"""The published configuration, asked for real files."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from headers import site_policy

from .machine import LoadError, find
from .serving import PACKINGS, serve

if TYPE_CHECKING:
    from pathlib import Path

    from .serving import Server

GZIP = {"Accept-Encoding": "gzip"}
SECURITY = (
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
)


@pytest.mark.parametrize(
    ("path", "kind", "lifetime"),
    [
        ("stable/index.html", "text/html; charset=utf-8", "max-age=300"),
        ("stable/", "text/html; charset=utf-8", "max-age=300"),
        ("stable/index.html?v=4418a689", "text/html; charset=utf-8", "max-age=300"),
        ("stable/_static/a.css?v=4418a689", "text/css; charset=utf-8", "immutable"),
        ("stable/_static/a.css?digest=90905a", "text/css; charset=utf-8", "immutable"),
        ("stable/_static/a.css?v=", "text/css; charset=utf-8", "max-age=86400"),
        ("stable/_static/a.js", "text/javascript; charset=utf-8", "max-age=86400"),
        ("stable/_static/font.woff2", "font/woff2", "max-age=86400"),
        ("stable/_static/logo.svg?v=1f", "image/svg+xml", "immutable"),
        ("stable/_notebooks/page.ipynb", "application/x-ipynb+json", "max-age=300"),
        ("stable/convguide-1.pdf", "application/pdf", "max-age=300"),
        ("switcher.json", "application/json; charset=utf-8", "max-age=300"),
    ],
)
def test_type_and_lifetime(server: Server, path: str, kind: str, lifetime: str) -> None:
    """Each kind of file has its type, its lifetime and the headers of safety."""
    answer = server.get(path)
    assert answer.status == 200
    assert answer.headers["content-type"] == kind
    assert lifetime in answer.headers["cache-control"]
    assert set(SECURITY) <= set(answer.headers)
    assert "nginx/" not in answer.headers["server"]


@pytest.mark.parametrize(
    "path", ["stable/index.html", "stable/_static/a.css?v=4418a689", "switcher.json"]
)
def test_packed(server: Server, site: Path, path: str) -> None:
    """Who takes gzip gets the packed file, byte for byte; others get the plain one."""
    file = site / path.partition("?")[0]
    packed, plain = server.get(path, GZIP), server.get(path)
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.body == file.with_name(f"{file.name}.gz").read_bytes()
    assert gzip.decompress(packed.body) == plain.body == file.read_bytes()
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize("headers", [{}, GZIP])
@pytest.mark.parametrize(
    ("path", "lifetime"),
    [("stable/index.html", "max-age=300"), ("stable/_static/a.css?v=1f", "immutable")],
)
def test_asked_again(
    server: Server, path: str, lifetime: str, headers: dict[str, str]
) -> None:
    """A browser that has the file is told so in a few bytes, and for how long again."""
    tag = server.get(path, headers).headers["etag"]
    again = server.get(path, {**headers, "If-None-Match": tag})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == tag
    assert lifetime in again.headers["cache-control"]
    assert server.get(path, {**headers, "If-None-Match": '"other"'}).status == 200


@pytest.mark.parametrize(
    "path", ["gone.html", "stable/a/b/c.html", "stable/_static/x.css?v=1"]
)
def test_missing(server: Server, path: str) -> None:
    """A missing address shows the site's own page, and is soon asked for again."""
    answer = server.get(path)
    assert answer.status == 404
    assert b"<title>lost</title>" in answer.body
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert "content-security-policy" in answer.headers


def test_policy_is_for_pages(server: Server, site: Path) -> None:
    """Pages are sent with a policy; a PDF or a picture is not."""
    policy = site_policy(site)
    assert "'sha256-" in policy
    assert server.get("stable/").headers["content-security-policy"] == policy
    for path in ("stable/convguide-1.pdf", "stable/_static/logo.svg"):
        assert "content-security-policy" not in server.get(path).headers


def test_shared_files(server: Server) -> None:
    """Pages of others may read the inventory and the list of versions, nothing else."""
    for path in ("switcher.json", "stable/objects.inv"):
        assert server.get(path).headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in server.get("stable/").headers


def test_folder_without_slash(server: Server) -> None:
    """A folder's address is completed without naming a host, a scheme or a port."""
    answer = server.get("stable")
    assert answer.status == 301
    assert answer.headers["location"] == "/some/base/stable/"


def test_outside_of_the_base(server: Server) -> None:
    """Nothing is served above the site, nor out of its folder."""
    for path in ("../", "../../etc/passwd", "%2e%2e/plain%20site/index.html"):
        assert server.get(path).status in (400, 404)


@pytest.mark.parametrize("packing", PACKINGS)
def test_packings(site: Path, tmp_path: Path, packing: str) -> None:
    """The ways of packing that are compared do what their names say."""
    with serve(site, tmp_path / "nginx", packing=packing) as running:
        answer = running.get("stable/index.html", GZIP)
    before = (site / "stable/index.html.gz").read_bytes()
    assert ("content-encoding" in answer.headers) == (packing != "never")
    assert (answer.body == before) == (packing == "before")


def test_missing_program() -> None:
    """A missing program is named, with the command that installs it."""
    with pytest.raises(
        LoadError, match=r"no-such-program is missing\n.*apt-get install"
    ):
        find("no-such-program")


def test_refused_configuration(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nginx refuses is shown in its own words."""
    monkeypatch.setitem(PACKINGS, "never", "gzip sometimes;")
    with (
        pytest.raises(LoadError, match=r"(?s)refuses the configuration.*\"sometimes\""),
        serve(site, tmp_path / "nginx", packing="never"),
    ):
        pass
