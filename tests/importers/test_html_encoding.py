"""In which encoding a page is: marks, declarations that lie, a few broken bytes."""

from __future__ import annotations

import pytest

from importers.errors import UndecodableError
from importers.readers.html_encoding import declared_encoding, decode_html
from tests.importers.html_pages import assert_whole, body, page, read, report_of

TEXT = page(body())


def declaring(label: str) -> str:
    return TEXT.replace("utf-8", label)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (declaring("utf-16").encode(), "utf-8"),
        (declaring("gb2312").encode("gb18030"), "gb18030"),
        (declaring("GBK").encode("gbk"), "gb18030"),
        (declaring("utf-8").encode("gb18030"), "gb18030"),
        (declaring("gb2312").encode(), "utf-8"),
        (declaring("iso-8859-1").encode("gb18030"), "gb18030"),
        (declaring("utf-7").encode("gb18030"), "gb18030"),
        (declaring("utf-7").encode(), "utf-8"),
        (declaring("no-such").encode("gb18030"), "gb18030"),
        (TEXT.replace("县", "县\x00").encode(), "utf-8"),
    ],
)
def test_the_whole_page_whatever_it_says(data, encoding):
    document = read(data)
    assert document.encoding == encoding
    assert_whole(document)


def test_traditional_pages_declare_big5():
    text, encoding = decode_html('<meta charset="big5"><p>政府資訊公開</p>'.encode("big5"))
    assert encoding == "big5hkscs"
    assert "政府資訊公開" in text


def test_utf7_hides_no_markup():
    data = b'<meta charset="utf-7"><p>+ADw-table+AD4-</p>'
    assert decode_html(data)[0] == data.decode()


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b"<meta charset=gbk>", "gbk"),
        (b'<META http-equiv="Content-Type" content="text/html; charset=GB2312" />', "GB2312"),
        (b'<?xml version="1.0" encoding="GB18030"?><html>', "GB18030"),
        (b"<p>charset=gbk", None),
    ],
)
def test_declarations(head, label):
    assert declared_encoding(head) == label


def test_nulls_are_dropped():
    assert decode_html("<p>一\x00二".encode())[0] == "<p>一二"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_broken_byte_stays_visible_and_does_not_hide_the_report(encoding):
    page_text = page("<p>栏目</p>" * 500 + body())
    good = page_text.encode(encoding)
    at = good.index("栏".encode(encoding))
    data = good[:at] + b"\xff" + good[at + 1 :]
    document = read(data)
    assert document.encoding == encoding
    assert_whole(document)
    inside = good.index("茶园".encode(encoding))
    document = read(good[:inside] + b"\xff" + good[inside + 1 :])
    assert "\ufffd" in report_of(document).sections[0].paragraphs[0].text


def test_a_page_cut_off_inside_a_character_is_read():
    cut = (page("<p>栏目</p>" * 500) + "末").encode()[:-1]
    assert decode_html(cut)[1] == "utf-8"


def test_what_is_no_text_is_refused():
    with pytest.raises(UndecodableError) as refused:
        decode_html(b"<html>" + bytes(range(128, 256)) * 40)
    assert "gb18030" in str(refused.value.params["tried"])
    with pytest.raises(UndecodableError) as refused:
        decode_html(b"\xff\xfe" + b"\x00\xd8" * 300)
    assert refused.value.params["tried"] == "utf-16-le"
