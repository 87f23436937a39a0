"""Where inputs, filters and outputs of a layer stand, and how many of them fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide.diagrams.abridged import row_of
from convguide.diagrams.layers.layer_choice import left_out
from convguide.diagrams.layers.layer_parts import LABEL, widest
from convguide.diagrams.layers.layer_scene import scene_of, sizes_of
from convguide.diagrams.layers.layer_words import (
    bias_names,
    input_names,
    kernel_names,
    more_of,
    notes_of,
    output_names,
)
from convguide.diagrams.words import SIZE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convguide.diagrams.abridged import Row
    from convguide.diagrams.layers.layer_scene import Scene
    from convguide.diagrams.reading import OneImage

ROOM = 10  # rows and columns, beyond which planes are drawn without their numbers
FEWEST = 3  # channels and filters: the first, the one that is looked at, the last
WIDE, TALL = 36.0, 40.0  # cells; beyond, something is left out
BELOW = 0.5  # cells, to the next row
GAP = 1.2  # cells, between two columns
SMALL = 9  # points, for sizes and counts
APART = 0.4  # cells, between the labels of neighbouring columns
DOTS = 1.0  # cells, for the line that counts what is left out
BIAS = 1.4  # cells, for the line of biases
EDGE = 0.1  # cells, so that no line is cut off


class Layout(NamedTuple):
    """Channels and outputs from above, filters from the left, and their columns."""

    scene: Scene
    rows: Row  # of input channels, with the kernels beside them
    columns: Row  # of filters, each with the gap behind it
    results: Row  # of output channels
    input_wide: float
    output_wide: float
    between: float  # room for words between two filters, besides the gap

    @property
    def filters_x(self) -> float:
        """Left side of the filters."""
        return EDGE + self.input_wide + GAP

    @property
    def output_x(self) -> float:
        """Left side of the outputs."""
        return self.filters_x + self.columns.length

    @property
    def wide(self) -> float:
        """Width of the picture."""
        return self.output_x + self.output_wide + EDGE

    @property
    def tall(self) -> float:
        """Height of the picture."""
        biased = self.scene.image.bias is not None
        return max(self.rows.length + BIAS * biased, self.results.length)

    @property
    def input_centre(self) -> float:
        """Middle of the inputs and their labels."""
        return EDGE + self.input_wide / 2

    @property
    def output_centre(self) -> float:
        """Middle of the outputs and their labels."""
        return self.output_x + self.output_wide / 2

    def filter_centre(self, out_channel: int) -> float:
        """Middle of one filter and its labels."""
        return self.filters_x + self.columns.centre(out_channel) - GAP / 2


def arranged(image: OneImage, at: tuple[int, ...]) -> Layout:
    """Draw all that fits: of many channels and filters some, of large planes boxes."""
    numbers = [max(size) <= ROOM for size in sizes_of(image)]
    layout = _layout_of(scene_of(image, at, (FEWEST, FEWEST), numbers))
    while layout.wide > WIDE and any(numbers):
        numbers[_widest(layout.scene)] = False
        layout = _layout_of(scene_of(image, at, (FEWEST, FEWEST), numbers))
    channels, filters = _most(layout)
    while filters > FEWEST:
        more = _layout_of(scene_of(image, at, (channels, filters), numbers))
        if more.wide <= WIDE:
            return more
        filters -= 1  # the numbers of those that were added are longer
    return _layout_of(scene_of(image, at, (channels, FEWEST), numbers))


def _widest(scene: Scene) -> int:
    """Find the kind of planes whose numbers take most room."""
    written = [part.wide * (part.points is not None) for part in scene.parts]
    return written.index(max(written))


def _most(layout: Layout) -> tuple[int, int]:
    """Count the channels and filters that fit."""
    spec, rows, columns = layout.scene.image.spec, layout.rows, layout.columns
    across = WIDE - layout.wide + columns.length
    fit = [
        _fitting(spec.out_channels, columns.side, across, layout.between),
        _fitting(spec.out_channels, layout.results.side, TALL, DOTS),
    ]
    return _fitting(spec.in_channels, rows.side, TALL, DOTS), min(fit)


def _fitting(number: int, side: float, room: float, dots: float) -> int:
    """Count how many things fit, all of them or some with two gaps between."""
    if number * side <= room:
        return number
    return max(FEWEST, int((room - 2 * dots) / side))


def _layout_of(scene: Scene) -> Layout:
    """Stand inputs, filters and outputs next to each other."""
    on_input, on_kernel, on_output = notes_of(scene)
    biases = bias_names(scene).values()
    high = max(part.high + part.below for part in (scene.input, scene.kernel))
    result = scene.output.high + scene.output.below
    left = [more_of(number) for number in left_out(scene.channels)]
    # Labels of neighbouring filters may reach into the gap between them.
    labels = _words([*kernel_names(scene).values(), *biases], [on_kernel, *left])
    column = max(scene.kernel.wide, labels + APART - GAP)
    between = _words([], [more_of(number) for number in left_out(scene.filters)])
    inputs = _words(input_names(scene).values(), [on_input])
    outputs = _words(output_names(scene).values(), on_output.values())
    return Layout(
        scene,
        rows=row_of(scene.channels, LABEL + high + BELOW, DOTS),
        columns=row_of(scene.filters, column + GAP, between),
        results=row_of(scene.filters, LABEL + result + BELOW, DOTS),
        input_wide=max(scene.input.wide, inputs),
        output_wide=max(scene.output.wide, outputs, between),
        between=between,
    )


def _words(names: Iterable[str], notes: Iterable[str]) -> float:
    """Measure the widest of the labels of one column."""
    return max(widest(names, SIZE), widest(notes, SMALL))
