"""Other counters, called as their users call them: on a model and its inputs."""

from __future__ import annotations

import io
import logging
import warnings
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from importlib import import_module
from typing import TYPE_CHECKING, Any

from convguide import count_macs, count_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Inputs = tuple[Any, ...]
    Counter = Callable[[Any, Inputs], Any]  # a number, or None for a failure


def _torchinfo(model: Any, inputs: Inputs) -> Any:
    """Make a summary that is not printed; the model stays where it is."""
    summary = import_module("torchinfo").summary
    return summary(model, input_data=inputs, verbose=0, device=inputs[0].device)


def _fvcore_macs(model: Any, inputs: Inputs) -> Any:
    """Count what it calls flops, one for each multiply-accumulate."""
    analysis = import_module("fvcore.nn").FlopCountAnalysis(model, inputs)
    analysis.unsupported_ops_warnings(enabled=False)
    analysis.uncalled_modules_warnings(enabled=False)
    return analysis.total()


def _ptflops(model: Any, inputs: Inputs) -> Any:
    """Hand it the inputs as they are: it would add an axis for one sample."""
    given = inputs[0] if len(inputs) == 1 else dict(zip("xy", inputs, strict=True))
    return import_module("ptflops").get_model_complexity_info(
        model,
        tuple(inputs[0].shape),
        as_strings=False,
        print_per_layer_stat=False,
        input_constructor=lambda _: given,
    )


def _thop(model: Any, inputs: Inputs) -> Any:
    """Ask for a profile, whose numbers are floats."""
    macs, parameters = import_module("thop").profile(model, inputs, verbose=False)
    return int(macs), int(parameters)


def _flop_counter_macs(model: Any, inputs: Inputs) -> Any:
    """Halve PyTorch's flops, which are two for each multiply-accumulate."""
    counter = import_module("torch.utils.flop_counter").FlopCounterMode(display=False)
    with counter:
        model(*inputs)
    return counter.get_total_flops() // 2


PARAMETERS: dict[str, Counter] = {
    "convguide": lambda model, _: count_parameters(model).total,
    "torchinfo": lambda model, inputs: _torchinfo(model, inputs).total_params,
    "fvcore": lambda model, _: import_module("fvcore.nn").parameter_count(model)[""],
    "ptflops": lambda model, inputs: _ptflops(model, inputs)[1],
    "thop": lambda model, inputs: _thop(model, inputs)[1],
}
MACS: dict[str, Counter] = {
    "convguide": lambda model, inputs: count_macs(model, inputs=inputs),
    "torchinfo": lambda model, inputs: _torchinfo(model, inputs).total_mult_adds,
    "fvcore": _fvcore_macs,
    "ptflops": lambda model, inputs: _ptflops(model, inputs)[0],
    "thop": lambda model, inputs: _thop(model, inputs)[0],
    "torchprofile": lambda model, inputs: import_module("torchprofile").profile_macs(
        model, inputs
    ),
    "FlopCounter": _flop_counter_macs,
}


@contextmanager
def silence() -> Iterator[None]:
    """Keep what peers print, log and warn of from the terminal."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with (
            warnings.catch_warnings(),
            redirect_stdout(io.StringIO()),
            redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
