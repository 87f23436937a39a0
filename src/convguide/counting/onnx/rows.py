"""Rows of a ledger of ONNX: which node has which array, and what it gives."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from convguide.counting.onnx.roles import array_product, is_learned, is_real, term_name
from convguide.counting.products import Term, product_of
from convguide.counting.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convguide.counting.onnx.graph import Array, Node
    from convguide.counting.onnx.shapes import Value
    from convguide.counting.products import Product

    Values = dict[str, Value]
    Owners = dict[int, tuple[str, bool]]


def owners_of(nodes: Sequence[Node]) -> Owners:
    """Say for each array which node has it first, and whether it is learned there.

    A node that learns it goes before one that only reads it.
    """
    found: Owners = {}
    for node in nodes:
        for place, array in node.arrays.items():
            learned = is_learned(node, place)
            _, before = found.get(id(array), ("", False))
            if id(array) not in found or (learned and not before):
                found[id(array)] = (node.path, learned)
    return found


def row_of_node(
    node: Node,
    owners: Owners,
    products: tuple[Product, ...] | None,
    values: Values | None,
) -> Row | None:
    """Make the row of one node, if it owns arrays or multiplies some."""
    terms, buffers, met = [], 0, set()
    for place in sorted(node.arrays, key=lambda place: not is_learned(node, place)):
        array = node.arrays[place]
        owner, learned = owners[id(array)]
        if id(array) in met or (array.constant and not learned):
            continue
        met.add(id(array))
        if learned and is_learned(node, place):
            shared = None if owner == node.path else owner
            product = array_product(node, place)
            terms.append(Term(term_name(node, place), product, shared_with=shared))
        elif not learned and owner == node.path:
            buffers += prod(array.shape)
    if not (terms or buffers or products or node.bodies):
        return None
    if values is None:
        return Row(node.path, node.kind, tuple(terms), buffers=buffers)
    outputs = [values.get(name) for name in node.proto.output if name]
    first = outputs[0].shape if outputs and outputs[0] else None
    return Row(
        node.path,
        node.kind,
        tuple(terms),
        products=products,
        buffers=buffers,
        output_shape=first,
        memory=_memory(outputs),
        calls=None if node.inside else 1,
    )


def _memory(outputs: list[Value | None]) -> int | None:
    """Add up the bytes of all outputs, if all their sizes are known."""
    sizes = []
    for value in outputs:
        if value is None or value.shape is None:
            return None
        sizes.append(prod(value.shape) * value.itemsize)
    return sum(sizes)


def unused_row(
    stored: Sequence[Array], owners: Owners, *, known: bool
) -> Iterator[Row]:
    """Make one row of all initializers that no node takes."""
    left = [array for array in stored if id(array) not in owners]
    if not left:
        return
    terms, buffers = [], 0
    for array in left:
        if is_real(array) and array.shape:
            axes = [(f"axis {n}", size) for n, size in enumerate(array.shape)]
            terms.append(Term(array.name, product_of(*axes)))
        else:
            buffers += prod(array.shape)
    products = () if known else None
    memory, calls = (0, 0) if known else (None, None)
    yield Row(
        *("unused", "initializers", tuple(terms)),
        products=products,
        buffers=buffers,
        memory=memory,
        calls=calls,
    )
