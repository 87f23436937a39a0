"""One visual language: what each colour means, in light and in dark, and patterns.

A channel is a hue, a pattern and a label, never a colour alone. Drawings are made in
the colours for light; an inline SVG gets the CSS variable of the role instead.
"""

from __future__ import annotations

from typing import NamedTuple


class Role(NamedTuple):
    """What a colour stands for, and how it looks."""

    light: str
    dark: str
    variable: str


# Hues that colour-blind readers can tell apart in order, red, green and blue first; the
# second pair is the pattern on them, on which words keep a contrast of 4.5 to 1.
CHANNELS = (
    ("#ffd3c2", "#7d3417", "#f2b19a", "#99492a"),
    ("#bfe8d9", "#0b5a45", "#93cdb8", "#24745d"),
    ("#cfe0ff", "#1d458f", "#a9c4f2", "#3a60a8"),
    ("#fbe3a6", "#664c00", "#e5c26d", "#80641a"),
    ("#ecd5f5", "#5e2c77", "#d3b2e2", "#774790"),
    ("#c9eef2", "#0b5564", "#9bd3da", "#276f7e"),
)
# Matplotlib's hatches; none runs along the lines between cells.
PATTERNS = ("//", "..", "\\\\", "", "xx", "oo")
UNLIKE = len(CHANNELS) * len(PATTERNS)  # channels; then they begin again

ROLES = {
    "ink": Role("#14181f", "#f3f5f8", "var(--cg-ink, currentColor)"),
    "on fill": Role("#14181e", "#f3f5f7", "var(--cg-ink, #14181f)"),
    "muted": Role("#57606c", "#a3acb8", "var(--cg-muted, #57606c)"),
    "window": Role("#a3155f", "#ff9fcb", "var(--cg-window, #a3155f)"),
}
for _n, (_light, _dark, _light_hatch, _dark_hatch) in enumerate(CHANNELS):
    ROLES[f"channel {_n}"] = Role(_light, _dark, f"var(--cg-channel-{_n}, {_light})")
    ROLES[f"pattern {_n}"] = Role(
        _light_hatch, _dark_hatch, f"var(--cg-pattern-{_n}, {_light_hatch})"
    )
INK, ON_FILL, MUTED, WINDOW = (
    ROLES[name].light for name in ("ink", "on fill", "muted", "window")
)


def hue(channel: int) -> str:
    """Fill of a channel; after the last hue they begin again."""
    return ROLES[f"channel {channel % len(CHANNELS)}"].light


def pattern(channel: int) -> tuple[str, str]:
    """Hatch of a channel and its colour; with the hue, 36 channels are all unlike."""
    shift = channel + channel // len(CHANNELS)
    colour = ROLES[f"pattern {channel % len(CHANNELS)}"].light
    return PATTERNS[shift % len(PATTERNS)], colour
