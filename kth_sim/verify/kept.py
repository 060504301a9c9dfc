"""Results kept by what they were computed from, so that checks share simulations."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


class Kept:
    """Results by key; two threads that ask for the same one wait for one computation.

    Example:
        >>> kept = Kept()
        >>> kept("one", lambda: 1), kept("one", lambda: 2)
        (1, 1)
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._locks: dict[Hashable, Lock] = {}
        self._found: dict[Hashable, object] = {}

    def __call__(self, key: Hashable, compute: Callable[[], T]) -> T:
        """What was computed for this key, computed now if it never was."""
        with self._lock:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            if key not in self._found:
                self._found[key] = compute()
            return self._found[key]  # type: ignore[return-value]
