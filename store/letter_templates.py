"""Templates of letters: which one is used, and a letter put into it.

Templates run in a sandbox and get texts only. What a report says is written as text by every
output, whatever the template says: it never becomes markup or a part of the template.
"""

from __future__ import annotations

import base64
import hashlib
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from store.errors import TemplateError
from store.visible import one_line

if TYPE_CHECKING:
    from jinja2 import Environment

_MOST_BYTES = 20_000_000
_STEM = "letter"
_NAME = "<template>"
# What a template may do wrong while it runs, besides Jinja's own errors.
_FAULTS = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)


class LetterFormat(StrEnum):
    """The formats of letters; the value is the suffix."""

    DOCX = "docx"
    MD = "md"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """A template: its format, where it is (empty: comes with gouji) and its content."""

    format: LetterFormat
    path: str
    content: bytes


def load_template(format_: LetterFormat, chosen: Path | None) -> LetterTemplate:
    """The template of a format: the file ``chosen``, or the one in the folder ``chosen``.

    In a folder it is called ``letter.docx``, ``letter.md`` or ``letter.html``; where the folder has
    none, and without ``chosen``, gouji's own is used. Raises TemplateError.
    """
    name = f"{_STEM}.{format_.value}"
    if chosen is None:
        return _shipped(format_, name)
    mode = _mode(chosen)
    if mode is None:
        raise TemplateError("template_missing", path=str(chosen))
    if stat.S_ISDIR(mode):
        path = chosen / name
        if _mode(path) is None:
            return _shipped(format_, name)
    else:
        path = chosen
        if path.suffix.lower() != f".{format_.value}":
            raise TemplateError("template_suffix", path=str(path), suffix=format_.value)
    return LetterTemplate(format_, str(path), _content(path))


def _mode(path: Path) -> int | None:
    """The mode of a file or folder, None where there is none."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise TemplateError("template_unreadable", path=str(path), reason=reason) from error


def _shipped(format_: LetterFormat, name: str) -> LetterTemplate:
    return LetterTemplate(
        format_, "", resources.files("store.templates").joinpath(name).read_bytes()
    )


def _content(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise TemplateError("template_unreadable", path=str(path), reason="not a regular file")
        if found.st_size > _MOST_BYTES:
            raise TemplateError("template_unreadable", path=str(path), reason="template_too_large")
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise TemplateError("template_unreadable", path=str(path), reason=reason) from error


def render_letter(template: LetterTemplate, context: Mapping[str, Any]) -> bytes:
    """A letter as the content of a file. Raises TemplateError, which says what is wrong where."""
    if template.format is LetterFormat.DOCX:
        return _render_docx(template, context)
    return _render_text(template, context).encode("utf-8")


def _render_text(template: LetterTemplate, context: Mapping[str, Any]) -> str:
    from jinja2 import TemplateError as JinjaError

    escape = _escape_html if template.format is LetterFormat.HTML else escape_markdown
    try:
        source = template.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TemplateError(
            "template_unreadable", path=_shown(template), reason="not UTF-8"
        ) from error
    environment = _environment(escape)
    try:
        return environment.from_string(source).render(dict(context))
    except (JinjaError, *_FAULTS) as error:
        raise _broken(template, error) from error


def _render_docx(template: LetterTemplate, context: Mapping[str, Any]) -> bytes:
    from io import BytesIO

    from docx.opc.exceptions import OpcError
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError as JinjaError
    from lxml import etree

    class Strict(DocxTemplate):  # type: ignore[misc]
        """Refuses what docxtpl would mend by leaving text out."""

        def fix_tables(self, xml: str) -> Any:
            etree.fromstring(xml, etree.XMLParser(resolve_entities=False, huge_tree=True))
            return super().fix_tables(xml)

    written = BytesIO()
    try:
        document = Strict(BytesIO(template.content))
        document.render(dict(context), _environment(_escape_xml), autoescape=True)
        document.save(written)
    except JinjaError as error:
        raise _broken(template, error) from error
    except (
        OpcError,
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        AssertionError,
        etree.LxmlError,
        *_FAULTS,
    ) as error:
        if _line_in_template(error.__traceback__) is not None:
            raise _broken(template, error) from error
        reason = one_line(str(error))[:200] or type(error).__name__
        raise TemplateError("template_docx", path=_shown(template), reason=reason) from error
    return written.getvalue()


def _shown(template: LetterTemplate) -> str:
    return template.path or f"{_STEM}.{template.format.value}"


def _broken(template: LetterTemplate, error: BaseException) -> TemplateError:
    """The error with the place in the template: its line, in Word the text around it."""
    reason = one_line(str(getattr(error, "message", None) or error))[:300]
    line = getattr(error, "lineno", None) or _line_in_template(error.__traceback__)
    if template.format is LetterFormat.DOCX:
        around = " ".join("".join(getattr(error, "docx_context", ())).split())
        return TemplateError(
            "template_in_word", path=_shown(template), reason=reason, around=one_line(around)[:120]
        )
    return TemplateError("template_line", path=_shown(template), line=line or 1, reason=reason)


def _line_in_template(trace: TracebackType | None) -> int | None:
    """The line of the template in which an error came up, None where it was not in one."""
    found = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _NAME:
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _environment(escape: Callable[[str], str]) -> Environment:
    """A sandbox whose outputs are all escaped and never the word None."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    def written(value: object) -> Markup:
        if isinstance(value, Markup):
            return value
        return Markup(escape("" if value is None else str(value)))

    environment = ImmutableSandboxedEnvironment(
        autoescape=True,
        finalize=written,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # They would let text through as markup.
    for name in ("safe", "xmlattr", "tojson", "urlize", "e", "escape", "forceescape"):
        environment.filters.pop(name, None)
    environment.filters["sha256"] = _source_hash
    return environment


def _source_hash(text: object) -> str:
    """The hash of a style as a policy of content names it."""
    digest = hashlib.sha256(str(text).encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"})
# Braces too: docxtpl reads some pairs of them once more after the template has run.
_XML = _HTML | str.maketrans({"{": "&#123;", "}": "&#125;", "%": "&#37;"})


def _escape_html(text: str) -> str:
    return text.translate(_HTML)


def _escape_xml(text: str) -> str:
    return text.translate(_XML)


_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~=&:@-])")
_ADDRESS = re.compile(r"(www)\.", re.IGNORECASE)
_LIST = re.compile(r"^(\s*\d+)([.)])")


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is, on one line: no markup, no link, no list."""
    escaped = _ADDRESS.sub(r"\1\\.", _SPECIAL.sub(r"\\\1", one_line(text)))
    return _LIST.sub(r"\1\\\2", escaped)
