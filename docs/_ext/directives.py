"""Find the directives in MyST Markdown, so that each can be written in another way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FENCE = re.compile(r"(`{3,}|:{3,}) *\{([\w-]+)\} *(.*)")
_OPTION = re.compile(r":([\w-]+): *(.*)")


class Directive(NamedTuple):
    """One directive.

    Parameters
    ----------
    name : str
        Such as ``"admonition"``.
    argument : str
        What stands behind the name.
    options : mapping of str
        The lines ``:name: value`` at its start.
    body : str
        The rest.
    """

    name: str
    argument: str
    options: Mapping[str, str]
    body: str


def rewritten(
    text: str, prose: Callable[[str], str], block: Callable[[Directive], str]
) -> str:
    """Write Markdown anew, with other words for its directives.

    Parameters
    ----------
    text : str
        Markdown. Directives begin at the start of a line.
    prose : callable
        Rewrites what is neither a directive nor a block of code.
    block : callable
        Rewrites a directive. What is nested in it is left to this function.

    Returns
    -------
    str
        The new text.

    Raises
    ------
    ValueError
        If a directive does not end.
    """
    parts: list[str] = []
    waiting: list[str] = []  # prose

    def flush() -> None:
        if waiting:
            parts.append(prose("\n".join(waiting)))
            waiting.clear()

    lines = text.splitlines()
    while lines:
        line = lines.pop(0)
        fence = _FENCE.fullmatch(line)
        code = re.match("`{3,}", line)
        if not fence and not code:
            waiting.append(line)
            continue
        flush()
        marks = fence[1] if fence else line[: len(line) - len(line.lstrip("`"))]
        inside = _until(marks, lines, line)
        if fence:
            parts.append(block(_directive(fence[2], fence[3], inside)))
        else:
            parts.append("\n".join([line, *inside, marks]))
    flush()
    return "\n".join(parts)


def _until(marks: str, lines: list[str], start: str) -> list[str]:
    """Take the lines up to the fence that ends what ``start`` begins."""
    for number, line in enumerate(lines):
        if len(line) >= len(marks) and set(line) == {marks[0]}:
            inside = lines[:number]
            del lines[: number + 1]
            return inside
    msg = f"no line {marks} ends {start!r}"
    raise ValueError(msg)


def _directive(name: str, argument: str, lines: list[str]) -> Directive:
    """Take the options from the start of a directive."""
    options = {}
    while lines and (option := _OPTION.fullmatch(lines[0])):
        options[option[1]] = option[2]
        lines = lines[1:]
    return Directive(name, argument.strip(), options, "\n".join(lines).strip("\n"))
