"""A pause for a motion in a file of its own: two links, without a script."""

from __future__ import annotations

import re

from convguide.diagrams.motion.steps import key_of
from convguide.diagrams.svg_text import FONT, POINT

PAUSE, RESUME = "Pause the motion", "Resume the motion"
WIDE, HIGH, GAP = 112, 20, 4  # points, of a link; its touch area is 26 CSS pixels high
PICTURE = r' role="img" aria-labelledby="[^"]*" aria-describedby="[^"]*"'


def pausable(svg: str) -> str:
    """Put a link above a moving SVG that pauses it, and then one that resumes it.

    Each link leads to the other one, so a click or Enter makes that the target, which
    CSS can tell, and moves the focus there. In an image of a page nothing can be
    clicked and no script runs, so the links stay invisible there; without scripts they
    show when they are pointed at or focused.
    """
    key = key_of(svg)
    head, _, body = svg.partition("</desc>")
    role = re.search(PICTURE, head)
    size = re.search(r' height="(\d+)"', head)
    box = re.search(r' viewBox="0 0 ([\d.]+) ([\d.]+)"', head)
    assert role and size and box  # noqa: S101, PT018 - every drawing has them
    wide, high = float(box[1]), float(box[2])
    line = HIGH + 2 * GAP
    # What is within a picture is hidden from screen readers, and links must not be.
    head = head.replace(role[0], ' role="group"')
    head = head.replace(size[0], f' height="{int(size[1]) + line * POINT:.0f}"')
    head = head.replace(box[0], f' viewBox="0 {-line} {wide:g} {high + line:g}"')
    styles, _, drawn = body.rpartition("</style>")
    links = "".join(
        f'<a id="{key}-{name}" class="{key}-link" href="#{key}-{other}" display="none">'
        f'<rect x="{GAP}" y="{GAP - line}" width="{WIDE}" height="{HIGH}" rx="3"/>'
        f'<text x="{GAP + WIDE / 2:g}" y="{GAP - line + 0.68 * HIGH:g}">{words}</text>'
        "</a>"
        for name, other, words in (("go", "stop", RESUME), ("stop", "go", PAUSE))
    )
    drawn = drawn.replace("</svg>", "</g></svg>")
    css = f"<style>{_style(key)}</style>"
    return f"{head}</desc>{styles}</style>{css}{links}<g{role[0]}>{drawn}"


def _style(key: str) -> str:
    """Show the link that does something, and stop the picture if that is asked for."""
    go, link = f"#{key}-go:target", f".{key}-link"
    rules = (
        f"#{key}-stop,{go}{{display:inline}}",
        f"{go}~#{key}-stop{{display:none}}",
        f"{go}~g *{{animation-play-state:paused}}",
        f"{link}{{opacity:0;outline:none}}",
        f"svg:hover>{link},{link}:focus{{opacity:1}}",
        f"@media(scripting:enabled){{{link}{{opacity:1}}}}",
        f"{link} rect{{fill:transparent;stroke:var(--cg-muted)}}",
        f"{link}:focus rect{{stroke:var(--cg-window);stroke-width:2.4}}",
        f"{link} text{{fill:var(--cg-ink);font:10px {FONT};text-anchor:middle}}",
    )
    moving = "@media screen and (prefers-reduced-motion:no-preference)"
    return f"{moving}{{{''.join(rules)}}}"
