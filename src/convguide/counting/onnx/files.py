"""Opening a file of ONNX, or saying why it cannot be opened."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convguide._errors import ModelError

if TYPE_CHECKING:
    from onnx import ModelProto

LARGEST = 2**31 - 1  # bytes that protobuf can read


def opened(model: object) -> ModelProto:
    """Read a model, without the arrays that lie in other files.

    Parameters
    ----------
    model : onnx.ModelProto, str or path
        A model, which is given back, or the path of a file.

    Returns
    -------
    onnx.ModelProto
        The model. Arrays in other files need not be there: their sizes are in this one.

    Raises
    ------
    ModuleNotFoundError
        If onnx is not installed.
    FileNotFoundError
        If there is no such file.
    ModelError
        If the file is no model, or larger than can be read.
    """
    onnx = _onnx()
    if not isinstance(model, (str, PathLike, onnx.ModelProto)):
        msg = f"model must be an onnx.ModelProto or a path, got {type(model).__name__}"
        raise TypeError(msg)
    if isinstance(model, onnx.ModelProto):
        _refuse_empty("the model", model)
        return model
    path = Path(model)
    if not path.exists():
        msg = f"there is no file {str(path)!r}"
        raise FileNotFoundError(msg)
    if path.is_dir():
        facts = f"{path} is a folder"
        raise ModelError(facts, "give the path of a file in it")
    size = path.stat().st_size
    if size > LARGEST:
        facts = f"{path} has {size:,} bytes, but protobuf reads {LARGEST:,} at most"
        hint = (
            "onnx.save(model, path, save_as_external_data=True) "
            "keeps arrays in a file beside it"
        )
        raise ModelError(facts, hint)
    if size == 0:
        facts = f"{path} is empty: it has 0 bytes"
        raise ModelError(facts, "was it written to the end?")
    try:
        read: ModelProto = onnx.load(path, load_external_data=False)
    except OSError:
        raise  # what the system says is clear
    except Exception as error:  # each format that onnx knows has an error of its own
        facts = f"{path} is no model of ONNX, or only a part of one: {_line(error)}"
        hint = f"it has {size:,} bytes; is it another kind of file, or cut off?"
        raise ModelError(facts, hint) from error
    _refuse_empty(str(path), read)
    return read


def _onnx() -> Any:  # noqa: ANN401 - a module
    try:
        import onnx  # noqa: PLC0415 - only who counts such a model needs it
    except ModuleNotFoundError:
        msg = 'models of ONNX need onnx: python -m pip install "convguide[onnx]"'
        raise ModuleNotFoundError(msg, name="onnx") from None
    return onnx


def _line(error: Exception) -> str:
    """Take the first line of what an error says."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _refuse_empty(name: str, model: ModelProto) -> None:
    """Refuse what protobuf takes for a model because nothing contradicts it."""
    if not model.graph.node and not model.graph.initializer:
        facts = f"{name} holds no graph: no nodes and no initializers"
        raise ModelError(facts, "is it a model of ONNX, and written to the end?")
