"""What the actions of every screen must do, shared by the tables of all screens."""

from __future__ import annotations

from tui.actions import Place, actions_at


async def check_palette(desk, bench, key):
    """It lists every action that is no move, finds one by its name, runs it; Escape leaves all."""
    place, before = desk.place, desk.lines()
    await desk.press(key)
    assert desk.asks("palette.ask")
    assert desk.words("palette.title") in desk.text()
    await desk.press("escape")
    assert (desk.place, desk.is_asking) == (place, False)
    assert desk.lines()[:-1] == before[:-1]
    for action in actions_at(place):
        name = desk.words(f"action.{action.id}")
        if action.id == "undo":
            await desk.press(key)
            await desk.write(name)
            assert name in desk.text()
            await desk.press("escape")
    wanted, there = ("back", None) if place is Place.HELP else ("help", Place.HELP)
    await desk.press(key)
    await desk.write(desk.words(f"action.{wanted}"))
    await desk.press("enter")
    assert desk.place is there or (there is None and desk.place is not place)


async def check_mouse(desk, bench, key):
    """It says who has the mouse now."""
    await desk.press(key)
    await desk.told("told.mouse_off")
    assert not desk.app.has_mouse
    await desk.press(key)
    await desk.told("told.mouse_on")
    assert desk.app.has_mouse


def add_cases(case):
    """Register both in a table of cases."""
    case("palette")(check_palette)
    case("mouse")(check_mouse)
