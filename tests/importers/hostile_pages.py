"""Hostile and broken web pages and texts."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.importers.hostile_files import (
    ADDRESS,
    BOMB,
    DAMAGED,
    NAMES,
    READ,
    UNREPORTED,
    UNSAFE,
    Hostile,
    doctype,
)
from tests.importers.html_pages import body, page
from tests.sample_formats import printed
from tests.sample_reports import SAMPLES, encoded


def html_files(canary: str) -> Iterator[Hostile]:
    """Web pages, also saved as MHTML."""
    name = NAMES[0]
    good = printed(name, "html", 0)
    yield Hostile("deep.html", ("<div>" * 100_000 + "甲").encode(), BOMB)
    yield Hostile("deep_tables.html", ("<table><tr><td>" * 20_000 + "甲").encode(), BOMB)
    spans = '<table><tr><td colspan="1000000000" rowspan=65535>甲<td colspan="2;">1</table>'
    yield Hostile("span.html", page(spans * 100).encode(), BOMB | UNREPORTED)
    rows = "<table>" + "<tr><td rowspan=65534 colspan=1000>甲<td>1" * 3000 + "</table>"
    yield Hostile("spans.html", page(rows).encode(), BOMB | UNREPORTED)
    yield Hostile("open.html", ("<p>" + "<b><i><font>甲<p>" * 20_000).encode(), BOMB | UNREPORTED)
    yield Hostile("less.html", b"<html>" + b"<" * 4_000_000, BOMB | UNREPORTED)
    yield Hostile("comment.html", b"<html><!--" + b"--!" * 4_000_000, BOMB | UNREPORTED)
    yield Hostile("entity.html", b"<html>" + b"&#x110000;&#0;&#xd800;" * 300_000, BOMB | UNREPORTED)
    head = (
        f'<base href="{ADDRESS}"><link rel=stylesheet href=a.css><script src=a.js></script>'
        f'<meta http-equiv=refresh content="0;url={ADDRESS}">'
        f"<style>@import url({ADDRESS}b.css)</style>"
    )
    inside = (
        f'<img src="http://169.254.169.254/latest"><iframe src="file://{canary}"></iframe>'
        f'<object data="file://{canary}"></object><embed src=x><xi:include href="file://{canary}"/>'
    )
    fetching = good.replace(b"<head>", b"<head>" + head.encode(), 1)
    fetching = fetching.replace(b"</body>", inside.encode() + b"</body>", 1)
    yield Hostile("fetch.html", fetching, READ, name)
    entity = b'<?xml version="1.0"?>' + doctype("html", canary) + b"<html>&f;&e9;</html>"
    yield Hostile("xxe.html", entity, UNREPORTED | UNSAFE)
    text = good.decode()
    unlabelled = text.replace('<meta charset="utf-8">', "")
    for codec in ("utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-8-sig"):
        content = unlabelled.encode(codec)
        yield Hostile(f"{codec}.html", content, READ, name)
    yield Hostile("mislabelled.html", text.encode("gb18030"), READ, name)
    utf7 = text.replace("utf-8", "utf-7").encode()
    yield Hostile("utf-7.html", utf7, READ, name)
    really7 = b"<html><meta charset=utf-7>" + body().encode("utf-7")
    yield Hostile("really_utf-7.html", really7, UNREPORTED | {"file_undecodable"})
    nul = text.replace("<td", "<\x00td").encode()
    yield Hostile("nul.html", nul, READ | UNREPORTED, name)
    torn = good.replace("年".encode(), "年".encode() + b"\xed\xa0\x80\xff", 400)
    yield Hostile("surrogates.html", torn, frozenset({"file_undecodable"}) | READ, name)
    noise = b"<html><p>" + random.Random(1).randbytes(300_000)
    yield Hostile("noise.html", noise, frozenset({"file_undecodable"}) | UNREPORTED)
    yield from _mhtml_files(good)


def _mhtml_files(good: bytes) -> Iterator[Hostile]:
    mark = b"--b\r\nContent-Type: text/html; charset=%s\r\n\r\n%s\r\n"
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    name = NAMES[0]
    yield Hostile("parts.mhtml", head + mark % (b"utf-8", b"<p>x") * 10_000 + b"--b--", BOMB)
    nested = b"MIME-Version: 1.0\r\n"
    for depth in range(500):
        nested += b'Content-Type: multipart/related; boundary="b%d"\r\n\r\n--b%d\r\n' % (
            depth,
            depth,
        )
    yield Hostile(
        "nested.mhtml", nested + b"Content-Type: text/html\r\n\r\n<p>x", BOMB | UNREPORTED
    )
    for charset in (b"utf-7", b"zlib_codec", b"idna", b"undefined", b"rot13", b"\x00", b"x" * 9999):
        yield Hostile(
            f"charset_{charset[:9].hex()}.mhtml",
            head + mark % (charset, good) + b"--b--",
            READ,
            name,
        )
    packed = head.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n", 1)
    yield Hostile("uu.mhtml", packed + mark % (b"utf-8", good), READ, name)
    yield Hostile("none.mhtml", head + b"nothing", DAMAGED | UNREPORTED)
    yield Hostile(
        "headers.mhtml",
        b"MIME-Version: 1.0\r\nContent-Type: text/html; " + b"a*0*=b;" * 99_999,
        DAMAGED | UNREPORTED | BOMB,
    )


def text_files() -> Iterator[Hostile]:
    """Texts on which a careless expression or a comparison of all with all would take for ever."""
    size = 400_000
    units = {
        "blanks": " ", "wide": "\u3000", "figures": "9", "heads": "一、", "years": "2023年",
        "bars": "|", "tabs": "\t", "open": "（", "organs": "人民政府", "commas": "1,", "dots": ".",
        "lines": "1 2 3 4 5 6 7\n", "labels": "行政许可 1\n", "titles": "政府信息公开工作年度报告\n",
        "sections": "二、主动公开政府信息情况\n", "zeros": "0" * 70 + "\n", "dashes": "─┼", "returns": "\r",
        "tables": "| 甲 | 1 |\n", "breaks": "\f", "nel": "\x85\u2028甲",
    }  # fmt: skip
    for key, unit in units.items():
        content = "甲" + unit * (size // len(unit)) + "x"
        yield Hostile(f"{key}.txt", content.encode(), UNREPORTED | READ)
    report = encoded(SAMPLES[0]).decode(SAMPLES[0].encoding)
    label = report.replace("行政许可", "行政许可" * 100_000, 1)
    yield Hostile("label.txt", label.encode(), READ | UNREPORTED | BOMB)
    yield Hostile("again.txt", (report * 30).encode(), READ)
    for codec in ("utf-7", "utf-32", "cp500", "hz"):
        content = report.encode(codec, "replace")
        odd = UNREPORTED | READ | {"file_undecodable"}
        yield Hostile(f"{codec}.txt", content, odd)
    yield Hostile(
        "binary.txt", random.Random(2).randbytes(1_000_000), UNREPORTED | {"file_undecodable"}
    )
    yield Hostile("nul.txt", bytes(1_000_000), UNREPORTED | {"file_undecodable", "file_empty"})
    yield Hostile("empty.txt", b"", frozenset({"file_empty"}))
    yield Hostile("blank.txt", b" \n\t " * 1000, frozenset({"file_empty"}))
