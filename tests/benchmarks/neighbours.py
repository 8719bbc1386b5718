"""Texts that need a neighbour to be judged: copied from last year or elsewhere (N514), or written
in another organ's name (N515). Each case has the rules that it must raise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from importers.likeness import likeness
from store.forms import load_form
from store.likeness import compared_text
from store.report import Report
from store.rules.registry import Alike, Context
from store.settings import DEFAULT_SETTINGS
from tests.placed_sentences import ORGAN, Placed, report_of

_FIVE = (
    "主要问题：一是解读材料多由起草科室撰写，文字偏长，村民读来吃力；二是表格类附件在手机上显示不全，"
    "老年人查阅不便；三是村级公开栏更新有快有慢，全年抽查12处，有3处晚于规定日期。\n"
    "改进情况：一是请教师参与改写解读，每篇不超过八百字；二是附件一律另存为图片，同步张贴；"
    "三是每月5日由驻村干部拍照回传，未更新的当日补齐。",
    "主要问题：一是依申请公开的补正告知不够细，申请人往返较多；二是历史文件的清理尚未覆盖全部站所；"
    "三是从事公开工作的人员一年内更换2次，业务衔接不畅。\n"
    "改进情况：一是重新印制补正告知书，附填写样例；二是用三个月时间清理各站所文件410份；"
    "三是实行主办与协办双岗，全年集中培训4次，新任人员跟班学习两周后上岗。",
)
_WORDS = (("一是", "第一，"), ("全年", "一年之中"), ("同步张贴", "并在村口张贴"))
_ROSTER = frozenset({"青石镇人民政府", "桥头街道办事处", "双河乡人民政府"})
_OTHER_NAMES: tuple[tuple[str, bool], ...] = (
    ("2023年，青石镇认真落实公开要求。", True),
    ("全年双河乡共公开信息300条。", True),
    ("桥头街道办事处持续更新公开目录。", True),
    ("双河乡人民政府2023年收到的意见已经答复。", True),
    ("赴双河乡学习村务公开做法。", False),
    ("与桥头街道联合开展业务培训。", False),
    ("按照《青石镇公开指南》修订目录。", False),
    ("向青石镇人民政府移送申请1件。", False),
    ("石滩乡认真落实公开要求。", False),
    ("青石镇、双河乡和我乡开展互查。", False),
)


def cases() -> Iterator[tuple[Report, Context, tuple[str, ...]]]:
    """Report, what is known of its neighbours, and the rules that it must raise."""
    for number, own in enumerate(_FIVE):
        renumbered = own.replace("12", "20").replace("3处", "5处").replace("410", "388")
        reworded = renumbered
        for old, new in _WORDS:
            reworded = reworded.replace(old, new, 1)
        half = own.split("\n")[0] + "\n" + _FIVE[1 - number].split("\n")[1]
        for before, is_copy in (
            (own, True),
            (renumbered, True),
            (reworded, True),
            (half, False),
            (_FIVE[1 - number], False),
        ):
            wanted = ("N514",) if is_copy else ()
            yield *_after_itself(own, before), wanted
            yield *_beside_another(own, before), wanted
    for text, is_others in _OTHER_NAMES:
        context = Context(load_form("2021"), organ_names=_ROSTER, own_names=frozenset(ORGAN))
        yield report_of(Placed("a", "plain", (), text)), context, ("N515",) if is_others else ()


def _with_problems(text: str) -> Report:
    return report_of(Placed("five", "plain", (), text))


def _after_itself(own: str, before: str) -> tuple[Report, Context]:
    report, last = _with_problems(own), _with_problems(before)
    last = replace(last, identity=replace(last.identity, year=2022))
    share = likeness(compared_text(report), compared_text(last))
    return report, Context(load_form("2021"), previous=last, previous_share=share)


def _beside_another(own: str, before: str) -> tuple[Report, Context]:
    report, other = _with_problems(own), _with_problems(before)
    share = likeness(compared_text(report), compared_text(other))
    # The store looks only for texts that are alike enough.
    enough = share >= DEFAULT_SETTINGS.copied_share
    alike = Alike("双河乡人民政府", "青禾县", 2023, share) if enough else None
    return report, Context(load_form("2021"), alike=alike)
