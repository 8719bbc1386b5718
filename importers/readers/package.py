"""Office packages (DOCX, XLSX): ZIP files of XML parts, read in memory within limits.

Nothing is written to disk, so that a member's name cannot reach outside a folder, and a part is
inflated only when it is asked for. The limits count what comes out while inflating: the
directory of a ZIP file may lie.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from importers.errors import (
    FileDamagedError,
    FileEncryptedError,
    FileOverLimitsError,
    FileUnsafeError,
)

MOST_ENTRIES = 5_000
MOST_PART_BYTES = 64 * 1024 * 1024
MOST_PACKAGE_BYTES = 200 * 1024 * 1024
# A tree takes ten times the bytes of its XML; the text of a long report is 2 MB.
MOST_XML_BYTES = 32 * 1024 * 1024
# Office XML shrinks to a thirtieth at most; what shrinks much further was made to do harm.
MOST_RATIO = 200
_SMALL = 1024 * 1024
_MEGABYTE = 1024 * 1024
_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_DIRECTORY_ENTRY = b"PK\x01\x02"
# ECMA-376 part 2 allows these two; LZMA could ask for gigabytes of dictionary.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BAD = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    OverflowError,
    RuntimeError,
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_STRICT = "http://purl.oclc.org/ooxml/"
_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: the last word of the relation's type, and the part's name."""

    kind: str
    target: str


class Package:
    """The parts of an office package by name; upper and lower case are the same (OPC §6.2.2)."""

    def __init__(self, data: bytes, format: str) -> None:
        """Open a package. ``format`` is its name for messages.

        Raises FileDamagedError, FileEncryptedError, FileOverLimitsError, FileUnsafeError.
        """
        self._format = format
        self._inflated = 0
        # Counted before the directory is read: reading 100,000 entries takes seconds.
        if data.count(_DIRECTORY_ENTRY) > 2 * MOST_ENTRIES:
            raise _too_many_entries()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BAD as error:
            raise self._damaged("ZIP") from error
        infos = self._zip.infolist()
        if len(infos) > MOST_ENTRIES:
            raise _too_many_entries()
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = part_name(info.filename)
            if info.flag_bits & _ENCRYPTED:
                raise FileEncryptedError(format=format)
            if name.lower() in self._infos:
                raise FileUnsafeError(what="two_parts_of_one_name")
            self._infos[name.lower()] = info
        self.names = tuple(
            part_name(info.filename) for info in infos if not info.filename.endswith("/")
        )

    def __contains__(self, name: str) -> bool:
        return part_name(name).lower() in self._infos

    def read(self, name: str) -> bytes:
        """The bytes of one part, inflated within limits.

        Raises FileDamagedError where it is missing or does not inflate, FileOverLimitsError.
        """
        info = self._infos.get(part_name(name).lower())
        if info is None:
            raise self._damaged(f"{name}: missing")
        if info.compress_type not in _METHODS:
            raise self._damaged(f"{name}: method {info.compress_type}")
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._check(size, info)
                    chunks.append(chunk)
        except _BAD as error:
            raise self._damaged(name) from error
        self._inflated += size
        return b"".join(chunks)

    def xml(self, name: str) -> etree._Element:
        """The root of one XML part, with the names of the transitional schema.

        Raises what ``read`` and ``parse_xml`` raise.
        """
        return parse_xml(self.read(name), self._format, name)

    def relations(self, name: str) -> dict[str, Relation]:
        """The parts that a part refers to, by relation id; "" asks for the package itself.

        Links that leave the package are left out. Raises what ``xml`` raises.
        """
        folder, base = posixpath.split(part_name(name))
        part = posixpath.join(folder, "_rels", base + ".rels")
        if part not in self:
            return {}
        found: dict[str, Relation] = {}
        for element in self.xml(part).iter(_RELATION):
            if element.get("TargetMode") == "External":
                continue
            kind = (element.get("Type") or "").rstrip("/").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target") or ""))
            found.setdefault(element.get("Id") or "", Relation(kind, part_name(target)))
        return found

    def related(self, name: str, kind: str) -> str | None:
        """The first part of a kind that a part refers to and that is there, if any."""
        for relation in self.relations(name).values():
            if relation.kind == kind and relation.target in self:
                return relation.target
        return None

    def _check(self, size: int, info: zipfile.ZipInfo) -> None:
        if size > MOST_PART_BYTES:
            raise _too_large(MOST_PART_BYTES)
        if self._inflated + size > MOST_PACKAGE_BYTES:
            raise _too_large(MOST_PACKAGE_BYTES)
        if size > _SMALL and size > MOST_RATIO * max(info.compress_size, 1):
            raise FileOverLimitsError(what="compression_ratio", limit=MOST_RATIO)

    def _damaged(self, reason: str) -> FileDamagedError:
        return FileDamagedError(format=self._format, reason=reason)


def part_name(name: str) -> str:
    """A part's name with forward slashes and without the one in front."""
    return name.replace("\\", "/").lstrip("/")


def parse_xml(data: bytes, format: str, part: str) -> etree._Element:
    """The root element of an XML part, without comments and processing instructions.

    Names of the strict schema (ISO/IEC 29500-1) become those of the transitional one. No
    entity is resolved, nothing is fetched, and a DOCTYPE, which no office program writes, is
    refused. Raises FileDamagedError, FileOverLimitsError, FileUnsafeError.
    """
    if len(data) > MOST_XML_BYTES:
        raise _too_large(MOST_XML_BYTES)
    if data.startswith(_UTF16_MARKS):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError as error:
            raise FileDamagedError(format=format, reason=f"{part}: XML") from error
    if b"<!DOCTYPE" in data:
        raise FileUnsafeError(what="DOCTYPE")
    # OPC allows UTF-8 and UTF-16 (§7.1.2); a third encoding could hide a DOCTYPE.
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileDamagedError(format=format, reason=f"{part}: XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise FileUnsafeError(what="DOCTYPE")
    if _STRICT in "".join(uri for uri in root.nsmap.values() if uri is not None):
        _rename(root)
    return root


def _rename(root: etree._Element) -> None:
    """Strict names → transitional ones: the same words under other addresses."""
    for element in root.iter(etree.Element):
        if _STRICT in str(element.tag):
            element.tag = _transitional(str(element.tag))
        for key, value in element.attrib.items():
            if _STRICT in str(key):
                del element.attrib[key]
                element.set(_transitional(str(key)), value)


def _transitional(name: str) -> str:
    uri, _, local = name.partition("}")
    family, _, rest = uri.removeprefix("{").removeprefix(_STRICT).partition("/")
    return f"{{{_TRANSITIONAL}{family}/2006/{rest}}}{local}"


def _too_large(limit: int) -> FileOverLimitsError:
    return FileOverLimitsError(what="size_of_a_part", limit=f"{limit // _MEGABYTE} MB")


def _too_many_entries() -> FileOverLimitsError:
    return FileOverLimitsError(what="parts", limit=MOST_ENTRIES)
