"""The official forms: complete, and refused with the entry's name where a file is broken."""

from __future__ import annotations

from importlib import resources

import pytest

from store.errors import FormError
from store.forms import form_editions, load_form, load_forms, parse_form

TEXT = resources.files("store.forms").joinpath("2021.toml").read_text(encoding="utf-8")


def test_fields_and_equations_have_the_official_number():
    sizes = {
        form.edition: (
            len(form.fields),
            [sum(f.table == t.key for f in form.fields) for t in form.tables],
            len(form.equations),
        )
        for form in load_forms()
    }
    assert sizes == {"2019": (198, [22, 161, 15], 40), "2021": (200, [10, 175, 15], 42)}


def test_equations_by_code():
    counts: dict[str, int] = {}
    for equation in load_form("2021").equations:
        counts[equation.code] = counts.get(equation.code, 0) + 1
    assert counts == {"A101": 7, "A102": 7, "A103": 25, "A104": 3}


def test_field_ids_and_numbers_are_unique_and_disjoint_between_forms():
    numbers = [field.number for form in load_forms() for field in form.fields]
    assert len(set(numbers)) == len(numbers)
    for form in load_forms():
        assert len({field.id for field in form.fields}) == len(form.fields)


@pytest.mark.parametrize(
    "field_id",
    [
        "requests.granted.natural_person",
        "requests.denied.state_secret.total",
        "disclosure.normative_documents.repealed",
        "litigation.review.upheld",
    ],
)
def test_ids_that_other_tools_build_on(field_id):
    assert field_id in load_form("2021").fields_by_id


def test_labels_carry_their_groups():
    fields = load_form("2021").fields_by_id
    denied = fields["requests.denied.state_secret.business"]
    assert denied.row.label.path == ("三、本年度办理结果", "（三）不予公开", "1.属于国家秘密")
    assert denied.column.label.path == ("法人或其他组织", "商业企业")
    assert fields["litigation.after_review.total"].row.label.path == ("行政诉讼", "复议后起诉")
    assert fields["disclosure.regulations.made"].row.label.path[0] == "第二十条第（一）项"


def test_every_interior_cell_of_part_three_lies_in_two_equations():
    form = load_form("2021")
    equations = form.equations_by_field
    assert {e.code for e in equations["requests.granted.business"]} == {"A103", "A102"}
    assert {e.code for e in equations["requests.total.business"]} == {"A103", "A101", "A102"}


def test_the_year_has_one_form():
    for year in range(2019, 2027):
        assert sum(form.serves_year(year) for form in load_forms()) == 1


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('kind = "count"', 'kind = "number"', "本年制发件数"),
        ('key = "granted"\nnumber = 3\n', "number = 3\n", "（一）予以公开"),
        ('label = "自然人"\n', 'label = ""\n', "tables.columns"[7:]),
        ('key = "partial"\nnumber = 4', 'key = "granted"\nnumber = 4', "granted"),
        ('key = "partial"\nnumber = 4', 'key = "partial"\nnumber = 3', "3"),
        ('right = ["total", "carried_out"]', 'right = ["total", "carried_off"]', "carried_off"),
        ('code = "A104"\ntable = "litigation"', 'code = "A104"\ntable = "courts"', "courts"),
        ('columns = ["decisions"]', 'columns = ["decision"]', "第二十条第（五）项"),
        ('section = "requests"', 'section = "request"', "requests"),
        ("first_year = 2021", 'first_year = "2021"', "first_year"),
        ("first_year = 2021", "first_year = 2021\nlast = 3", "last"),
        ('edition = "2021"', 'edition = "2021', "TOML"),
        ('each = "column"', 'each = "cell"', "each"),
    ],
)
def test_a_broken_form_is_refused_with_the_entrys_name(old, new, named):
    assert old in TEXT
    with pytest.raises(FormError) as caught:
        parse_form(TEXT.replace(old, new, 1), "broken.toml")
    assert "broken.toml" in str(caught.value)
    assert named in str(caught.value)


def test_unknown_edition_is_refused():
    with pytest.raises(FormError):
        load_form("2008")
    assert form_editions() == ("2019", "2021")
