"""N501, N502: the requests received by the prose and by the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from store.late_regex import late_regex
from store.report import Claim, Flag, Number, Origin, Place, Report, Severity, State
from store.rules.registry import Context, rule
from store.sentences import sentences

_ASPECT = late_regex(
    r"(?:[*#]{0,4})(?:[（(][一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十]、|\d{1,2}[.、．]|【)"
    r"(?P<name>[^。：:，,；;】]{2,30})"
)
_WHOLE_YEAR = late_regex(
    r"(?:全年|本年度?|20\d\d\s*年度?)[^。；]{0,12}?(?:共|总)计?(?:收到|受理|接收|接到)[^，。；]{0,6}公开"
)
_OF_OTHERS = late_regex(r"月|季度|转|代|所属|下属|部门|村|窗口|网|信函|当面|自然人|企业|上年|去年")


@rule("N501", "N502")
def requests_received(report: Report, context: Context) -> Iterator[Flag]:
    """Requests received by the prose and by the table; new ones alone or with carried-in ones."""
    cells = report.cells_by_field
    received = cells.get("requests.received.total")
    carried = cells.get("requests.carried_in.total")
    if received is None or received.state is not State.NUMBER or received.value is None:
        return
    accepted = {received.value}
    if carried is not None and carried.state is State.NUMBER and carried.value is not None:
        accepted.add(received.value + carried.value)
    claims = [claim for claim in report.claims if claim.topic == received.field]
    said = _contradicting(report, claims, accepted)
    if not said:
        return
    claim, total = said[0], sum(claim.value for claim in said)
    none = total == 0 or received.value == 0
    several = "parts" if len(said) > 1 else "other"
    yield Flag(
        rule="N502" if none else "N501",
        severity=Severity.WARNING,
        origin=Origin.SOURCE,
        anchor=f"{claim.section}:{claim.topic}:{claim.ordinal}",
        place=claim.place,
        params={
            "form": context.form.edition,
            "section": claim.section,
            "field": received.field,
            "stated": str(total if none else claim.value),
            "terms": tuple(str(claim.value) for claim in said),
            "printed": str(received.value),
            "sentence": claim.sentence[:200],
            "variant": "none" if total == 0 else ("some" if none else several),
        },
        fields=(received.field,),
    )


def _contradicting(
    report: Report, claims: Sequence[Claim], accepted: AbstractSet[Number]
) -> tuple[Claim, ...]:
    """The claims to ask about, of one sentence; empty where none contradicts the table.

    The numbers of a sentence, or of several, may be parts that make up the table's number. Beside
    a sentence that agrees, a smaller number is taken for such a part, unless it is said of the
    whole year.
    """
    by_sentence: dict[tuple[Place, str], list[Claim]] = {}
    for claim in claims:
        by_sentence.setdefault((claim.place, claim.sentence), []).append(claim)
    said = [tuple(group) for group in by_sentence.values()]
    wrong = [group for group in said if not _agrees(group, accepted)]
    if _agrees_together(said, accepted):
        wrong = [group for group in wrong if _is_denial(group)]
    if not wrong:
        return ()
    at_home = _on_request(report)
    inside = [group for group in wrong if (group[0].place, group[0].sentence) in at_home]
    if len(wrong) == len(said):
        return (inside or wrong)[0]
    agreed = any(
        _agrees(group, accepted) and (group[0].place, group[0].sentence) in at_home
        for group in said
    )
    for group in (*inside, *wrong):
        largest = max(claim.value for claim in group)
        if (group in inside and not agreed) or largest > max(accepted):
            return group
        if _is_of_the_year(group[0]) or (_is_denial(group) and _is_own_denial(group[0])):
            return group
    return ()


def _agrees(group: Sequence[Claim], accepted: AbstractSet[Number]) -> bool:
    """Whether one of the numbers of a sentence, or all of them together, are the table's."""
    values = [claim.value for claim in group]
    return sum(values) in accepted or any(value in accepted for value in values)


def _agrees_together(said: Sequence[Sequence[Claim]], accepted: AbstractSet[Number]) -> bool:
    """Whether the numbers of several sentences make up the table's; a denial is no part."""
    counts = [group[0].value for group in said if not _is_denial(group)]
    return len(counts) > 1 and sum(counts) in accepted


def _is_denial(group: Sequence[Claim]) -> bool:
    return all(claim.value == 0 for claim in group)


def _is_own_denial(claim: Claim) -> bool:
    """Whether 未收到公开申请 is said of all requests, and not of villages or of some months."""
    return "公开" in claim.sentence and not _OF_OTHERS.search(claim.sentence)


def _is_of_the_year(claim: Claim) -> bool:
    """Whether a number is said of all requests of the year: 2023年共收到政府信息公开申请9件."""
    return bool(_WHOLE_YEAR.search(claim.sentence)) and not _OF_OTHERS.search(claim.sentence)


def _on_request(report: Report) -> set[tuple[Place, str]]:
    """Place and text of the sentences in the aspect on requests of section one."""
    found: set[tuple[Place, str]] = set()
    section = report.sections_by_key.get("overview")
    inside = False
    for paragraph in section.paragraphs if section is not None else ():
        for sentence in sentences(paragraph.text):
            headed = _ASPECT.match("".join(sentence.split()))
            if headed:
                inside = "申请公开" in headed["name"] or "公开申请" in headed["name"]
            if inside:
                found.add((paragraph.place, sentence))
    return found
