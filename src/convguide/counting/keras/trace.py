"""Calls of the layers of a Keras model, of which only shapes are computed."""

from __future__ import annotations

import inspect
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

from convguide._errors import ModelError
from convguide.counting.keras.layers import lacks_sizes
from convguide.counting.keras.sizes import sized, sizes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from keras import KerasTensor, Layer

    from convguide.counting.keras.layers import Place
    from convguide.counting.keras.sizes import Size

HOOKED = ("call", "quantized_call", "_assert_input_compatibility")


class Call(NamedTuple):
    """One call of an operation: arguments by name, arrays as their `Size`."""

    arguments: dict[str, Any]
    outputs: tuple[Size, ...]

    @property
    def inputs(self) -> list[tuple[int, ...]]:
        """Shapes of all arrays that come in, in order."""
        return [size.shape for size in sizes(list(self.arguments.values()))]


class Failure(NamedTuple):
    """What a layer raised first, and the arguments that it got."""

    place: Place
    call: Call
    error: Exception


class Recorder:
    """Notes the calls of each place while a model is traced.

    Attributes
    ----------
    calls : dict of str to list of Call
        The calls at each path.
    failure : Failure or None
        The innermost layer that raised, if one did.
    """

    def __init__(self, found: Sequence[Place]) -> None:
        self.root = found[0]
        self.paths: dict[int, list[Place]] = {}
        for place in found:
            self.paths.setdefault(id(place.operation), []).append(place)
        self.clear()

    def clear(self) -> None:
        """Begin anew: a backend may try again in another way."""
        self.calls: dict[str, list[Call]] = {}
        self.failure: Failure | None = None
        self.stack: list[Place] = []

    def place_of(self, operation: object) -> Place:
        """Find the place inside the layer that runs; else the first one."""
        choice = self.paths[id(operation)]
        around = self.stack[-1].path if self.stack else ""
        for place in choice:
            if place.path.rpartition(".")[0] == around:
                return place
        return choice[0]

    def hooked(self, operation: object, name: str) -> Callable[..., Any]:
        """Wrap one method of an operation."""
        original = getattr(operation, name)
        signature = inspect.signature(original)
        computed = str(getattr(operation, "compute_dtype", ""))
        runs = name != "_assert_input_compatibility"

        @wraps(original)
        def run(*args: object, **kwargs: object) -> object:
            if runs and operation is self.root.operation:
                self.clear()
            place = self.place_of(operation)
            given = signature.bind(*args, **kwargs).arguments
            call = Call({key: sized(value) for key, value in given.items()}, ())
            if lacks_sizes(operation):
                error = ModelError(
                    f"{place.where} is not built: its sizes are not known",
                    "call the model once on an input: model(x)",
                )
                self.failure = Failure(place, call, error)
                raise error
            self.stack += [place] * runs
            try:
                result = original(*args, **kwargs)
            except Exception as error:
                self.failure = self.failure or Failure(place, call, error)
                raise
            finally:
                del self.stack[len(self.stack) - runs :]
            if runs:
                call = call._replace(outputs=tuple(sizes(sized(result, computed))))
                self.calls.setdefault(place.path, []).append(call)
            return result

        return run


def trace(found: Sequence[Place], inputs: Sequence[KerasTensor]) -> Recorder:
    """Walk a model with arrays that have a shape and no numbers.

    Parameters
    ----------
    found : sequence of Place
        All places of the model, itself first.
    inputs : sequence of keras.KerasTensor
        Its arguments, all axes known.

    Returns
    -------
    Recorder
        The calls; or, in `failure`, the layer that raised, and what.
    """
    import keras  # noqa: PLC0415 - a model of Keras is there, so it is loaded

    model = found[0].operation

    class Walk(keras.Operation):  # type: ignore[misc] # Keras has no types
        def call(self, *arguments: object) -> object:
            return model(*arguments)

    recorder = Recorder(found)
    with _hooks(recorder, found):
        try:
            Walk(name="walk").compute_output_spec(*inputs)
        except Exception as error:  # noqa: BLE001 - backends raise what they like
            nothing = Call({}, ())
            failure = recorder.failure or Failure(found[0], nothing, error)
            recorder.failure = failure
        else:
            recorder.failure = None
    return recorder


@contextmanager
def _hooks(recorder: Recorder, found: Sequence[Place]) -> Iterator[None]:
    """Wrap all operations; after it, put back every attribute that a call rebinds."""
    layers = {id(part): part for place in found for _, part in place.parts}
    layers |= {id(place.operation): place.operation for place in found}
    objects = [*layers.values()]
    # Calling a layer that has nothing to build locks its list of arrays.
    objects += [layer._tracker for layer in objects if hasattr(layer, "_tracker")]  # noqa: SLF001
    before = [(vars(found), dict(vars(found))) for found in objects]
    try:
        for operation in {id(p.operation): p.operation for p in found}.values():
            for name in HOOKED:
                if hasattr(operation, name):
                    vars(operation)[name] = recorder.hooked(operation, name)
        yield
    finally:
        for now, then in before:
            for name in now.keys() - then.keys():
                del now[name]
            now.update(then)


def required_arguments(layer: Layer) -> int:
    """Count the arguments without which a layer cannot be called."""
    parameters = inspect.signature(layer.call).parameters.values()
    named = {"training", "mask"}
    return sum(
        p.default is p.empty
        and p.kind in {p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD}
        and p.name not in named
        for p in parameters
    )
