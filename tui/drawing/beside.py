"""What belongs to the cell under the cursor: readings, suggestions, the prose, the year before."""

from __future__ import annotations

from store.report import Flag
from store.review import ReviewData
from tui.drawing.cells import corrections, is_reread
from tui.drawing.figures import StatedFigure, snippet, stated_figures
from tui.drawing.state import ReviewState, flag_table
from tui.drawing.text import clip, width_of
from tui.drawing.words import cell_text, field_words
from tui.locale import Translator

_GAP = "　"
_LEAST_SENTENCE = 30


def claims_beside(data: ReviewData, field: str) -> list[StatedFigure]:
    """What the prose states of a cell, then what it states of other cells of its row."""
    row = field.rpartition(".")[0]
    found = stated_figures(data)
    own = [one for one in found if field in one.fields]
    others = [
        one
        for one in found
        if one not in own and any(other.rpartition(".")[0] == row for other in one.fields)
    ]
    return [*own, *others]


def beside_words(state: ReviewState, flag: Flag, width: int, words: Translator) -> str:
    """The cell beside the prose; or what was read, suggested, stated and last year's figure."""
    data = state.data
    if flag_table(data, flag) is None:
        if not flag.rule.startswith("N5") or not flag.fields:
            return ""
        cell = data.printed.cells_by_field[flag.fields[0]]
        return f"{field_words(data.form, cell.field, words.language)} = {cell_text(cell)}"
    field = state.cursor or (flag.fields[0] if flag.fields else None)
    if field is None or field not in data.printed.cells_by_field:
        return ""
    known = [*_said(data, field, words), *_last_year(data, field, words)]
    claims = claims_beside(data, field)
    if not claims:
        return _GAP.join(known)
    room = width - sum(width_of(part) + width_of(_GAP) for part in known)
    return _GAP.join([*_stated(claims, room, words), *known])


def _stated(claims: list[StatedFigure], room: int, words: Translator) -> list[str]:
    """The sentence where there is one with room for it, else the figures with a few words each."""
    sentences = list(dict.fromkeys(one.claim.sentence for one in claims))
    if len(sentences) == 1:
        around = width_of(words("info.claim", sentence=""))
        shown = clip(sentences[0], max(_LEAST_SENTENCE, room - around))
        return [words("info.claim", sentence=shown)]
    return [words("info.claim", sentence=snippet(one)) for one in claims]


def _said(data: ReviewData, field: str, words: Translator) -> list[str]:
    parts = []
    if is_reread(data, field):
        value = cell_text(data.report.cells_by_field[field])
        parts.append(words("info.as_read", value=value))
    corrected = corrections(data)
    if field in corrected:
        parts.append(words("info.as_corrected", value=corrected[field]))
    return parts


def _last_year(data: ReviewData, field: str, words: Translator) -> list[str]:
    if data.previous is None:
        return []
    known = data.previous.cells_by_field
    old, carried = known.get(field), None
    if field.startswith("requests.carried_in."):
        carried = known.get(field.replace("carried_in", "carried_out"))
    if old is None:
        return []
    value = cell_text(old)
    if carried is None:
        return [words("info.last_year", value=value)]
    # Last year's row has the year before it in its name: what joins is named first.
    year = data.previous.identity.year or ""
    return [words("info.last_year_carried", year=year, carried=cell_text(carried), value=value)]
