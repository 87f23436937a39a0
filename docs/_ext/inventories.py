"""Links into other projects' references, from lists of names instead of downloads.

Intersphinx usually fetches an inventory of each project, so a build would need the
network. The docstrings name few things; their addresses follow patterns.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ERRORS = (
    "ImportError",
    "IndexError",
    "KeyError",
    "MemoryError",
    "OverflowError",
    "TypeError",
    "ValueError",
)

#: Project: address, and names with their role and page; ``$`` stands for the name.
PROJECTS: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "python": (
        "https://docs.python.org/3/",
        {
            "False": ("py:data", "library/constants.html#$"),
            "None": ("py:data", "library/constants.html#$"),
            "True": ("py:data", "library/constants.html#$"),
            "bool": ("py:class", "library/functions.html#$"),
            "callable": ("std:term", "glossary.html#term-$"),
            "collections.abc.Iterable": ("py:class", "library/collections.abc.html#$"),
            "collections.abc.Mapping": ("py:class", "library/collections.abc.html#$"),
            "collections.abc.Sequence": ("py:class", "library/collections.abc.html#$"),
            "dict": ("py:class", "library/stdtypes.html#$"),
            "float": ("py:class", "library/functions.html#$"),
            "int": ("py:class", "library/functions.html#$"),
            "iterable": ("std:term", "glossary.html#term-$"),
            "mapping": ("std:term", "glossary.html#term-$"),
            "path-like object": ("std:term", "glossary.html#term-path-like-object"),
            "pathlib.Path": ("py:class", "library/pathlib.html#$"),
            "range": ("py:class", "library/stdtypes.html#$"),
            "sequence": ("std:term", "glossary.html#term-$"),
            "slice": ("py:class", "library/functions.html#$"),
            "str": ("py:class", "library/stdtypes.html#$"),
            "tuple": ("py:class", "library/stdtypes.html#$"),
            **dict.fromkeys(ERRORS, ("py:exception", "library/exceptions.html#$")),
        },
    ),
    "numpy": (
        "https://numpy.org/doc/stable/",
        {
            "array_like": ("std:term", "glossary.html#term-$"),
            "numpy.dtype": ("py:class", "reference/generated/$.html#$"),
            "numpy.generic": ("py:class", "reference/arrays.scalars.html#$"),
            "numpy.ndarray": ("py:class", "reference/generated/$.html#$"),
            "scalar": ("std:term", "glossary.html#term-array-scalar"),
        },
    ),
    "torch": (
        "https://docs.pytorch.org/docs/stable/",
        {
            "torch.Tensor": ("py:class", "tensors.html#$"),
            "torch.autograd.grad": ("py:function", "generated/$.html#$"),
            "torch.nn.Conv2d": ("py:class", "generated/$.html#$"),
            "torch.nn.ConvTranspose2d": ("py:class", "generated/$.html#$"),
            "torch.nn.Module": ("py:class", "generated/$.html#$"),
            **dict.fromkeys(
                [f"torch.nn.functional.conv{n}d" for n in (1, 2, 3)]
                + [f"torch.nn.functional.conv_transpose{n}d" for n in (1, 2, 3)],
                ("py:function", "generated/$.html#$"),
            ),
        },
    ),
    "scipy": (
        "https://docs.scipy.org/doc/scipy/",
        {
            "scipy.sparse.csr_array": ("py:class", "reference/generated/$.html#$"),
        },
    ),
    "matplotlib": (
        "https://matplotlib.org/stable/",
        {
            "matplotlib.axes.Axes": ("py:class", "api/_as_gen/$.html#$"),
            "matplotlib.figure.Figure": ("py:class", "api/_as_gen/$.html#$"),
        },
    ),
}

#: Words for types in docstrings, and what they link to.
TYPE_ALIASES = {
    "Conv2dSpec": ":class:`Conv2dSpec <convguide.Conv2dSpec>`",
    "a word": ":class:`a word <str>`",
    "array_like": ":term:`array_like`",
    "callable": ":term:`callable`",
    "four int": ":class:`four int <int>`",
    "iterable": ":term:`iterable`",
    "mapping": ":term:`mapping`",
    "ndarray": ":class:`ndarray <numpy.ndarray>`",
    "pair": ":term:`pair <sequence>`",
    "path-like": ":term:`path-like object`",
    "scalar": ":term:`scalar`",
    "sequence": ":term:`sequence`",
    "six int": ":class:`six int <int>`",
    "three": ":term:`three <sequence>`",
    "three int": ":class:`three int <int>`",
}


def inventory(project: str, names: Mapping[str, tuple[str, str]]) -> bytes:
    """Write an inventory, version 2 of Sphinx's format.

    Parameters
    ----------
    project : str
        Name of the project.
    names : mapping of str to (str, str)
        For each name its role and its page.

    Returns
    -------
    bytes
        The content of an ``objects.inv``.
    """
    head = (
        "# Sphinx inventory version 2\n"
        f"# Project: {project}\n"
        "# Version: \n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    # Sphinx itself knows "$" at the end of an address only.
    lines = [
        f"{name} {role} 1 {page.replace('$', name)} -\n"
        for name, (role, page) in sorted(names.items())
    ]
    return head.encode() + zlib.compress("".join(lines).encode(), 9)


def write(folder: Path) -> dict[str, tuple[str, str]]:
    """Write one inventory for each project.

    Parameters
    ----------
    folder : path
        Where to write; made if missing.

    Returns
    -------
    dict
        A value for ``intersphinx_mapping``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mapping = {}
    for project, (address, names) in PROJECTS.items():
        file = folder / f"{project}.inv"
        content = inventory(project, names)
        if not file.exists() or file.read_bytes() != content:
            file.write_bytes(content)
        mapping[project] = (address, str(file))
    return mapping
