"""How to cite one version: BibTeX, and CITATION.cff."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from errors import SiteError

if TYPE_CHECKING:
    from releases import Version

CITATION = "CITATION.cff"
TITLE = "convguide: what a convolution layer computes"


def bibtex(version: Version, address: str = "") -> str:
    """Write an entry for a bibliography.

    Parameters
    ----------
    version : Version
        What is cited.
    address : str
        Where it stands; empty if that is not known.

    Returns
    -------
    str
        An entry that BibTeX and BibLaTeX read.
    """
    year, month, _ = version.date.split("-")
    name = re.sub(r"[^0-9a-z]+", "_", f"convguide_{version.name}")
    fields = {
        "author": "{The convguide authors}",
        "title": f"{{{TITLE}}}",
        "year": year,
        "month": str(int(month)),
        "note": f"Version {version.name}",
    }
    if not version.released:
        fields["note"] += f", not released, commit {version.commit[:12]}"
    if address:
        # Not url, which the styles of BibTeX leave out; with both, BibLaTeX prints two.
        fields["howpublished"] = f"\\url{{{address}}}"
    lines = [f"  {field:12} = {{{value}}}," for field, value in fields.items()]
    return "\n".join([f"@misc{{{name},", *lines, "}"])


def citation_file(template: str, version: Version, address: str = "") -> str:
    """Write CITATION.cff for a version, from that of the project.

    Parameters
    ----------
    template : str
        The project's CITATION.cff.
    version : Version
        What is cited.
    address : str
        Where it stands; empty if that is not known.

    Returns
    -------
    str
        The file's text.

    Raises
    ------
    SiteError
        If the project's file has no line for the version, or for the date.
    """
    fields = {"version": version.name, "date-released": version.date}
    if address:
        fields["url"] = address
    text = template
    for field, value in fields.items():
        line = f'{field}: "{value}"'
        text, count = re.subn(rf"^{field}:.*$", line, text, flags=re.MULTILINE)
        if not count and field == "url":
            text, count = f"{text.rstrip()}\n{line}\n", 1
        if count != 1:
            msg = f"CITATION.cff has {count} lines that begin with {field}:, not one"
            raise SiteError(msg)
    return text
