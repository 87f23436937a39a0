"""Pages get whole addresses where the site's is known, and lose empty ones."""

from __future__ import annotations

import json
from typing import Any

import addresses
import pytest
from errors import SiteError
from extensions import extension

structured = extension("structured")
BOOK = structured.Book("convguide", "We", "1.2.3", "en", "Convolution </script>.")
PAGE = structured.Page("Why?", "A line.", "index.html", "index.html", "Because < it.")
DATA = structured.script(structured.graph(PAGE, BOOK))
TAGS = """\
<meta property="og:title" content="Why?" />
<meta property="og:url" content="https://convguide.example/index.html" />
<meta property="og:image" content="https://convguide.example/_static/preview.png" />
<meta property="og:image:alt" content="A > B" />
<meta property="og:image:width" content="1200" />
<meta name="twitter:card" content="summary_large_image" />
"""
BODY = "<body>Link to https://convguide.example/stable/words.html.</body>"
TEXT = f"<head>{TAGS}{DATA}</head>{BODY}"
SITE = "https://a.example/b/"
KNOWN = {"site": SITE, "folder": "0.2", "canonical": "", "repository": ""}


def addressed(text: str = TEXT, **changes: str) -> str:
    """Put addresses into the page."""
    options = {**KNOWN, **changes}
    return addresses.addressed(text, "index.html", **options)


def data(text: str) -> Any:
    """Read the JSON-LD of a page."""
    inner = text.partition('<script type="application/ld+json">')[2]
    return json.loads(inner.partition("</script>")[0])["@graph"]


def test_previews_get_the_address_of_their_version() -> None:
    """The image is that of the folder, and nothing of the example is left."""
    text = addressed()
    assert f'og:url" content="{SITE}0.2/index.html"' in text
    assert f'og:image" content="{SITE}0.2/_static/preview.png"' in text
    assert "convguide.example" not in text


def test_the_text_names_the_site() -> None:
    """In the text the folder is written out, and must not come twice."""
    assert f"Link to {SITE}stable/words.html." in addressed()


def test_permanent_address_is_the_canonical_one() -> None:
    """Old pages are passed on as stable ones; quotes do not end the tag."""
    text = addressed(canonical=f'{SITE}stable/index.html?"&')
    assert f'og:url" content="{SITE}stable/index.html?&quot;&amp;"' in text


def test_data_get_whole_addresses() -> None:
    """Ids and addresses, nested ones too; other properties stay as they are."""
    page, book, package = data(addressed())
    own = f"{SITE}0.2/index.html"
    assert page["url"] == page["mainEntity"][0]["acceptedAnswer"]["url"] == own
    assert page["@id"] == f"{own}#page"
    assert page["isPartOf"]["@id"] == book["@id"] == f"{own}#book"
    assert page["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert package["description"] == "Convolution </script>."
    assert "codeRepository" not in package
    assert addressed().count("</script>") == 1


@pytest.mark.parametrize("site", [SITE, ""])
def test_package_gets_its_repository(site: str) -> None:
    """Where the code lies is known or not, whatever is known of the site."""
    *_, package = data(addressed(site=site, repository="me/it"))
    assert package["codeRepository"] == "https://github.com/me/it"


def test_without_an_address_only_whole_tags_stay() -> None:
    """No preview names a domain that is not ours, or describes an image it lacks."""
    text = addressed(site="")
    head = text.partition(DATA)[0]
    assert head == '<head><meta property="og:title" content="Why?" />\n'
    assert data(text) == data(TEXT)
    assert BODY in text


def test_old_page_without_data_or_tags_is_left_alone() -> None:
    """The search page has neither, and books before 0.2 have no data."""
    assert addressed("<head></head>x") == "<head></head>x"


@pytest.mark.parametrize("twice", [TAGS, DATA])
def test_parts_that_come_twice_are_an_error(twice: str) -> None:
    """Nobody can say which of them would be right."""
    with pytest.raises(SiteError, match=r"index\.html has 2 parts"):
        addressed(TEXT.replace("</head>", f"{twice}</head>"))
