"""The benchmark of counters times what it says; no time is asserted."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from bench import counters, counters_report, report, results
from bench.measure import Plan
from bench.networks import NETWORKS, SIZE, Network
from bench.results import Cell, Count, Result

from convguide import count_macs, count_parameters

if TYPE_CHECKING:
    from pathlib import Path

# As published by those who trained them, and recounted in the zoo.
KNOWN = {
    "VGG-16": (138_357_544, 15_470_264_320),
    "ResNet-50": (25_557_032, 4_089_184_256),
    "ResNet-152": (60_192_808, 11_513_626_624),
}
ONCE = Plan(threads=1, seconds=0, rounds=(1, 1), patience=0)


def cell(ms: float, ratio: float, note: str = "") -> Cell:
    """Make the cell of a counter whose rounds were alike."""
    return Cell(ms=ms, ratio=ratio, median=ratio, note=note)


def made_up(*, own: float = 0.5, rival: float = 4.0) -> list[Count]:
    """Make the times of one network; ptflops takes `rival` times as long as we."""
    parameters = {"count_parameters": cell(own, 1), "a loop": cell(1.1 * own, 1.1)}
    macs = {
        "count_macs": cell(25.0, 1),
        "ledger": cell(30.0, 1.2),
        "plain forward": cell(25.0, 1.0),
        "torchinfo": cell(200.0, 8.0),
        "fvcore": cell(2e3, 80.0, counters.COMPUTED),
        "ptflops": cell(25 * rival, rival),
    }
    return [
        Count("ResNet-152", "parameters", 3, parameters),
        Count("ResNet-152", "macs", 3, macs),
    ]


def stored(counts: list[Count]) -> Result:
    """Make a run in which only counters were measured."""
    machine = {"processor": "made up", "cores": 2, "load": 0.1}
    return Result(
        date="2026-01-02",
        quick=False,
        machine=machine,
        versions={"torch": "2.13.0"},
        layers=[],
        columns={"own": ["auto"], "peers": ["torch"]},
        counters=counts,
    )


@pytest.mark.torch
@pytest.mark.parametrize("name", NETWORKS)
def test_networks_are_what_they_claim(torch: Any, name: str) -> None:
    """Parameters and products are those of the published networks."""
    network = NETWORKS[name]
    assert (network.parameters, network.macs) == KNOWN[name]
    with torch.device("meta"):
        model = network.build(torch.nn)
    assert count_parameters(model).total == KNOWN[name][0]
    assert sum(p.numel() for p in model.parameters()) == KNOWN[name][0]
    assert count_macs(model, SIZE) == KNOWN[name][1]


def test_goals_of_counting() -> None:
    """Milliseconds of ours, and our time by that of the quickest other counter."""
    parameters, macs = counters_report.counter_goals(made_up())
    assert (parameters.value, parameters.state) == (0.5, "met")
    assert (macs.value, macs.state, macs.detail) == (0.25, "met", "ptflops")
    slow = counters_report.counter_goals(made_up(own=1.6, rival=1.9))
    assert [goal.state for goal in slow] == ["not met", "not met"]
    assert slow[1].value == pytest.approx(1 / 1.9)
    nothing = counters_report.counter_goals([])
    assert [goal.state for goal in nothing] == ["not measured", "not measured"]
    # What does nothing but call the model is no counter.
    quick = made_up()
    quick[1].cells["plain forward"] = cell(1.0, 0.04)
    assert counters_report.counter_goals(quick)[1].value == 0.25


def test_counters_are_said_in_tables() -> None:
    """Our own milliseconds, others by ours, what computes, and each goal."""
    text = counters_report.counters_report(made_up())
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert max(map(len, text.splitlines())) <= report.WIDTH
    assert "count_parameters, ms 0.50" in lines
    assert "a loop 1.10" in lines
    assert "count_macs, ms 25.0" in lines
    assert "ptflops 4.00" in lines
    assert "fvcore* 80.0" in lines
    assert lines.count(f"* {counters.COMPUTED}.") == 1
    assert "met 0.50 ≤ 1.50 count_parameters of ResNet-152, ms" in lines
    assert (
        "met 0.25 ≤ 0.50 count_macs of ResNet-152 × the quickest peer (ptflops)"
        in lines
    )
    assert "do not quote" not in text
    assert "Noise: ledger's median ratio of paired rounds is 0% away" in text
    busy = made_up()
    busy[1].cells["ledger"] = replace(busy[1].cells["ledger"], median=1.5)
    assert "do not quote" in counters_report.counters_report(busy)


def test_counters_missing_in_one_network_leave_a_gap() -> None:
    """Columns stay under their networks."""
    other = Count("VGG-16", "macs", 3, {"count_macs": cell(4, 1), "ledger": cell(4, 1)})
    text = counters_report.counters_report([other, *made_up()])
    (line,) = [line for line in text.splitlines() if line.startswith("ptflops")]
    head = next(line for line in text.splitlines() if "VGG-16" in line)
    assert line.split() == ["ptflops", "4.00"]
    assert len(line) == len(head)


def test_without_layers_nothing_is_said_of_them() -> None:
    """The report of a run of counters is where and with what it ran."""
    text = report.report(stored(made_up()))
    assert text.splitlines()[0].startswith("2026-01-02, made up, 2 cores")
    assert "Goals" not in text


def test_counts_survive_their_file(tmp_path: Path) -> None:
    """What is written is what is read; files from before counters can be read."""
    path = tmp_path / "bench.json"
    results.save(stored(made_up()), path)
    assert results.load(path).counters == made_up()
    text = path.read_text(encoding="utf-8")
    start, end = text.index('  "counters"'), text.index('  "goals"')
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    assert results.load(path).counters == []


def test_wrong_counts_are_not_timed() -> None:
    """A quick count that is wrong stops the benchmark."""
    counters.refuse_wrong(5_040, 5_040, "a network")
    with pytest.raises(ArithmeticError, match=r"^a network has 5,040, not 5,041$"):
        counters.refuse_wrong(5_041, 5_040, "a network")


def test_only_counters_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without layers, neither they nor the import are measured."""
    program = import_module("bench.__main__")
    monkeypatch.setattr(program, "version", lambda name: f"{name}'s")
    monkeypatch.setattr(program, "measure_counters", lambda *_: made_up())
    result = program._measured([], [], counting=True, quick=True)
    assert (result.runs, result.layers, result.import_ms) == ([], [], None)
    assert result.counters == made_up()
    assert [goal["state"] for goal in result.goals] == ["met", "met"]
    assert result.versions["torchinfo"] == "torchinfo's"
    assert "jax" not in result.versions


@pytest.mark.torch
@pytest.mark.usefixtures("torch")
@pytest.mark.parametrize("what", ["parameters", "macs"])
def test_one_network_is_counted(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """A real run on a small network, of what is installed: everything but time."""
    tried = []

    def computes(model: Any, inputs: tuple[Any, ...]) -> None:
        tried.append(inputs[0].device.type)
        assert not model.training
        if inputs[0].is_meta:
            raise NotImplementedError
        assert not any(array.any() for array in (*inputs, *model.parameters()))

    ours = {
        name: count
        for name, count in counters.counters(what).items()
        if name in {"count_parameters", "a loop", "count_macs", "ledger"}
    }
    monkeypatch.setattr(counters, "counters", lambda _: ours | {"slow": computes})
    # 5·3·3·4 = 180 weights; an output of 222·221 for an image of 224·224
    network = Network(lambda nn: nn.Conv2d(3, 5, (3, 4), bias=False), 180, 8_831_160)
    count = counters.measure("small", network, what, ONCE)
    assert (count.network, count.what, count.rounds) == ("small", what, 1)
    assert list(count.cells) == [*ours, "slow"]
    assert count.cells[counters.OWN[what]].ratio == 1
    assert {name: found.note for name, found in count.cells.items() if found.note} == {
        "slow": counters.COMPUTED
    }
    assert set(tried) == {"meta", "cpu"}
    assert all(found.ms is not None for found in count.cells.values())
    wrong = Network(network.build, 1, 1)
    with pytest.raises(ArithmeticError, match="small has 1, not"):
        counters.measure("small", wrong, what, ONCE)
