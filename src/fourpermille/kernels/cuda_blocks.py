"""Streams the cells of a run through a GPU in blocks that fit its memory.

Two blocks are under way at a time, each on its own stream and with its own page-locked host memory:
while one computes, the other is packed and travels. A run that fits as a whole goes in one piece.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourpermille.kernels.devices import free_memory, toolkit

Array = NDArray[Any]
Launch = Callable[[int, list[Any], list[Any], Any], None]
# Of the free memory of a device, what a run may take; the rest is for its compiled code.
MEMORY_SHARE = 0.9
BLOCKS_UNDER_WAY = 2
# Page-locked memory of a block: more makes no transfer faster, and takes it from everything else.
LARGEST_PINNED_BYTES = 256 * 2**20
THREADS_PER_BLOCK = 128


class Slot(NamedTuple):
    """Memory of one block on its way: host and device arrays, inputs then outputs, and a stream."""

    given_host: list[Any]
    given_device: list[Any]
    out_host: list[Any]
    out_device: list[Any]
    stream: Any


def stream_blocks(
    launch: Launch, given: Sequence[Array], out: Sequence[Array], block_cells: int | None = None
) -> None:
    """Fill ``out`` from ``given``: arrays whose last axis is the cell.

    ``launch(cells, given, out, stream)`` starts the kernel on device arrays. ``block_cells``: the
    most cells on the device at a time, from its free memory if not said.
    """
    device = toolkit()
    cells = out[0].shape[-1]
    if not cells:
        return
    each = sum(_bytes_per_cell(array) for array in (*given, *out))
    free, _total = free_memory(device)
    if block_cells is None and cells * each <= free * MEMORY_SHARE:
        _whole(device, launch, given, out)
        return
    block = block_cells or fitting_cells(free, each)
    block = min(block, cells)
    slots = [_slot(device, given, out, block) for _ in range(BLOCKS_UNDER_WAY)]
    under_way: dict[int, slice] = {}
    for number, first in enumerate(range(0, cells, block)):
        here = number % BLOCKS_UNDER_WAY
        slot = slots[here]
        if here in under_way:
            _collect(slot, out, under_way[here])
        cut = slice(first, min(first + block, cells))
        _send(launch, slot, given, cut)
        under_way[here] = cut
    for here, cut in under_way.items():
        _collect(slots[here], out, cut)


def fitting_cells(free_bytes: float, bytes_per_cell: int) -> int:
    """Cells of a block, so that all blocks under way fit; whole thread blocks, one at least."""
    room = min(free_bytes * MEMORY_SHARE / BLOCKS_UNDER_WAY, LARGEST_PINNED_BYTES)
    return max(int(room // bytes_per_cell) // THREADS_PER_BLOCK, 1) * THREADS_PER_BLOCK


def thread_blocks(cells: int) -> int:
    """Blocks of threads for so many cells."""
    return -(-cells // THREADS_PER_BLOCK)


def _bytes_per_cell(array: Array) -> int:
    return int(np.prod(array.shape[:-1], dtype=int)) * array.itemsize


def _whole(device: Any, launch: Launch, given: Sequence[Array], out: Sequence[Array]) -> None:
    there = [device.to_device(array) for array in given]
    back = [device.device_array(array.shape, array.dtype) for array in out]
    launch(out[0].shape[-1], there, back, device.stream())
    device.synchronize()
    for here, array in zip(out, back, strict=True):
        array.copy_to_host(here)


def _slot(device: Any, given: Sequence[Array], out: Sequence[Array], block: int) -> Slot:
    def host(arrays: Sequence[Array]) -> list[Any]:
        return [device.pinned_array((*a.shape[:-1], block), a.dtype) for a in arrays]

    def there(arrays: Sequence[Array]) -> list[Any]:
        return [device.device_array((*a.shape[:-1], block), a.dtype) for a in arrays]

    return Slot(host(given), there(given), host(out), there(out), device.stream())


def _send(launch: Launch, slot: Slot, given: Sequence[Array], cut: slice) -> None:
    """Pack a block, and start its way there, its kernel, and its way back."""
    count = cut.stop - cut.start
    for array, host, there in zip(given, slot.given_host, slot.given_device, strict=True):
        host[..., :count] = array[..., cut]
        there.copy_to_device(host, stream=slot.stream)
    launch(count, slot.given_device, slot.out_device, slot.stream)
    for host, there in zip(slot.out_host, slot.out_device, strict=True):
        there.copy_to_host(host, stream=slot.stream)


def _collect(slot: Slot, out: Sequence[Array], cut: slice) -> None:
    """Wait for a block and put its results where they belong."""
    slot.stream.synchronize()
    count = cut.stop - cut.start
    for array, host in zip(out, slot.out_host, strict=True):
        array[..., cut] = host[..., :count]
