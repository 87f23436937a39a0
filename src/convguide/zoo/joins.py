"""Branches of a network, and how they come together again."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from convguide._errors import ShapeError
from convguide.zoo.layers import FORMS, Layer

if TYPE_CHECKING:
    from convguide.zoo.layers import Shape


@dataclass(frozen=True)
class Stack:
    """Layers one after the other, under one name.

    Parameters
    ----------
    name : str
        Its part of the path. Where it occurs more than once, numbers are added.
    layers : Layer, or tuple of Layer
        Layers, stacks, joins, or tuples of them; a tuple is as if its layers stood in
        its place.
    """

    name: str
    layers: Part


@dataclass(frozen=True)
class Join:
    """Branches that all take the same input, and are then put together.

    Parameters
    ----------
    name : str, optional
        Part of the path of everything in the branches. Where it occurs more than
        once, numbers are added. Without it the path is as if there were no join.
    """

    _: KW_ONLY
    name: str = ""
    word: ClassVar[str]
    kind: ClassVar[str]

    @property
    def branches(self) -> Layers:
        """The branches; one without layers hands on its input."""
        raise NotImplementedError

    def joined(self, shapes: list[Shape]) -> Shape:
        """Say what comes of branches that give these shapes."""
        raise NotImplementedError


Part: TypeAlias = Layer | Stack | Join | tuple["Part", ...]
Layers: TypeAlias = tuple[Part, ...]


@dataclass(frozen=True)
class Add(Join):
    """A residual block: what the body makes is added to the shortcut.

    Parameters
    ----------
    body : Layer, or tuple of Layer
        The layers that learn what to add.
    shortcut : Layer, or tuple of Layer, optional
        The layers of the shortcut; without any, the input itself is added.
    """

    body: Part
    shortcut: Part = ()
    word: ClassVar[str] = "add"
    kind: ClassVar[str] = "Add"

    @property
    def branches(self) -> Layers:
        """Body, then shortcut."""
        return (self.body, self.shortcut)

    def joined(self, shapes: list[Shape]) -> Shape:
        """All shapes must be the same."""
        return _same(shapes, shapes, "added")


@dataclass(frozen=True)
class Concat(Join):
    """Branches whose channels are put behind each other.

    Parameters
    ----------
    parts : tuple
        The branches, each a layer or a tuple of layers; one without layers is the
        input itself.
    """

    parts: tuple[Part, ...]
    word: ClassVar[str] = "concat"
    kind: ClassVar[str] = "Concat"

    @property
    def branches(self) -> Layers:
        """Each in its order."""
        return self.parts

    def joined(self, shapes: list[Shape]) -> Shape:
        """Heights and widths must be the same; channels add up."""
        size = _same(shapes, [shape[1:] for shape in shapes], "concatenated")
        return (sum(shape[0] for shape in shapes), *size)


@dataclass(frozen=True)
class Multiply(Join):
    """Squeeze-and-excitation: the input is multiplied, channel by channel.

    Parameters
    ----------
    gate : Layer, or tuple of Layer
        What makes a factor for each channel from the input.
    """

    gate: Part
    word: ClassVar[str] = "multiply"
    kind: ClassVar[str] = "Multiply"

    @property
    def branches(self) -> Layers:
        """The input itself, then the gate."""
        return ((), self.gate)

    def joined(self, shapes: list[Shape]) -> Shape:
        """There must be a factor for each channel."""
        _same(shapes, [shapes[0][:1], shapes[1]], "multiplied")
        return shapes[0]


@dataclass(frozen=True)
class CropConcat(Join):
    """U-Net's long connection: the input, cropped, in front of what the body makes.

    Parameters
    ----------
    body : Layer, or tuple of Layer
        What works at the lower resolution, and comes back from it.
    """

    body: Part
    word: ClassVar[str] = "concat"
    kind: ClassVar[str] = "CropConcat"

    @property
    def branches(self) -> Layers:
        """The input itself, then the body."""
        return ((), self.body)

    def joined(self, shapes: list[Shape]) -> Shape:
        """Crop the input to the size of what the body makes."""
        ours, theirs = shapes
        if len(theirs) == 1 or ours[1] < theirs[1] or ours[2] < theirs[2]:
            raise _refused(shapes, "the input cannot be cropped to the body")
        return (ours[0] + theirs[0], *theirs[1:])


def _same(shapes: list[Shape], parts: list[Shape], verb: str) -> Shape:
    """Insist that parts of all shapes are the same."""
    if len(set(parts)) > 1:
        raise _refused(shapes, f"branches that are {verb} do not fit")
    return parts[0]


def _refused(shapes: list[Shape], facts: str) -> ShapeError:
    return ShapeError(
        facts,
        {
            f"branch {number}": (shape, FORMS[len(shape)])
            for number, shape in enumerate(shapes, start=1)
        },
    )
