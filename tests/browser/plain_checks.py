"""What is left of a page when scripts are switched off."""

from playwright.sync_api import Page

from .page_checks import ask

# Text that a reader sees, without the marks that scripts hang on headings and code.
LINES = """() => {
  const article = document.querySelector("main article");
  const text = article ?? document.querySelector("main") ?? document.body;
  if (!text.checkVisibility()) return []; // innerText would be the hidden text
  const lines = text.innerText.split("\\n");
  return lines.map((line) => line.trim()).filter(Boolean);
}"""
ENOUGH = 20


def lines(page: Page) -> list[str]:
    """Return the visible lines of the main text, everything unfolded."""
    ask(page, "openDetails")
    return list(page.evaluate(LINES))


def plain(page: Page, with_scripts: list[str]) -> list[str]:
    """Want the same text and figures on a page without scripts as on one with them."""
    without = lines(page)
    faults = []
    if len(" ".join(without)) < ENOUGH:
        faults.append("no text in the main part")
    lost = [line for line in dict.fromkeys(with_scripts) if line not in without]
    faults += [f"text only with scripts: {line[:80]}" for line in lost]
    return faults + list(ask(page, "figuresHaveBoxes"))
