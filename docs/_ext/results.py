"""What cells have printed: bring it to the same bytes each time, and find faults."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


def joined(outputs: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join what was printed in one go: the kernel sends it in pieces, by the clock.

    Parameters
    ----------
    outputs : iterable of dict
        Outputs of one cell, from JSON or from a notebook in memory.

    Returns
    -------
    list of dict
        The same outputs, with neighbouring pieces of one stream as one text.
    """
    whole: list[dict[str, Any]] = []
    for output in outputs:
        last = whole[-1] if whole else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            text = "".join([*last["text"], *output["text"]])
            whole[-1] = type(output)({**last, "text": text})
        else:
            whole.append(output)
    return whole


def normalised(notebook: dict[str, Any]) -> dict[str, Any]:
    """Keep what a reader needs of a notebook, and nothing that changes by itself.

    Parameters
    ----------
    notebook : dict
        An executed notebook, as read from JSON.

    Returns
    -------
    dict
        The same cells and results, numbered from 1, with the tags of the cells.
    """
    cells = []
    for number, cell in enumerate(notebook["cells"], start=1):
        tags = cell.get("metadata", {}).get("tags")
        metadata = {"tags": tags} if tags else {}
        cells.append({**cell, "id": f"cell-{number}", "metadata": metadata})
    language = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": KERNELSPEC, "language_info": language},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def complaints(notebook: dict[str, Any], folders: list[str]) -> Iterator[str]:
    """Find results that should not be there, in hidden cells too.

    Parameters
    ----------
    notebook : dict
        An executed notebook, as read from JSON.
    folders : list of str
        Folders of this machine.

    Yields
    ------
    str
        What was found, and where.
    """
    for number, cell in enumerate(notebook["cells"], start=1):
        outputs = cell.get("outputs", [])
        text = json.dumps(outputs, ensure_ascii=False)
        for what in ADDRESS.findall(text) + [f for f in folders if f in text]:
            yield f"cell {number} prints {what!r}, which changes with each build"
        for output in outputs:
            if output.get("name") == "stderr":
                what = "".join(output["text"])
                yield f"cell {number} writes to stderr: {what.strip()}"
        tags = cell.get("metadata", {}).get("tags", [])
        raised = any(output["output_type"] == "error" for output in outputs)
        if "raises-exception" in tags and not raised:
            yield f"cell {number} should raise an exception, and does not"
