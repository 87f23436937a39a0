"""What a page hides until it is clicked, opened for paper, and its controls taken away.

Each function changes one article of a built page in place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml.html.builder import E

from paper.elements import of_class

if TYPE_CHECKING:
    from paper.elements import Element

CONTROLS = ("button", "form", "input", "script", "noscript")
CLASSES_OF_CONTROLS = ("headerlink", "toctree-wrapper", "only-dark", "cg-notebook")
MOVES = "This picture moves on the site. Here it stands still at its last step."


def unfold(article: Element) -> None:
    """Open what is folded, and drop what only a screen can use."""
    _label_moving_pictures(article)
    for formula in of_class(article, "katex"):
        _name_formula(formula)
    for folded in list(article.iter("details")):
        _open_details(folded)
    for tabs in of_class(article, "sd-tab-set"):
        _open_tabs(tabs)
    controls = list(article.iter(*CONTROLS))
    for name in CLASSES_OF_CONTROLS:
        controls += of_class(article, name)
    for control in controls:
        control.drop_tree()


def _open_details(folded: Element) -> None:
    """Turn a fold into a box with its summary as a small heading."""
    summary = folded.find("summary")
    folded.tag = "div"
    folded.attrib.clear()
    folded.set("class", "cg-open")
    if summary is None:
        return
    wordings = [
        *of_class(summary, "collapsed"),
        *of_class(summary, "sd-summary-text"),
    ]
    heading = wordings[0] if wordings else summary
    if heading is not summary:
        heading.tail = None
    prompt = (heading.text or "").lstrip()
    if not len(heading) and prompt.startswith("Show "):  # nothing to click on paper
        prompt = prompt.removeprefix("Show ")
        heading.text = prompt[:1].upper() + prompt[1:]
    heading.tag = "p"
    heading.attrib.clear()
    heading.set("class", "cg-open-title")
    if heading is not summary:
        folded.replace(summary, heading)


def _open_tabs(tabs: Element) -> None:
    """Set the panels of a tab set below each other, each under its label."""
    tabs.set("class", "cg-open")
    for label in tabs.findall("label"):
        label.tag = "p"
        label.attrib.clear()
        label.set("class", "cg-open-title")
    for panel in of_class(tabs, "sd-tab-content"):
        panel.set("class", "cg-open-panel")


def _name_formula(formula: Element) -> None:
    """Let the drawn formula be read as its source.

    On the site a screen reader gets the MathML beside it, which a PDF cannot hold.
    """
    source = formula.find(".//annotation")
    if source is None:
        return
    formula.set("role", "img")
    formula.set("aria-label", " ".join(source.text_content().split()))
    for mathml in of_class(formula, "katex-mathml"):
        mathml.drop_tree()
    for drawn in of_class(formula, "katex-html"):
        drawn.attrib.pop("aria-hidden", None)


def _label_moving_pictures(article: Element) -> None:
    """Replace the controls of an animation by a line about what paper shows."""
    for motion in of_class(article, "cg-motion"):
        for control in motion.xpath("./input | ./label | ./span"):
            control.drop_tree()
        motion.insert(0, E.p(MOVES, {"class": "cg-print-note"}))
