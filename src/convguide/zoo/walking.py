"""From a network to the rows of its ledger: shapes are followed, paths are given."""

from __future__ import annotations

from collections import Counter
from math import prod
from typing import TYPE_CHECKING

from convguide._errors import ShapeError
from convguide.counting.of_specs import SINGLE
from convguide.counting.rows import Row
from convguide.zoo.joins import Join, Stack
from convguide.zoo.layers import Counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from convguide.zoo.joins import Layers, Part
    from convguide.zoo.layers import Shape


class Walk:
    """What is collected on the way: rows, and the kinds of what contains them."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.kinds: list[tuple[str, str]] = []

    def through(self, layers: Part, shape: Shape, scope: Scope) -> Shape:
        """Hand a shape from layer to layer."""
        for layer in listed(layers):
            if isinstance(layer, tuple):
                shape = self.through(layer, shape, scope)
            elif isinstance(layer, Stack):
                words = words_of(layer.layers)
                inner = self._inside(layer.name, "Stack", words, scope)
                shape = self.through(layer.layers, shape, inner)
            elif isinstance(layer, Join):
                shape = self._join(layer, shape, scope)
            else:
                path = scope.path(layer.name or layer.word)
                shape = self._row(path, layer.count, shape)
        return shape

    def _join(self, join: Join, shape: Shape, scope: Scope) -> Shape:
        """Hand a shape through all branches, and put together what they give."""
        if join.name:
            words = (*words_of(join.branches), join.word)
            scope = self._inside(join.name, join.kind, words, scope)
        shapes = [self.through(branch, shape, scope) for branch in join.branches]
        path = scope.path(join.word)
        return self._row(path, lambda _: Counted(join.joined(shapes), join.kind), shape)

    def _inside(
        self, name: str, kind: str, words: Iterable[str], scope: Scope
    ) -> Scope:
        """Open the scope of what is named."""
        path = scope.path(name)
        self.kinds.append((path, kind))
        return Scope(words, f"{path}.")

    def _row(self, path: str, count: Callable[[Shape], Counted], shape: Shape) -> Shape:
        """Count one layer; if it objects, say which."""
        try:
            counted = count(shape)
        except ShapeError as error:
            facts = f"{path}: {error.facts}"
            raise ShapeError(facts, error.shapes, error.hint) from None
        except (TypeError, ValueError) as error:
            msg = f"{path}: {error}"
            raise type(error)(msg) from None
        if counted.kind:
            self.rows.append(_row_of(counted, path))
        return counted.shape


class Scope:
    """Names under one path: a word that occurs more than once gets numbers."""

    def __init__(self, words: Iterable[str], prefix: str = "") -> None:
        self._prefix = prefix
        self._totals = Counter(words)
        self._seen: Counter[str] = Counter()

    def path(self, word: str) -> str:
        """Give the next path with this word."""
        self._seen[word] += 1
        number = str(self._seen[word]) * (self._totals[word] > 1)
        return f"{self._prefix}{word}{number}"


def words_of(layers: Part) -> Iterator[str]:
    """List all words of one scope, in the order in which they get their numbers."""
    for layer in listed(layers):
        if isinstance(layer, tuple):
            yield from words_of(layer)
        elif isinstance(layer, Join):
            if layer.name:
                yield layer.name
            else:
                yield from words_of(layer.branches)
                yield layer.word
        elif isinstance(layer, Stack):
            yield layer.name
        else:
            yield layer.name or layer.word


def listed(layers: Part) -> Layers:
    """Let one layer stand for a tuple of one."""
    return layers if isinstance(layers, tuple) else (layers,)


def _row_of(counted: Counted, path: str) -> Row:
    """Put what one layer costs on a row."""
    return Row(
        path,
        counted.kind,
        counted.terms,
        products=counted.products,
        buffers=counted.buffers,
        output_shape=counted.shape,
        memory=SINGLE * prod(counted.shape),
        calls=1,
    )
