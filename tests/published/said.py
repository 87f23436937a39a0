"""What a notebook says: its results as words, to compare two runs of it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

_IMAGE = re.compile(r'<img alt="([^"]*)"[^>]*>')
_DRAWING = re.compile(
    r"<svg\b.*?<title\b[^>]*>(.*?)</title>\s*<desc\b[^>]*>(.*?)</desc>.*?</svg>",
    re.DOTALL,
)
_CONTROLS = re.compile(r'(?<=<div class="cg-motion">).*?(?=<div )', re.DOTALL)
#: What a cell asks the machine that runs it. Its numbers differ from run to run.
_OF_THE_MACHINE = re.compile(
    r"perf_counter|process_time|timeit|tracemalloc|sys\.version"
    r"|importlib\.metadata import version"
)
Said = list[tuple[str, str]]


def said(cell: dict[str, Any]) -> Said:
    """Read what a cell printed, showed and raised.

    Parameters
    ----------
    cell : dict
        A cell of code, as read from JSON.

    Returns
    -------
    list of pairs
        Kinds and words. Pictures stand as their descriptions; what went to stderr is
        left out. Where a cell measures, or asks for versions, numbers are masked.
    """
    found: Said = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            if output["name"] != "stdout":
                continue
            text = "".join(output["text"])
            if found and found[-1][0] == "stdout":  # printed in two pieces
                text = found.pop()[1] + text
            found.append(("stdout", text))
        elif output["output_type"] == "error":
            found.append(("error", f"{output['ename']}: {output['evalue']}"))
        else:
            for kind, lines in sorted(output["data"].items()):
                found.append((kind, described("".join(lines))))
    if _OF_THE_MACHINE.search("".join(cell["source"])):
        return [(kind, re.sub(r"\d+", "0", text)) for kind, text in found]
    return found


def described(html: str) -> str:
    """Replace drawings, and images of them, by their words."""
    text = _CONTROLS.sub("", html)
    text = _DRAWING.sub(lambda words: f"[{words[1]}. {words[2]}]", text)
    return unescape(_IMAGE.sub(r"[\1]", text)).strip()
