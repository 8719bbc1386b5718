"""N515: another organ of the roster as the one that reports; organs that are only named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.messages import flag_letter, flag_message
from store.rules import check_report
from tests.store.structure_cases import PLAIN_CONTEXT, WITH_ROSTER, section

SAID = "仍有不足，已改进。"


def flags(text, context=WITH_ROSTER, **kind):
    report = section("problems", SAID + text, **kind)
    return [flag for flag in check_report(report, context) if flag.rule == "N515"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2023年，青石镇严格落实公开要求。", "青石镇"),
        ("青石镇人民政府2023年政府信息公开工作取得进展。", "青石镇人民政府"),
        ("青石镇在主动公开方面仍有不足，及时改进。", "青石镇"),
        ("主动公开内容不全，青石镇 认真整改。", "青石镇"),
        ("桥头街道办事处共公开信息12条。", "桥头街道办事处"),
        ("全年桥头街道收到申请2件。", "桥头街道"),
        ("二〇二三年，青石镇持续更新栏目。", "青石镇"),
    ],
)
def test_another_township_as_the_one_that_reports(text, said):
    (flag,) = flags(text)
    assert flag.severity.value == "warning"
    assert flag.anchor.startswith("problems:")
    assert flag.params["said"] == said
    assert f"“{said}”" in flag_letter(flag, "zh")
    assert "柳溪镇" in flag_message(flag, "zh")


@pytest.mark.parametrize(
    "text",
    [
        "我镇与青石镇联合开展培训。",
        "赴青石镇学习公开经验。",
        "向青石镇人民政府移送申请1件。",
        "《青石镇政府信息公开指南》可供参考。",
        "在青石镇召开现场会。",
        "柳溪镇严格落实公开要求。",
        "柳溪镇人民政府认真落实公开要求。",
        "青石镇、桥头街道和我镇积极开展互查。",
        "青禾县司法局积极指导我镇开展审查。",
        "青石镇村民王某的申请已答复。",
    ],
)
def test_organs_that_are_only_named(text):
    assert flags(text) == []


def test_departments_are_taken_for_the_reporting_one_only_where_they_report():
    organ = ("青禾县", "水利局")
    assert flags("青禾县司法局积极配合我局开展审查。", organ=organ) == []
    (flag,) = flags("2023年青禾县司法局政府信息公开工作仍有不足。", organ=organ)
    assert flag.params["said"] == "青禾县司法局"


def test_without_a_roster_nothing_can_be_said():
    assert flags("2023年，青石镇严格落实公开要求。", PLAIN_CONTEXT) == []
    assert flags("2023年，青石镇严格落实公开要求。", replace(WITH_ROSTER, organ_names=None)) == []


def test_a_report_of_an_unknown_organ_cannot_be_compared():
    assert flags("2023年，青石镇严格落实公开要求。", title="2023年政府信息公开工作年度报告") == []


def test_several_places_are_one_flag():
    (flag,) = flags("青石镇严格落实公开要求。青石镇持续更新栏目。")
    assert flag.params["count"] == 2
