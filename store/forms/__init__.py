"""The official forms as data: tables, rows, columns, fields, equations, sections."""

from store.forms.loader import form_editions, load_form, load_forms, parse_form
from store.forms.model import (
    Aspect,
    Axis,
    Column,
    Equation,
    Field,
    Form,
    Label,
    Row,
    Section,
    Table,
    ValueKind,
)

__all__ = [
    "Aspect",
    "Axis",
    "Column",
    "Equation",
    "Field",
    "Form",
    "Label",
    "Row",
    "Section",
    "Table",
    "ValueKind",
    "form_editions",
    "load_form",
    "load_forms",
    "parse_form",
]
