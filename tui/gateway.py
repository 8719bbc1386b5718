"""The only way from the workbench to the workspace: a thread that writes, one that reads, one
that searches, so that a long search holds nothing up, and one that looks what others have done.

Each thread has its own connection. Screens await the answer; the event loop never waits for
the disk.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from store.database import DatabaseError, OperationalError, Workspace, open_workspace
from store.errors import WorkspaceError

P = ParamSpec("P")
T = TypeVar("T")


class _Lane:
    """One thread with one connection; calls run in the order in which they were made."""

    def __init__(self, path: Path, allow_network: bool, name: str) -> None:
        self._path = path
        self._allow_network = allow_network
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._workspace: Workspace | None = None
        self._lock = threading.Lock()

    def _open(self) -> Workspace:
        with self._lock:
            if self._workspace is None:
                self._workspace = open_workspace(self._path, allow_network=self._allow_network)
            return self._workspace

    def _call(self, work: Callable[[Workspace], T]) -> T:
        try:
            return work(self._open())
        except OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise WorkspaceError("workspace_locked") from error
            raise WorkspaceError("workspace_broken", reason=str(error)) from error
        except DatabaseError as error:
            raise WorkspaceError("workspace_broken", reason=str(error)) from error

    def interrupt(self) -> None:
        """Stop the statement that is running, if there is one."""
        with self._lock:
            if self._workspace is not None:
                self._workspace.connection.interrupt()

    async def run(self, work: Callable[[Workspace], T]) -> T:
        future = self._executor.submit(self._call, work)
        return await asyncio.wrap_future(future)

    def run_now(self, work: Callable[[Workspace], T], seconds: float) -> T:
        return self._executor.submit(self._call, work).result(timeout=seconds)

    def close(self) -> None:
        def shut() -> None:
            if self._workspace is not None:
                self._workspace.close()
                self._workspace = None

        self._executor.submit(shut)
        self._executor.shutdown(wait=True)


class Gateway:
    """Reads and writes of the workbench."""

    def __init__(self, path: Path, *, allow_network: bool = False) -> None:
        self.path = path
        self.allow_network = allow_network
        self._writer = _Lane(path, allow_network, "gouji-write")
        self._reader = _Lane(path, allow_network, "gouji-read")
        self._finder = _Lane(path, allow_network, "gouji-find")
        self._watcher = _Lane(path, allow_network, "gouji-watch")
        self._exporter = _Lane(path, allow_network, "gouji-export")

    async def read(
        self, work: Callable[Concatenate[Workspace, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a reading function of ``store`` with the reader's connection."""
        return await self._reader.run(lambda workspace: work(workspace, *args, **kwargs))

    async def find(
        self, work: Callable[Concatenate[Workspace, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a reading function that may take long; ``stop_finding`` ends it by an error."""
        return await self._finder.run(lambda workspace: work(workspace, *args, **kwargs))

    def stop_finding(self) -> None:
        """Stop what ``find`` runs: nobody waits for it any more."""
        self._finder.interrupt()

    async def watch(
        self, work: Callable[Concatenate[Workspace, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a reading function for what nobody asked for: it holds up no key."""
        return await self._watcher.run(lambda workspace: work(workspace, *args, **kwargs))

    async def aside(
        self, work: Callable[Concatenate[Workspace, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a reading function that is to end, however long it takes: an export."""
        return await self._exporter.run(lambda workspace: work(workspace, *args, **kwargs))

    async def write(
        self, work: Callable[Concatenate[Workspace, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a writing function of ``store``, after all writes asked for before it."""
        return await self._writer.run(lambda workspace: work(workspace, *args, **kwargs))

    def write_now(self, work: Callable[[Workspace], T], seconds: float = 2.0) -> T:
        """Write and wait, for the moment in which the terminal is lost."""
        return self._writer.run_now(work, seconds)

    def close(self) -> None:
        """Finish all writes and close."""
        self._writer.close()
        self._reader.close()
        self._finder.interrupt()
        self._finder.close()
        for lane in (self._watcher, self._exporter):
            lane.interrupt()
            lane.close()
