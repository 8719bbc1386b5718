"""Pages saved as one message: encodings of parts, several pages, damage."""

from __future__ import annotations

import quopri
from base64 import encodebytes
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.errors import FileDamagedError, FileOverLimitsError, ImporterError
from importers.readers.mhtml import MOST_FRAMES, MhtmlReader
from importers.readers.protocol import Format, detect_format
from tests.importers.html_pages import assert_whole, body, page

PAGE = page(body())


def part(data: bytes, kind: str, *headers: str, how: str = "base64") -> bytes:
    encoded = encodebytes(data) if how == "base64" else quopri.encodestring(data)
    lines = [f"Content-Type: {kind}", f"Content-Transfer-Encoding: {how}", *headers, "", ""]
    return "\r\n".join(lines).encode() + encoded


def message(
    *parts: bytes, kind: str = "multipart/related", extra: str = "", edge: str = "=_x"
) -> bytes:
    head = f'MIME-Version: 1.0\r\nContent-Type: {kind}; boundary="{edge}"{extra}\r\n\r\n'
    marks = b"".join(b"--" + edge.encode() + b"\r\n" + one + b"\r\n" for one in parts)
    return head.encode() + marks + b"--" + edge.encode() + b"--\r\n"


@pytest.mark.parametrize("how", ["base64", "quoted-printable"])
@pytest.mark.parametrize(
    ("encoding", "charset"),
    [("utf-8", '"utf-8"'), ("gb18030", "gb2312"), ("utf-8", "gb2312"), ("gb18030", "no-such")],
)
def test_encodings_of_the_page(how, encoding, charset):
    text = PAGE.replace('<meta charset="utf-8">', "")
    data = message(part(text.encode(encoding), f"text/html; charset={charset}", how=how))
    assert detect_format(data) is Format.MHTML
    document = MhtmlReader().read(data)
    assert document.reader == "mhtml/1"
    assert document.encoding == encoding
    assert_whole(document)


def test_the_page_that_holds_the_report_among_frames():
    menu = part(page("<p>栏目</p>").encode(), "text/html")
    other = part(b"body {}", "text/css")
    assert_whole(MhtmlReader().read(message(menu, other, part(PAGE.encode(), "text/html"))))


def test_the_root_comes_first_where_pages_are_alike():
    first = part(page("<p>甲</p>").encode(), "text/html", "Content-ID: <a>")
    second = part(page("<p>乙</p>").encode(), "text/html", "Content-ID: <b>")
    document = MhtmlReader().read(message(first, second, extra='; start="<b>"'))
    assert [block.text for block in document.blocks] == ["乙"]


def test_related_parts_inside_mixed_ones():
    inner = message(part(PAGE.encode(), "text/html"), edge="=_inner")
    outer = message(inner.partition(b"\r\n")[2], kind="multipart/mixed", edge="=_outer")
    assert_whole(MhtmlReader().read(outer))


def test_a_single_page_as_message():
    data = b"MIME-Version: 1.0\r\n" + part(PAGE.encode(), "text/html; charset=utf-8")
    assert_whole(MhtmlReader().read(data))


def test_one_page_of_several_that_cannot_be_decoded_hides_no_other():
    broken = part(b"<p>" + bytes(range(128, 256)) * 20, "text/html")
    assert_whole(MhtmlReader().read(message(broken, part(PAGE.encode(), "text/html"))))
    with pytest.raises(ImporterError):
        MhtmlReader().read(message(broken))


@pytest.mark.parametrize(
    "data",
    [b"", b"MIME-Version: 1.0\r\n\r\ntext", message(), message(part(b"a", "image/png"))],
)
def test_a_message_without_a_page_is_damaged(data):
    with pytest.raises(FileDamagedError) as refused:
        MhtmlReader().read(data)
    assert refused.value.params["format"] == "MHTML"


def test_a_cut_message_is_read_as_far_as_it_goes():
    data = message(
        part(PAGE.encode(), "text/html", how="quoted-printable"), part(b"x" * 999, "image/png")
    )
    assert_whole(MhtmlReader().read(data[: data.index(b"image/png")]))


def test_more_pages_than_frames_can_be_are_refused():
    with pytest.raises(FileOverLimitsError):
        MhtmlReader().read(message(*[part(b"<p>", "text/html")] * (MOST_FRAMES + 1)))


def test_parts_nested_without_end_are_refused():
    data = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
        for n in range(3000)
    )
    with pytest.raises(ImporterError):
        MhtmlReader().read(b"MIME-Version: 1.0\r\n" + data)


WHOLE = message(
    part(page("<p>一、总体情况</p>").encode(), "text/html; charset=gb2312"), extra='; start="<a>"'
)


@given(st.integers(0, len(WHOLE)), st.integers(0, 30), st.binary(max_size=12))
@settings(max_examples=300, deadline=None)
def test_mutilated_messages_are_read_or_refused(at, size, written):
    with suppress(ImporterError):
        MhtmlReader().read(WHOLE[:at] + written + WHOLE[at + size :])
