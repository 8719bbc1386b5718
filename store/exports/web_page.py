"""What every exported web page shares: text made safe, a strict policy, the head and the foot."""

from __future__ import annotations

import base64
import hashlib
import html
import re

from store.exports.csv_rows import plain_text
from store.visible import visible

_PLAIN_FIGURE = re.compile(r"[-－—–+]?[\d.,]*%?")


def safe(text: object) -> str:
    """Text that a browser shows as it is, and that no spreadsheet takes for a formula."""
    if isinstance(text, str) and text.isascii() and text.isalnum():
        return text
    shown = visible(str(text))
    if not _PLAIN_FIGURE.fullmatch(shown.strip()):
        shown = plain_text(str(text))
    return html.escape(shown, quote=True)


def _source(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def page_head(title: str, language: str, style: str, script: str = "") -> str:
    """The page up to its body. Nothing but this style and this script may act in it."""
    scripts = f"script-src {_source(script)}" if script else "script-src 'none'"
    policy = (
        f"default-src 'none'; style-src {_source(style)}; {scripts};"
        " base-uri 'none'; form-action 'none'"
    )
    lang = "zh-CN" if language == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{safe(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    )


def page_foot(script: str = "") -> str:
    """The end of the page."""
    found = f"<script>{script}</script>\n" if script else ""
    return f"{found}</body>\n</html>\n"
