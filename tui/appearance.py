"""How the screen is drawn: the styles of a theme, and signs in place of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rich.style import Style

from tui.drawing.text import Look

# Signs and words carry the meaning; the looks only help the eye, also without colours.
STYLES: Mapping[Look, Style] = MappingProxyType(
    {
        Look.PLAIN: Style(),
        Look.DIM: Style(dim=True),
        Look.STRONG: Style(bold=True),
        Look.ERROR: Style(color="red", bold=True),
        Look.WARNING: Style(color="yellow"),
        Look.GOOD: Style(color="green"),
        Look.MARKED: Style(reverse=True, bold=True),
        Look.CURSOR: Style(reverse=True),
        Look.BAR: Style(bold=True, underline=True),
    }
)

# What differs from the sixteen colours of the terminal's own profile ("ansi"). Terminals with
# fewer colours show the nearest one they have.
_THEMES: Mapping[str, Mapping[Look, Style]] = {
    "ansi": {},
    "dark": {
        Look.DIM: Style(color="color(247)"),
        Look.ERROR: Style(color="color(210)", bold=True),
        Look.WARNING: Style(color="color(222)"),
        Look.GOOD: Style(color="color(114)"),
    },
    "light": {
        Look.DIM: Style(color="color(240)"),
        Look.ERROR: Style(color="color(124)", bold=True),
        Look.WARNING: Style(color="color(94)"),
        Look.GOOD: Style(color="color(22)"),
    },
    # Blue, orange and vermilion stay apart for red-green blindness, on black and on white.
    "colourblind": {
        Look.ERROR: Style(color="color(166)", bold=True, underline=True),
        Look.WARNING: Style(color="color(172)"),
        Look.GOOD: Style(color="color(32)"),
    },
}

# With --ascii: our own signs, and the arrow and dots of sentences, in ASCII.
_ASCII = str.maketrans("▸·…‹›⇥⏎│─√→", ">.~<>^/|-v>")
# Signs that Unicode calls ambiguous and many Chinese profiles draw two cells wide, each with one
# that is narrow everywhere. A terminal that draws lines two cells wide gets - and |.
_NARROW = str.maketrans(
    "“”‘’—–―…※★☆→←↑↓⇒·●○◎◆◇■□▲△▼▽▶◀√×÷±°≤≥≠∶─│┌┐└┘├┤┬┴┼━┃①②③④⑤⑥⑦⑧⑨⑩",
    "\"\"''---⋯⁜✶✧➔<^v➔⋅∙◦⊚⬥⋄▪▫▴▵▾▿▸◂✓✕:+∘<>#:-|+++++++++-|➀➁➂➃➄➅➆➇➈➉",
)


@dataclass(frozen=True)
class Appearance:
    """Styles by look, and signs drawn in place of others, cell for cell; texts stay as they are."""

    styles: Mapping[Look, Style] = field(default_factory=lambda: STYLES)
    signs: Mapping[int, str | int] = field(default_factory=dict)


def appearance(theme: str = "ansi", *, is_ascii: bool = False, is_wide: bool = False) -> Appearance:
    """How a theme looks; ``is_wide`` for terminals that draw ambiguous signs two cells wide."""
    signs = (_NARROW if is_wide else {}) | (_ASCII if is_ascii else {})
    return Appearance(MappingProxyType({**STYLES, **_THEMES[theme]}), signs)
