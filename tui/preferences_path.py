"""Where a reviewer's own file is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def preferences_path(environment: Mapping[str, str] | None = None) -> Path:
    """Where the file is: XDG_CONFIG_HOME or ~/.config, then gouji/config.toml."""
    found = os.environ if environment is None else environment
    home = found.get("XDG_CONFIG_HOME", "")
    folder = Path(home) if home.startswith("/") else Path(found.get("HOME") or "~").expanduser()
    return (folder if home.startswith("/") else folder / ".config") / "gouji" / "config.toml"
