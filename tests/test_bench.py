"""The benchmark times what it says, and judges it by the goals; no time is asserted."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from bench import frameworks, goals, measure, reference, report, results, shapes
from bench.peers import NUMPY_PEERS, SCIPY_PEERS
from bench.results import Cell, Result, Run
from bench.worker import environment

from convguide import Conv2dSpec, conv2d

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(__file__).parents[1] / "docs" / "machines"
# Counts that anybody can look up: weights without bias, and multiplications.
KNOWN = {
    "VGG-16 3×3 3→64 224²": (1_728, 86_704_128),
    "VGG-16 3×3 64→64 224²": (36_864, 1_849_688_064),
    "VGG-16 3×3 512→512 14²": (2_359_296, 462_422_016),
    "ResNet-50 7×7/2 3→64 224²": (9_408, 118_013_952),
    "ResNet-50 1×1 512→2048 7²": (1_048_576, 51_380_224),
    "MobileNet 3×3/2 3→32 224²": (864, 10_838_016),
    "MobileNet 3×3 depthwise 512 14²": (4_608, 903_168),
    "teaching 2×2 2→3 3²": (24, 96),
    "teaching 4×4 5→56 9²": (4_480, 161_280),
}
SMALL = (
    Conv2dSpec(2, 6, (3, 2)),
    Conv2dSpec(4, 6, 3, padding=1, groups=2),
    Conv2dSpec(3, 2, 4, stride=2, padding=2),
    Conv2dSpec(4, 4, 3, stride=2, padding=1, groups=4),
    Conv2dSpec(5, 7, 1, stride=2),
    Conv2dSpec(5, 7, 1),
)


def named(name: str) -> shapes.Layer:
    """Find a layer by its name."""
    return shapes.BY_NAME[name]


def small_integers(spec: Conv2dSpec, dtype: str) -> tuple[Any, Any]:
    """Draw an input and a weight on which every peer is exact."""
    numbers = np.random.default_rng(0)
    x = numbers.integers(-9, 10, (1, spec.in_channels, 7, 8))
    weight = numbers.integers(-9, 10, spec.weight_shape)
    return x.astype(dtype), weight.astype(dtype)


@pytest.mark.parametrize("name", KNOWN)
def test_layers_are_what_they_claim(name: str) -> None:
    """Weights and multiplications are those of the published networks."""
    layer = named(name)
    assert (prod(layer.spec.weight_shape), layer.macs) == KNOWN[name]


def test_table_of_layers() -> None:
    """No two layers share a name, and peers need neither bias nor dilation."""
    assert len(shapes.BY_NAME) == len(shapes.LAYERS) == 32
    assert sum(not layer.dense for layer in shapes.LAYERS) == 7
    for layer in (*shapes.LAYERS, *shapes.PROBES):
        assert layer.spec.dilation == (1, 1)
        assert not layer.spec.bias
        assert len(set(layer.spec.padding)) == 1


def test_winograd_counts_where_it_pays() -> None:
    """Six layers have 3×3 kernels, enough channels and at least 32 tiles."""
    names = [layer.name for layer in shapes.LAYERS if layer.suits_winograd]
    assert names == [
        "ResNet-50 3×3 64→64 56²",
        "ResNet-50 3×3 128→128 28²",
        "VGG-16 3×3 64→64 224²",
        "VGG-16 3×3 128→128 112²",
        "VGG-16 3×3 256→256 56²",
        "VGG-16 3×3 512→512 28²",
    ]


@pytest.mark.parametrize(
    "spec",
    [
        Conv2dSpec(32, 31, 3, padding=1),
        Conv2dSpec(31, 32, 3, padding=1),
        Conv2dSpec(32, 32, 5, padding=2),
        Conv2dSpec(32, 32, 3, padding=1, stride=2),
        Conv2dSpec(64, 64, 3, padding=1, groups=2),
        Conv2dSpec(32, 32, 3),  # 22 outputs on a side are 6 tiles, but 20 are 5
    ],
    ids=str,
)
def test_winograd_does_not_count(spec: Conv2dSpec) -> None:
    """One condition missed is enough, the number of tiles among them."""
    padded = Conv2dSpec(32, 32, 3, padding=1)
    assert shapes.Layer("made up", padded, (22, 22)).suits_winograd
    assert not shapes.Layer("made up", spec, (22, 22)).suits_winograd


def test_layers_are_chosen_by_name() -> None:
    """A keyboard has neither × nor →; an unknown name is refused, not skipped."""
    assert shapes.chosen(["VGG-16 3x3 512->512 28"]) == [
        named("VGG-16 3×3 512→512 28²")
    ]
    assert len(shapes.chosen(["vgg", "depthwise"])) == 13
    with pytest.raises(ValueError, match="no shape has 'vgg-19'"):
        shapes.chosen(["vgg-19"])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("spec", SMALL, ids=str)
@pytest.mark.parametrize("name", [*NUMPY_PEERS, *SCIPY_PEERS])
def test_numpy_and_scipy_peers(name: str, spec: Conv2dSpec, dtype: str) -> None:
    """Each peer gives the same numbers, in the same dtype, in the same order."""
    _compare({**NUMPY_PEERS, **SCIPY_PEERS}[name], spec, dtype, name)


@pytest.mark.torch
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("spec", SMALL, ids=str)
def test_torch_peer(spec: Conv2dSpec, dtype: str) -> None:
    """Torch is called with the geometry of the layer."""
    _compare(frameworks.torch, spec, dtype, "torch")


def _compare(peer: Callable[..., Any], spec: Conv2dSpec, dtype: str, name: str) -> None:
    x, weight = small_integers(spec, dtype)
    expected = conv2d(
        x,
        weight,
        stride=spec.stride,
        padding=spec.padding,
        groups=spec.groups,
        view="loops",
    )
    reference.refuse_wrong(name, np.asarray(peer(x, weight, spec)()), expected, dtype)


def test_wrong_numbers_are_not_timed() -> None:
    """A peer that flips its kernel, rounds or changes the dtype is refused."""
    spec = Conv2dSpec(2, 3, 3)
    x, weight = small_integers(spec, "float32")
    right = conv2d(x, weight)
    reference.refuse_wrong("right", right, right, "float32")
    wrong = {
        "flipped": conv2d(x, weight[..., ::-1, ::-1]),
        "rounded": right + np.float32(0.1),
        "wide": right.astype(np.float64),
        "short": right[:, :, :-1],
        "nothing": right * np.float32("nan"),
    }
    for name, y in wrong.items():
        with pytest.raises(ArithmeticError, match=f"^{name} "):
            reference.refuse_wrong(name, y, right, "float32")


def test_reference_is_held_against_the_definition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A view that went wrong cannot vouch for itself."""
    layer = named("teaching 4×4 5→56 9²")
    x, weight = measure._arrays(layer, "float32")
    y, exact = reference.reference(x, weight, layer)
    assert exact
    assert y.shape == layer.output_shape
    monkeypatch.setattr(reference, "conv2d", lambda *_, **__: y + 1e-6)
    with pytest.raises(ArithmeticError, match="the reference of teaching"):
        reference.reference(x, weight, layer)


def test_errors_are_counted_in_torch_own() -> None:
    """Where torch is exact by luck, the unit is one rounding of the largest number."""
    truth = np.array([1.0, -2.0])
    dtype = np.dtype(np.float32)
    assert reference.error_unit(1e-3, truth, dtype) == 1e-3
    assert reference.error_unit(0.0, truth, dtype) == 2.0**-23


def test_peak_memory_counts_the_output_and_not_the_input() -> None:
    """A call that holds one array of 8 MB at its end, and two before."""
    x = np.ones(2**20)
    output = measure.peak_memory(lambda: x + 1)
    twice = measure.peak_memory(lambda: np.negative(x + 1))
    assert output == pytest.approx(x.nbytes, rel=0.01)
    assert twice == pytest.approx(2 * x.nbytes, rel=0.01)


def test_rounds_are_paired() -> None:
    """Least times make the ratio; the median is of the ratios in each round."""
    own, torch = [3.0, 2.0, 8.0], [1.0, 2.0, 2.0, 0.5]
    assert measure.summary(own, torch) == {"ms": 2e3, "ratio": 4.0, "median": 3.0}


def test_race_takes_turns() -> None:
    """Each round begins with another column; who is slow leaves after the first."""
    log = []

    def call(name: str) -> Callable[[], None]:
        return lambda: log.append(name)

    calls = {name: call(name) for name in ("torch", "auto", "loops")}
    once = {"torch": 1.0, "auto": 1.0, "loops": 1e9}
    plan = measure.Plan(threads=1, seconds=1e3, rounds=(2, 4), patience=1)
    ticks = iter(range(1000))
    times = measure.race(calls, once | {"loops": 200.0}, lambda: next(ticks), plan)
    assert log[:6] == ["torch", "auto", "loops", "auto", "loops", "torch"]
    assert times["torch"] == [1, 1, 1, 1]
    log.clear()
    plan = plan._replace(seconds=-1.0)
    times = measure.race(calls, once, lambda: next(ticks), plan)
    assert {name: len(taken) for name, taken in times.items()} == {
        "torch": 1,
        "auto": 1,
        "loops": 1,
    }


def test_forecast_learns_from_the_quickest_of_a_kind() -> None:
    """What is known of dense layers says nothing about depthwise ones, nor of 1×1."""
    forecast = measure.Forecast()
    small, large = named("ResNet-50 3×3 64→64 56²"), named("VGG-16 3×3 64→64 224²")
    assert forecast.seconds("loops", large, "float32") == 0
    forecast.learn("loops", named("teaching 2×2 2→3 3²"), "float32", 9.0)
    assert forecast.seconds("loops", large, "float32") == 0
    forecast.learn("loops", small, "float32", 2.0)
    forecast.learn("loops", small, "float32", 3.0)
    assert forecast.seconds("loops", large, "float32") == 2.0 * 16
    for other in ("MobileNet 3×3 depthwise 128 56²", "ResNet-50 1×1 64→256 56²"):
        assert forecast.seconds("loops", named(other), "float32") == 0


def test_threads_are_fixed_before_libraries_load() -> None:
    """Every library finds its number of threads in the environment."""
    for threads in (1, 2):
        found = environment(threads)
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            assert found[name] == str(threads)
        assert ("multi_thread_eigen=false" in found["XLA_FLAGS"]) == (threads == 1)


def made_up(**changes: Any) -> Result:
    """Make a result in which every goal is met, with room to spare, but for changes.

    A change is named `<layer number>_<column>_<quantity>`, as in `_3_auto_ratio`.
    """
    cells = {
        "torch": Cell(1.0, 1.0, 1.0, None, 1.0),
        "auto": Cell(0.4, 0.4, 0.5, 1.2, 1.5),
        "winograd": Cell(0.8, 0.8, 0.8, 3.0, 30.0),
        "loops": Cell(note="skipped: about 90 s a call"),
        "strided im2col": Cell(2.0, 2.0, 2.0, 6.0, 1.0),
        "windows einsum": Cell(3.0, 3.0, 3.0, 9.0, 1.0),
        "SciPy ndimage": Cell(note="skipped: about 70 s a call"),
    }
    runs = []
    for dtype in ("float32", "float64"):
        for number, layer in enumerate(shapes.LAYERS):
            row = dict(cells)
            for change, value in changes.items():
                _, place, column, quantity = change.split("_")
                if place == str(number) and dtype == "float32":
                    row[column] = replace(row[column], **{quantity: value})
            runs.append(Run(layer.name, dtype, 1, "cpu", 5, row))
    return Result(
        date="2026-01-02",
        quick=False,
        machine={"processor": "made up", "cores": 2},
        versions={"numpy": "2.4.6"},
        layers=[
            {"name": layer.name, "macs": layer.macs, "input": list(layer.input_shape)}
            for layer in shapes.LAYERS
        ],
        columns={
            "own": ["auto", "loops", "winograd"],
            "peers": ["torch", "strided im2col", "windows einsum", "SciPy ndimage"],
        },
        import_ms=4.0,
        runs=runs,
    )


def unmet(result: Result) -> list[str]:
    """Name what is not met, by the beginning of its text."""
    return [goal.text for goal in goals.goals(result) if goal.state != "met"]


def test_goals_can_be_met() -> None:
    """With good numbers everywhere, all are."""
    assert unmet(made_up()) == []


@pytest.mark.parametrize(
    ("change", "text", "value"),
    [
        ({"_3_auto_ratio": 1.51}, "auto, slowest dense layer", 1.51),
        ({"_28_auto_ratio": 1.3}, "auto, the call of teaching 2×2 2→3 3²", 1.3),
        ({"_3_auto_memory": 1.61}, "auto, peak memory", 1.61),
        ({"_31_auto_error": 2.6}, "auto, largest error", 2.6),
        ({"_0_auto_ms": 2.2}, "auto × the quickest NumPy or SciPy peer", 1.1),
        ({"_0_winograd_ratio": 0.1}, None, None),  # 7×7: it does not apply
        ({"_1_winograd_ratio": 9.0}, "winograd, where it applies", 1.197),
        ({"_28_auto_memory": 9.0}, None, None),  # too small to count
        ({"_21_auto_ratio": 1e9}, "auto, depthwise, geometric mean", 8.804),
    ],
)
def test_goals_can_be_missed(
    change: dict[str, float], text: str | None, value: float | None
) -> None:
    """One bad number misses its own goal and no other, and is shown."""
    missed = [goal for goal in goals.goals(made_up(**change)) if goal.state != "met"]
    if text is None:
        assert missed == []
        return
    (goal,) = missed
    assert goal.text.startswith(text)
    assert goal.state == "not met"
    assert goal.value == pytest.approx(value, rel=1e-3)


def test_goals_for_means_are_means() -> None:
    """A factor on every dense layer moves the mean by just that factor."""
    dense = [n for n, layer in enumerate(shapes.LAYERS) if layer.dense]
    change = {f"_{n}_auto_ratio": 1.21 + 0.001 * (n % 2) for n in dense}
    assert unmet(made_up(**change))[:2] == [
        "auto, dense layers, geometric mean × torch",
        "the same without the teaching shapes",
    ]


def test_goals_without_measurements() -> None:
    """What was measured on some layers can miss a goal, but not meet it."""
    result = made_up(_3_auto_ratio=1.6)
    nothing = replace(result, runs=[], import_ms=None)
    assert {goal.state for goal in goals.goals(nothing)} == {"not measured"}
    some = replace(result, runs=result.runs[:5], import_ms=None)
    found = {goal.text: goal for goal in goals.goals(some)}
    slowest = found["auto, slowest dense layer × torch"]
    assert slowest.state == "not met"
    assert slowest.detail == "ResNet-50 3×3 256→256 14², 5 of 25 layers"
    mean = found["auto, dense layers, geometric mean × torch"]
    assert (mean.state, mean.detail) == ("not measured", "5 of 25 layers")
    assert found["auto, largest error × torch's"].state == "not measured"


def test_skipped_is_said_in_the_table() -> None:
    """Numbers, what was too slow, what was refused, and each goal with its state."""
    result = made_up(_3_auto_ratio=1.6)
    text = report.report(result)
    assert max(map(len, text.splitlines())) <= report.WIDTH
    row = next(line for line in text.splitlines() if line.startswith("3×3 256→256 14²"))
    assert row.split()[3:] == ["1.60", "2.00", "3.00", "slow"]
    assert "  not met        1.60 ≤ 1.50  auto, slowest dense layer" in text
    assert "  met            4.00 ≤ 15.0  import convguide" in text
    assert "1 thread, float64: processor time by torch's" in text
    assert "at most 69% (ResNet-50 3×3 256→256 14²)" in text
    assert "do not quote" in text
    steady = result.cells("float32", 1)["ResNet-50 3×3 64→64 56²"]
    steady["auto"] = replace(steady["auto"], median=0.41)
    assert "do not quote" not in report.noise({"ResNet-50 3×3 64→64 56²": steady})


def test_wide_tables_are_broken() -> None:
    """However many views there are, a line fits, and each part repeats auto."""
    result = made_up()
    views = [f"view{n}" for n in range(30)]
    runs = [
        replace(run, cells=run.cells | dict.fromkeys(views, Cell(ratio=2.0)))
        for run in result.runs
    ]
    columns = result.columns | {"own": ["auto", *views]}
    lines = report.report(replace(result, runs=runs, columns=columns)).splitlines()
    assert max(map(len, lines)) <= report.WIDTH
    heads = [line.split() for line in lines if " view" in line and line[0] == " "]
    assert {head[0] for head in heads} == {"auto"}
    assert {name for head in heads for name in head[1:]} >= set(views)


def test_result_survives_its_file(tmp_path: Path) -> None:
    """What is written is what is read, and the same bytes again."""
    path = tmp_path / "bench.json"
    result = made_up()
    result.goals = [goal._asdict() for goal in goals.goals(result)]
    results.save(result, path)
    text = path.read_text(encoding="utf-8")
    loaded = results.load(path)
    assert loaded.runs == result.runs
    results.save(loaded, path)
    assert path.read_text(encoding="utf-8") == text
    assert '"loops": {"note": "skipped: about 90 s a call"}' in text


def test_nothing_else_is_overwritten(tmp_path: Path) -> None:
    """Earlier results are replaced; other people's files are refused, and kept."""
    path = tmp_path / "bench.json"
    results.refuse_to_overwrite(path)
    results.save(made_up(), path)
    results.refuse_to_overwrite(path)
    for foreign in ('{"kind": "something else"}', "[]", "no JSON", "\x00"):
        path.write_text(foreign, encoding="utf-8")
        with pytest.raises(FileExistsError, match="exists and is not of"):
            results.refuse_to_overwrite(path)
    path.unlink()
    picture = path.with_suffix(".svg")
    picture.write_text("<svg>a holiday</svg>", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"bench\.svg exists"):
        results.refuse_to_overwrite(path)
    with pytest.raises(ValueError, match=r"ends in \.json"):
        results.refuse_to_overwrite(picture)
    with pytest.raises(FileNotFoundError, match="no folder"):
        results.refuse_to_overwrite(tmp_path / "nowhere" / "bench.json")


@pytest.mark.diagrams
def test_picture_can_be_replaced_and_is_the_same_again(tmp_path: Path) -> None:
    """The picture is recognised as the benchmark's own, and its bytes are stable."""
    plot = import_module("bench.plot").plot
    path = tmp_path / "bench.json"
    drawn = [plot(made_up()).svg for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert "ResNet-50 7×7/2 3→64 224²: 0.40" in drawn[0]
    assert "strided im2col" in drawn[0]
    assert "<use" not in drawn[0]  # a drawing drops what a shared mark refers to
    plot(made_up()).save(path.with_suffix(".svg"))
    results.refuse_to_overwrite(path)


@pytest.mark.diagrams
def test_the_book_tells_of_the_run(tmp_path: Path) -> None:
    """Date, machine, tables and goals, in a file that is replaced and not mistaken."""
    book = import_module("bench.book")
    path = tmp_path / "bench.json"
    text = book.write_book(made_up(), path).read_text(encoding="utf-8")
    assert text == book.book(made_up())
    assert "One run of 2026-01-02, on one thread of a shared machine (made up," in text
    assert "| teaching 2×2 2→3 3² | 0.40 |  | 0.80 |  |  |" in text
    assert "`winograd` took 2.00 times as long as `auto`, in the geometric mean" in text
    assert (
        "- auto, slowest dense layer × torch (VGG-16 3×3 512→512 14²): 3.00, aim at"
        in (book.book(made_up(_16_auto_ratio=3.0)))
    )
    book.write_book(made_up(_0_auto_ratio=0.5), path)
    assert path.with_suffix(".inc").read_text(encoding="utf-8") != text
    path.with_suffix(".inc").write_text("a shopping list", encoding="utf-8")
    with pytest.raises(FileExistsError, match="was not written by this benchmark"):
        book.write_book(made_up(), path)


@pytest.mark.diagrams
def test_the_book_shows_the_stored_run() -> None:
    """What stands on the page on time is what the stored run says."""
    book = import_module("bench.book").book
    stored = results.load(DOCS / "timing.json")
    assert (DOCS / "timing.inc").read_text(encoding="utf-8") == book(stored)
    assert not stored.quick


def test_the_page_reads_the_run_right() -> None:
    """Winograd is quicker where channels and tiles are many, and slower elsewhere."""
    cells = results.load(DOCS / "timing.json").cells("float32", 1)
    quicker = {
        name: row["winograd"].ratio < row["auto"].ratio
        for name, row in cells.items()
        if row["winograd"].ratio is not None and row["auto"].ratio is not None
    }
    assert set(quicker.values()) == {True, False}
    assert quicker == {name: named(name).suits_winograd for name in quicker}


@pytest.mark.torch
def test_one_layer_is_measured() -> None:
    """A real run on the smallest layer, of what is installed: everything but time."""
    layer = named("teaching 2×2 2→3 3²")
    plan = measure.Plan(threads=1, seconds=0, rounds=(1, 1), patience=1)
    installed = {
        name: peer
        for name, peer in measure.columns(1).items()
        if name not in ("ONNX Runtime", "JAX")
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measure, "columns", lambda _: installed)
        run = measure.measure(layer, "float32", plan, measure.Forecast())
    assert (run.layer, run.clock, run.rounds) == (layer.name, "cpu", 1)
    assert list(run.cells) == list(installed)
    assert run.cells["torch"].ratio == 1
    assert run.cells["torch"].memory is None
    auto = run.cells["auto"]
    assert auto.ms is not None
    assert auto.memory is not None
    assert auto.memory * layer.numbers * 4 >= prod(layer.output_shape) * 4
    assert auto.error is not None
    assert auto.error <= 2.5
