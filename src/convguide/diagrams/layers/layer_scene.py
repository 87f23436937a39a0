"""What is drawn of a layer at work: channels, filters, and what comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convguide.conv import conv2d
from convguide.diagrams.layers.layer_choice import choose, seen_by
from convguide.diagrams.layers.layer_parts import boxed, written
from convguide.tracing import trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convguide._typing import Array
    from convguide.diagrams.layers.layer_parts import Part
    from convguide.diagrams.reading import OneImage


class Scene(NamedTuple):
    """A layer and one of its output numbers, and what of it is drawn."""

    image: OneImage
    at: tuple[int, ...]
    value: object
    channels: list[int]
    filters: list[int]
    input: Part
    kernel: Part
    output: Part
    maps: dict[int, Array]  # the output channels, if they are written

    @property
    def parts(self) -> tuple[Part, Part, Part]:
        """Planes of each kind."""
        return self.input, self.kernel, self.output

    def seen_by(self, out_channel: int) -> range:
        """List the input channels that a filter sees."""
        return seen_by(self.image.spec, out_channel)

    def drawn_of(self, out_channel: int) -> list[int]:
        """List those of them that are drawn."""
        seen = self.seen_by(out_channel)
        return [channel for channel in self.channels if channel in seen]

    def padded(self, channel: int) -> Array:
        """Give one channel of the input, with its padding."""
        plane: Array = self.image.padded(slice(channel, channel + 1))[0]
        return plane

    def weights(self, out_channel: int, channel: int) -> Array:
        """Give the kernel that a filter has for one channel."""
        filter_: Array = self.image.weight[out_channel]
        kernel: Array = filter_[self.seen_by(out_channel).index(channel)]
        return kernel


def scene_of(
    image: OneImage,
    at: tuple[int, ...],
    most: tuple[int, int],
    with_numbers: Sequence[bool],
) -> Scene:
    """Choose at most so many channels and filters, and measure what is drawn of them.

    Numbers are written on inputs, kernels and outputs, or only on some of these.
    """
    channels, filters = choose(image.spec, at[0], most)
    sizes, (on_input, on_kernel, on_output) = sizes_of(image), with_numbers
    maps = {f: _output_channel(image, f) for f in filters * on_output}
    value = maps[at[0]][at[1:]] if maps else _output_number(image, at)
    boxes = (boxed(sizes[0]), boxed(sizes[1]), boxed(sizes[2]))
    scene = Scene(image, at, value, channels, filters, *boxes, maps)
    if on_input:
        planes = [scene.padded(c) for c in channels]
        scene = scene._replace(input=written(planes))
    if on_kernel:
        planes = [scene.weights(f, c) for f in filters for c in scene.drawn_of(f)]
        scene = scene._replace(kernel=written(planes))
    return scene._replace(output=written([*maps.values()])) if maps else scene


def sizes_of(image: OneImage) -> list[tuple[int, int]]:
    """Rows and columns of a padded channel, a kernel and an output channel."""
    spec = image.spec
    rows, columns = (
        axis.padded(size)
        for axis, size in zip(spec.axes, image.x.shape[1:], strict=True)
    )
    return [(rows, columns), spec.kernel_size, image.output_size]


def _output_channel(image: OneImage, out_channel: int) -> Array:
    """Compute one output channel."""
    spec, only = image.spec, slice(out_channel, out_channel + 1)
    y = conv2d(
        image.x[spec.channels_of(out_channel)],
        image.weight[only],
        None if image.bias is None else image.bias[only],
        stride=spec.stride,
        padding=spec.padding,
        dilation=spec.dilation,
    )
    channel: Array = y[0]
    return channel


def _output_number(image: OneImage, at: tuple[int, ...]) -> object:
    """Compute one output number from its window alone."""
    spec, (o, *position) = image.spec, at
    only, cut, padding = slice(o, o + 1), [], []
    windows, leading = spec.window(*position), spec.padding[::2]
    for window, before, size in zip(windows, leading, image.x.shape[1:], strict=True):
        pixels = range(window.start - before, window.stop - before)
        inside = [pixel for pixel in pixels if 0 <= pixel < size]
        cut.append(slice(inside[0], inside[-1] + 1) if inside else slice(0))
        above = sum(pixel < 0 for pixel in pixels)
        padding += [above, len(pixels) - above - len(inside)]
    return trace(
        image.x[(spec.channels_of(o), *cut)],
        image.weight[only],
        None if image.bias is None else image.bias[only],
        at=(0, 0, 0),
        padding=padding,
        dilation=spec.dilation,
    ).total
