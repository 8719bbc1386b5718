"""DOCX: the files of Word, WPS and LibreOffice, read from their XML."""

from __future__ import annotations

from collections.abc import Sequence

from importers.document import Document, Grid
from importers.errors import FileDamagedError, FormatUnsupportedError, ImporterError
from importers.readers.composing import Composer
from importers.readers.docx_flow import FlowReader
from importers.readers.docx_names import BODY
from importers.readers.docx_numbering import Numbering, Styles
from importers.readers.docx_tables import DrawnChunk, DrawnPicture, Piece, unwrapped
from importers.readers.package import Package, parse_xml
from importers.readers.protocol import Format, detect_format, reader_of

_FORMAT = "DOCX"
_USUAL_PART = "word/document.xml"
# What an altChunk may be; a DOCX inside a DOCX inside … is not followed.
_CHUNK_FORMATS = frozenset({Format.HTML, Format.MHTML, Format.TEXT})


class DocxReader:
    """Reads what a DOCX file prints, tracked changes accepted; headers and notes are left out."""

    name = "docx/1"

    def read(self, data: bytes) -> Document:
        """Paragraphs and tables in the order of the document.

        Raises FileDamagedError, FileEncryptedError, FileOverLimitsError, FileUnsafeError,
        FormatUnsupportedError for another kind of office package.
        """
        package = Package(data, _FORMAT)
        part = _main_part(package)
        content = package.read(part)
        root = parse_xml(content, _FORMAT, part)
        body = root if root.tag == BODY else root.find(BODY)
        if body is None:
            raise FileDamagedError(format=_FORMAT, reason=f"{part}: no body")
        targets = {relation.kind: relation.target for relation in package.relations(part).values()}
        styles, numbering, may_hide = _dress(package, content, targets)
        pieces = FlowReader(body, numbering, styles, may_hide=may_hide).read(body)
        composer = Composer()
        _compose(composer, package, part, pieces)
        return composer.document(self.name)


def _main_part(package: Package) -> str:
    if _USUAL_PART in package:
        return _USUAL_PART
    part = package.related("", "officeDocument")
    if part is None:
        raise FileDamagedError(format=_FORMAT, reason=f"{_USUAL_PART}: missing")
    if not part.lower().endswith(".xml") or part.lower().startswith(("xl/", "ppt/", "visio/")):
        raise FormatUnsupportedError(format=part)
    return part


def _dress(
    package: Package, content: bytes, targets: dict[str, str]
) -> tuple[Styles, Numbering, bool]:
    """Styles, numbering and whether text may be hidden; what has no say is not parsed."""
    # In UTF-16 no word is found by its bytes.
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    uses_styles = is_wide or b"pStyle" in content or b"rStyle" in content
    may_hide = is_wide or b"vanish" in content
    numbering_part = targets.get("numbering", "")
    numbering_data = b""
    if numbering_part in package and (uses_styles or b"numPr" in content):
        numbering_data = package.read(numbering_part)
    styles_part = targets.get("styles", "")
    style_root = None
    if styles_part in package and (uses_styles or b"numStyleLink" in numbering_data):
        style_data = package.read(styles_part)
        style_hides = b"vanish" in style_data
        may_hide = may_hide or style_hides
        if numbering_data or style_hides:
            style_root = parse_xml(style_data, _FORMAT, styles_part)
    styles = Styles(style_root)
    number_root = parse_xml(numbering_data, _FORMAT, numbering_part) if numbering_data else None
    return styles, Numbering(number_root, styles), may_hide


def _compose(composer: Composer, package: Package, part: str, pieces: Sequence[Piece]) -> None:
    for piece in unwrapped(pieces):
        if isinstance(piece, str):
            for line in piece.split("\n"):
                composer.paragraph(line)
        elif isinstance(piece, DrawnPicture):
            composer.picture()
        elif isinstance(piece, DrawnChunk):
            _compose_chunk(composer, package, part, piece)
        elif isinstance(piece, tuple):
            composer.table(piece)


def _compose_chunk(composer: Composer, package: Package, part: str, chunk: DrawnChunk) -> None:
    """A document inside the document; one that cannot be read is noted like a picture."""
    relation = package.relations(part).get(chunk.relation_id)
    if relation is None or relation.target not in package:
        composer.picture()
        return
    data = package.read(relation.target)
    try:
        found = detect_format(data)
        inner = reader_of(found).read(data) if found in _CHUNK_FORMATS else None
    except ImporterError:
        inner = None
    if inner is None:
        composer.picture()
        return
    for block in inner.blocks:
        if isinstance(block, Grid):
            composer.grid(block.rows, block.anchoring)
        else:
            composer.paragraph(block.text)
    for _ in inner.unread:
        composer.picture()
