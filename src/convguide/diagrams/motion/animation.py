"""A motion: drawings that follow each other, and one SVG that shows them all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, overload

from convguide.diagrams.motion.animation_files import write
from convguide.diagrams.motion.steps import animated, key_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike
    from pathlib import Path

    from convguide.diagrams.drawing import Drawing

SECONDS = 1.0  # for a step


class Animation:
    """Steps of a computation that follow each other, with the words for all of them.

    Functions of ``convguide.diagrams`` make animations. A notebook and the book show
    one as an SVG that moves without a script, beside a box that pauses it. For readers
    whose system asks for less motion, and on paper, it is a still of the last step.

    Parameters
    ----------
    picture : callable
        Draws the steps that it is given, over each other.
    steps : int
        How many steps there are.
    title, description : str
        One line that names the motion, and its text alternative.

    Attributes
    ----------
    title : str
        One line that names the motion; a screen reader reads it first.
    description : str
        What happens, in words: the text alternative of the whole motion.

    Examples
    --------
    >>> import numpy as np
    >>> from convguide.diagrams import animate_window
    >>> x = np.arange(2 * 3 * 4).reshape(2, 3, 4)
    >>> animation = animate_window(x, np.ones((1, 2, 2, 3), int))
    >>> len(animation.frames)
    4
    """

    def __init__(
        self,
        picture: Callable[[Sequence[int]], Drawing],
        steps: int,
        title: str,
        description: str,
    ) -> None:
        self._picture, self._steps = picture, steps
        self.title, self.description = title, description

    def __repr__(self) -> str:
        """Name the motion where it cannot be shown."""
        return f"<Animation: {self.title}>"

    @property
    def frames(self) -> Sequence[Drawing]:
        """The steps as drawings, each made when it is asked for."""
        return Frames(self._picture, range(self._steps))

    @property
    def svg(self) -> str:
        """The motion as one SVG element; the same motion gives the same text."""
        return self._svg

    @cached_property
    def _svg(self) -> str:
        return animated(self._stage().svg, self._steps, SECONDS)

    def _stage(self) -> Drawing:
        """Draw all steps over each other."""
        stage = self._picture(range(self._steps))
        stage.title, stage.description = self.title, self.description
        return stage

    def _repr_html_(self) -> str:
        """Show the motion in a notebook, with a box that pauses it."""
        key = key_of(self.svg)
        steps = f"step {self._steps} of {self._steps}"
        style = (
            f"#{key}-pause:checked~div *{{animation-play-state:paused}}"
            f".{key}-still{{display:none}}"
            f"@media(prefers-reduced-motion:reduce){{#{key}-pause,.{key}-label"
            f"{{display:none}}.{key}-still{{display:block}}}}"
            f"@media print{{#{key}-pause,.{key}-label{{display:none}}}}"
        )
        return (
            f'<div class="cg-motion"><style class="nohighlight">{style}</style>'
            f'<input type="checkbox" id="{key}-pause" style="width:1.5rem;'
            'height:1.5rem;vertical-align:middle;margin:0 .5rem 0 0">'
            f'<label class="{key}-label" for="{key}-pause">Pause the motion</label>'
            f'<span class="{key}-still">A still, {steps}: your system asks for '
            "less motion.</span>"
            '<div class="cg-scroll" role="group" tabindex="0" '
            f'aria-label="{escape(self.title)}">{self.svg}</div></div>'
        )

    def save(
        self,
        path: str | PathLike[str],
        *,
        theme: str = "light",
        transparent: bool = False,
        dpi: float = 100,
        seconds: float = SECONDS,
        overwrite: bool = False,
    ) -> Path:
        """Write the motion to a file, for slides and pages.

        The same motion gives the same bytes each time, but an MP4 is as its program
        makes it. An SVG that is opened by itself has a link above it that pauses and
        resumes the motion, by mouse and by keyboard, and it stands still for readers
        who ask for less motion. The other kinds, and an SVG that a page shows as an
        image, cannot be paused: such a page should have a way to stop them.

        Parameters
        ----------
        path : path-like
            Where to write; the name ends in ``.gif``, ``.png`` or ``.apng`` (an
            animated PNG), ``.svg`` or ``.mp4``, which needs the program ffmpeg.
        theme : {"auto", "light", "dark"}, default "light"
            Colours to draw in. With "auto", an SVG follows the reader's light or dark,
            and other files are light.
        transparent : bool, default False
            Whether what is behind shows through, in a PNG or an SVG.
        dpi : float, default 100
            Dots per inch; an SVG has none.
        seconds : float, default 1.0
            How long a step is shown; the last one is shown twice as long.
        overwrite : bool, default False
            Whether an existing file may be replaced.

        Returns
        -------
        pathlib.Path
            The file that was written.

        Raises
        ------
        ValueError
            If the name has another ending, `theme` is unknown, `seconds` or `dpi` is
            not positive, or the kind of file cannot be transparent.
        FileExistsError
            If the file exists and `overwrite` is false.
        RuntimeError
            If the program that writes an MP4 is missing.
        """
        return write(
            self._stage, self._steps, path, theme=theme, transparent=transparent,
            dpi=dpi, seconds=seconds, overwrite=overwrite,
        )  # fmt: skip


class Frames(Sequence["Drawing"]):
    """Drawings that are made when they are asked for, since hundreds take memory."""

    def __init__(
        self, picture: Callable[[Sequence[int]], Drawing], steps: range
    ) -> None:
        self._picture, self._steps = picture, steps

    def __len__(self) -> int:
        """Count the steps."""
        return len(self._steps)

    @overload
    def __getitem__(self, index: int) -> Drawing: ...
    @overload
    def __getitem__(self, index: slice) -> Frames: ...
    def __getitem__(self, index: int | slice) -> Drawing | Frames:
        """Draw one step, or choose some."""
        if isinstance(index, slice):
            return Frames(self._picture, self._steps[index])
        return self._picture([self._steps[index]])
