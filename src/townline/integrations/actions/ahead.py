"""Preparing the next items while the present one is being written: reading and the database then share the time."""

import threading
from collections.abc import Iterator
from contextvars import copy_context
from queue import Full, Queue
from typing import Generic, TypeVar

Item = TypeVar("Item")

KEPT = 2
_LOOK_SECONDS = 0.2


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """``items``, made by another thread, at most two ahead. It must not use the database.

    What ``items`` raises is raised here; a consumer that stops early ends the thread.
    """
    maker = _Maker(items)
    thread = threading.Thread(target=copy_context().run, args=(maker.run,), name="import-reader", daemon=True)
    thread.start()
    try:
        while made := maker.queue.get():
            yield made[0]
        if maker.error is not None:
            raise maker.error
    finally:
        maker.stopped.set()
        thread.join()


class _Maker(Generic[Item]):
    """Puts each item as a tuple of one, and an empty tuple at the end."""

    def __init__(self, items: Iterator[Item]) -> None:
        self.queue: Queue[tuple[Item, ...]] = Queue(maxsize=KEPT)
        self.stopped = threading.Event()
        self.error: BaseException | None = None
        self._items = items

    def run(self) -> None:
        try:
            for item in self._items:
                if not self._put((item,)):
                    return
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that asked
            self.error = error
        self._put(())

    def _put(self, value: tuple[Item, ...]) -> bool:
        while not self.stopped.is_set():
            try:
                self.queue.put(value, timeout=_LOOK_SECONDS)
            except Full:
                continue
            return True
        return False
