"""A window on its way over an image: what happens, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from convguide.diagrams.words import counted, rows_in_words, short

if TYPE_CHECKING:
    from convguide._typing import Array
    from convguide.diagrams.reading import OneImage
    from convguide.terms import Trace

WORDS = 40  # steps that are read out one by one


class Motion(NamedTuple):
    """One filter on its way over one image."""

    image: OneImage
    steps: tuple[Trace, ...]

    @property
    def out_channel(self) -> int:
        """The filter, from 0."""
        return self.steps[0].at[0]

    @property
    def channels(self) -> range:
        """Input channels that the filter sees."""
        return self.steps[0].channels

    @property
    def padded(self) -> Array:
        """These channels, with padding."""
        return self.image.padded(self.image.spec.channels_of(self.out_channel))

    @property
    def filter(self) -> Array:
        """A kernel for each of them."""
        kernels: Array = self.image.weight[self.out_channel]
        return kernels

    @property
    def output(self) -> Array:
        """All numbers that the filter gives."""
        totals = np.array([step.total for step in self.steps])
        return totals.reshape(self.image.output_size)

    def heading(self, step: int) -> str:
        """Say which step this is, and where its number goes."""
        _, i, j = self.steps[step].at
        return f"step {step + 1} of {len(self.steps)}: row {i}, column {j}"


def title_of(motion: Motion) -> str:
    """Name the motion."""
    size = "×".join(map(str, motion.image.x.shape[1:]))
    window = "×".join(map(str, motion.image.spec.span))
    article = "An" if window.startswith(("8", "11×")) else "A"
    over = counted(len(motion.channels), "channel")
    padded = " with padding" * any(motion.image.spec.padding)
    numbers = counted(len(motion.steps), "output number")
    return (
        f"{article} {window} window slides over {over} of {size}{padded} "
        f"and gives {numbers}"
    )


def description_of(motion: Motion) -> str:
    """Say the whole motion."""
    spec, o = motion.image.spec, motion.out_channel
    rows, columns = motion.padded.shape[1:]
    words = [f"{title_of(motion)} of filter {o}."]
    if any(spec.padding):
        words.append(f"With padding, a channel is {rows}×{columns}.")
    if spec.groups > 1:
        few, many = len(motion.channels), spec.in_channels
        words.append(f"Filter {o} sees {few} of {counted(many, 'channel')}.")
    for n, channel in enumerate(motion.channels):
        image, kernel = motion.padded[n], motion.filter[n]
        words.append(f"Channel {channel}: {rows_in_words(image)}.")
        words.append(f"Kernel {channel}: {rows_in_words(kernel)}.")
    if spec.span != spec.kernel_size:
        reads = "×".join(map(str, spec.kernel_size))
        words.append(f"The window reads {reads} numbers a channel, with gaps between.")
    words += [step_in_words(motion, step) for step in range(len(motion.steps))[:WORDS]]
    more = len(motion.steps) - WORDS
    if more > 0:
        words.append(f"{counted(more, 'step')} more in the same way.")
    words.append(f"At the end, output {o} is {rows_in_words(motion.output)}.")
    return " ".join(words)


def step_in_words(motion: Motion, step: int) -> str:
    """Read one step out."""
    now = motion.steps[step]
    sums = " plus ".join(map(short, now.partial_sums))
    bias = "" if now.bias is None else f" plus bias {short(now.bias)}"
    one = len(now.partial_sums) == 1
    named = "partial sum" if one else "partial sums"
    makes = "is" if one and now.bias is None else "makes"
    heading = motion.heading(step).capitalize()
    return f"{heading}: {named} {sums}{bias} {makes} {short(now.total)}."
