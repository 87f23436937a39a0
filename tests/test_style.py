"""The visual language, as readers with other eyes see it, in light and in dark."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convguide import Conv2dSpec

pytestmark = pytest.mark.diagrams

CSS = Path(__file__).parents[1] / "docs" / "_static" / "convguide.css"

# What linear RGB becomes for readers who lack one kind of cone: Machado, Oliveira and
# Fernandes, "A physiologically-based model for simulation of color vision deficiency",
# 2009, severity 1. And grey, as on paper, with the weights of sRGB.
EYES = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
    "grey": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}
TO_XYZ = np.array(
    [
        [0.4124, 0.3576, 0.1805],
        [0.2126, 0.7152, 0.0722],
        [0.0193, 0.1192, 0.9505],
    ]
)


def linear(colour: str) -> Any:
    """Bring a hexadecimal colour to linear RGB."""
    rgb = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb: Any) -> Any:
    """Bring linear RGB to CIELAB, in which distances are differences that are seen."""
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / TO_XYZ.sum(axis=1)
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: str, other: str, eyes: Any) -> float:
    """Measure the difference of two colours; 2.3 is just noticed (CIE 1976)."""
    return float(np.linalg.norm(lab(eyes @ linear(one)) - lab(eyes @ linear(other))))


def contrast(one: str, other: str) -> float:
    """Measure the contrast of WCAG 2."""
    light, dark = sorted((EYES["grey"] @ linear(c))[0] + 0.05 for c in (one, other))
    return float(dark / light)


@pytest.fixture(scope="module")
def style() -> Any:
    """Give the colours and patterns."""
    import convguide.diagrams.style  # noqa: PLC0415 - needs Matplotlib's room

    return convguide.diagrams.style


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("eyes", EYES)
def test_every_reader_sees_patterns(style: Any, theme: str, eyes: str) -> None:
    """A pattern stands out from its hue, clearly more than what is just noticed."""
    for n in range(len(style.CHANNELS)):
        roles = style.ROLES[f"channel {n}"], style.ROLES[f"pattern {n}"]
        hue, pattern = (getattr(role, theme) for role in roles)
        assert difference(hue, pattern, EYES[eyes]) > 9, n


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("eyes", [eyes for eyes in EYES if eyes != "grey"])
def test_red_green_and_blue_differ(style: Any, theme: str, eyes: str) -> None:
    """The three hues of a colour picture differ for all who see any colours."""
    hues = [getattr(style.ROLES[f"channel {n}"], theme) for n in range(3)]
    for one, other in combinations(hues, 2):
        assert difference(one, other, EYES[eyes]) > 3 * 2.3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_numbers_can_be_read_on_every_channel(style: Any, theme: str) -> None:
    """Numbers stand on hues and patterns with the contrast that WCAG 2.2 AA asks."""
    ink = getattr(style.ROLES["ink"], theme)
    for name, role in style.ROLES.items():
        if name.startswith(("channel", "pattern")):
            assert contrast(ink, getattr(role, theme)) >= 4.5, name


def test_channels_differ_in_more_than_hue(style: Any) -> None:
    """Six patterns, and 36 channels of which no two have the same hue and pattern."""
    assert len({style.pattern(n)[0] for n in range(6)}) == 6
    assert len({(style.hue(n), style.pattern(n)) for n in range(36)}) == 36
    assert style.hue(6) == style.hue(0)
    assert style.pattern(6) != style.pattern(0)


def test_the_page_has_the_same_colours(style: Any) -> None:
    """Inline drawings take their colours from the page's style sheet."""
    light, dark = CSS.read_text(encoding="utf-8").split('data-theme="dark"', 1)
    for name, role in style.ROLES.items():
        variable = role.variable[len("var(") :].partition(",")[0]
        if name != "on fill":
            assert re.search(rf"{variable}: {role.light};", light), name
            assert re.search(rf"{variable}: {role.dark};", dark), name


def test_channels_differ_in_grey(style: Any, tmp_path: Path) -> None:
    """Drawn and printed without colour, no channel looks like another."""
    from matplotlib.image import imread  # noqa: PLC0415

    from convguide.diagrams.canvas import Canvas  # noqa: PLC0415

    planes = []
    for channel in range(len(style.CHANNELS)):
        canvas = Canvas(3, 2)
        canvas.cells(0, 0, (2, 3), channel=channel)
        drawing: Any = canvas.finished("a plane", "a plane of one channel")
        path = drawing.save(tmp_path / f"{channel}.png", transparent=False)
        planes.append(imread(path)[..., :3] @ EYES["grey"][0] * 255)
    for (first, one), (second, other) in combinations(enumerate(planes), 2):
        assert np.sqrt(np.mean((one - other) ** 2)) > 5, (first, second)


def test_a_drawing_uses_these_colours_only(style: Any) -> None:
    """Every colour in a drawing has a role, and so a variable for the page's theme."""
    from convguide.diagrams import two_views  # noqa: PLC0415

    drawing: Any = two_views(Conv2dSpec(8, 2, 3))
    svg = drawing.svg
    known = {role.light for role in style.ROLES.values()}
    assert set(re.findall(r"#[0-9a-f]{6}\b", svg)) <= known
    assert all(f"--cg-channel-{n}" in svg for n in (0, 1, 2))
