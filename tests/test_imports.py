"""Who may import whom, what loads when, and what every public name must have."""

from __future__ import annotations

import ast
import doctest
import inspect
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from refusals import refusal

import convguide

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(convguide.__file__).parent

# The rooms of the house, the lowest floor first. A room imports from floors below it.
# Inside one room modules may import each other; only views may not.
FLOORS = (
    {"_errors", "_typing"},
    {"_finite", "_hints", "_integers", "terms"},
    {"_axes"},
    {"_padding"},
    {"spec"},
    {"_shapes", "views"},
    {"_inputs"},
    {"adjoint", "conv", "counting", "layouts", "tracing"},
    {"dimensions", "transposed"},
    {"zoo"},
    {"diagrams"},
    {"__init__"},
)
# In the house of pictures each folder is a room that knows none of the others.
PICTURES = {path.parent.name for path in SOURCE.glob("diagrams/*/__init__.py")}
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
# What a room, or a folder in one, may load beside NumPy and the standard library.
LOADS = {
    "diagrams": {"matplotlib", "mpl_toolkits"},
    "counting/pytorch": {"torch"},  # loaded when a model of PyTorch comes
}
OPTIONAL = {"jax", "keras", "matplotlib", "onnx", "scipy", "tensorflow", "torch"}


def violations(package: Path) -> list[str]:
    """List every import under the package's folder that breaks the rule."""
    return [
        f"{path.relative_to(package).as_posix()}:{line}: {complaint}"
        for path in sorted(package.rglob("*.py"))
        for line, complaint in complaints(
            path.relative_to(package), path.read_text(encoding="utf-8")
        )
    ]


def complaints(path: Path, source: str) -> Iterator[tuple[int, str]]:
    """Hold the imports of one module against the floors."""
    room = path.parts[0].removesuffix(".py")
    if room not in LEVEL:
        yield 1, f"{room} stands on no floor"
        return
    tree = ast.parse(source)
    loads = {"numpy", *sys.stdlib_module_names, *LOADS.get(room, ())}
    loads |= LOADS.get("/".join(path.parts[:2]), set())
    at_import = set(run_at_import(tree))
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        for name in imported(node, path):
            first, *target = name.split(".")
            if first != "convguide":
                if node in at_import and first not in loads:
                    yield node.lineno, f"{room} loads {first}"
                continue
            other = target[0] if target and target[0] in LEVEL else "__init__"
            if other != room and LEVEL[other] >= LEVEL[room]:
                yield node.lineno, f"{room} imports {other}, which is not below it"
            if other == room == "views" and path.name != "__init__.py":
                yield node.lineno, f"a view imports {name}"
            if other == room == "diagrams" and path.name != "__init__.py":
                theirs = {*target[1:2]} & PICTURES - {path.parts[1]}
                yield from ((node.lineno, f"a picture imports {it}") for it in theirs)


def imported(node: ast.Import | ast.ImportFrom, path: Path) -> Iterator[str]:
    """Name in full what one statement imports, relative imports resolved."""
    base: list[str] = []
    if isinstance(node, ast.ImportFrom):
        package = ["convguide", *path.parts[:-1]]
        base = package[: len(package) + 1 - node.level] if node.level else []
        base += [node.module] if node.module else []
    yield from (".".join([*base, alias.name]) for alias in node.names)


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Walk over what runs when the module is loaded: no functions, no type checking."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from run_at_import(child)


def test_imports_go_downwards() -> None:
    """No module of the package imports from its own floor or from above."""
    assert violations(SOURCE) == []


def test_every_room_is_there() -> None:
    """The table of floors names no room that has been torn down."""
    rooms = {path.relative_to(SOURCE).parts[0] for path in SOURCE.rglob("*.py")}
    assert {room.removesuffix(".py") for room in rooms} == set(LEVEL)


@pytest.mark.parametrize(
    ("module", "statement", "complaint"),
    [
        (
            "spec.py",
            "from convguide.views import VIEWS",
            "spec imports views, which is",
        ),
        ("spec.py", "import convguide.conv", "spec imports conv, which is"),
        (
            "spec.py",
            "def f():\n    import convguide.conv",
            "spec imports conv, which is",
        ),
        ("conv.py", "from convguide import layouts", "conv imports layouts, which is"),
        ("conv.py", "from convguide import trace", "conv imports __init__, which is"),
        ("conv.py", "import convguide", "conv imports __init__, which is"),
        ("conv.py", "from .tracing import trace", "conv imports tracing, which is"),
        ("conv.py", "from . import tracing", "conv imports tracing, which is"),
        (
            "counting/rows.py",
            "from ..conv import padded",
            "counting imports conv, which is",
        ),
        ("tracing.py", "from convguide.diagrams import x", "tracing imports diagrams"),
        (
            "views/dense.py",
            "from convguide.views.loops import compute",
            "a view imports convguide.views.loops.compute",
        ),
        (
            "views/dense.py",
            "from convguide.views import loops",
            "a view imports convguide.views.loops",
        ),
        (
            "views/dense.py",
            "from . import loops",
            "a view imports convguide.views.loops",
        ),
        ("views/dense.py", "from convguide.conv import padded", "views imports conv"),
        ("conv.py", "import torch", "conv loads torch"),
        ("conv.py", "from torch.nn import functional", "conv loads torch"),
        (
            "counting/rows.py",
            "try:\n    import keras\nexcept ImportError: ...",
            "counting loads keras",
        ),
        ("views/im2col.py", "class A:\n    import scipy", "views loads scipy"),
        ("layouts.py", "import matplotlib.pyplot", "layouts loads matplotlib"),
        (
            "diagrams/layers/kernels.py",
            "from convguide.diagrams.images.greys import greys",
            "a picture imports images",
        ),
        (
            "diagrams/canvas.py",
            "def f():\n    from convguide.diagrams.motion import steps",
            "a picture imports motion",
        ),
        ("cellar.py", "", "cellar stands on no floor"),
    ],
)
def test_rule_can_fail(
    tmp_path: Path, module: str, statement: str, complaint: str
) -> None:
    """A wrong import planted in a copy of the package is found, and nothing else."""
    package = tmp_path / "convguide"
    shutil.copytree(SOURCE, package, ignore=shutil.ignore_patterns("__pycache__"))
    assert violations(package) == []
    with (package / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{statement}\n")
    (found,) = violations(package)
    assert found.startswith(f"{module}:")
    assert complaint in found


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("conv.py", "from convguide.spec import Conv2dSpec"),
        ("conv.py", "def f():\n    import torch"),
        ("conv.py", "if TYPE_CHECKING:\n    import torch"),
        ("views/__init__.py", "from convguide.views import loops"),
        ("__init__.py", "def __getattr__(name): from convguide import diagrams"),
        ("diagrams/__init__.py", "import matplotlib"),
        ("diagrams/__init__.py", "from convguide.diagrams.motion import steps"),
        ("diagrams/motion/motion.py", "from convguide.diagrams.motion import steps"),
    ],
)
def test_rule_is_no_stricter_than_meant(
    tmp_path: Path, module: str, statement: str
) -> None:
    """Imports downwards, in functions and for type checkers are allowed."""
    package = tmp_path / "convguide"
    shutil.copytree(SOURCE, package, ignore=shutil.ignore_patterns("__pycache__"))
    with (package / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{statement}\n")
    assert violations(package) == []


LOADED = """
import sys
{first}
import convguide
print(*sorted({{name.partition(".")[0] for name in sys.modules}}))
"""


def loaded(first: str = "") -> set[str]:
    """Name the packages that are loaded by `import convguide` in a fresh Python."""
    code = LOADED.format(first=first)
    command = [sys.executable, "-I", "-c", f"import sys; sys.path[:0] = {PATH!r}{code}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


PATH = [str(SOURCE.parent)]


def test_core_loads_numpy_alone() -> None:
    """Importing the package imports none of what is optional."""
    names = loaded()
    assert {"convguide", "numpy"} <= names
    assert names & OPTIONAL == set()


def test_loading_would_be_seen() -> None:
    """The test above can fail: a stand-in for an optional package is noticed."""
    names = loaded('sys.modules["torch"] = sys')
    assert names & OPTIONAL == {"torch"}


# Public names


FUNCTIONS = [n for n in convguide.__all__ if inspect.isfunction(getattr(convguide, n))]
CLASSES = [n for n in convguide.__all__ if inspect.isclass(getattr(convguide, n))]
CONSTANTS = ["VIEWS", "__version__"]
# Made by a function that has an example.
RESULTS = {
    "Design": "hypotheses",
    "Designs": "hypotheses",
    "Gradients": "gradients",
    "Guess": "explain_count",
    "Guesses": "explain_count",
    "Ledger": "ledger",
    "ParameterCount": "count_parameters",
    "Trace": "trace",
}


def test_public_names() -> None:
    """The package offers this and nothing else."""
    assert convguide.__all__ == [
        "VIEWS",
        "Conv2dSpec",
        "Design",
        "Designs",
        "Factor",
        "Gradients",
        "Guess",
        "Guesses",
        "Ledger",
        "ModelError",
        "ParameterCount",
        "Product",
        "Row",
        "ShapeError",
        "Term",
        "Trace",
        "__version__",
        "conv1d",
        "conv2d",
        "conv3d",
        "conv_transpose1d",
        "conv_transpose2d",
        "conv_transpose3d",
        "convert_layout",
        "count_macs",
        "count_parameters",
        "explain_count",
        "gradients",
        "hypotheses",
        "ledger",
        "trace",
    ]
    assert sorted(FUNCTIONS + CLASSES + CONSTANTS) == sorted(convguide.__all__)


def test_no_module_has_the_name_of_a_public_function() -> None:
    """`convguide.trace` is the function, and no module could shadow it."""
    modules = {path.stem for path in SOURCE.iterdir()}
    assert modules & set(FUNCTIONS) == set()


def sections(name: str) -> dict[str, str]:
    """Split a docstring at the headings of numpydoc."""
    doc = inspect.getdoc(getattr(convguide, name)) or ""
    lines = doc.splitlines()
    found = {"Summary": lines[0]}
    for heading, rule in pairwise(lines):
        if heading and rule == "-" * len(heading):
            _, _, text = doc.partition(f"{heading}\n{rule}\n")
            found[heading] = text
    return found


@pytest.mark.parametrize("name", FUNCTIONS + CLASSES)
def test_summary_is_one_sentence(name: str) -> None:
    """The first line says in a sentence what it is."""
    summary = sections(name)["Summary"]
    assert summary[0].isupper()
    assert summary.endswith(".")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_have_the_sections(name: str) -> None:
    """Parameters, what comes back, what is raised, and an example, in this order."""
    found = list(sections(name))
    wanted = ["Summary", "Parameters", "Returns", "Raises", "Examples"]
    assert [heading for heading in found if heading in wanted] == wanted


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_parameter_is_described(name: str) -> None:
    """The names in the signature are the names in the docstring, in order."""
    signature = inspect.signature(getattr(convguide, name))
    text, _, _ = sections(name)["Parameters"].partition("\n\nReturns\n")
    headings = [line for line in text.splitlines() if not line.startswith(" ")]
    described = [
        parameter.strip()
        for heading in headings
        for parameter in heading.partition(" : ")[0].split(",")
    ]
    assert described == list(signature.parameters)


@pytest.mark.parametrize("name", FUNCTIONS + [c for c in CLASSES if c not in RESULTS])
def test_examples_run(name: str) -> None:
    """There is an example, and it prints what it says."""
    item = getattr(convguide, name)
    finder, runner = doctest.DocTestFinder(recurse=False), doctest.DocTestRunner()
    examples = finder.find(item, name, globs={**vars(convguide), name: item})
    attempted = sum(runner.run(example).attempted for example in examples)
    assert attempted > 0
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("name", RESULTS)
def test_results_have_their_example_where_they_are_made(name: str) -> None:
    """A class that is only ever returned lists its attributes instead."""
    assert "Attributes" in sections(name)
    assert "Examples" in sections(RESULTS[name])


@pytest.mark.parametrize("name", CLASSES)
def test_members_are_documented(name: str) -> None:
    """Every public method and property says what it gives."""
    members = vars(getattr(convguide, name)).items()
    public = {
        key: member
        for key, member in members
        if not key.startswith("_")
        and (callable(member) or isinstance(member, property))
    }
    undocumented = [key for key, member in public.items() if not inspect.getdoc(member)]
    assert undocumented == []


def test_rooms_load_when_asked_for() -> None:
    """A small program does not pay for what it does not use."""
    code = (
        "import sys; sys.path[:0] = {path!r}; import convguide\n"
        "before = 'convguide.tracing' in sys.modules\n"
        "first, second = convguide.trace, convguide.trace\n"
        "print(before, 'convguide.tracing' in sys.modules, first is second)"
    )
    command = [sys.executable, "-I", "-c", code.format(path=PATH)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True"]


def test_names_are_listed_before_they_are_loaded() -> None:
    """Completion in an editor knows every public name."""
    assert set(convguide.__all__) <= set(dir(convguide))


def test_unknown_names_are_attribute_errors() -> None:
    """What the package does not have is said as Python says it."""
    message = "module 'convguide' has no attribute 'conv4d'"
    with refusal(AttributeError, message):
        convguide.conv4d  # noqa: B018
