"""Sessions install alike with pip and with uv: pip's settings reach uv."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def noxfile() -> Any:
    """Import the noxfile, which is no module on the path."""
    spec = spec_from_file_location("noxfile", ROOT / "noxfile.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["noxfile"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("listing", "expected"),
    [
        ("", {}),
        ("global.find-links='/a /b'", {"UV_FIND_LINKS": "/a,/b"}),
        (
            "global.index-url='https://one.example'",
            {"UV_DEFAULT_INDEX": "https://one.example"},
        ),
        (
            "global.extra-index-url='\\nhttps://two.example\\nfile:///three'",
            {
                "UV_INDEX": "https://two.example file:///three",
                "UV_INDEX_STRATEGY": "unsafe-best-match",
            },
        ),
        (
            "install.cert='/ca.pem'\nglobal.timeout='60'\nglobal.no-color='true'",
            {"SSL_CERT_FILE": "/ca.pem", "UV_HTTP_TIMEOUT": "60"},
        ),
        (
            ":env:.find-links='/env'\nglobal.find-links='/file'",
            {"UV_FIND_LINKS": "/env"},
        ),
    ],
)
def test_pip_settings_hold_for_uv(
    noxfile: Any, listing: str, expected: dict[str, str]
) -> None:
    """Each of pip's settings becomes uv's; the environment wins over files."""
    assert noxfile.uv_settings(listing) == expected


def test_a_second_run_leaves_the_environment_of_the_first(noxfile: Any) -> None:
    """The lock of a site comes later: nox makes environments anew, unless told."""
    assert noxfile.site.reuse_venv


def test_every_session_explains_itself(noxfile: Any) -> None:
    """``nox -l`` has a line for each session."""
    names = ["tests", "docs", "browser", "peers", "bench", "lint", "compat", "pins"]
    for name in [*names, "site", "check_site", "release"]:
        session = getattr(noxfile, name)
        assert session.__doc__.splitlines()[0].endswith(".")


def test_constraints_name_versions_only() -> None:
    """No address of a registry and no local build stands in the constraints."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) > 100
    for line in lines:
        name, _, version = line.partition("==")
        assert name
        assert version[0].isdigit()
        assert "+" not in line
        assert "@" not in line
