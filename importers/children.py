"""Child processes that are spawned, and known to whoever has to end them all."""

from __future__ import annotations

from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

# What does not end then is killed by the pool.
_SECONDS = 3.0


class Children(SpawnContext):
    """Makes processes as multiprocessing does, and remembers those that it made."""

    def __init__(self) -> None:
        super().__init__()
        self._made: list[SpawnProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> SpawnProcess:  # type: ignore[override]
        """A process that has not begun."""
        made = SpawnProcess(*args, **kwargs)
        self._made = [*(one for one in self._made if one.pid is None or one.is_alive()), made]
        return made

    def end(self) -> None:
        """End all that run, however far they have come, and wait until they are gone."""
        for process in self._made:
            if process.pid is not None and process.is_alive():
                process.terminate()
                process.join(_SECONDS)
