"""What is rendered once and served many times: a store of limited size, safe for several threads."""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Things by their keys; the one that was not asked for the longest is dropped first."""

    def __init__(self, limit: int) -> None:
        """Keep at most `limit` things."""
        self._limit = limit
        self._things: OrderedDict[tuple[object, ...], T] = OrderedDict()
        self._lock = Lock()

    def find(self, key: tuple[object, ...]) -> T | None:
        """Return what is kept under `key`, None when there is nothing."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
            return self._things.get(key)

    def keep(self, key: tuple[object, ...], thing: T) -> T:
        """Keep a thing under `key` and return it."""
        with self._lock:
            self._things[key] = thing
            while len(self._things) > self._limit:
                self._things.popitem(last=False)
        return thing
