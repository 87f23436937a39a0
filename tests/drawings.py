"""What tests ask of every drawing: its words, and that none of them hides another."""

from __future__ import annotations

import gzip
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convguide.diagrams.drawing import Drawing

LIMIT = 40_000  # bytes of a drawing, gzipped
SLACK = 0.5  # pixels, of 100 to an inch


def words(drawing: Drawing) -> list[str]:
    """List the words of a drawing."""
    return [text.get_text() for text in drawing.axes[0].texts]


def refuse_hidden_words(drawing: Drawing) -> None:
    """Measure all words: none may stand on another, and none may be cut off."""
    import matplotlib as mpl  # noqa: PLC0415 - not there in every session
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415

    with mpl.rc_context({"text.hinting": "none"}):  # as in SVG and PDF
        renderer = FigureCanvasAgg(drawing).get_renderer()  # type: ignore[no-untyped-call]
        boxes = [
            (text.get_text(), text.get_window_extent(renderer))
            for text in drawing.axes[0].texts
        ]
    width, height = drawing.bbox.size
    for text, box in boxes:
        assert -SLACK <= box.x0 < box.x1 <= width + SLACK, text
        assert -SLACK <= box.y0 < box.y1 <= height + SLACK, text
    for (first, one), (second, other) in combinations(boxes, 2):
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        down = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert across <= SLACK or down <= SLACK, (first, second)


def compressed(drawing: Drawing) -> int:
    """Count the bytes of a drawing on its way to a reader."""
    return len(gzip.compress(drawing.svg.encode()))
