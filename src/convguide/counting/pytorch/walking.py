"""Walk a model without computing: which layer is called, and what it multiplies."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from threading import get_ident
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map

from convguide._errors import ModelError
from convguide.counting.progress import Progress
from convguide.counting.pytorch.calls import Calls
from convguide.counting.pytorch.conventions import DATA
from convguide.counting.pytorch.devices import (
    STAY,
    channels_last_as,
    numberless,
    on_meta,
)
from convguide.counting.pytorch.misfits import CONVOLUTIONS, refuse_misfits
from convguide.counting.pytorch.products import RULES, is_free, products_of
from convguide.counting.pytorch.quick import QUICK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

    from torch import nn

    from convguide.counting.products import Product

METADATA = frozenset(
    getattr(Tensor, name)
    for name in ("dim", "element_size", "is_floating_point", "numel", "size", "stride")
)


class NumbersNeededError(BaseException):
    """A forward asks for numbers, and there are none.

    It is no Exception: a forward that tries, and goes another way, is refused, too.
    """


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
    mixing : bool
        Whether autocast is active; below functions PyTorch does not say so.
    """

    def __init__(self, *, quick: bool = True) -> None:
        super().__init__()
        self.quick = QUICK if quick else {}
        self.calls: dict[str, Calls] = {"": Calls()}
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.derived: dict[str, None] = {}
        self.failed: tuple[str, tuple[Any, ...], BaseException] | None = None
        self.mixing = False
        self._where = [""]
        self._deriving = 0
        self._thread = get_ident()
        self.progress = Progress("layers walked")
        self._below = _Below(self)

    def watch(self, path: str, module: nn.Module, forward: Callable[..., Any]) -> None:
        """Note each call of a module, and let `forward` answer it."""
        calls = self.calls.setdefault(path, Calls())

        def called(*args: Any, **kwargs: Any) -> Any:
            if get_ident() != self._thread:  # where no function is watched
                facts = f"calls {path} in another thread, where it is not seen"
                raise ModelError(facts, "count the parts of the model one by one")
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
            self.derived[self._where[-1]] = None
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
        rule = self.quick.get(func)
        if rule is not None and not torch.is_grad_enabled() and not _transforming():
            with torch._C._DisableTorchDispatch():
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
        self.mixing = any(map(torch.is_autocast_enabled, ("cpu", "cuda")))
        args, kwargs = on_meta(func, args, kwargs)
        return func(*args, **kwargs)

    def __enter__(self) -> Self:
        """Watch functions, and what reaches ATen past them: scripted functions do."""
        super().__enter__()
        self._below.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        """Stop watching."""
        self._below.__exit__(*error)
        super().__exit__(*error)


def _transforming() -> bool:
    """Tell whether torch.vmap or torch.func is at work, which hides an axis."""
    return torch._C._functorch.peek_interpreter_stack() is not None


class _Below(TorchDispatchMode):
    """Sees every operation that a function of PyTorch is made of."""

    def __init__(self, walk: Walk) -> None:
        super().__init__()
        self.walk = walk

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Keep PyTorch from loading its compiler at the first operation: a second."""
        return False

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
        args, kwargs = tree_map(numberless, (args, kwargs or {}))
        if not is_free(func) and name.rstrip("_") not in RULES:
            with self:  # in inference mode, linear comes here before it is an addmm
                result = func.decompose(*args, **kwargs)
            if result is not NotImplemented:
                return result
        refuse_misfits(name.rstrip("_"), args, mixing=self.walk.mixing)
        result = func(*args, **kwargs)
        if name in CONVOLUTIONS:
            result = channels_last_as(result, *args[:2])
        products = products_of(func, result, args)
        if products is None:
            self.walk.note_unknown(name)
        elif products:
            self.walk.note(products)
        return result
