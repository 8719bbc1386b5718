"""Bytes → text by strict decoding: right, or refused with the place that is wrong."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from importers.errors import UndecodableError
from importers.readers.encoding import decode

TEXT = "一、总体情况\n收到申请\t12\t件\r\n"


@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_and_is_dropped(bom, encoding):
    assert decode(bom + TEXT.encode(encoding)) == (TEXT, encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
def test_without_a_mark(encoding):
    assert decode(TEXT.encode(encoding)) == (TEXT, encoding)


def test_utf8_goes_before_gb18030():
    # Many UTF-8 texts are also lawful GB18030 bytes that read as other characters.
    data = "公开".encode()
    assert data.decode("gb18030") != "公开"
    assert decode(data) == ("公开", "utf-8")


def test_gb18030_beyond_gbk():
    assert decode("㐂镕𠮷".encode("gb18030")) == ("㐂镕𠮷", "gb18030")


@pytest.mark.parametrize(
    ("data", "offset", "tried"),
    [
        (b"abc\xff", 3, "utf-8, gb18030"),
        (b"\x80", 0, "utf-8, gb18030"),
        ("公开".encode("gb18030") + b"\x80\x20", 4, "utf-8, gb18030"),
        (codecs.BOM_UTF8 + b"ab\xff", 5, "utf-8"),
        (codecs.BOM_UTF8 + "公开".encode("gb18030"), 3, "utf-8"),
        (codecs.BOM_UTF16_LE + b"a\x00\x00\xd8a\x00", 4, "utf-16-le"),
        (codecs.BOM_UTF16_BE + b"\x00a\x00", 4, "utf-16-be"),
        (b"report\x00binary", 6, "utf-8, gb18030"),
        (b"\x00\x00a\x00b\x00", None, None),
    ],
)
def test_what_fits_nothing_is_refused_with_place_and_attempts(data, offset, tried):
    with pytest.raises(UndecodableError) as caught:
        decode(data)
    assert caught.value.code == "file_undecodable"
    if tried is not None:
        assert caught.value.params == {"offset": offset, "tried": tried}


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_refused(seed):
    data = random.Random(seed).randbytes(4096)
    with pytest.raises(UndecodableError) as caught:
        decode(data)
    assert 0 <= caught.value.params["offset"] <= len(data)
    assert caught.value.params["tried"]


MARKS = st.sampled_from(
    [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE]
)


@settings(deadline=None)
@given(MARKS, st.binary(max_size=200))
@example(b"", b"\x83\x36\xc8\x30")
@example(b"", b"")
def test_arbitrary_bytes_are_text_or_refused(mark, data):
    try:
        text, encoding = decode(mark + data)
    except UndecodableError as error:
        assert 0 <= error.params["offset"] <= len(mark + data)
        return
    # Whatever was read can be stored and is there without loss.
    assert text.encode("utf-8").decode("utf-8") == text
    if encoding != "gb18030":
        assert (mark + data).endswith(text.encode(encoding))


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), min_size=1))
def test_any_utf8_text_reads_back(text):
    assert decode(text.encode()) == (text, "utf-8")
    assert decode(codecs.BOM_UTF8 + text.encode()) == (text, "utf-8")
