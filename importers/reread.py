"""A stored Document read again: with the labels that reviewers taught, or by a newer reader."""

from __future__ import annotations

from dataclasses import replace

from importers.document import unpack_document
from importers.reports import read_reports
from importers.wordings import Remaps
from store.report import Report


def reread(document: bytes, report: Report, remaps: Remaps) -> Report:
    """Read the report again from its packed Document; its identity stays what it is.

    Raises NoReportError where this reader finds no report any more.
    """
    found = read_reports(unpack_document(document), "", remaps)
    same = next((new for new in found if new.ordinal == report.ordinal), found[0])
    return replace(same, identity=report.identity)
