"""Open pages in chosen looks, and stop every request to another origin."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, Self

from playwright.sync_api import Browser, BrowserContext, Error, Page, Route

from .record import LOCAL, Record

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
WIDTHS = (1280, 390)
HEIGHT = 900

# Nothing moves, so that a check never meets a half-faded page. A constructed style
# sheet works before the document has a head.
STILL = """
const still = new CSSStyleSheet();
still.replaceSync(`*, ::before, ::after {
  animation: none !important; transition: none !important;
  scroll-behavior: auto !important; }`);
document.adoptedStyleSheets = [still];
"""


@dataclass
class Visitor:
    """A browser that visits one origin only."""

    browser: Browser
    own: str
    _pool: dict[tuple[Theme, int, bool], BrowserContext] = field(default_factory=dict)

    def fresh(
        self, theme: Theme | None = None, width: int = 1280, *, scripts: bool = True
    ) -> BrowserContext:
        """Make a context with an empty cache; no theme means a first visit."""
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            color_scheme=theme or "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(60_000)
        elsewhere = "|".join(re.escape(start) for start in (self.own, *LOCAL))
        context.route(re.compile(f"^(?!{elsewhere})"), _abort)
        context.add_init_script(STILL)
        if theme:
            stored = f"localStorage.mode = localStorage.theme = '{theme}'"
            # An empty frame has no storage and throws.
            context.add_init_script(f"try {{ {stored} }} catch {{ }}")
        return context

    @contextmanager
    def visit(
        self, address: str, theme: Theme, width: int, *, scripts: bool = True
    ) -> Iterator[tuple[Page, Record]]:
        """Open an address in a context that is kept, with its cache."""
        key = (theme, width, scripts)
        if key not in self._pool:
            self._pool[key] = self.fresh(theme, width, scripts=scripts)
        with opened(self._pool[key], address, self.own) as page_and_record:
            yield page_and_record

    def __enter__(self) -> Self:
        """Return the visitor."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the kept contexts."""
        for context in self._pool.values():
            context.close()


@contextmanager
def opened(
    context: BrowserContext, address: str, own: str
) -> Iterator[tuple[Page, Record]]:
    """Open an address on a new page of a context and record what happens.

    A request that fails is tried once more: a file that is missing fails again, and a
    busy machine does not.
    """
    page, record = _new(context, own)
    try:
        page.goto(address)
        again = bool(record.failed)
    except Error:
        again = True
    if again:  # on another page: this one may still be on its way to an error's
        page.close()
        page, record = _new(context, own)
        page.goto(address)
    with page:
        yield page, record


def _new(context: BrowserContext, own: str) -> tuple[Page, Record]:
    """Make an empty page that is watched."""
    page, record = context.new_page(), Record(own)
    record.watch(page)
    return page, record


def _abort(route: Route) -> None:
    """Stop a request; the record has seen it."""
    route.abort()
