"""The one exception of everything that publishes."""


class SiteError(Exception):
    """The site, or a release, cannot be made.

    Parameters
    ----------
    what : str
        What is wrong.
    hint : str
        What helps; empty if that is not known.
    """

    def __init__(self, what: str, hint: str = "") -> None:
        """Put the facts first, and the hint last."""
        super().__init__(f"{what}\n  hint: {hint}" if hint else what)
