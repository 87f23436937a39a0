"""Counting leaves a model of PyTorch as it was, to the byte."""

from __future__ import annotations

import random
import threading
from typing import Any

import numpy as np
import pytest
from refusals import refusal

from convguide import ModelError, ShapeError, count_macs, count_parameters, ledger

pytestmark = pytest.mark.torch


# The model stays as it is


def random_states(torch: Any) -> list[object]:
    """Give the states of all sources of random numbers."""
    return [
        torch.get_rng_state().numpy().tobytes(),
        random.getstate(),
        repr(np.random.get_state(legacy=False)["state"]["pos"]),  # noqa: NPY002
    ]


def marks_of(array: Any) -> list[object]:
    """Write down one array: which it is, what it holds, and what hangs on it."""
    grad = getattr(array, "grad", None)
    return [
        *(id(array), array.requires_grad, array.device, array.dtype, array._version),
        *(array.stride(), array.data_ptr(), id(array.grad_fn), array._backward_hooks),
        array.detach().numpy().tobytes(),
        None if grad is None else (id(grad), grad._version, grad.numpy().tobytes()),
    ]


def marks_of_value(value: object) -> object:
    """Write down an attribute: its identity, and its items in their order."""
    if isinstance(value, dict):
        return (id(value), [(key, id(item)) for key, item in value.items()])
    if isinstance(value, (list, tuple, set)):
        return (id(value), [repr(item) for item in value])
    return (id(value), repr(value) if isinstance(value, (int, float, str)) else None)


def fingerprint(torch: Any, model: Any) -> list[object]:
    """Write down everything that a count could change, to the byte."""
    marks: list[object] = [*random_states(torch), torch.is_grad_enabled()]
    for path, module in model.named_modules():
        marks += [path, id(module), type(module)]
        for name, value in vars(module).items():
            marks += [name, marks_of_value(value)]
        for arrays in (module._parameters, module._buffers):
            for array in arrays.values():
                marks += [] if array is None else marks_of(array)
    return marks


def model_with_a_past(torch: Any, log: list[object]) -> Any:
    """Build a model in training, partly frozen, with gradients, counters and hooks."""
    nn = torch.nn

    class Counting(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 4, 3)
            self.norm = nn.BatchNorm2d(4)
            self.drop = nn.Dropout(0.5)
            self.calls, self.log, self.lock = 0, [1], threading.Lock()
            self.hidden = [nn.Linear(3, 3), torch.ones(2, 3)]
            self.both: dict[str, Any] = {"lock": threading.Lock(), "calls": 0}
            self.late: Any
            self.register_buffer("late", torch.ones(3), persistent=False)

        def forward(self, x: Any) -> Any:
            self.calls += 1
            self.log.append(self.calls)
            self.hidden[1].add_(1)
            self.both["calls"] += 1
            self.late.mul_(2)
            self.late = self.late + random.random() + np.random.rand()  # noqa: S311, NPY002
            torch.manual_seed(5)
            return self.drop(self.norm(self.conv(x)) + self.conv(x))

    model = Counting()
    model(torch.ones(2, 3, 5, 7)).sum().backward()
    model.norm.eval()
    model.conv.bias.requires_grad = False
    for module in model.modules():
        module.register_forward_hook(lambda *_: log.append("forward"))
        module.register_forward_pre_hook(lambda *_: log.append("pre"))
        module.register_full_backward_hook(lambda *_: log.append("backward"))
    return model


def test_model_is_left_as_it_was(torch: Any) -> None:
    """Mode, hooks, gradients, counters, statistics and random numbers: byte by byte."""
    log: list[object] = []
    model = model_with_a_past(torch, log)
    before, kept = fingerprint(torch, model), model.hidden[1].clone()
    book = ledger(model, (2, 3, 5, 7))
    assert book.macs == 2 * (2 * 3 * 5 * 108)
    count_parameters(model)
    count_macs(model, (2, 3, 5, 7))
    assert fingerprint(torch, model) == before
    assert torch.equal(model.hidden[1], kept)
    assert (model.calls, model.both["calls"], log) == (1, 1, [])


@pytest.mark.parametrize(
    ("size", "kind"), [((2, 4, 5, 7), ShapeError), ((2, 3, 2, 7), ShapeError)]
)
def test_model_is_left_as_it_was_after_an_error(
    torch: Any, size: tuple[int, ...], kind: type[Exception]
) -> None:
    """So it is if a layer objects."""
    log: list[object] = []
    model = model_with_a_past(torch, log)
    before = fingerprint(torch, model)
    for count in (ledger, count_macs):
        with pytest.raises(kind):
            count(model, size)
    assert fingerprint(torch, model) == before
    assert log == []


def test_model_is_left_as_it_was_after_its_own_error(torch: Any) -> None:
    """So it is if its forward raises, deep inside."""

    class Fails(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.tries = 0

        def forward(self, x: Any) -> Any:
            self.tries += 1
            msg = f"no way for {tuple(x.shape)}"
            raise KeyError(msg)

    model = torch.nn.Sequential(torch.nn.BatchNorm1d(3), torch.nn.Sequential(Fails()))
    before = fingerprint(torch, model)
    with refusal(
        ModelError,
        "1.0 (Fails) raised KeyError: 'no way for (2, 3)'\n"
        "  hint: is the input as the model wants it? inputs=... takes its arguments "
        "themselves",
    ):
        ledger(model, (2, 3))
    assert fingerprint(torch, model) == before


def test_what_is_not_copied(torch: Any) -> None:
    """A function that holds the model itself finds it, and still changes nothing."""

    class Holds(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.norm = torch.nn.BatchNorm2d(3)
            self.by_name = lambda x: self.norm(x)  # noqa: PLW0108 - the closure is meant

        def forward(self, x: Any) -> Any:
            return self.by_name(x)  # type: ignore[no-untyped-call]

    model = Holds()
    before = fingerprint(torch, model)
    assert ledger(model, (2, 3, 5, 7)).parameters == 6
    assert fingerprint(torch, model) == before


def test_numbers_are_never_computed(torch: Any) -> None:
    """A real array that hides from the copy is neither read nor written."""
    outside = torch.ones(2, 3)

    class Hides(torch.nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            outside.add_(1)
            torch.relu_(outside)
            return torch.cat([x, outside]) @ torch.zeros(3, 4)

    assert count_macs(Hides(), (2, 3)) == 4 * 3 * 4
    assert torch.equal(outside, torch.ones(2, 3))


def test_a_replaced_forward(torch: Any) -> None:
    """A function in the place of a forward calls the copy, not the model."""
    log: list[object] = []
    model = model_with_a_past(torch, log)
    old = model.forward

    def forward(x: Any, again: Any = model.norm) -> Any:
        def inner(y: Any, *, module: Any = model) -> Any:
            return module.norm(old(y))

        return again(inner(x))

    model.forward = forward
    before = fingerprint(torch, model)
    book = ledger(model, (2, 3, 5, 7))
    assert fingerprint(torch, model) == before
    assert (model.calls, log) == (1, [])
    calls = {row.path: row.calls for row in book.rows}
    assert calls == {"(model)": 1, "conv": 2, "norm": 3, "drop": 1}
