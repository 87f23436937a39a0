"""What a page of the site gets: other versions, banner, citation, addresses, policy."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest
from dressing import dress
from errors import SiteError
from little_site import little_site, page_text
from policies import content_policy, inline_scripts, sealed
from shelves import Place

if TYPE_CHECKING:
    from pathlib import Path

    from shelves import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Make a little site without an address."""
    return little_site(tmp_path)


def dressed(site: Site, folder: str, page: str) -> str:
    """Dress a page of a little site."""
    text = (site.folders()[folder].html / f"{page}.html").read_text("utf-8")
    return dress(text, Place(site, folder, page), "d1")


def versions_of(text: str) -> list[tuple[str, str]]:
    """Return address and name of every version that a page lists."""
    [part] = re.findall(r'<details class="cg-versions">.*?</details>', text, re.DOTALL)
    return re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', part)


def banner_of(text: str) -> str:
    """Return the words of the banner, and the address in it."""
    found = re.findall(r'<aside class="cg-banner".*?<p>(.*?)</p></aside>', text)
    return found[0] if found else ""


def test_versions_lead_to_the_same_page(site: Site) -> None:
    """From a nested page to the same page; stable stands for the newest release."""
    assert versions_of(dressed(site, "0.1", "part/both")) == [
        ("../../dev/part/both.html", "0.3.0.dev0 (not released)"),
        ("../../stable/part/both.html", "0.2.3 (stable)"),
        ("both.html", "0.1.0"),
    ]


def test_versions_lead_to_the_index_where_the_page_is_missing(site: Site) -> None:
    """A page that another version lacks leads to its first page, and says so."""
    text = dressed(site, "dev", "part/third")
    assert versions_of(text) == [
        ("third.html", "0.3.0.dev0 (not released)"),
        ("../../stable/index.html", "0.2.3 (stable)"),
        ("../../0.1/index.html", "0.1.0"),
    ]
    lacks = "</a> <span>does not have this page: its first page opens</span></li>"
    assert text.count(lacks) == 2


def test_the_list_of_versions_says_that_it_opens(site: Site) -> None:
    """Its name is the version, and what a click does."""
    text = dressed(site, "0.1", "index")
    assert "<summary>version 0.1.0 · <span>change</span></summary>" in text


def footer_versions(text: str) -> list[str]:
    """Return what the foot of a page says of each version, with bare addresses."""
    found = re.findall(r'<p class="cg-footer">Versions: (.*)</p>', text)
    bare = [re.sub(r"<a href=\"(.*?)\".*?>(.*?)</a>", r"\1 \2", one) for one in found]
    return [part for one in bare for part in one.split("&nbsp;· ")]


def test_versions_at_the_foot(site: Site) -> None:
    """All are there, where nothing has to be unfolded and no menu to be opened."""
    assert footer_versions(dressed(site, "0.1", "part/both")) == [
        "../../dev/part/both.html 0.3.0.dev0 (not released)",
        "../../stable/part/both.html 0.2.3 (stable)",
        "both.html 0.1.0",
    ]
    assert footer_versions(dressed(site, "stable", "part/second")) == [
        "../../dev/part/second.html 0.3.0.dev0 (not released)",
        "second.html 0.2.3 (stable)",
        "../../0.1/index.html 0.1.0 (its first page)",
    ]


def test_the_page_for_missing_addresses_leads_to_versions(site: Site) -> None:
    """It does not say that a version lacks it: all do."""
    text = dressed(site, "stable", "404")
    assert footer_versions(text) == [
        "../dev/index.html 0.3.0.dev0 (not released)",
        "index.html 0.2.3 (stable)",
        "../0.1/index.html 0.1.0",
    ]
    assert "does not have this page" not in text


def test_a_site_of_one_version_offers_no_choice(site: Site) -> None:
    """There is nothing to unfold, and no list at the foot."""
    text = dressed(replace(site, books=site.books[:1]), "0.1", "index")
    assert '<p class="cg-version">version 0.1.0 (stable)</p>' in text
    assert "cg-versions" not in text
    assert footer_versions(text) == []


@pytest.mark.parametrize(
    ("folder", "current"),
    [("0.1", "0.1.0"), ("0.2", "0.2.3 (stable)"), ("stable", "0.2.3 (stable)")],
)
def test_the_version_of_the_page_is_marked(
    site: Site, folder: str, current: str
) -> None:
    """One entry is the current one."""
    text = dressed(site, folder, "index")
    assert re.findall(r'<li><a [^>]*aria-current="true">([^<]*)<', text) == [current]


def test_banner(site: Site) -> None:
    """Old and unreleased pages have one, with a way to stable; current ones none."""
    assert banner_of(dressed(site, "0.1", "part/both")) == (
        "Version 0.1.0 is <strong>old</strong>. This page in the stable version: "
        '<a href="../../stable/part/both.html">0.2.3</a>.'
    )
    assert banner_of(dressed(site, "0.1", "part/old")) == (
        "Version 0.1.0 is <strong>old</strong>. The stable version does not have this "
        'page: <a href="../../stable/index.html">first page of 0.2.3</a>.'
    )
    assert banner_of(dressed(site, "dev", "index")) == (
        "Version 0.3.0.dev0 is <strong>not released</strong> yet. This page in the "
        'stable version: <a href="../stable/index.html">0.2.3</a>.'
    )
    assert banner_of(dressed(site, "0.2", "index")) == ""
    assert banner_of(dressed(site, "stable", "part/second")) == ""


@pytest.mark.parametrize(
    ("folder", "version"),
    [("0.1", " 0.1.0"), ("dev", " 0.3.0.dev0"), ("0.2", ""), ("stable", "")],
)
def test_the_title_tells_versions_apart(site: Site, folder: str, version: str) -> None:
    """In tabs and bookmarks; what is stable is the book. Drawings keep their titles."""
    text = dressed(site, folder, "part/both")
    titles = re.findall("<title>(.*)</title>", text)
    assert titles == [f"A page &#8212; convguide{version}", "A drawing"]


def canonical(text: str) -> list[str]:
    """Return the canonical addresses of a page."""
    return re.findall(r'<link rel="canonical" href="([^"]*)" />', text)


def test_canonical_link(site: Site, tmp_path: Path) -> None:
    """It points at stable, and is left out where stable lacks the page."""
    assert canonical(dressed(site, "0.1", "part/both")) == [
        "../../stable/part/both.html"
    ]
    assert canonical(dressed(site, "0.1", "part/old")) == []
    home = little_site(tmp_path, "https://a.example/b/")
    assert canonical(dressed(home, "dev", "part/both")) == [
        "https://a.example/b/stable/part/both.html"
    ]
    assert canonical(dressed(home, "dev", "part/third")) == []


def test_permanent_address_and_citation(site: Site, tmp_path: Path) -> None:
    """The address is that of the minor version, also on pages of stable."""
    text = dressed(site, "stable", "part/both")
    assert (
        'Permanent address: <a href="../../0.2/part/both.html">this page in version 0.2'
        "</a>"
    ) in text
    home = little_site(tmp_path, "https://a.example/b/")
    text = dressed(home, "stable", "part/both")
    address = "https://a.example/b/0.2/part/both.html"
    assert f'Permanent address: <a href="{address}">{address}</a>' in text
    [entry] = re.findall(r"<pre>(@misc.*?)</pre>", text, re.DOTALL)
    assert unescape(entry).splitlines() == [
        "@misc{convguide_0_2_3,",
        "  author       = {{The convguide authors}},",
        "  title        = {{convguide: what a convolution layer computes}},",
        "  year         = {2026},",
        "  month        = {2},",
        "  note         = {Version 0.2.3},",
        f"  howpublished = {{\\url{{{address}}}}},",
        "}",
    ]


def sentences_of_citation(text: str) -> list[str]:
    """Return what stands below the entry."""
    [part] = re.findall(r"</pre>\n(.*?)</details>", text, re.DOTALL)
    return re.findall(r"<p>(.*)</p>", part)


def test_a_citation_asks_for_the_address(site: Site, tmp_path: Path) -> None:
    """Where the site does not know it; and for that of the version, which stays."""
    own = "Add the address of this page, which your browser shows."
    for folder in ("0.2", "dev"):
        assert sentences_of_citation(dressed(site, folder, "part/both"))[0] == own
    assert sentences_of_citation(dressed(site, "stable", "part/both"))[0] == (
        'Add the address that your browser shows at <a href="../../0.2/part/both.html">'
        "this page in version 0.2</a>."
    )
    home = little_site(tmp_path, "https://a.example/b/")
    text = dressed(home, "stable", "part/both")
    assert sentences_of_citation(text) == [
        'The same as a file: <a href="../CITATION.cff">CITATION.cff</a>'
    ]


def test_nobody_cites_the_search(site: Site, tmp_path: Path) -> None:
    """What is found there changes: no permanent address, and the book is cited."""
    text = dressed(site, "0.1", "search")
    assert "Permanent address" not in text
    assert len(sentences_of_citation(text)) == 1
    home = little_site(tmp_path, "https://a.example/b/")
    text = dressed(home, "stable", "search")
    assert "Permanent address" not in text
    assert r"\url{https://a.example/b/0.2/index.html}" in text


def test_the_zip_says_how_to_open_it(site: Site) -> None:
    """A reader who never had one does not look for index.html."""
    assert (
        'The whole book: <a href="convguide-0.1.0.zip">zip, to read offline</a>'
        ": unpack it, then open index.html</p>"
    ) in dressed(site, "0.1", "index")


def test_what_is_not_released_has_no_permanent_address(site: Site) -> None:
    """It is cited by its commit."""
    text = dressed(site, "dev", "index")
    assert "Permanent address" not in text
    assert "Version 0.3.0.dev0, not released, commit 333333333333" in text


def test_addresses_of_previews(site: Site, tmp_path: Path) -> None:
    """An address that was not known while building is put in, or its tag left out."""
    text = dressed(site, "0.1", "index")
    assert "og:title" in text
    assert "og:url" not in text
    assert "convguide.example" not in text
    home = little_site(tmp_path, "https://a.example/b/")
    for folder, page, known in (
        ("0.1", "index", "stable/index"),
        ("0.1", "part/old", "0.1/part/old"),
    ):
        address = f"https://a.example/b/{known}.html"
        tag = f'<meta property="og:url" content="{address}" />'
        assert tag in dressed(home, folder, page)


def test_a_site_at_the_address_for_examples(tmp_path: Path) -> None:
    """What the site puts in is not taken for what the build did not know."""
    home = little_site(tmp_path, "https://convguide.example/b/")
    text = dressed(home, "0.2", "index")
    assert "convguide.example/b/0.2/index.html" in text
    assert "/b/b/" not in text


def test_notebooks_elsewhere(tmp_path: Path) -> None:
    """Where the repository is known, an executed page leads to Colab and Binder."""
    site = replace(little_site(tmp_path), repository="some/body")
    text = dressed(site, "0.1", "part/both")
    assert "colab" not in text
    html = tmp_path / "0.2.3" / "html" / "part" / "both.html"
    link = '<p class="cg-notebook">\n  <a href="x.ipynb">Download</a></p>'
    html.write_text(page_text("part/both", "0.2.3").replace("</article>", link))
    addresses = re.findall(
        r'href="(https:[^"]*)"', dressed(site, "stable", "part/both")
    )
    place = "0.2/_notebooks/part/both.ipynb"
    assert addresses == [
        f"https://colab.research.google.com/github/some/body/blob/notebooks/{place}",
        "https://mybinder.org/v2/gh/some/body/notebooks?labpath="
        + place.replace("/", "%2F"),
    ]


def test_nothing_is_left_of_the_switcher_of_the_theme(site: Site) -> None:
    """An old page is freed of what needs a server, or differs on each page."""
    text = dressed(site, "0.1", "part/both")
    for word in ("switcher", "versions-loader", "pagename"):
        assert word not in text
    assert "theme_version" in text
    assert text.count("<div") == text.count("</div>")


def test_old_and_new_templates_give_the_same_scripts(site: Site) -> None:
    """Pages of one version share inline scripts, so that a policy can list them."""
    for folder in ("0.1", "0.2"):
        one, two = (
            inline_scripts(dressed(site, folder, page))
            for page in ("index", "part/both")
        )
        assert one == two
        assert len(one) == 2


@pytest.mark.parametrize(
    "part",
    [
        "</title>\n    <script",
        "</head>",
        '<p class="cg-version">version 0.2.3</p>',
        '<p class="cg-footer">convguide 0.2.3 · text CC BY 4.0</p>',
        '<a href="#main-content">Skip to main content</a></div>',
    ],
)
@pytest.mark.parametrize("count", [0, 2])
def test_a_changed_template_is_refused(site: Site, part: str, count: int) -> None:
    """A part that is missing, or there twice, is named with its page."""
    text = page_text("part/both", "0.2.3")
    assert text.count(part) == 1
    with pytest.raises(SiteError) as caught:
        dress(text.replace(part, count * part), Place(site, "0.2", "part/both"), "d")
    assert str(caught.value).startswith(f"0.2/part/both.html has {count} parts like ")
    assert str(caught.value).endswith("a template changed; dressing.py must follow")


def test_policy_allows_what_the_page_holds() -> None:
    """Each inline script by its hash; data is no script; nothing else is allowed."""
    page = (
        '<head><meta charset="utf-8" /><script>one()</script><script src="a"></script>'
        '<script type="application/ld+json">{"a": 1}</script>'
        '<script data-x="y">\ntwo()</script></head>'
    )
    assert inline_scripts(page) == ["one()", "\ntwo()"]
    text = sealed(page)
    [found] = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    policy = unescape(found)
    for script in ("one()", "\ntwo()"):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f" 'sha256-{digest}'" in policy
    assert policy == content_policy(["\ntwo()", "one()"])
    [scripts] = [part for part in policy.split("; ") if part.startswith("script-src")]
    assert "unsafe" not in scripts
    assert "http" not in policy
    assert text.index("Content-Security-Policy") < text.index("<script")


def test_policy_of_a_page_without_encoding() -> None:
    """There is one place for the policy."""
    with pytest.raises(SiteError, match="0 lines that say its encoding"):
        sealed("<head></head>")
