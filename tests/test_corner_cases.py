"""Every layer that counters get wrong is counted right, parameters and MACs."""

from __future__ import annotations

from typing import Any

import pytest
from corner_cases import CASES, countable
from refusals import refusal

from convguide import ModelError, count_macs, count_parameters, ledger

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("name", countable())
def test_parameters_are_right(torch: Any, name: str) -> None:
    """Each learned number once, and those that are trained."""
    case = CASES[name]
    model = case.build(torch)
    truth = (case.parameters, case.trainable)
    assert count_parameters(model) == truth
    book = ledger(model)
    assert (book.parameters, book.trainable) == truth
    assert book.frozen == case.parameters - case.trainable


@pytest.mark.parametrize("name", countable())
def test_products_are_right(torch: Any, name: str) -> None:
    """Each weight at each place where it is used, in the whole batch; no bias."""
    case = CASES[name]
    model, inputs = case.build(torch), case.inputs(torch)
    assert count_macs(model, inputs=inputs) == case.macs
    book = ledger(model, inputs=inputs)
    assert (book.parameters, book.macs) == (case.parameters, case.macs)
    if not case.tokens:
        assert count_macs(model, case.shapes) == case.macs


def test_cases_share_no_numbers() -> None:
    """No case is right by luck: a model's counts are apart, and so are its sizes."""
    for case in CASES.values():
        assert case.parameters != case.macs
        for shape in case.shapes:
            assert len(set(shape)) == len(shape)


def test_unused_layers_learn_and_cost_nothing(torch: Any) -> None:
    """A layer that no forward calls stands in the ledger with its parameters."""
    case = CASES["unused submodule"]
    rows = {row.path: row for row in ledger(case.build(torch), *case.shapes).rows}
    assert (rows["spare"].parameters, rows["spare"].macs) == (56, 0)
    assert (rows["spare"].calls, rows["conv"].calls) == (0, 1)


def test_shared_layers_are_named(torch: Any) -> None:
    """The second of two tied layers says where its weight is counted."""
    case = CASES["tied weights"]
    first, second = ledger(case.build(torch), case.shapes[0]).rows
    assert (first.parameters, second.parameters) == (96, 0)
    assert (first.shared_with, second.shared_with) == ((), ("0.weight",))


def test_lazy_layers_are_refused(torch: Any) -> None:
    """A layer that has seen no input has no size; one that has is counted."""
    case = CASES["lazy"]
    message = (
        "0 (LazyConv2d) is lazy: the size of its weight is not known yet\n"
        "  hint: run the model once on an input, which fixes it: model(x)"
    )
    model = case.build(torch)
    with refusal(ModelError, message):
        count_parameters(model)
    for count in (ledger, count_macs):
        with refusal(ModelError, message):
            count(model, *case.shapes)
    model(*case.inputs(torch))
    assert count_parameters(model) == (case.parameters, case.trainable)
    assert count_macs(model, *case.shapes) == case.macs


def test_branches_on_data_are_refused(torch: Any) -> None:
    """What a model costs is not said where that depends on the numbers."""
    case = CASES["branch on data"]
    model = case.build(torch)
    message = (
        "Model asks for the numbers of a tensor (_local_scalar_dense); which way it "
        "takes then depends on the data, and no data is computed here\n"
        "  hint: count the parts of the model one by one"
    )
    for count in (ledger, count_macs):
        with refusal(ModelError, message):
            count(model, inputs=case.inputs(torch))
    assert count_parameters(model) == (case.parameters, case.trainable)
