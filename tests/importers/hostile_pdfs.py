"""Hostile and broken PDF files, written object by object."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterator, Mapping
from functools import partial
from unittest.mock import patch

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.importers.hostile_files import ADDRESS, BOMB, DAMAGED, LIMITED, NAMES, READ, Hostile
from tests.sample_described import describe, for_print
from tests.sample_formats import printed
from tests.sample_pdf import pdf
from tests.sample_reports import SAMPLES

UNREPORTED = frozenset({"no_report", "file_no_text"})
_PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<{}>>>>"
_FONT = "/Font<</F 5 0 R>>"
# Some text, so that the page is not taken for a picture.
_WORD = b"BT /F 12 Tf 60 700 Td (12) Tj ET "
_HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(content: bytes, more: str = "", *, packed: bool = True) -> bytes:
    """A stream object."""
    body = zlib.compress(content, 9) if packed else content
    how = "/Filter/FlateDecode" if packed else ""
    return f"<<{more}{how}/Length {len(body)}>>stream\n".encode() + body + b"\nendstream"


def raw_pdf(objects: Mapping[int, bytes], trailer: str = "") -> bytes:
    """A PDF file of these objects; object 1 is its catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        if number in places:
            out += b"%010d 00000 n \n" % places[number]
        else:
            out += b"0000000000 65535 f \n"
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n" % (size, trailer.encode(), start)
    return bytes(out) + b"%%EOF\n"


def one_page(
    content: bytes,
    resources: str = _FONT,
    more: Mapping[int, bytes] | None = None,
    *,
    page: str = _PAGE,
    contents: bytes | None = None,
) -> bytes:
    """A PDF file of one page; ``contents`` is its content stream as an object."""
    return raw_pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: page.format(resources).encode(),
            4: stream(content) if contents is None else contents,
            5: _HELVETICA,
            **(more or {}),
        }
    )


def swollen(unit: bytes, size: int, times: int = 1) -> bytes:
    """A content stream that inflates to ``size`` bytes, packed ``times`` over."""
    packer = zlib.compressobj(9)
    chunk = unit * (4_000_000 // len(unit))
    body = packer.compress(_WORD)
    body += b"".join(packer.compress(chunk) for _ in range(size // len(chunk))) + packer.flush()
    for _ in range(times - 1):
        body = zlib.compress(body, 9)
    filters = "/FlateDecode" * times
    return f"<</Filter[{filters}]/Length {len(body)}>>stream\n".encode() + body + b"\nendstream"


def amended(data: bytes, catalogue: str, objects: Mapping[int, bytes]) -> bytes:
    """A good file with words put into its catalogue and more objects, saved as an update."""
    found = re.search(rb"/Root (\d+) 0 R", data)
    size = re.search(rb"/Size (\d+)", data)
    before = re.findall(rb"startxref\s+(\d+)", data)
    if found is None or size is None or not before:
        raise ValueError("not a file of our own")
    root = found.group(1)
    body = re.search(rb"\n%s 0 obj\s*<<(.*?)>>\s*endobj" % root, data, re.DOTALL)
    if body is None:
        raise ValueError("no catalogue")
    out = bytearray(data + b"\n")
    table = b""
    for number, content in {
        int(root): b"<<" + body.group(1) + catalogue.encode() + b">>",
        **objects,
    }.items():
        table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    most = max([int(size.group(1)), *(number + 1 for number in objects)])
    out += b"xref\n" + table
    out += b"trailer\n<</Size %d/Root %s 0 R/Prev %s>>\n" % (most, root, before[-1])
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def locked(user: str, owner: str) -> bytes:
    """A sample report that needs a password to open, or only to print."""
    cipher = StandardEncryption(user, owner, canPrint=0, canCopy=0, strength=128)
    with patch("tests.sample_pdf.Canvas", partial(Canvas, encrypt=cipher)):
        return pdf(describe(SAMPLES[0], 0, for_print), "office")


def pdf_files(canary: str) -> Iterator[Hostile]:
    """PDF files that never end, swell, or hold what acts."""
    yield from _structures()
    yield from _contents()
    yield from naming_files(canary)
    yield from acting_files(canary)


def _structures() -> Iterator[Hostile]:
    refused = BOMB | DAMAGED | UNREPORTED
    catalogue = b"<</Type/Catalog/Pages 2 0 R>>"
    kids = b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2/Parent 2 0 R>>"
    page = _PAGE.format(_FONT).encode()
    text = stream(_WORD)
    common = {3: page, 4: text, 5: _HELVETICA}
    yield Hostile("tree_loop.pdf", raw_pdf({1: catalogue, 2: kids, **common}), refused)
    many = b"<</Type/Pages/Kids[%s]/Count 100000>>" % (b"3 0 R " * 100_000)
    yield Hostile("pages.pdf", raw_pdf({1: catalogue, 2: many, **common}), BOMB)
    claimed = b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>"
    yield Hostile("count.pdf", raw_pdf({1: catalogue, 2: claimed, **common}), refused)
    negative = b"<</Type/Pages/Kids[3 0 R]/Count -5>>"
    yield Hostile("negative.pdf", raw_pdf({1: catalogue, 2: negative, **common}), refused)
    chain: dict[int, bytes] = {1: catalogue}
    for number in range(2, 5000):
        at = 2 if number == 2 else 4 + number
        parent = b"/Parent %d 0 R" % (2 if number == 3 else 3 + number)
        chain[at] = b"<</Type/Pages/Kids[%d 0 R]/Count 1%s>>" % (5 + number, parent)
    chain |= {5004: page}
    yield Hostile("deep_tree.pdf", raw_pdf(chain | common), refused)
    good = one_page(_WORD)
    start = int(good.rpartition(b"startxref\n")[2].split()[0])
    yield Hostile("xref_loop.pdf", good.replace(b"/Root 1", b"/Prev %d/Root 1" % start, 1), refused)
    yield Hostile(
        "xref_far.pdf", good.replace(b"%d\n%%%%EOF" % start, b"9999999999\n%%EOF"), refused
    )
    yield Hostile("cut.pdf", printed(NAMES[0], "pdf-office")[:4000], refused)
    yield Hostile("only.pdf", b"%PDF-1.7\n%%EOF", DAMAGED)
    yield Hostile("junk.pdf", b"%PDF-1.7\n" + random.Random(5).randbytes(200_000), DAMAGED)
    yield Hostile("objects.pdf", b"%PDF-1.7\n" + b"1 0 obj<</Type/Page>>endobj " * 300_000, DAMAGED)
    arrays = b"[" * 500_000
    yield Hostile("arrays.pdf", one_page(_WORD, more={6: arrays, 7: b"<<" * 300_000}), refused)
    box = _PAGE.replace("[0 0 595 842]", "[0 0 1e9 1e9]")
    yield Hostile("box.pdf", one_page(_WORD, page=box), refused)
    for index, value in enumerate(("[0 0 0 0]", "[nan inf 1 2]", "[1 2 3]", "[3 0 R]", "3 0 R")):
        odd = _PAGE.replace("[0 0 595 842]", value)
        shown = one_page(_WORD, page=odd)
        yield Hostile(f"box{index}.pdf", shown, refused)


def _contents() -> Iterator[Hostile]:
    chance = random.Random(6)
    bomb = swollen(b"0 0 m ", 900_000_000)
    yield Hostile("bomb.pdf", one_page(b"", contents=bomb), LIMITED | UNREPORTED)
    blank = swollen(b" ", 900_000_000, times=3)
    yield Hostile("bomb3.pdf", one_page(b"", contents=blank), LIMITED | UNREPORTED)
    deep = stream(_WORD + b"[" * 2_000_000)
    yield Hostile("operands.pdf", one_page(b"", contents=deep), UNREPORTED | BOMB | DAMAGED)
    saves = stream(_WORD + b"q " * 2_000_000)
    yield Hostile("saves.pdf", one_page(b"", contents=saves), UNREPORTED | LIMITED)
    forms = "/XObject<</X 6 0 R>>"
    own = {
        6: stream(
            b"/X Do 12 0 0 1 0 0 cm /X Do",
            f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<{forms}>>",
        )
    }
    yield Hostile("own_form.pdf", one_page(b"/X Do", forms, own), LIMITED)
    path = b"1 1 m " + b"".join(
        b"%d %d l " % (chance.randrange(595), chance.randrange(842)) for _ in range(1_000_000)
    )
    yield Hostile("path.pdf", one_page(_WORD + path + b"S"), UNREPORTED | LIMITED)
    rules = b"".join(
        b"%d %d m %d %d l S " % (x, y, x + 9, y)
        + b"%d %d m %d %d l S " % (y % 590, x, y % 590, x + 9)
        for x, y in ((chance.randrange(590), chance.randrange(840)) for _ in range(25_000))
    )
    yield Hostile("rules.pdf", one_page(_WORD + rules), UNREPORTED | LIMITED)
    grid = b"".join(b"%f 0 m %f 842 l S " % (x / 2, x / 2) for x in range(1200))
    grid += b"".join(b"0 %f m 595 %f l S " % (y / 2, y / 2) for y in range(1700))
    yield Hostile("grid.pdf", one_page(_WORD + grid), UNREPORTED | LIMITED)
    letters = b"BT /F 9 Tf " + b"".join(
        b"1 0 0 1 %d %d Tm (%d) Tj " % (chance.randrange(595), chance.randrange(842), n % 10)
        for n in range(200_000)
    )
    yield Hostile("letters.pdf", one_page(letters + b"ET"), UNREPORTED | LIMITED)
    line = b"BT /F 12 Tf 60 700 Td (" + b"12 " * 340_000 + b") Tj ET"
    yield Hostile("million.pdf", one_page(line), UNREPORTED | LIMITED)
    page = b"BT /F 9 Tf 1 TL 60 800 Td " + b"(1 2 3 4 5 6 7) ' " * 700 + b"ET"
    sheets = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[%s]/Count 390>>" % (b"3 0 R " * 390),
        3: _PAGE.format(_FONT).encode(),
        4: stream(page),
        5: _HELVETICA,
    }
    yield Hostile("sheets.pdf", raw_pdf(sheets), UNREPORTED | LIMITED)
    image = "/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceGray"
    drawn = one_page(
        _WORD + b"595 0 0 842 0 0 cm /X Do", forms, {6: stream(bytes(1_000_000), image)}
    )
    yield Hostile("image.pdf", drawn, UNREPORTED | BOMB)
    ranges = (
        b"/CIDInit/ProcSet findresource begin begincmap 1 begincodespacerange<00><FFFFFFFF>endcodespacerange "
        + (b"1 beginbfrange<00000000><FFFFFFFF><0000>endbfrange " * 1000)
    )
    wide = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    text = _WORD
    yield Hostile(
        "cmap.pdf",
        one_page(text, "/Font<</F 7 0 R>>", {6: stream(ranges), 7: wide}),
        UNREPORTED | LIMITED,
    )


def naming_files(canary: str) -> Iterator[Hostile]:
    """Fonts whose encodings name files."""
    text = b"BT /F 12 Tf 60 700 Td <0031> Tj ET"
    folder = canary.rpartition("/")[0]
    for index, name in enumerate(
        (f"/..#2f..#2f..#2f..{folder.replace('/', '#2f')}#2fevil", f"/{canary.replace('/', '#2f')}")
    ):
        below = "<</Type/Font/Subtype/CIDFontType0/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
        font = f"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding{name}/DescendantFonts[{below}]/ToUnicode{name}>>"
        simple = f"<</Type/Font/Subtype/TrueType/BaseFont/X/Encoding{name}>>"
        fonts = {6: font.encode(), 7: simple.encode()}
        content = text + text.replace(b"/F", b"/G").replace(b"<0031>", b"(1)")
        found = one_page(content, "/Font<</F 6 0 R/G 7 0 R>>", fonts)
        yield Hostile(f"cmap_name{index}.pdf", found, UNREPORTED | DAMAGED)


def acting_files(canary: str) -> Iterator[Hostile]:
    """Files that hold a real report and what a viewer would act on."""
    name = NAMES[0]
    good = printed(name, "pdf-office")
    yield Hostile("owner.pdf", locked("", "owner"), READ, name)
    yield Hostile("user.pdf", locked("user", "owner"), frozenset({"file_encrypted"}))
    script = (
        f"/OpenAction<</S/JavaScript/JS(app.launchURL\\('{ADDRESS}'\\))>>"
        f"/AA<</WC<</S/Launch/F({canary})>>>>/URI<</Base({ADDRESS})>>"
        "/Names<</JavaScript<</Names[(a)901 0 R]>>/EmbeddedFiles<</Names[(x.exe)902 0 R]>>>>"
        "/AcroForm<</Fields[]/XFA 904 0 R>>"
    )
    form = b'<xdp><script>x</script><submit target="%s"/></xdp>' % ADDRESS.encode()
    more = {
        901: b"<</S/JavaScript/JS(while\\(true\\)\\{\\})>>",
        902: b"<</Type/Filespec/F(../../evil.exe)/EF<</F 903 0 R>>>>",
        903: stream(b"MZ" * 9999, "/Type/EmbeddedFile"),
        904: stream(form),
    }
    yield Hostile("script.pdf", amended(good, script, more), READ, name)
    yield Hostile("before.pdf", b"\x00junk\x1b[2J\n" * 40 + good, READ | DAMAGED, name)
    yield Hostile("behind.pdf", good + b"\x00" * 5000, READ | DAMAGED, name)
