"""A guard for what must come to an end: a test that hangs would hold up all others.

It is no measurement: how long things take is for the benchmarks.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager


@contextmanager
def ends(seconds=90):
    """Fail a block that has not ended long after it should have."""

    def stop(*_):
        raise AssertionError(f"has not ended after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
