"""Pages made to harm: bombs, addresses to fetch, mutilated bytes."""

from __future__ import annotations

import builtins
import socket
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.errors import FileOverLimitsError, ImporterError
from importers.readers.html import HtmlReader
from importers.readers.html_tables import MOST_COLUMNS_SPANNED, read_span
from tests.importers.html_pages import assert_whole, body, columns, page, read, texts

SMALL = page(
    "<h1>柳溪镇人民政府2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><ol><li>甲<li>乙</ol>"
    "<table><tr><td colspan=2>第二十条第（五）项<tr><td>信息内容<td>本年处理决定数量<tr><td>行政许可<td>3"
    "</table><pre>一\t二</pre><img src=a.png width=400><div style='display:none'>隐</div>"
).encode()


@pytest.fixture
def no_way_out(monkeypatch):
    """Neither the network nor a file can be opened."""

    def refuse(*args, **kwargs):
        raise AssertionError(f"opened: {args}")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(builtins, "open", refuse)


def test_nothing_is_fetched(no_way_out):
    head = (
        '<base href="http://192.0.2.1/"><link rel=stylesheet href="http://192.0.2.1/a.css">'
        '<meta http-equiv=refresh content="0;url=http://192.0.2.1/">'
        '<script src="//192.0.2.1/a.js"></script><style>@import url(http://192.0.2.1/b.css)</style>'
    )
    inside = (
        '<img src="http://169.254.169.254/latest"><img src="file:///etc/passwd">'
        '<iframe src="http://192.0.2.1/"></iframe><object data="file:///etc/passwd"></object>'
        "<embed src=http://192.0.2.1/x><video src=http://192.0.2.1/v></video>"
        '<p style="background:url(http://192.0.2.1/c.png)"></p><svg><image href=http://192.0.2.1/ /></svg>'
    )
    document = read(page(inside + body(end=inside), head))
    assert_whole(document)


def test_entities_of_a_document_type_are_not_expanded(no_way_out):
    document = read(
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">'
        '<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><html><body><p>甲&x;&b;</p></body></html>'
    )
    assert texts(document)[-1] == "甲&x;&b;"


@pytest.mark.parametrize("tag", ["div", "ul><li", "table><tr><td", "blockquote", "section"])
@pytest.mark.parametrize("depth", [1000, 50_000])
def test_blocks_nested_without_end_are_refused(tag, depth):
    with pytest.raises(FileOverLimitsError):
        read(f"<{tag}>" * depth + "甲")


@pytest.mark.parametrize("tag", ["b", "span", "i", "o:p", "a href=x", "font size=2"])
def test_inline_elements_nested_without_end_are_read(tag):
    assert texts(read(f"<{tag}>" * 50_000 + "甲")) == ["甲"]


def test_formatting_left_open_in_every_paragraph_is_refused():
    with pytest.raises(FileOverLimitsError):
        read("".join(f"<p><font size={n}>" for n in range(5000)) + "甲")


def test_formatting_left_open_in_a_page_of_a_common_size_is_read():
    document = read("".join(f"<p><font size={n}>第{n}段" for n in range(200)))
    assert len(texts(document)) == 200


def test_formatting_left_open_in_every_cell_ends_with_the_cell():
    document = read("<table>" + "<tr><td><font size=2>甲<td><font size=2>1" * 1500 + "</table>")
    assert len(columns(document)) == 1500


def test_claimed_spans_cost_nothing():
    document = read(
        '<table><tr><td colspan="1000000000">a<td>b</tr>'
        + "<tr><td rowspan=65535 colspan=1000>c<td>d</tr>" * 100
        + "</table>"
    )
    assert columns(document)[0] == [0, MOST_COLUMNS_SPANNED]
    assert columns(document)[2] == [1000, 2000]


def test_more_merged_cells_than_any_table_has_are_refused():
    with pytest.raises(FileOverLimitsError):
        read("<table>" + "<tr><td rowspan=65534>a<td>b" * 5000 + "</table>")


def test_more_headings_than_any_page_has_are_refused():
    with pytest.raises(FileOverLimitsError):
        read("<p>一、总体情况</p>" * 5000)


def test_many_attributes_are_refused_and_a_large_picture_is_not():
    with pytest.raises(FileOverLimitsError):
        read("<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">甲")
    document = read(f"<p>甲<img width=600 src='data:image/png;base64,{'A/b+' * 99_999}'>")
    assert len(document.unread) == 1


def test_many_elements_are_refused():
    with pytest.raises(FileOverLimitsError):
        read("<p>甲" * 300_000)


@given(st.text(max_size=40))
def test_any_span_is_a_number_within_its_bounds(text):
    assert 1 <= read_span(text, 1000) <= 1000
    assert 0 <= read_span(text, 65_534, 0) <= 65_534


@given(st.lists(st.tuples(st.text(max_size=6), st.text(max_size=6)), max_size=12))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_columns_of_a_row_always_rise(spans):
    def quoted(text):
        return text.replace("&", "").replace('"', "")

    cells = [f'<td colspan="{quoted(a)}" rowspan="{quoted(b)}">x' for a, b in spans]
    rows = "".join("<tr>" + "".join(cells[at : at + 3]) for at in range(0, len(cells), 3))
    document = read(f"<table>{rows}<tr><td>y<td>z</table>")
    for row in columns(document) if document.blocks and cells else []:
        assert row == sorted(set(row))


@st.composite
def mutilated(draw):
    """A small page with pieces cut out, doubled and overwritten."""
    data = bytearray(SMALL)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        size = draw(st.integers(0, 40))
        how = draw(st.sampled_from(("cut", "double", "write")))
        if how == "cut":
            del data[at : at + size]
        elif how == "double":
            data[at:at] = data[at : at + size]
        else:
            data[at:at] = draw(st.binary(max_size=8))
    return bytes(data)


@given(mutilated())
@settings(max_examples=300, deadline=None)
def test_mutilated_bytes_are_read_or_refused(data):
    with suppress(ImporterError):
        HtmlReader().read(data)


TAGS = (
    "table",
    "tr",
    "td",
    "tbody",
    "p",
    "div",
    "b",
    "a",
    "ol",
    "li",
    "pre",
    "br",
    "form",
    "select",
)


@given(st.lists(st.sampled_from([f"<{s}{t}>" for t in TAGS for s in ("", "/")] + ["甲", "1"])))
@settings(max_examples=300, deadline=None)
def test_any_order_of_tags_is_read(pieces):
    HtmlReader().read("".join(pieces).encode())
