"""Walk a model without computing: which layer is called, and what it multiplies."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

from convguide.counting.progress import Progress
from convguide.counting.pytorch.copying import empty_as
from convguide.counting.pytorch.products import DATA, products_of
from convguide.counting.pytorch.quick import QUICK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from torch import nn

    from convguide.counting.products import Product

Tensor = torch.Tensor
FACTORIES = frozenset(
    getattr(torch, name)
    for name in (
        "arange", "as_tensor", "empty", "empty_strided", "eye", "full", "linspace",
        "logspace", "ones", "rand", "randint", "randn", "randperm", "scalar_tensor",
        "tensor", "tril_indices", "triu_indices", "zeros",
    )
)  # fmt: skip
METADATA = frozenset(
    getattr(Tensor, name)
    for name in ("dim", "element_size", "is_floating_point", "numel", "size", "stride")
)
STAY = frozenset({Tensor.cpu, Tensor.cuda, Tensor.pin_memory})


class NumbersNeededError(Exception):
    """A forward asks for numbers, and there are none."""


class Calls:
    """What happened at one layer.

    Attributes
    ----------
    count : int
        How often it was called.
    products : collections.Counter of Product
        What it multiplied, and how often.
    shape : tuple of int or None
        Shape of its output, that of the last call; of several outputs the first.
    memory : int
        Bytes of all its outputs.
    """

    def __init__(self) -> None:
        self.count = 0
        self.products: Counter[Product] = Counter()
        self.shape: tuple[int, ...] | None = None
        self.memory = 0

    def returned(self, result: object) -> None:
        """Note what one call gave."""
        tensors = [leaf for leaf in tree_leaves(result) if isinstance(leaf, Tensor)]
        self.count += 1
        self.memory += sum(t.numel() * t.element_size() for t in tensors)
        self.shape = tuple(tensors[0].shape) if tensors else self.shape


class Walk(TorchFunctionMode):
    """While it is active, each function of PyTorch is answered without numbers.

    Attributes
    ----------
    calls : dict of str to Calls
        What happened at each layer, by its path, in order of the first call.
    unknown : collections.Counter of (str, str)
        Path and operation for which no rule is known.
    derived : dict of str to None
        Paths of parametrizations that multiply, to make weights.
    failed : tuple or None
        Path and arguments of the innermost call that raised, and what it raised.
    """

    def __init__(self, *, quick: bool = True) -> None:
        super().__init__()
        self.quick = QUICK if quick else {}
        self.calls: dict[str, Calls] = {"": Calls()}
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.derived: dict[str, None] = {}
        self.failed: tuple[str, tuple[Any, ...], BaseException] | None = None
        self._where = [""]
        self._deriving = 0
        self.progress = Progress("layers walked")
        self._below = _Below(self)

    def watch(self, path: str, module: nn.Module, forward: Callable[..., Any]) -> None:
        """Note each call of a module, and let `forward` answer it."""
        calls = self.calls.setdefault(path, Calls())

        def called(*args: Any, **kwargs: Any) -> Any:
            self._where.append(path)
            try:
                result = forward(*args, **kwargs)
            except BaseException as error:
                if self.failed is None or self.failed[-1] is not error:
                    self.failed = (path, args, error)
                raise
            finally:
                self._where.pop()
            calls.returned(result)
            self.progress.step()
            return result

        module.__dict__["forward"] = called

    def watch_derived(self, path: str, function: Callable[..., Any]) -> Any:
        """Let a function make weights: what it multiplies is not the layer's."""

        def called(*args: Any, **kwargs: Any) -> Any:
            with self._making(path):
                return function(*args, **kwargs)

        return called

    @contextmanager
    def _making(self, path: str) -> Iterator[None]:
        self._where.append(path)
        self._deriving += 1
        try:
            yield
        finally:
            self._deriving -= 1
            self._where.pop()

    def note(self, products: Iterable[Product]) -> None:
        """Write products down at the layer that is being called."""
        if self._deriving:
            self.derived |= dict.fromkeys([self._where[-1]] if products else [])
            return
        self.calls[self._where[-1]].products.update(products)

    def note_unknown(self, name: str) -> None:
        """Write down that an operation has no rule."""
        if self._deriving:
            self.derived[self._where[-1]] = None
            return
        self.unknown[self._where[-1], name] += 1

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Answer a function from shapes, or let PyTorch do it on the meta device."""
        del types
        kwargs = kwargs or {}
        if (rule := self.quick.get(func)) is not None:
            answer = rule(*args, **kwargs)
            if answer is not None:
                result, products = answer
                if products:
                    self.note(products)
                return result
        if func in METADATA or getattr(func, "__name__", "") == "__get__":
            return func(*args, **kwargs)  # .shape, .dtype: nothing is computed
        if func in STAY:
            return args[0]
        if func in FACTORIES:
            kwargs["device"] = "meta"
        elif func is Tensor.to:
            args, kwargs = _without_device(args, kwargs)
        args, kwargs = tree_map(_numberless, (args, kwargs))
        with self._below:
            return func(*args, **kwargs)


class _Below(TorchDispatchMode):
    """Sees every operation that a function of PyTorch is made of."""

    def __init__(self, walk: Walk) -> None:
        super().__init__()
        self.walk = walk

    def __torch_dispatch__(
        self,
        func: Any,
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Count one operation."""
        del types
        name = func.overloadpacket.__name__
        if name in DATA:
            raise NumbersNeededError(name)
        args, kwargs = tree_map(_numberless, (args, kwargs or {}))
        result = func(*args, **kwargs)
        products = products_of(func, result, args)
        if products is None:
            self.walk.note_unknown(name)
        elif products:
            self.walk.note(products)
        return result


def _numberless(value: Any) -> Any:
    """Replace an array with numbers, which a model keeps where no copy finds it.

    Without that it would be read, or written to.
    """
    if isinstance(value, Tensor) and not value.is_meta:
        return empty_as(value)
    return value


def _without_device(
    args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Leave a tensor where it is: without numbers it cannot move."""
    first, *others = args
    kept = [
        other.dtype if isinstance(other, Tensor) else other
        for other in others
        if not isinstance(other, (torch.device, str)) and type(other) is not int
    ]
    options = {name: value for name, value in kwargs.items() if name != "device"}
    return (first, *kept), options
