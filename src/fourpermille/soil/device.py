"""Where a run computes: the processor, or a CUDA device; what is said where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from fourpermille.core.errors import (
    DeviceUnavailableError,
    InputError,
    MissingExtraError,
    NotUsedError,
    Problem,
)
from fourpermille.core.i18n import _
from fourpermille.kernels import devices as found
from fourpermille.kernels.threads import processors

BYTES_PER_GIB = 2**30


def choose(device: str) -> str:
    """``cpu`` or ``cuda``: as asked for, ``auto`` being CUDA wherever it can run.

    Raises InputError (another word), MissingExtraError (no numba-cuda) or DeviceUnavailableError.
    """
    try:
        return found.choose(device)
    except ValueError:
        raise InputError(
            Problem(
                what=_("unknown device"),
                column="device",
                found=device,
                allowed=", ".join(found.DEVICES),
            )
        ) from None
    except ImportError:
        raise MissingExtraError("gpu", _("a run on a CUDA device")) from None
    except RuntimeError:
        raise DeviceUnavailableError(
            Problem(
                what=_("no CUDA device answers"),
                column="device",
                found=device,
                allowed=f"{found.CPU}, {found.AUTO}",
                todo=_("Check the driver with nvidia-smi, or compute on the processor."),
            )
        ) from None


def only_cpu(device: str, question: str) -> None:
    """Refuse ``cuda`` for a question that only the processor answers; ``auto`` passes."""
    if choose(device) == found.CUDA and device == found.CUDA:
        raise NotUsedError(
            Problem(
                what=_("{question} is computed on the processor only").format(question=question),
                column="device",
                found=device,
                allowed=f"{found.CPU}, {found.AUTO}",
            )
        )


def cuda_runs() -> ModuleType:
    """The runs on the GPU."""
    from fourpermille.kernels import cuda  # optional dependency

    return cuda


def cuda_maps() -> ModuleType:
    """The annual maps on the GPU."""
    from fourpermille.kernels import cuda_maps as module  # optional dependency

    return module


def devices() -> list[Mapping[str, Any]]:
    """What can compute here: the processor, then the CUDA device if one answers.

    Each as ``device`` (what to give as ``device=``), ``name``, and ``threads`` or ``memory_gib``
    (of which ``free_gib`` is free now).
    """
    rows: list[Mapping[str, Any]] = [
        {"device": found.CPU, "name": _("processor"), "threads": processors()}
    ]
    card = found.cuda_device()
    if card is not None:
        rows.append(
            {
                "device": found.CUDA,
                "name": card.name,
                "memory_gib": card.total_bytes / BYTES_PER_GIB,
                "free_gib": card.free_bytes / BYTES_PER_GIB,
            }
        )
    return rows
