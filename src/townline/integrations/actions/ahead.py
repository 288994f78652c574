"""Preparing the next items while the present one is being written: reading and the database then share the time."""

import threading
from collections.abc import Iterator
from contextvars import copy_context
from queue import Full, Queue
from typing import TypeVar, cast

Item = TypeVar("Item")

KEPT = 2
_LOOK_SECONDS = 0.2


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """``items``, made by another thread, at most two ahead. It must not use the database.

    What ``items`` raises is raised here; a consumer that stops early ends the thread.
    """
    queue: Queue[tuple[str, object]] = Queue(maxsize=KEPT)
    stopped = threading.Event()

    def put(kind: str, value: object) -> bool:
        while not stopped.is_set():
            try:
                queue.put((kind, value), timeout=_LOOK_SECONDS)
            except Full:
                continue
            return True
        return False

    def make() -> None:
        try:
            for item in items:
                if not put("item", item):
                    return
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that asked
            put("error", error)
        else:
            put("end", None)

    thread = threading.Thread(target=copy_context().run, args=(make,), name="import-reader", daemon=True)
    thread.start()
    try:
        while True:
            kind, value = queue.get()
            if kind == "end":
                return
            if kind == "error":
                raise cast("BaseException", value)
            yield cast("Item", value)
    finally:
        stopped.set()
        thread.join()
