"""The words of connections: lines below the picture, and the text alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.diagrams.layers.wires import Wiring

LISTED = 24  # channels that are named one by one


def share(wiring: Wiring) -> str:
    """Say how many kernels there are, of how many possible."""
    if wiring.kernels < wiring.possible:
        return f"{wiring.kernels:,} of {counted(wiring.possible, 'possible kernel')}"
    all_of_them = counted(wiring.kernels, "kernel")
    return all_of_them + ", all that are possible" * (wiring.kernels > 1)


def _rule(wiring: Wiring) -> str:
    """Name the rule by which channels are connected."""
    if wiring.kernels == wiring.possible:
        return "each output channel sees every input channel"
    if wiring.groups == 1:
        return "the mask says which inputs an output sees"
    outputs, inputs = wiring.per_group
    if inputs == 1:
        own = "one output channel" if outputs == 1 else f"{outputs} output channels"
        return f"depthwise: each input channel feeds {own}"
    sees = f"{counted(inputs, 'input channel')} to {counted(outputs, 'output')} each"
    return f"{wiring.groups} groups, {sees}"


def each(wiring: Wiring, thing: str) -> str:
    """Say what a line or a cell stands for."""
    if wiring.spec is None:
        return f"each {thing} is a kernel"
    return f"each {thing} is a {'×'.join(map(str, wiring.spec.kernel_size))} kernel"


def lines_below(wiring: Wiring, thing: str, drawn: int) -> list[str]:
    """Give the lines below the picture; the first one is the most important."""
    lines = [share(wiring), _rule(wiring), each(wiring, thing)]
    if drawn < wiring.kernels:
        lines.append(f"{drawn:,} of {counted(wiring.kernels, 'kernel')} are drawn")
    return lines


def in_words(
    wiring: Wiring, beginning: str, outputs: Sequence[int], below: Sequence[str]
) -> str:
    """Say which inputs each output sees, and what stands below the picture."""
    sees = [
        f"Output {o} sees {_inputs(wiring.seen(o), wiring.size[1])}" for o in outputs
    ]
    summary, rule, _, *left_out = below
    closing = [f"{words[0].upper()}{words[1:]}" for words in (rule, *left_out, summary)]
    return " ".join(f"{sentence}." for sentence in (beginning, *sees, *closing))


def _inputs(seen: Sequence[int], of: int) -> str:
    """Name some of the input channels in words."""
    if len(seen) == of > 1:
        return f"all {of} inputs"
    if len(seen) <= 1:
        return f"input {seen[0]}" if seen else "no input"
    if seen[-1] - seen[0] == len(seen) - 1 > 1:
        return f"inputs {seen[0]} to {seen[-1]}"
    if len(seen) > LISTED:
        return f"{len(seen)} inputs"
    return f"inputs {', '.join(map(str, seen[:-1]))} and {seen[-1]}"
