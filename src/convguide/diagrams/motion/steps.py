"""Steps drawn over each other in one drawing, and the CSS that shows them in turn."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from convguide.diagrams.drawing import Drawing

REST = 1  # steps more, for which the last one stays
# An SVG keeps the names of clips and hatches only, p or h and ten digits, so the
# parts of a step are named like them: what is shown in its step only, and what stays.
MOVING, ARRIVING = "p{:010d}", "h{:010d}"
PART = r'<g id="(cg\w{10})-([ph])(\d{10})">.*?</g>'
# Neighbours of one step. Nothing in it can fail after a match, so it looks at each
# character once.
RUN = re.compile(rf'{PART}(?:\s*<g id="\1-\2\3">.*?</g>)*', re.DOTALL)


@contextmanager
def moving(axes: Axes, step: int) -> Iterator[None]:
    """Mark what is drawn meanwhile as a part of one step only."""
    with _marked(axes, MOVING.format(step)):
        yield


@contextmanager
def arriving(axes: Axes, step: int) -> Iterator[None]:
    """Mark what is drawn meanwhile as there from one step on."""
    with _marked(axes, ARRIVING.format(step)):
        yield


@contextmanager
def _marked(axes: Axes, name: str) -> Iterator[None]:
    before = set(axes.get_children())
    yield
    for artist in axes.get_children():
        if artist not in before:
            artist.set_gid(name)


def parts_of(stage: Drawing, steps: int) -> list[tuple[list[Artist], list[Artist]]]:
    """Find for each step what arrives, and what is shown in this step only."""
    parts: list[tuple[list[Artist], list[Artist]]] = [([], []) for _ in range(steps)]
    for artist in stage.axes[0].get_children():
        name = artist.get_gid()
        if name is not None:
            parts[int(name[1:])][name.startswith("p")].append(artist)
    return parts


def key_of(svg: str) -> str:
    """Find what all names in an SVG begin with."""
    found = re.search(r'id="(cg\w{10})-t"', svg)
    assert found is not None  # noqa: S101 - every drawing has a title
    return found[1]


def animated(svg: str, steps: int, seconds: float) -> str:
    """Let the steps of a drawing follow each other, over and over.

    Without CSS animations, on paper and for readers who ask for less motion, it is a
    still of the last step.
    """
    key, slots = key_of(svg), steps + REST
    svg = RUN.sub(_joined, svg)
    svg = re.sub(r' transform="rotate\(-0[^"]*"', "", svg)  # that turns nothing
    still = f".{key}-p{{visibility:hidden}}.{key}-p{steps - 1}{{visibility:visible}}"
    rules = [f".{key}-p,.{key}-h{{animation:{slots * seconds:g}s step-end infinite}}"]
    frames = []
    for step in range(steps):
        last = step == steps - 1
        start, end = (100 * place / slots for place in (step, step + 1))
        shown = f"{start:.4g}%{{visibility:visible}}"
        hidden = "" if last else f"{end:.4g}%{{visibility:hidden}}"
        before = "0%{visibility:hidden}" if step else ""
        for kind, after in (("p", hidden), ("h", "")):
            if kind == "p" or step:  # the first number is there from the beginning
                name = f"{key}-{kind}{step}"
                frames.append(f"@keyframes {name}{{{before}{shown}{after}}}")
                rules.append(f".{name}{{animation-name:{name}}}")
    moves = "@media screen and (prefers-reduced-motion:no-preference)"
    style = f"{still}{moves}{{{''.join(rules)}}}{''.join(frames)}"
    head, rest = svg.split("</desc>", 1)
    return f'{head}</desc><style class="nohighlight">{style}</style>{rest}'


def _joined(run: re.Match[str]) -> str:
    """Make one group of neighbours of one step."""
    key, kind, step = run.groups()
    inside = re.sub(r"<g [^>]*>|</g>", "", run[0])
    return f'<g class="{key}-{kind} {key}-{kind}{int(step)}">{inside}</g>'
