"""A fingerprint of what a report says: copies are known by it."""

from __future__ import annotations

import hashlib

from store.report import Report, State


def cells_hash(report: Report) -> str:
    """A fingerprint of form and cells: equal for the Word and the PDF file of one report."""
    digest = hashlib.blake2b(report.form.encode(), digest_size=16)
    for cell in report.cells:
        value = cell.value if cell.state is State.NUMBER else "".join(cell.raw.split())
        digest.update(
            f"\x1e{cell.field}\x1f{cell.state.value}\x1f{value}".encode("utf-8", "surrogatepass")
        )
    return digest.hexdigest()
