"""Run a part of a test as another Unix account; only root can."""

from __future__ import annotations

import json
import os
import traceback

import pytest

GROUP = 61_000
ALICE, BOB, CAROL = 61_001, 61_002, 61_003

needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="several accounts: only root can become another one"
)


def as_account(uid, work, *, groups=(GROUP,), umask=0o022):
    """What ``work`` returns (as JSON has it) in a child process of that account.

    Its own group has the account's number; ``groups`` are the others. What it raises is raised.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        found = {}
        try:
            os.close(reading)
            os.setgroups(list(groups))
            os.setgid(uid)
            os.setuid(uid)
            os.umask(umask)
            found = {"value": work()}
        except BaseException as error:  # noqa: BLE001
            found = {"raised": traceback.format_exc(), "code": getattr(error, "code", "")}
        finally:
            with os.fdopen(writing, "w") as pipe:
                json.dump(found, pipe)
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    found = json.loads(text) if text else {}
    if "raised" in found:
        raise AssertionError(found["raised"])
    return found.get("value")
