"""Where others run the notebooks: addresses in Colab and Binder, and the branch.

Both take notebooks from a repository on GitHub. There, a branch of its own holds those
of all versions, at the same paths as in the site, beside what Binder has to install.
"""

from __future__ import annotations

import json
import re
import shutil
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from errors import SiteError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

BRANCH = "notebooks"
FOLDER = "_notebooks"
_SLUG = re.compile(r"\d+\.\d+|dev")
#: PyTorch's small build, which a requirements file cannot ask for by its name.
_POST_BUILD = """\
#!/usr/bin/env bash
set -euo pipefail
UV_TORCH_BACKEND=cpu uv pip install --no-cache --python "$(command -v python)" {torch}
"""
_README = """\
# Notebooks of convguide

Each page of the book that has code as an executed notebook, one folder for each
version. This branch is written by a program from the published site, and replaced with
it: change the pages instead. Binder reads the folder `.binder`.

"""


def colab(repository: str, path: str) -> str:
    """Return the address that opens a published notebook in Colab.

    Parameters
    ----------
    repository : str
        ``owner/name`` on GitHub.
    path : str
        The notebook's place in the site, ``"0.2/_notebooks/words.ipynb"``.

    Returns
    -------
    str
        An address.
    """
    place = f"{repository}/blob/{BRANCH}/{quote(path)}"
    return f"https://colab.research.google.com/github/{place}"


def binder(repository: str, path: str) -> str:
    """Return the address that opens a published notebook in Binder.

    Parameters
    ----------
    repository, path : str
        As for `colab`.

    Returns
    -------
    str
        An address.
    """
    query = urlencode({"labpath": path}, quote_via=quote, safe="")
    return f"https://mybinder.org/v2/gh/{repository}/{BRANCH}?{query}"


def archive(repository: str, commit: str) -> str:
    """Return the address that pip can install a commit from."""
    return f"https://github.com/{repository}/archive/{commit}.zip"


def launchers(repository: str, path: str) -> str:
    """Write the links that open a page's notebook elsewhere; nothing if nowhere.

    Parameters
    ----------
    repository, path : str
        As for `colab`; an empty repository is one that is not known.

    Returns
    -------
    str
        HTML.
    """
    if not repository:
        return ""
    links = [
        f'<a href="{escape(address(repository, path))}" rel="noreferrer">{words}</a>'
        for words, address in [("Open in Colab", colab), ("Open in Binder", binder)]
    ]
    return (
        f'<p class="cg-notebook">{" · ".join(links)}\n'
        "  <span>runs on a machine of Google or of the Binder project</span></p>"
    )


def notebooks_tree(site: Path, target: Path) -> list[str]:
    """Write what belongs on the branch of the notebooks, and nothing else.

    Parameters
    ----------
    site : path
        The finished site.
    target : path
        A folder that does not exist, or is empty but for ``.git``.

    Returns
    -------
    list of str
        The places of all notebooks.

    Raises
    ------
    SiteError
        If there is no notebook in the site, or something else in the target.
    """
    if target.exists() and {entry.name for entry in target.iterdir()} - {".git"}:
        msg = f"{target} holds files"
        raise SiteError(msg, "name an empty folder")
    files = published(site)
    if not files:
        msg = f"{site} has no notebooks"
        raise SiteError(msg, "nox -s site builds them")
    for file in files:
        copy = target / file.relative_to(site)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    places = [file.relative_to(site).as_posix() for file in files]
    notebooks = [json.loads(file.read_text("utf-8")) for file in files]
    _write_binder(target / ".binder", requirements(notebooks))
    lines = (f"- [{place}]({quote(place)})\n" for place in places)
    (target / "README.md").write_text(_README + "".join(lines), encoding="utf-8")
    return places


def published(site: Path) -> list[Path]:
    """List the notebooks of all versions, oldest first."""
    slugs = [f.name for f in site.glob("*") if _SLUG.fullmatch(f.name)]
    slugs.sort(key=lambda slug: [*map(int, re.findall(r"\d+", slug))] or [10**6])
    return [
        notebook
        for slug in slugs
        for notebook in sorted((site / slug / FOLDER).rglob("*.ipynb"))
    ]


def requirements(notebooks: Iterable[dict[str, Any]]) -> list[str]:
    """List what notebooks need of others' packages; where they differ, the last counts.

    Each installs its own version of ours by itself, so that one environment does for
    all versions of the book.
    """
    found: dict[str, str] = {}
    for notebook in notebooks:
        for need in notebook["metadata"].get("convguide", {}).get("needs", []):
            found[re.split(r"[^\w.-]", need)[0]] = need
    return [need for name, need in sorted(found.items()) if name != "convguide"]


def _write_binder(folder: Path, needs: list[str]) -> None:
    """Write what Binder builds an environment from."""
    folder.mkdir()
    torch = [need for need in needs if need.startswith("torch")]
    others = [need for need in needs if need not in torch]
    files = {
        "requirements.txt": "\n".join([*others, *(["uv"] if torch else []), ""]),
        "runtime.txt": "python-3.11\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    if torch:
        script = folder / "postBuild"
        quoted = " ".join(f'"{need}"' for need in torch)
        script.write_text(_POST_BUILD.format(torch=quoted), encoding="utf-8")
        script.chmod(0o755)
