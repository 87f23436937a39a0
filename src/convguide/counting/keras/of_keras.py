"""A ledger of a Keras model: every layer, factor by factor."""

from __future__ import annotations

from collections import Counter
from math import prod
from typing import TYPE_CHECKING

from convguide._errors import ModelError
from convguide.counting.keras.inputs import arguments_of, per_text
from convguide.counting.keras.layers import (
    has_own_code,
    keras_classes,
    lacks_sizes,
    places,
)
from convguide.counting.keras.products import products_of_call
from convguide.counting.keras.refusals import refuse
from convguide.counting.keras.terms import array_product
from convguide.counting.keras.trace import trace
from convguide.counting.ledgers import Ledger
from convguide.counting.products import Term
from convguide.counting.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keras import Layer

    from convguide.counting.keras.layers import Place
    from convguide.counting.keras.trace import Call
    from convguide.counting.products import Product

    Calls = dict[str, list[Call]]


def ledger_of_keras(
    model: Layer, input_size: Sequence[int] | Sequence[Sequence[int]] | None = None
) -> Ledger:
    """Count a model of Keras 3, whatever its backend.

    Parameters
    ----------
    model : keras.Layer
        A built model: functional, sequential or subclassed; or one layer. It is left
        exactly as it was, and nothing is computed: its layers are called with arrays
        that have a shape and no numbers.
    input_size : sequence of int, optional
        Shape of the input with all axes, the batch too; or a list of shapes. Without
        it, a model that knows the size of its input is counted for one sample.

    Returns
    -------
    Ledger
        A row a layer. ``parameters + buffers`` is ``model.count_params()``.

    Raises
    ------
    ModelError
        If the model is not built, or a layer with its own code raises.
    ShapeError
        If the input does not fit; the first layer that objects is named.

    Notes
    -----
    Parameters are the arrays that a layer made to be learned, also after it was frozen.
    Buffers are those that it made for something else, as moving means. The states of
    random generators are neither, as in Keras.

    A layer of somebody else's code, or a :class:`keras.layers.Lambda`, may multiply
    what it likes: it is listed as not counted.
    """
    if not model.built:
        facts = f"{model.name} ({type(model).__name__}) is not built: it has no arrays"
        hint = "build it with model.build(input_shape), or call it once on an input"
        raise ModelError(facts, hint)
    found = places(model)
    inputs, unknown = arguments_of(model, input_size)
    calls: Calls | None = None
    if inputs:
        recorder = trace(found, inputs)
        if recorder.failure:
            refuse(recorder.failure)
        calls = recorder.calls
    rows, missing = [], list(unknown)
    owners = _owners(found)
    trained = {id(array) for array in model.trainable_variables}
    for place in found:
        own, products = _macs(
            place, None if calls is None else calls.get(place.path, [])
        )
        missing += own
        row = _row(place, owners, trained, calls, products)
        if row is not None:
            rows.append(row)
    missing += _own_code(found) if calls is not None else []
    kinds = tuple((p.path, p.kind) for p in found if p.container and p.path)
    per = None if calls is None else per_text(model, inputs, input_size)
    return Ledger(tuple(rows), per, tuple(missing), kinds)


def _owners(found: Sequence[Place]) -> dict[int, str]:
    """Say for each array at which path it is counted.

    It is the first that has it; but a layer inside goes before its wrapper.
    """
    owners: dict[int, str] = {}
    for place in found:
        for array in place.arrays:
            owner = owners.setdefault(id(array), place.path)
            if _is_inside(place.path, owner):
                owners[id(array)] = place.path
    return owners


def _is_inside(path: str, container: str) -> bool:
    """Tell whether a path leads into a container; the model itself has the path ""."""
    return path != container and (not container or path.startswith(f"{container}."))


def _row(
    place: Place,
    owners: dict[int, str],
    trained: set[int],
    calls: Calls | None,
    products: tuple[Product, ...] | None,
) -> Row | None:
    """Make the row of one place; a container without its own numbers has none."""
    if not (place.arrays or products or (place.parts and not place.container)):
        return None
    path = place.path or place.operation.name
    terms, met = [], set()
    for layer, name, array in place.learned:
        owner = owners[id(array)]
        if _is_inside(owner, place.path) or id(array) in met:
            continue  # a wrapper holds the array of the layer inside it
        met.add(id(array))
        product = array_product(layer, name, tuple(array.shape))
        shared = None if owner == place.path else owner
        terms.append(Term(name, product, id(array) in trained, shared))
    kept = {id(array): array for array in place.kept}
    buffers = sum(
        prod(array.shape) for key, array in kept.items() if owners[key] == place.path
    )
    if calls is None:
        return Row(path, place.kind, tuple(terms), buffers=buffers)
    own = calls.get(place.path, [])
    outputs = [size for call in own for size in call.outputs]
    # What Keras' own containers give is what a layer inside has given.
    passed = place.container and not has_own_code(place.operation)
    return Row(
        path,
        place.kind,
        tuple(terms),
        products=products,
        buffers=buffers,
        output_shape=own[-1].outputs[0].shape if outputs else None,
        memory=0 if passed else sum(size.bytes for size in outputs),
        calls=len(own),
    )


def _macs(
    place: Place, calls: list[Call] | None
) -> tuple[list[str], tuple[Product, ...] | None]:
    """Add up the calls of one place; say what cannot be told."""
    lines = []
    if not place.container and any(lacks_sizes(part) for _, part in place.parts):
        lines.append(f"{place.where}: it is not built, its numbers are not known")
    if calls is None:
        return lines, None
    if not calls or (place.container and has_own_code(place.operation)):
        return lines, ()
    counts = [products_of_call(place.operation, call) for call in calls]
    if None in counts or has_own_code(place.operation):
        return [*lines, *_untold(place)], ()
    alike = Counter(product for count in counts for product in count or ())
    lora = any(getattr(layer, "lora_enabled", False) for _, layer in place.parts)
    if lora:
        lines.append(f"{place.where}: making its weight of two, as LoRA does")
    return lines, tuple(p.times("calls", number) for p, number in alike.items())


# Functions of a graph that multiply arrays, and for which there is no rule.
UNTOLD = {"Correlate", "Cross", "Inner", "Kron", "Outer", "Vdot"}


def _untold(place: Place) -> Iterator[str]:
    """Say why the products of a layer are not counted, unless there are none."""
    operation = place.operation
    if keras_classes(operation)[0] == "Lambda":
        yield f"{place.where}: what its function multiplies"
    elif has_own_code(operation):
        yield f"{place.where}: what its own code multiplies"
    elif not place.parts:
        algebra = type(operation).__module__.endswith("linalg")
        if algebra or place.kind in UNTOLD:
            yield f"{place.where}: no rule for this function"
    elif place.arrays or place.kind.endswith(
        ("ModuleWrapper", "JaxLayer", "FlaxLayer")
    ):
        yield f"{place.where}: no rule for the products of its arrays"


def _own_code(found: list[Place]) -> Iterator[str]:
    """Name the classes whose own code stands between layers, a line for all."""
    kinds = [p.kind for p in found if p.container and has_own_code(p.operation)]
    if kinds:
        names = ", ".join(dict.fromkeys(kinds))
        yield f"{names}: what their own code multiplies, beside their layers"
