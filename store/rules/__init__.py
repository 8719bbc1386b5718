"""The rules: pure functions from a report and its context to flags."""

from store.rules.catalogue import CODES, RuleText, load_catalogue
from store.rules.registry import Alike, Context, Twin, check_report, implemented_codes, rule

__all__ = [
    "CODES",
    "Alike",
    "Context",
    "RuleText",
    "Twin",
    "check_report",
    "implemented_codes",
    "load_catalogue",
    "rule",
]
