"""Personal data leaves the prose; figures, dates and numbers of notices never do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.privacy import redact, redact_values


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("联系电话：13812345678。", "联系电话：〔电话〕。"),
        ("请拨打138-1234-5678咨询", "请拨打〔电话〕咨询"),
        ("手机：138 1234 5678", "手机：〔电话〕"),
        ("办公室电话0571-88123456", "办公室电话〔电话〕"),
        ("电话（0571）88123456", "电话〔电话〕"),
        ("咨询：(010)62345678", "咨询：〔电话〕"),
        ("拨打0571 88123456、88123457", "拨打〔电话〕"),
        ("联系电话：6123456", "联系电话：〔电话〕"),
        ("传真：８８１２３４５６", "传真：〔电话〕"),
        ("电话：0571-88123456转801，", "电话：〔电话〕，"),
        ("+86 13812345678", "〔电话〕"),
        ("热线400-123-4567", "热线〔电话〕"),
        ("电子邮箱：lx_gk@sample.gov.cn。", "电子邮箱：〔邮箱〕。"),
        ("邮箱 a.b＠qq．com", "邮箱 〔邮箱〕"),
        ("联系人：张三；", "联系人：〔姓名〕；"),
        ("联系人：张　三", "联系人：〔姓名〕"),
        ("联系人：欧阳小红、李四", "联系人：〔姓名〕"),
        ("联 系 人： 王小明", "联 系 人： 〔姓名〕"),
        ("联系人李小四，联系电话：13812345678", "联系人〔姓名〕，联系电话：〔电话〕"),
        ("请联系王女士，电话13812345678", "请联系〔姓名〕女士，电话〔电话〕"),
        ("经办人:古丽·买买提", "经办人:〔姓名〕"),
        ("身份证号110101199003071234", "身份证号〔证件号〕"),
        ("证件号码：11010119900307123X", "证件号码：〔证件号〕"),
        ("QQ群：123456789", "QQ群：〔证件号〕"),
    ],
)
def test_personal_data_is_replaced_by_a_mark(text, without):
    assert redact(text) == without
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "根据国办公开办函〔2021〕30号",
        "2023年1月1日至2023年12月31日",
        "12345政务服务便民热线受理13612件",
        "全年支出13800000000元",
        "投资13812345678.50万元",
        "发布信息 18600000000 条",
        "统一社会信用代码：11330000MB1234567X",
        "邮政编码：310000",
        "联系人：办公室",
        "单位负责人高度重视政府信息公开工作",
        "加强与申请人的联系，电话回访 120 次",
        "电话咨询12345678人次",
        "责任人：各科室",
        "0571 0 0 12 0 0 0",
        "138 1234 5678 0 0 0 0",
        "00000000000",
        "0100000000",
        "同比增长 0.8612345678 个百分点",
    ],
)
def test_what_is_no_personal_data_stays(text):
    assert redact(text) == text


_FIGURES = st.integers(0, 999_999_999).map(str) | st.decimals(
    0, 10**6, places=2, allow_nan=False, allow_infinity=False
).map(str)
_ROWS = st.tuples(
    st.sampled_from(["\t", " ", "|", " | ", "、", "，", "+"]), st.lists(_FIGURES, max_size=12)
).map(lambda row: row[0].join(row[1]))
_DATES = st.dates().flatmap(
    lambda day: st.sampled_from(
        [
            f"{day:%Y}年{day.month}月{day.day}日",
            f"{day:%Y-%m-%d}",
            f"{day:%Y.%m.%d}",
            f"{day:%Y/%m/%d}",
            f"{day:%Y%m%d}",
        ]
    )
)
_NOTICES = st.tuples(st.integers(1990, 2030), st.integers(1, 999)).map(
    lambda number: f"国办公开办函〔{number[0]}〕{number[1]}号"
)
_AMOUNTS = st.tuples(st.integers(0, 10**12), st.sampled_from(["元", "万元", " 件", "条", "%"])).map(
    lambda amount: f"{amount[0]}{amount[1]}"
)
_PROSE = st.sampled_from(
    ["收到申请", "表格：", "本年新收", "全年主动公开", "\n", "，其中", "联系实际"]
)


@given(st.lists(_ROWS | _DATES | _NOTICES | _AMOUNTS | _PROSE, max_size=8).map("\n".join))
def test_figures_of_tables_and_dates_are_never_touched(text):
    assert redact(text) == text


@given(
    st.from_regex(re.compile(r"1[3-9][0-9]{9}", re.ASCII), fullmatch=True),
    st.from_regex(re.compile(r"0[1-9][0-9]{1,2}-[2-9][0-9]{6,7}", re.ASCII), fullmatch=True),
    st.sampled_from(["，", "；", "。", " ", "\n", "（"]),
)
def test_no_telephone_stays_in_prose(mobile, landline, mark):
    text = f"欢迎致电{mobile}{mark}或{landline}{mark}"
    assert redact(text) == f"欢迎致电〔电话〕{mark}或〔电话〕{mark}"


@given(st.text())
def test_any_text_can_be_redacted_and_twice_is_once(text):
    once = redact(text)
    assert redact(once) == once


def test_values_of_json_are_redacted_within():
    value = {"联系人": ["电话13812345678", 3, None], "inner": {"quote": "a@b.cn"}}
    assert redact_values(value) == {
        "联系人": ["电话〔电话〕", 3, None],
        "inner": {"quote": "〔邮箱〕"},
    }
