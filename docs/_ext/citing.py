"""Write a citation as a link that says who and when, for readers without the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pybtex.database import parse_file
from pybtex.richtext import Text

if TYPE_CHECKING:
    from pathlib import Path

    from pybtex.database import Entry


def citations(bibliography: Path) -> dict[str, str]:
    """Read a bibliography.

    Parameters
    ----------
    bibliography : path
        A file of BibTeX.

    Returns
    -------
    dict of str
        Markdown for each key. A source without an address is named by its title.
    """
    entries = parse_file(str(bibliography)).entries
    return {key: _written(entry) for key, entry in entries.items()}


def _written(entry: Entry) -> str:
    """Write who, when, and where."""
    people = [
        _plain(" ".join([*person.prelast_names, *person.last_names]))
        for person in entry.persons["author"]
    ]
    who = f"{people[0]} et al." if len(people) > 2 else " and ".join(people)  # noqa: PLR2004
    words = ", ".join([who, *filter(None, [entry.fields.get("year")])])
    url = entry.fields.get("url") or _of_doi(entry)
    return f"[{words}]({url})" if url else f"{words}: {_plain(entry.fields['title'])}"


def _of_doi(entry: Entry) -> str:
    """Return the address that a DOI stands for."""
    doi = entry.fields.get("doi", "")
    return f"https://doi.org/{doi}" if doi else ""


def _plain(latex: str) -> str:
    """Return text without the braces and accents of LaTeX."""
    return str(Text.from_latex(latex))
