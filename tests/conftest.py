"""Hypothesis gives every run the same examples; GOUJI_RANDOM=1 looks for others."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.register_profile("random", print_blob=True)
settings.load_profile("random" if os.environ.get("GOUJI_RANDOM") else "same")
