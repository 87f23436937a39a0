"""Labels of a layer at work, and what it says to those who cannot see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convguide.diagrams.words import counted, rows_in_words, short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide.diagrams.layers.layer_scene import Scene


def more_of(number: int) -> str:
    """Count what is left out."""
    return f"and {number:,} more"


def input_names(scene: Scene) -> dict[int, str]:
    """Name each drawn input channel."""
    return {c: f"input, channel {c}" for c in scene.channels}


def kernel_names(scene: Scene) -> dict[tuple[int, int], str]:
    """Name each drawn kernel, of a filter and for a channel, as what the weight has."""
    return {
        (f, c): f"W{f}[{scene.seen_by(f).index(c)}]"
        for f in scene.filters
        for c in scene.drawn_of(f)
    }


def bias_names(scene: Scene) -> dict[int, str]:
    """Name the biases of the drawn filters by their numbers."""
    bias = scene.image.bias
    return (
        {} if bias is None else {f: f"b{f} = {short(bias[f])}" for f in scene.filters}
    )


def output_names(scene: Scene) -> dict[int, str]:
    """Name each drawn output channel."""
    return {f: f"output {f}" for f in scene.filters}


def notes_of(scene: Scene) -> tuple[str, str, dict[int, str]]:
    """Say sizes, which stand below planes without numbers; outputs have their own."""
    sizes = ["" if part.points else part.in_words for part in scene.parts]
    padded = ", padded" * any(scene.image.spec.padding)
    outputs = dict.fromkeys(scene.filters, sizes[2])
    if sizes[2]:
        outputs[scene.at[0]] += f"; framed: {short(scene.value)}"
    return sizes[0] and sizes[0] + padded, sizes[1], outputs


def title_of(scene: Scene) -> str:
    """Count the parts of the layer."""
    spec = scene.image.spec
    inputs = counted(spec.in_channels, "input channel")
    outputs = counted(spec.out_channels, "output channel")
    return f"{inputs}, {counted(spec.out_channels, 'filter')}, {outputs}"


def description_of(scene: Scene) -> str:
    """Read all drawn numbers out, and count the rest."""
    spec = scene.image.spec
    inputs = counted(spec.in_channels, "channel")
    told = [f"Input of {inputs}, {scene.input.in_words} with padding."]
    told += _input(scene)
    for f in scene.filters:
        told += [_filter(scene, f), _output(scene, f)]
    if rest := spec.out_channels - len(scene.filters):
        told.append(f"{_not_drawn(rest, 'filter')}, nor their outputs.")
    return " ".join([*told, _framed(scene)])


def _input(scene: Scene) -> list[str]:
    """Read the input channels out."""
    if scene.input.points:
        told = [
            f"Channel {c}: {rows_in_words(scene.padded(c))}." for c in scene.channels
        ]
    else:
        told = [f"Drawn without numbers: {_numbered('channel', scene.channels)}."]
    if rest := scene.image.spec.in_channels - len(scene.channels):
        told.append(f"{_not_drawn(rest, 'channel')}.")
    return told


def _filter(scene: Scene, f: int) -> str:
    """Read a filter out."""
    seen, drawn = scene.seen_by(f), scene.drawn_of(f)
    if scene.kernel.points:
        slices = "slice " + ". Slice ".join(
            f"{seen.index(c)}: {rows_in_words(scene.weights(f, c))}" for c in drawn
        )
    else:
        numbers = _numbered("slice", [seen.index(c) for c in drawn])
        slices = f"{numbers} of {scene.kernel.in_words}, without numbers"
    told = [f"Filter {f}, {slices}."]
    if rest := len(seen) - len(drawn):
        told.append(f"{_not_drawn(rest, 'slice')}.")
    if scene.image.bias is not None:
        told.append(f"Its bias: {short(scene.image.bias[f])}.")
    return " ".join(told)


def _output(scene: Scene, f: int) -> str:
    """Read an output channel out."""
    if scene.output.points:
        return f"Output {f}: {rows_in_words(scene.maps[f])}."
    return f"Output {f}: {scene.output.in_words}, without numbers."


def _framed(scene: Scene) -> str:
    """Say what the frames are."""
    o, i, j = scene.at
    seen = scene.seen_by(o)
    on = "every channel"
    if len(seen) < scene.image.spec.in_channels:
        on = _numbered("channel", seen)
    return (
        f"Framed: the window on {on}, filter {o}, and the output number "
        f"{short(scene.value)} at row {i}, column {j} that they give."
    )


def _not_drawn(number: int, noun: str) -> str:
    return (
        f"{counted(number, f'more {noun}')} {'is' if number == 1 else 'are'} not drawn"
    )


def _numbered(noun: str, numbers: Sequence[int]) -> str:
    """List things by their numbers; from three neighbours on, as a range."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names: list[str] = []
    for first, *others in runs:
        names += (
            [f"{first} to {others[-1]}"] if others[1:] else map(str, [first, *others])
        )
    *some, last = names
    listed = f"{', '.join(some)} and {last}" if some else last
    return f"{noun}{'s' * (len(numbers) > 1)} {listed}"
