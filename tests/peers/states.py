"""What a counter leaves behind in a model that it was asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .adapters import MACS, silence

if TYPE_CHECKING:
    from collections.abc import Callable

SHAPE = (2, 3, 7, 10)


def trained_model(torch: Any, *, raises: bool) -> tuple[Any, list[str]]:
    """Make a model that is half trained, with a hook that notes its runs.

    It has a norm whose statistics a forward changes, a frozen layer that stays in
    evaluation mode, and a gradient. Asked to, its last layer raises.
    """
    nn = torch.nn
    runs: list[str] = []
    model = nn.Sequential(
        nn.Conv2d(3, 5, (2, 4)),
        nn.BatchNorm2d(5),
        nn.Conv2d(5, 4, (3, 2), bias=False),
        nn.Linear(5 if raises else 6, 11),  # it gets vectors of 6
    )
    model[0].weight.grad = torch.ones_like(model[0].weight)
    model[2].requires_grad_(requires_grad=False)
    model[2].eval()
    model[0].register_forward_hook(lambda *_: runs.append("ran"))
    return model, runs


def left_behind(torch: Any, counter: str, *, raises: bool) -> str:
    """Say what is different after a counter was asked: ``"mode, hooks"``."""
    model, runs = trained_model(torch, raises=raises)
    before = state(model)
    with silence():
        try:
            MACS[counter](model, (torch.ones(SHAPE),))
        except Exception:  # noqa: BLE001 - the state afterwards is the question
            assert raises
    after = state(model)
    changed = [part for part in before if before[part] != after[part]]
    changed += ["user's hook ran"] * bool(runs)
    return ", ".join(changed) or "nothing"


def state(model: Any) -> dict[str, Any]:
    """Describe everything that a model holds, part by part."""
    modules = dict(model.named_modules())

    def each(read: Callable[[Any], Any]) -> dict[str, Any]:
        return {path: read(module) for path, module in modules.items()}

    arrays = [*model.named_parameters(), *model.named_buffers()]
    numbers = {name: array.detach().numpy().tobytes() for name, array in arrays}
    buffers = {name for name, _ in model.named_buffers()}
    return {
        "mode": each(lambda m: m.training),
        "hooks": each(_hooks),
        "attributes": each(lambda m: sorted(vars(m))),
        "buffers": buffers,
        "numbers": {n: numbers[n] for n in sorted(numbers) if "total_" not in n},
        "gradients": [
            (p.requires_grad, None if p.grad is None else p.grad.numpy().tobytes())
            for p in model.parameters()
        ],
    }


def _hooks(module: Any) -> dict[str, list[int]]:
    """Name the hooks of a module by the numbers that PyTorch gave them."""
    parts = vars(module)
    return {name: list(parts[name]) for name in parts if name.endswith("_hooks")}
