"""A motion in a file of its own is paused and resumed by mouse and by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

MOVING = Path(__file__).parents[1] / "data" / "motion.svg"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open the motion as a reader would who does not ask for less of it."""
    with browser.new_context(reduced_motion="no-preference") as context:
        page = context.new_page()
        page.goto(MOVING.as_uri())
        yield page


def _states(page: Page) -> set[str]:
    """Ask the browser what all animations do."""
    script = "() => document.getAnimations().map((animation) => animation.playState)"
    return set(page.evaluate(script))


def test_mouse(page: Page) -> None:
    """A click pauses all, and a click on what stands there now resumes all."""
    assert _states(page) == {"running"}
    for _ in range(2):
        page.get_by_role("link", name="Pause the motion").click()
        assert _states(page) == {"paused"}
        page.get_by_role("link", name="Resume the motion").click()
        assert _states(page) == {"running"}


def test_keyboard(page: Page) -> None:
    """Tab meets one link, and each Enter does the opposite of the one before."""
    page.keyboard.press("Tab")
    for state in ("paused", "running", "paused"):
        page.keyboard.press("Enter")
        page.wait_for_function(
            "(state) => document.getAnimations()[0].playState === state", arg=state
        )
        assert _states(page) == {state}


@pytest.mark.parametrize(
    "asked", [{"reduced_motion": "reduce"}, {"media": "print"}], ids=str
)
def test_nothing_to_pause(page: Page, asked: dict[str, str]) -> None:
    """Where nothing moves, there is no link."""
    page.emulate_media(**asked)  # type: ignore[arg-type]
    assert not _states(page)
    assert page.get_by_role("link").count() == 0


def test_image_of_a_page(page: Page) -> None:
    """As an image of a page it moves, and shows no link that would do nothing."""
    page.goto("about:blank")
    page.set_content("<img alt='Nine digits' style='display:block'>")
    text = MOVING.read_text("utf-8")
    page.evaluate(
        """async (text) => {
          const image = document.querySelector("img");
          image.src = "data:image/svg+xml," + encodeURIComponent(text);
          await image.decode();
        }""",
        text,
    )
    above = page.evaluate(
        """() => {
          const image = document.querySelector("img");
          const canvas = new OffscreenCanvas(image.width, 36).getContext("2d");
          canvas.drawImage(image, 0, 0);
          return canvas.getImageData(0, 0, image.width, 36).data.some((n) => n > 0);
        }"""
    )
    assert page.evaluate("document.querySelector('img').height") > 100
    assert not above
