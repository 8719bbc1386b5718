"""Sample reports as web archives: a page saved whole with its pictures, as browsers do."""

from __future__ import annotations

import quopri
from base64 import b64encode

from tests.sample_described import Described
from tests.sample_html import page, shape_of

_BOUNDARY = "----MultipartBoundary--kQ9vT1x0Zf"
_DOT = b64encode(
    b"GIF89a\x01\x00\x01\x00\x00\xff\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;"
)


def mhtml(report: Described) -> bytes:
    """The report as one MHTML file: the page quoted-printable, or base64 where Word wrote it."""
    shape = shape_of(report)
    is_word = shape == "word"
    charset = "gb2312" if is_word else "utf-8"
    body = page(report, shape, charset).encode("gb18030" if is_word else "utf-8")
    name = "file:///C:/nianbao.htm" if is_word else "https://www.example.gov.cn/zwgk/nb/t1.html"
    head = [
        "From: <Saved by Blink>",
        f"Snapshot-Content-Location: {name}",
        f"Subject: =?utf-8?B?{b64encode(report.title.encode()).decode()}?=",
        "Date: Wed, 24 Jan 2024 08:00:00 -0000",
    ]
    lines = [
        *([] if is_word else head),
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html";',
        f'\tboundary="{_BOUNDARY}"',
        "",
        "",
        f"--{_BOUNDARY}",
        f"Content-Type: text/html; charset={charset}" if is_word else "Content-Type: text/html",
        f"Content-Transfer-Encoding: {'base64' if is_word else 'quoted-printable'}",
        f"Content-Location: {name}",
        "",
    ]
    encoded = _base64(body) if is_word else quopri.encodestring(body).replace(b"\n", b"\r\n")
    picture = [
        f"--{_BOUNDARY}",
        "Content-Type: image/gif",
        "Content-Transfer-Encoding: base64",
        "Content-Location: https://www.example.gov.cn/qr.png",
        "",
        _DOT.decode(),
        f"--{_BOUNDARY}--",
        "",
    ]
    return (
        "\r\n".join([*lines, ""]).encode("ascii")
        + encoded
        + b"\r\n"
        + "\r\n".join(picture).encode("ascii")
    )


def _base64(data: bytes) -> bytes:
    text = b64encode(data)
    return b"\r\n".join(text[at : at + 76] for at in range(0, len(text), 76)) + b"\r\n"
