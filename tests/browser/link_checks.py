"""Follow every link inside the built files; nothing outside is asked for."""

import functools
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Where an element names another file. An `a` may lead out of the book; the others load.
LOADING = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
# These only name an address, or describe this page; a browser does not fetch them.
NAMING = {"alternate", "author", "canonical", "help", "license", "me"}


@dataclass
class Page(HTMLParser):
    """The ids and links of one HTML file."""

    text: str
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the text."""
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what this element is called and where it points."""
        values = {name: value for name, value in attrs if value is not None}
        self.ids |= {values[key] for key in ("id",) if key in values}
        if tag == "a":
            self.ids |= {values[key] for key in ("name",) if key in values}
            self.links += [values["href"]] if "href" in values else []
        if tag == "link" and NAMING & set(values.get("rel", "").split()):
            return
        for key in LOADING.get(tag, ()):
            if key in values:
                self.loads += _addresses(key, values[key])


def _addresses(key: str, value: str) -> list[str]:
    """Split a srcset into its addresses; anything else is one address."""
    if key != "srcset":
        return [value]
    return [part.split()[0] for part in value.split(",") if part.strip()]


@functools.cache
def _parse(text: str) -> Page:
    return Page(text)


def _read(path: Path) -> Page:
    return _parse(path.read_text("utf-8"))


def dead_links(path: Path, book: Path) -> list[str]:
    """Want a file behind every address of a page and an id behind every fragment."""
    page = _read(path)
    faults = [_dead(link, path, book) for link in page.links + page.loads]
    faults += [
        f"loads from outside: {address}"
        for address in page.loads
        if _is_outside(address)
    ]
    return [fault for fault in dict.fromkeys(faults) if fault]


def _is_outside(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme in {"http", "https"}


def _dead(address: str, path: Path, book: Path) -> str:
    """Say what is wrong with one address, or nothing."""
    parts = urlsplit(address)
    if "$" in address:
        return f"a place for a name was not filled: {address}"
    if parts.scheme or parts.netloc:
        return ""
    if not address or parts.path.startswith("/"):
        return f"not relative, so wrong under another base path: {address!r}"
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    target = target / "index.html" if target.is_dir() else target
    if not target.is_relative_to(book):
        return f"leads out of the book: {address}"
    if target.is_relative_to(book) and not target.is_file():
        return f"dead link: {address}"
    return _dead_anchor(address, unquote(parts.fragment), target)


def _dead_anchor(address: str, fragment: str, target: Path) -> str:
    """Say whether an id is missing in a page."""
    if fragment in {"", "top"} or target.suffix != ".html":
        return ""
    return "" if fragment in _read(target).ids else f"dead anchor: {address}"
