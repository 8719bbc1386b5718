"""The parameters of a flag as words: cells, rows, places, sums, differences, lists."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from store.character_names import character_name, with_character_names
from store.forms import Form, load_form
from store.hidden_places import OF_SECTION
from store.quotation import inside
from store.report import Parameter
from store.visible import one_line

_NUMBERS = "一二三四五六七八九十"
_MOST_NAMED = 3
_MOST_SUMS = 3
_MOST_PLACES = 5
# What a label explains of itself in brackets at its end.
_EXPLAINED = re.compile(r"(?<=[^）])（[^（）]{6,}）$")


class SentenceWords:
    """The parameters of a flag as words of one language, computed only when asked for."""

    def __init__(
        self,
        params: Mapping[str, Parameter],
        language: str,
        phrases: Mapping[str, str] = MappingProxyType({}),
        *,
        for_organ: bool = False,
    ) -> None:
        self.params = params
        self.language = language
        self.phrases = phrases
        self.for_organ = for_organ
        self.form: Form = load_form(str(params.get("form", "2021")))

    def __getitem__(self, name: str) -> Any:
        derived = getattr(self, f"_word_{name}", None)
        if derived is not None:
            return derived()
        return self._plain(self.params[name])

    def _line(self, text: str) -> str:
        """A text of the report on one line; an organ is told the names of hidden characters."""
        return one_line(with_character_names(text, self.language) if self.for_organ else text)

    def _plain(self, value: Parameter) -> Any:
        if isinstance(value, tuple | list):
            return _List([self._line(str(item)) for item in value], self._comma)
        return self._line(str(value)) if value is not None else ""

    @property
    def _comma(self) -> str:
        return "、" if self.language == "zh" else ", "

    def _quote(self, text: str) -> str:
        return f"“{inside(text)}”"

    def _join(self, texts: list[str]) -> str:
        return self._comma.join(texts)

    def _texts(self, name: str) -> list[str]:
        value = self.params.get(name) or ()
        return [str(item) for item in value] if isinstance(value, tuple | list) else [str(value)]

    def _table_name(self, key: str) -> str:
        table = self.form.tables_by_key[key]
        return table.part if self.language == "zh" else table.english

    def _word_table(self) -> str:
        return self._table_name(str(self.params["table"]))

    def _word_table_of_field(self) -> str:
        return self._table_name(str(self.params["field"]).split(".")[0])

    def _row_label(self, table: str, key: str) -> str:
        row = self.form.tables_by_key[table].rows_by_key.get(key)
        if row is None:
            return key
        return row.label.text if self.language == "zh" else row.label.english

    def _column_label(self, table: str, key: str) -> str:
        column = self.form.tables_by_key[table].columns_by_key[key]
        return column.label.text if self.language == "zh" else column.label.english

    def field_name(self, field_id: str) -> str:
        """Row and column of a field in words."""
        field = self.form.fields_by_id.get(field_id)
        if field is None:
            return field_id
        return self._cells_of_row(field.table, field.row.key, [field.column.key])

    def _cells_of_row(self, table: str, row: str, columns: Sequence[str]) -> str:
        name = self._row_in_group(table, row)
        named = [self._column_label(table, column) for column in columns]
        if self.language != "zh":
            return f"{name} / {self._join(named)}"
        if len(self.form.tables_by_key[table].rows_by_key[row].columns) == 1:
            return self._quote(name)
        return f"{self._quote(name)}行{self._join([self._quote(one) for one in named])}栏"

    def _word_field(self) -> str:
        return self.field_name(str(self.params["field"]))

    def _word_fields(self) -> str:
        """Cells by name, those of one row together; says so where there are more."""
        by_row: dict[tuple[str, str], list[str]] = {}
        fields = self._texts("fields")
        for name in fields:
            field = self.form.fields_by_id[name]
            by_row.setdefault((field.table, field.row.key), []).append(field.column.key)
        named = self._join(
            [self._cells_of_row(table, row, columns) for (table, row), columns in by_row.items()]
        )
        more = int(str(self.params.get("count") or 0)) - len(fields)
        if more <= 0:
            return named
        return f"{named}等" if self.language == "zh" else f"{named} and {more} more"

    def _word_columns(self) -> str:
        table = str(self.params["table"])
        return self._join(
            [self._quote(self._column_label(table, k)) for k in self._texts("columns")]
        )

    def _word_other_columns(self) -> str:
        table = str(self.params["table"])
        names = [self._quote(self._column_label(table, k)) for k in self._texts("other_columns")]
        return self._join(names)

    def _word_rows(self) -> str:
        value = self.params["rows"]
        if isinstance(value, int):
            return str(value)
        table = str(self.params["table"])
        return self._join([self._quote(self._row_in_group(table, k)) for k in self._texts("rows")])

    def _word_row(self) -> str:
        return self._quote(self._row_in_group(str(self.params["table"]), str(self.params["row"])))

    def _word_line(self) -> str:
        if "line_of" not in self.params:
            return str(self.params.get("line") or "")
        return self._quote(self._line_label(str(self.params["axis"]), str(self.params["line_of"])))

    def _line_label(self, axis: str, key: str) -> str:
        table = str(self.params["table"])
        if axis != "row":
            return self._column_label(table, key)
        return _EXPLAINED.sub("", self._row_in_group(table, key))

    def _word_sum(self) -> str:
        return "+".join(self._texts("terms"))

    def _word_apart(self) -> str:
        """Other sums that are wrong with this one; empty where none."""
        value = self.params.get("apart") or ()
        named = [
            self.phrases[str(entry[0])].format(
                name=self._quote(self._line_label(str(entry[1]), str(entry[2]))),
                gap=str(entry[3]).lstrip("-"),
            )
            for entry in (value if isinstance(value, tuple | list) else ())
            if isinstance(entry, tuple | list)
        ]
        if not named:
            return ""
        told = self._join(named[:_MOST_SUMS])
        if len(named) > _MOST_SUMS:
            told += self.phrases["more"].format(count=len(named) - _MOST_SUMS)
        return self.phrases["apart"].format(sums=told)

    def _word_difference(self) -> str:
        text = str(self.params["difference"])
        return text if text.startswith("-") else f"+{text}"

    def _word_gap(self) -> str:
        return str(self.params["difference"]).lstrip("-")

    def _word_target(self) -> str:
        return self._line(self._texts("target")[-1]) if self.params.get("target") else ""

    def _word_beside(self) -> str:
        return self._line(self._texts("beside")[-1]) if self.params.get("beside") else ""

    def _word_runner_up(self) -> str:
        return self._line(self._texts("runner_up")[-1]) if self.params.get("runner_up") else "—"

    def _word_measured(self) -> str:
        """What was measured of labels matched like this one, where it was."""
        share = self.params.get("band")
        return self.phrases["measured"].format(share=share) if share is not None else ""

    def _word_inferable(self) -> str:
        """Of how many of the lost rows the sums leave one reading."""
        count, inferred = int(str(self.params["rows_count"])), int(str(self.params["inferred"]))
        of = "some" if inferred < count else "all" if count > 1 else "one"
        return self.phrases[f"inferable_{of}"].format(inferred=inferred)

    def _slips(self, wrapper: str, left_out: tuple[str, ...] = ()) -> str:
        pairs = self.params.get("slips") or ()
        named = [
            self.phrases[str(pair[0])].format(count=pair[1])
            for pair in (pairs if isinstance(pairs, tuple | list) else ())
            if isinstance(pair, tuple | list) and pair[0] not in left_out
        ]
        return self.phrases[wrapper].format(slips=self._join(named)) if named else ""

    def _word_slips(self) -> str:
        """What seems to have happened to lost rows, in brackets; empty where values lack."""
        return self._slips("told")

    def _word_category(self) -> str:
        """A category of result in words of the language."""
        return self.phrases[str(self.params["category"])]

    def _row_in_group(self, table: str, key: str) -> str:
        """A row with the number of its group: （四）1.本机关不掌握相关政府信息."""
        row = self.form.tables_by_key[table].rows_by_key.get(key)
        if row is None:
            return key
        group = re.match("（.）", row.label.path[-2]) if len(row.label.path) > 1 else None
        numbered = group.group() if group and self.language == "zh" else ""
        return numbered + self._row_label(table, key)

    def _word_some_rows(self) -> str:
        """Up to three rows by name, and how many there are; empty for a table of one row."""
        rows, count = self._texts("rows"), int(str(self.params["rows_count"]))
        if rows == ["*"]:
            return ""
        named = [self._line_label("row", key) for key in rows[:_MOST_NAMED]]
        names = self._join([self._quote(name) for name in named])
        is_zh = self.language == "zh"
        if not names:
            return f"有 {count} 行" if is_zh else f", {count} rows"
        if count == 1:
            return f"{names}行" if is_zh else f", row {names}"
        if count <= _MOST_NAMED:
            return f"{names} {count} 行" if is_zh else f", rows {names}"
        more = count - _MOST_NAMED
        return f"{names}等 {count} 行" if is_zh else f", rows {names} and {more} more"

    def _word_suspected(self) -> str:
        """The same for a letter, which has said already that values lack or stand apart."""
        return self._slips("suspected", ("inference", "apart"))

    def _word_changes(self) -> str:
        """Figures of last year and of this one: a column each in part three, else a row."""
        value = self.params["changes"]
        return self._join(
            [
                self._change(*map(str, entry))
                for entry in (value if isinstance(value, tuple | list) else ())
                if isinstance(entry, tuple | list)
            ]
        )

    def _change(self, field: str, was: str, now: str, change: str = "") -> str:
        table, row, column = field[: field.index(".")], *field.split(".", 1)[1].rsplit(".", 1)
        name = (
            self._column_label(table, column)
            if table == "requests"
            else self._row_label(table, row)
        )
        return self.phrases["change"].format(name=self._quote(name), was=was, now=now, by=change)

    def _word_former(self) -> str:
        """The organs that made last year's report, where it was not the same one."""
        names = [self._quote(self._line(name)) for name in self._texts("predecessors")]
        phrase = self.phrases["merged" if len(names) > 1 else "predecessors"] if names else ""
        return phrase.format(organs=self._join(names))

    def _word_unsure(self) -> str:
        """Whose report of last year it was, where that is another organ's or not sure."""
        unsure = self.phrases["unsure"] if self.params.get("region_unknown") else ""
        return self._word_former() or unsure

    @property
    def _outside(self) -> dict[str, str]:
        return {"preamble": "引言" if self.language == "zh" else "the preamble"}

    def _word_named(self) -> str:
        """Things that the rule has a phrase for, by key."""
        return self._join([self.phrases[key] for key in self._texts("named")])

    def _word_section(self) -> str:
        key = str(self.params["section"])
        section = self.form.sections_by_key.get(key)
        if section is None:
            return self._outside.get(key, key)
        if self.language == "zh":
            return f"第{_NUMBERS[section.number - 1]}部分"
        return f"section {section.number}"

    def _word_aspect(self) -> str:
        """The aspect that a sentence stands under, quoted; empty where that is not known."""
        aspect = self._line(str(self.params.get("aspect") or ""))
        between = "" if self.language == "zh" else " "
        return f"{between}{self._quote(aspect)}" if aspect else ""

    def _word_heading(self) -> str:
        section = self.form.sections_by_key[str(self.params["section"])]
        return section.heading if self.language == "zh" else section.english

    def _aspects(self, name: str) -> str:
        section = self.form.sections_by_key[str(self.params["section"])]
        known = {a.key: a.label if self.language == "zh" else a.english for a in section.aspects}
        return self._join([known[key] for key in self._texts(name)])

    def _word_aspects(self) -> str:
        return self._aspects("aspects")

    def _word_spoken_aspects(self) -> str:
        return self._aspects("spoken_aspects")

    def _word_where(self) -> str:
        """Lines of the source; pages where it has no lines of its own."""
        pages = self._join(self._texts("pages"))
        if pages:
            return f"第 {pages} 页" if self.language == "zh" else f"page {pages}"
        lines = self._join(self._texts("lines"))
        return f"原文第 {lines} 行" if self.language == "zh" else f"source lines {lines}"

    def _word_characters(self) -> str:
        return self._join([character_name(code, self.language) for code in self._texts("codes")])

    def _word_hidden_in(self) -> str:
        """Cells, tables and sections that hold invisible characters."""
        places = self._texts("hidden_in")
        if not places:
            return self.phrases["no_place"]
        named_places = self._join([self.hidden_place(place) for place in places[:_MOST_PLACES]])
        if len(places) <= _MOST_PLACES:
            return named_places
        return named_places + self.phrases["more"].format(count=len(places))

    def hidden_place(self, place: str) -> str:
        if place in self.phrases:
            return self.phrases[place]
        table = place.split(".")[0]
        if table == place and table in self.form.tables_by_key:
            return self._table_name(table)
        if table in self.form.tables_by_key:
            between = "" if self.language == "zh" else ", "
            return f"{self._table_name(table)}{between}{self.field_name(place)}"
        section = place.removeprefix(OF_SECTION)
        params: dict[str, Parameter] = {"form": self.form.edition, "section": section}
        return str(SentenceWords(params, self.language)["section"])

    def _word_on_pages(self) -> str:
        pages = self._join(self._texts("pages"))
        if not pages:
            return ""
        return f"（第 {pages} 页）" if self.language == "zh" else f" (page {pages})"

    def _difference(self, field: str, other: str, own: str) -> str:
        if self.language == "zh":
            return f"{field}本份 {self._line(own)}、另一份 {self._line(other)}"
        return f"{field} {self._line(own)} here, {self._line(other)} there"

    def _word_differences(self) -> str:
        value = self.params["differences"]
        pairs = value if isinstance(value, tuple | list) else ()
        return self._join(
            [
                self._difference(self.field_name(str(pair[0])), str(pair[1]), str(pair[2]))
                for pair in pairs
                if isinstance(pair, tuple | list)
            ]
        )


class _List(list[str]):
    """A list that prints as its items with commas, and that templates can index."""

    def __init__(self, items: list[str], comma: str) -> None:
        super().__init__(items)
        self.comma = comma

    def __str__(self) -> str:
        return self.comma.join(self)

    def __format__(self, spec: str) -> str:
        return str(self)
