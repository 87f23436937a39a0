"""What can go wrong while the site is built, said to whoever builds it."""

from __future__ import annotations


class SiteError(Exception):
    """The site, or a part of it, cannot be built."""
