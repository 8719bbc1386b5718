"""Figures of the sample reports: whole forms in which every equation holds."""

from __future__ import annotations

from tests.sample_texts import figures

# Figures: a busy organ with every digit in its place, a plain one, a quiet one, and the old form.
BUSY = figures(
    "2021",
    {
        "normative_documents": "4 1 12",
        "licences": "1286",
        "penalties": "37",
        "coercion": "5",
        "fees": "12.5",
    },
    {
        "granted": "6 2 0 0 1 0",
        "partial": "3 0 0 1 0 0",
        "denied.internal_affairs": "1 0 0 0 0 0",
        "denied.process_information": "0 1 0 0 0 0",
        "denied.administrative_queries": "2 0 0 0 0 0",
        "unavailable.not_held": "4 0 1 0 0 0",
        "unavailable.unclear": "1 0 0 0 0 1",
        "rejected.petition": "2 0 0 0 0 0",
        "rejected.repeated": "1 0 0 0 0 0",
        "other_handling.not_corrected": "1 0 0 0 0 0",
        "other_handling.other": "0 1 0 0 0 0",
    },
    carried_in="1 0 0 0 0 0",
    carried_out="2 1 0 0 0 0",
    litigation={"review": "2 1 0 1", "direct": "1 0 0 0", "after_review": "0 0 1 2"},
)
PLAIN = figures(
    "2021",
    {"normative_documents": "2 0 7", "licences": "318", "penalties": "24", "fees": "0.86"},
    {
        "granted": "5 1 0 0 0 0",
        "partial": "1 0 0 0 0 0",
        "denied.third_party_rights": "0 1 0 0 0 0",
        "unavailable.not_held": "2 0 0 0 0 0",
        "rejected.petition": "0 0 0 0 1 0",
    },
    litigation={"review": "1 0 0 0", "after_review": "0 1 0 0"},
)
QUIET = figures(
    "2021",
    {"normative_documents": "1 0 3", "licences": "46", "penalties": "8", "coercion": "1"},
    {"granted": "2 0 0 0 0 0"},
)
SIX_OF_SEVEN = figures(
    "2021",
    {"normative_documents": "3 1 9", "licences": "205", "penalties": "16"},
    {
        "granted": "4 1 0 0 0 0",
        "denied.enforcement_files": "1 0 0 0 0 0",
        "unavailable.not_held": "2 0 0 0 1 0",
        "other_handling.other": "1 0 0 0 0 0",
    },
    litigation={"review": "0 1 0 0"},
)
OLD = figures(
    "2019",
    {
        "normative_documents": "3 3 14",
        "licences": "28 -1 153",
        "other_services": "17 2 64",
        "penalties": "9 0 21",
        "coercion": "4 -1 2",
        "fees": "3 0",
        "procurement": "11 52.15",
    },
    {
        "granted": "7 1 0 0 0 0",
        "denied.state_secret": "1 0 0 0 0 0",
        "unavailable.not_held": "3 0 0 0 2 0",
        "rejected.repeated": "1 0 0 0 0 0",
        "other_handling": "1 1 0 0 0 0",
    },
    carried_in="2 0 0 0 0 0",
    carried_out="1 0 0 0 0 0",
    litigation={"review": "1 0 0 1", "direct": "0 1 0 0"},
)
YEAR_BEFORE = figures(
    "2021",
    {"normative_documents": "2 0 8", "licences": "152", "penalties": "19"},
    {"granted": "3 1 0 0 0 0", "unavailable.not_held": "2 0 0 0 0 0"},
    carried_out="2 1 0 0 0 0",
    litigation={"review": "0 0 0 1"},
)
YEAR_AFTER = figures(
    "2021",
    {"normative_documents": "1 0 9", "licences": "167", "penalties": "22"},
    {"granted": "4 0 0 0 0 0", "rejected.petition": "2 0 0 0 0 0", "partial": "0 1 0 0 0 0"},
    carried_in="1 0 0 0 0 0",
    litigation={"review": "1 0 0 0"},
)
ELEVEN = figures(
    "2021",
    {"normative_documents": "2 1 6", "licences": "73"},
    {"granted": "6 1 0 0 0 0", "unavailable.not_produced": "3 0 0 0 0 1"},
    litigation={"direct": "1 0 0 0"},
)

ROWS_OF_SIX = (
    *(
        f"requests.denied.{row}"
        for row in (
            "safety_and_stability",
            "third_party_rights",
            "internal_affairs",
            "process_information",
            "enforcement_files",
            "administrative_queries",
        )
    ),
    *(f"requests.unavailable.{row}" for row in ("not_held", "not_produced", "unclear")),
    *(f"requests.rejected.{row}" for row in ("petition", "repeated", "publication")),
)
