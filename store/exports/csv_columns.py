"""The columns of each export as CSV, for a file without rows."""

from __future__ import annotations

from collections.abc import Mapping

_PLACE = "place_page place_table place_row place_column place_line"

# By what is exported; where there are rows, these say the same by their keys.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    what: tuple(columns.split())
    for what, columns in {
        "findings": "flag report sha256 ordinal revision current region organisation year rule"
        f" severity origin fields {_PLACE} message letter evidence proposal decision decided_by"
        " decided_at notes fate fixed_in reason",
        "cells": "report sha256 ordinal revision current region organisation kind year form field"
        " table row column raw state value printed corrected labels_row labels_column score"
        f" {_PLACE}",
        "annotations": "annotation at account reviewer act report sha256 ordinal revision current"
        " region organisation kind year rule anchor undoes undone payload",
        "totals": "year kind region level form reports missing field table row column total"
        " numbers blank mark text lost absent corrected total_corrected",
    }.items()
}
