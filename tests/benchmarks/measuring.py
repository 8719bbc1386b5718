"""One measurement in a child process of its own: nothing that ran before lends it memory or time.

``python -m tests.benchmarks.measuring JOB RESULT`` is the child: it calls the function that the
JSON file JOB names and writes what that returns to RESULT. What libraries print is dropped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

REPO = Path(__file__).parents[2]
_STATUS = Path("/proc/self/status")
_KILOBYTES = 1024
_MODULE = "tests.benchmarks.measuring"


def as_installed() -> dict[str, str]:
    """The environment for a program whose modules are compiled, as in an installation."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    compiled = Path(tempfile.gettempdir(), f"gouji-bench-{os.getuid()}")
    return {"PYTHONPYCACHEPREFIX": str(compiled)} | kept


def begin_as_installed() -> None:
    """Begin this program anew where its children would compile all modules at every start."""
    if sys.dont_write_bytecode and "PYTHONDONTWRITEBYTECODE" in os.environ:
        os.execve(sys.executable, sys.orig_argv, as_installed())


class ChildFailedError(Exception):
    """A measurement ended with an error; the message is the last line that the child printed."""


def in_child(function: str, **arguments: Any) -> Any:
    """Call ``module:function`` with arguments that JSON can hold, in a fresh process.

    Raises ChildFailedError.
    """
    with tempfile.TemporaryDirectory() as folder:
        job, result = Path(folder, "job.json"), Path(folder, "result.json")
        job.write_text(json.dumps({"function": function, "arguments": arguments}), "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", _MODULE, str(job), str(result)],
            cwd=REPO,
            env=as_installed(),
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if done.returncode or not result.exists():
            lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            raise ChildFailedError(lines[-1])
        return json.loads(result.read_text("utf-8"))


def peak_megabytes() -> float:
    """The most memory that this process held at any time, in MB (resident, 2**20 bytes).

    Linux hands ``ru_maxrss`` on from a parent to the program that it starts, so that a child of
    a large process would look large; the kernel's own high-water mark begins anew.
    """
    if _STATUS.exists():
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / _KILOBYTES
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _KILOBYTES**2 if sys.platform == "darwin" else peak / _KILOBYTES


def main(job: Path, result: Path) -> None:
    """Do one job."""
    wanted = json.loads(job.read_text("utf-8"))
    module, _, name = wanted["function"].partition(":")
    found = getattr(import_module(module), name)(**wanted["arguments"])
    result.write_text(json.dumps(found, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
