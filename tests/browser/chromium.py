"""The Chromium that also prints the book; where there is none, the run stops."""

import chromium
import pytest
from errors import SiteError

FLAGS = chromium.FLAGS


def find() -> str:
    """Return the executable, or stop the run and say what to install."""
    try:
        return chromium.find()
    except SiteError as error:
        raise pytest.UsageError(str(error)) from None
