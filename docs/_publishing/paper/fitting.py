"""What the print style needs to know of code, tables and pictures to fit them on paper.

Style sheets cannot count lines. Each function changes one article of a built page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paper.elements import of_class

if TYPE_CHECKING:
    from paper.elements import Element

SHORT = 16  # lines of code, or rows of a table, that a page break does not part
BRIEF = 4  # lines of output that stay with their code
PRINTED_WIDTH = 440  # points, inside the box of code in a fold
EM_OF_A_LETTER = 0.603
SMALLEST = 5.5  # points; lines that are still too long are broken


def fit(article: Element) -> None:
    """Mark what is short, and say how wide code and figures are."""
    for code in article.iter("pre"):
        _measure(code)
    for table in article.iter("table"):
        if len(list(table.iter("tr"))) > SHORT:
            table.classes.add("cg-long")
    for figure in of_class(article, "cg-figure"):
        if "--cg-width" not in figure.get("style", ""):  # in books of old versions
            figure.set("style", f"--cg-width: {figure.get('width', 0)}px")
    for image in article.iter("img"):
        image.attrib.pop("loading", None)  # paper does not scroll


def _measure(code: Element) -> None:
    """Say how long a block of code is, and in which size its longest line fits."""
    lines = code.text_content().rstrip().split("\n")
    if len(lines) <= BRIEF:
        code.classes.add("cg-brief")
    if len(lines) <= SHORT:
        code.classes.add("cg-short")
    widest = max(len(line) for line in lines)
    size = max(SMALLEST, PRINTED_WIDTH / (EM_OF_A_LETTER * max(widest, 1)))
    code.set("style", f"--cg-fitting: {size:.2f}pt")
