"""Why a forward failed: the first layer that objects, with both shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn.utils.parametrize import type_before_parametrizations

from convguide._errors import ModelError, ShapeError
from convguide.counting.pytorch.misfits import MisfitError
from convguide.counting.pytorch.objections import misfit
from convguide.counting.pytorch.walking import NumbersNeededError

if TYPE_CHECKING:
    from torch import nn

    from convguide.counting.pytorch.inputs import Arguments
    from convguide.counting.pytorch.walking import Walk

NO_NUMBERS = (
    *("meta tensor", "meta device type", "no data", "data-dependent"),
    *("data-independent", "Tensor.__format__", "but got 1D meta"),
)


def explained(
    error: BaseException, walk: Walk, model: nn.Module, given: Arguments
) -> Exception:
    """Turn what a forward raised into an error that says where and why.

    Parameters
    ----------
    error : BaseException
        What was raised.
    walk : Walk
        Where the walk was.
    model : torch.nn.Module
        The copy that was walked.
    given : Arguments
        Its input.

    Returns
    -------
    ShapeError or ModelError
        ShapeError if a layer does not fit its input.
    """
    if isinstance(error, MisfitError):
        error = error.told
    path, args = ("", given.args) if walk.failed is None else walk.failed[:2]
    module = model.get_submodule(path)
    kind = type_before_parametrizations(module).__name__
    where = f"{path} ({kind})" if path else kind
    if isinstance(error, NumbersNeededError) or _lacks_numbers(error):
        why = f" ({error})" if isinstance(error, NumbersNeededError) else ""
        return ModelError(
            f"{where} asks for the numbers of a tensor{why}; which way it takes then "
            "depends on the data, and no data is computed here",
            "count the parts of the model one by one",
        )
    if isinstance(error, ModelError):
        return ModelError(f"{where} {error.facts}", error.hint)
    x = args[0] if args and torch.is_tensor(args[0]) else None
    if x is not None and (told := misfit(module, x, where)) is not None:
        return told
    if isinstance(error, ShapeError):
        return ShapeError(f"{where}: {error.facts}", error.shapes, error.hint)
    said = " ".join(str(error).split()) or "no message"
    return ModelError(
        f"{where} raised {type(error).__name__}: {said}",
        "is the input as the model wants it? inputs=... takes its arguments themselves",
    )


def _lacks_numbers(error: BaseException) -> bool:
    """Recognise the ways in which PyTorch says that a tensor has no numbers."""
    return any(words in str(error) for words in NO_NUMBERS)
