"""What the environment says of where the site stands."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from errors import SiteError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: A host, a port, a path: nothing that Markdown, XML or a shell would read otherwise.
_BASE = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%/-]*)?")
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Settings:
    """Where the site stands.

    Parameters
    ----------
    base : str
        Its address, with a slash at its end; empty if not known.
    repository : str
        ``owner/name`` on GitHub; empty if not known.
    pdf : bool
        Whether to print each book.
    """

    base: str = ""
    repository: str = ""
    pdf: bool = True


def settings(*, pdf: bool, variables: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from environment variables.

    ``CONVGUIDE_BASE_URL``, else ``READTHEDOCS_CANONICAL_URL``, is the address;
    ``CONVGUIDE_REPOSITORY``, else ``GITHUB_REPOSITORY``, the repository.

    Raises
    ------
    SiteError
        If the address is no address, or the repository no ``owner/name``.
    """
    source, base = _first(variables, "CONVGUIDE_BASE_URL", "READTHEDOCS_CANONICAL_URL")
    if base and not _BASE.fullmatch(base):
        msg = f"{source} is {base!r}, which is no address of a site"
        hint = "write it like https://example.org/book/, what is not ASCII as %C3%A9"
        raise SiteError(msg, hint)
    source, repository = _first(variables, "CONVGUIDE_REPOSITORY", "GITHUB_REPOSITORY")
    if repository and not _REPOSITORY.fullmatch(repository):
        msg = f"{source} is {repository!r}, which is no repository"
        raise SiteError(msg, hint="write it like owner/name")
    return Settings(f"{base.rstrip('/')}/" if base else "", repository, pdf)


def _first(variables: Mapping[str, str], *names: str) -> tuple[str, str]:
    """Return the name and value of the first variable that is set and not empty."""
    found = ((name, variables[name].strip()) for name in names if name in variables)
    return next((pair for pair in found if pair[1]), ("", ""))
