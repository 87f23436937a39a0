"""Checks of an open page. Each takes a page and returns the faults that it finds."""

import importlib.resources
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent

# All rules of axe, best practice and experimental ones too; not AAA, which asks for
# a contrast that no theme has, and not what axe itself has given up.
RUN_AXE = """() => axe.run(document, {
  resultTypes: ["violations"],
  preload: false, // it would fetch style sheets again, by addresses that are wrong
  runOnly: axe.getRules()
    .filter(({ tags }) => !tags.some((tag) => ["wcag2aaa", "deprecated"].includes(tag)))
    .map(({ ruleId }) => ruleId),
})"""


@cache
def _script() -> str:
    return "".join(
        (HERE / name).read_text("utf-8") for name in ("checks.js", "keyboard.js")
    )


@cache
def _axe() -> str:
    package = importlib.resources.files("axe_playwright_python")
    return package.joinpath("axe.min.js").read_text("utf-8")


def ask(page: Page, question: str, argument: object = None) -> Any:
    """Call a function of checks.js or keyboard.js in the page."""
    return page.evaluate(f"(it) => {{ {_script()}\nreturn {question}(it); }}", argument)


def structure(page: Page) -> list[str]:
    """Want one h1, a title, a language, a main part, and no id twice."""
    return list(ask(page, "structure"))


def pictures(page: Page) -> list[str]:
    """Want a real text alternative on every picture."""
    return list(ask(page, "pictures"))


def small_words(page: Page) -> list[str]:
    """Want words in figures that are large enough to be read."""
    return list(ask(page, "smallWords"))


def sideways(page: Page) -> list[str]:
    """Want no sideways scrolling of the page as a whole."""
    return list(ask(page, "sideways"))


def theme(page: Page, wanted: str) -> list[str]:
    """Want the theme that was asked for, and its background."""
    return list(ask(page, "theme", wanted))


def copy_buttons(page: Page) -> list[str]:
    """Want a name on every copy button."""
    return list(ask(page, "copyButtons"))


def scrollers(page: Page) -> list[str]:
    """Want all that scrolls or can be clicked within reach of keys."""
    return [*ask(page, "scrollers"), *ask(page, "clickables")]


def axe(page: Page) -> list[str]:
    """Want no violation of axe-core's rules."""
    # A section may be called axe, too: then window.axe is that element.
    if not page.evaluate("() => typeof window.axe?.run === 'function'"):
        page.evaluate(_axe())
    return [
        f"axe {rule['id']} ({rule['help']}) at {node['target']}: "
        + " ".join(node["failureSummary"].split())
        for rule in page.evaluate(RUN_AXE)["violations"]
        for node in rule["nodes"]
    ]


def everything(page: Page, wanted: str) -> list[str]:
    """Run all checks of this module, and again with the folded parts open.

    Axe takes longer than the rest together, so it looks once, when most is to be seen.
    """
    checks: tuple[Callable[[Page], list[str]], ...] = (
        structure,
        pictures,
        small_words,
        sideways,
        copy_buttons,
        scrollers,
    )
    faults = theme(page, wanted)
    faults += [fault for check in checks for fault in check(page)]
    if ask(page, "openDetails"):
        again = [fault for check in checks for fault in check(page)]
        faults += [f"when unfolded, {fault}" for fault in again if fault not in faults]
    return faults + axe(page)


def report(faults: list[str]) -> None:
    """Fail with a list that reads well, without a traceback."""
    if faults:
        pytest.fail(f"{len(faults)} faults:\n- " + "\n- ".join(faults), pytrace=False)
