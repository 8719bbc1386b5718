"""When today began."""

from __future__ import annotations

from datetime import UTC, datetime


def day_began(now: datetime | None = None) -> str:
    """Midnight where the reviewer sits, as annotations have times (ISO, UTC)."""
    local = (now or datetime.now()).astimezone()
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight.astimezone(UTC).isoformat(timespec="milliseconds")
