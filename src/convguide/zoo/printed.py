"""A number as a paper prints it, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

NUMBER = re.compile(r"\d[\d,]*(\.\d+)?")


class Paper(NamedTuple):
    """A paper, or another place where numbers are published.

    Attributes
    ----------
    name : str
        Who wrote it, and when.
    title : str
        Its title.
    link : str
        Its number at arXiv, its DOI, or its address.
    seen : str
        Where its numbers were looked up.
    """

    name: str
    title: str
    link: str
    seen: str = "stored copies of its text"


@dataclass(frozen=True)
class Published:
    """A number that was published about a network.

    Parameters
    ----------
    network : str
        The network's name in ``NETWORKS``.
    quantity : str
        What is counted: one of the keys of ``QUANTITIES``.
    text : str
        The number as it is printed: ``"3.8×10⁹"``.
    unit : int
        What a one before the decimal point stands for.
    paper : Paper
        Where it is printed.
    place : str
        Table, figure or section.
    part : str, default "*"
        A pattern of the paths that are counted, as in a file name; the whole network
        by default.
    note : str, optional
        What does not add up, and what is only an inference.

    Examples
    --------
    >>> paper = Paper("Somebody, 2020", "A network", "arXiv:0000.00000")
    >>> Published("ResNet-50", "MACs", "3.8×10⁹", 10**9, paper, "Table 1").value
    3800000000
    """

    network: str
    quantity: str
    text: str
    unit: int
    paper: Paper
    place: str
    part: str = "*"
    note: str = ""

    @property
    def value(self) -> int | float:
        """The number that is printed."""
        return plain(self.exact)

    @property
    def exact(self) -> Fraction:
        """The number that is printed, without any rounding."""
        return Fraction(self._digits) * self.unit

    @property
    def step(self) -> Fraction:
        """What a one in the last printed digit stands for."""
        _, _, decimals = self._digits.partition(".")
        return Fraction(self.unit, 10 ** len(decimals))

    @property
    def where(self) -> str:
        """Paper, place and link in a line."""
        return f"{self.paper.name}, {self.place}, {self.paper.link}"

    @property
    def _digits(self) -> str:
        """The digits of the first number in the text."""
        found = NUMBER.search(self.text)
        if found is None:
            msg = f"text must hold a number, got {self.text!r}"
            raise ValueError(msg)
        return found[0].replace(",", "")


def plain(number: Fraction) -> int | float:
    """Give an int if it is one."""
    return int(number) if number.denominator == 1 else float(number)
