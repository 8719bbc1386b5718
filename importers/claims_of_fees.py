"""The fee for handling requests, as section six states it, in yuan."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from importers.spoken import Spoken
from store.late_regex import late_regex
from store.prose_figures import FIGURE, read_number
from store.report import Number

TOPIC = "information_fee"
_FEE = late_regex(
    rf"(?:信息(?:公开)?处理费|依申请公开[^,。]{{0,6}}费用?)(?P<words>[^。;\d]{{0,24}}?)(?P<figure>{FIGURE})(?P<unit>万元|元)"
)
_PAID = late_regex(
    rf"收取[^,。\d]{{0,12}}?(?P<figure>{FIGURE})(?P<unit>万元|元)[^,。]{{0,8}}(?:信息(?:公开)?处理费)"
)
# What was collected on notices sent; the sum that they ask for, where no more is said.
_NOTICED = late_regex(
    r"收费通知[^。;]{0,40}?(?:实际)?(?:收取|收到|实收|收缴|到账)(?:的|费用|信息处理费|总|金额|数额|共计|共|计|为|:)*"
    rf"(?P<figure>{FIGURE})(?P<unit>万元|元)"
)
_ASKED = late_regex(
    r"收费通知[^。;]{0,20}?(?:总金额|金额|总额|总计|合计|共计)(?:共计|共|计|为|:)*"
    rf"(?P<figure>{FIGURE})(?P<unit>万元|元)"
)
_STANDARD = late_regex(r"标准|每[件页份]|元/|上限|按件|按量|减免|免收|退还|拟|应收")


def information_fees(said: Spoken) -> Iterator[tuple[str, Number]]:
    """The amount collected, in yuan; 0 is stated by most, and is a statement too."""
    text = said.counted
    if "费" not in text or _STANDARD.search(text):
        return
    found = next((f for p in (_FEE, _PAID, _NOTICED, _ASKED) for f in (p.search(text),) if f), None)
    if found is None:
        return
    value = read_number(found["figure"])
    if value is None:
        return
    yuan = Decimal(value) * (10_000 if found["unit"] == "万元" else 1)
    yield TOPIC, int(yuan) if yuan == int(yuan) else yuan
