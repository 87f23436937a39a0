"""Walk through a page with the Tab key alone."""

from playwright.sync_api import Page

from .page_checks import ask

SPARE_STEPS = 10


def walk(page: Page) -> list[str]:
    """Want a skip link first, every control of the text reached, and the focus seen."""
    ask(page, "openDetails")
    limit = int(ask(page, "startWalk")) + SPARE_STEPS
    for _ in range(limit):
        page.keyboard.press("Tab")
    return [*ask(page, "skipLink"), *ask(page, "endWalk")]
