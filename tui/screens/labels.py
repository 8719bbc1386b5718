"""The labels screen: one decision maps a label in all reports."""

from __future__ import annotations

from dataclasses import replace

from importers.explaining import Meaning
from importers.reread import reread
from store.aliases import Alias, aliases, may_be_alias, teach_label
from store.annotation_log import AnnotationKind
from store.annotations import last_own, undo
from store.errors import AnnotationError
from store.labels import (
    Member,
    label_members,
)
from store.latest import Change
from store.report import FOREIGN, LabelKey
from store.teaching import remap_members
from tui.actions import Place
from tui.drawing.doubtful_labels import (
    LabelsState,
    LabelsView,
    labels_lines,
    official_words,
)
from tui.drawing.text import Look
from tui.key_names import key_label
from tui.screens.following import FollowingScreen
from tui.screens.label_choices import choices_for, load_labels
from tui.screens.previewing import LabelPreviews
from tui.widgets.canvas import Canvas

# What moves labels: teaching, saying it of one report, and taking either back.
LABEL_ACTS = (AnnotationKind.REMAP, AnnotationKind.UNDO)


class LabelsScreen(FollowingScreen, LabelPreviews):
    """Distinct doubtful labels of all reports, with what each may mean."""

    PLACE = Place.LABELS

    def __init__(self, key: LabelKey | None = None) -> None:
        super().__init__()
        self.state = LabelsState()
        self._wanted = key
        # Taught on this screen and not applied yet: they leave the list at once.
        self._done: set[LabelKey] = set()
        # What was asked about, and the key that agrees: never the one that asked.
        self._asked_twice: tuple[LabelKey, str, str] | None = None
        # What was chosen and left out of each label, and what was in force when it was shown.
        self._picks: dict[LabelKey, tuple[str | None, frozenset[int]]] = {}
        self._known: dict[LabelKey, Alias] = {}

    async def on_mount(self) -> None:
        """Read the labels."""
        self.show_keys()
        await self.guarded(self.reload)

    def on_resize(self) -> None:
        """Draw anew."""
        self.show_keys()
        self.draw()

    # --- state -------------------------------------------------------------------------

    async def reload(self) -> None:
        """Read the labels anew; the cursor stays on its label."""
        here = self._wanted or (self.state.label.key if self.state.label else None)
        self._wanted = None
        loaded = await self.workbench.gateway.read(load_labels)
        self._known = loaded.known
        shown = tuple(label for label in loaded.labels if label.key not in self._done)
        at = next((i for i, label in enumerate(shown) if label.key == here), None)
        view, member_cursor = self.state.view, self.state.member_cursor
        if at is None:
            at, member_cursor = min(self.state.cursor, max(0, len(shown) - 1)), 0
            view = LabelsView.OPEN if view is LabelsView.MEMBERS else view
        self.state = replace(
            self.state,
            view=view,
            labels=shown,
            taught=tuple(loaded.taught),
            waiting=loaded.waiting,
            cursor=at,
            taught_cursor=min(self.state.taught_cursor, max(0, len(loaded.taught) - 1)),
        )
        await self._show_label(member_cursor)

    async def follow(self, changes: tuple[Change, ...]) -> None:
        """What others taught or read by it is in the list; what was asked here waits."""
        if self._asked_twice is not None:
            self.is_behind = True
        elif not changes or any(change.kind in LABEL_ACTS for change in changes):
            self.read_behind(self._follow)

    async def _follow(self) -> None:
        loaded = await self.workbench.gateway.watch(load_labels)
        found = tuple(label for label in loaded.labels if label.key not in self._done)
        if (found, tuple(loaded.taught)) != (self.state.labels, self.state.taught):
            await self.reload()

    async def teaching_ended(self) -> str:
        """Reports have been read again; a sentence about a label that is in doubt all the same."""
        done, self._done = self._done, set()
        await self.reload()
        for label in self.state.labels:
            alias = self._known.get(label.key)
            if label.key in done and alias is not None and not alias.excepted:
                return self.words("labels.not_placed", label=label.key[2], count=label.reports)
        return ""

    async def _show_label(self, member_cursor: int = 0) -> None:
        """Read the reports of the label under the cursor, and look at what it changes."""
        self.workers.cancel_group(self, "preview")
        label = self.state.label
        found: list[Member] = []
        choices: tuple[Meaning, ...] = ()
        chosen, excluded = 0, frozenset[int]()
        if label is not None:
            found = await self.workbench.gateway.read(label_members, label.key)
            choices = choices_for(label, found)
            picked, left_out = self._picks.get(label.key, (None, excluded))
            chosen = next((i for i, one in enumerate(choices) if one.key == picked), 0)
            excluded = left_out & {member.report_id for member in found}
        self.state = replace(
            self.state,
            members=tuple(found),
            meanings=choices,
            chosen=chosen,
            excluded=excluded,
            member_cursor=min(member_cursor, max(0, len(found) - 1)),
        )
        self._asked_twice = None
        self.look()

    def _keep_pick(self) -> None:
        """Remember what was chosen: the reviewer may look at other labels in between."""
        label, meaning = self.state.label, self.state.meaning
        if label is not None:
            self._picks[label.key] = (meaning.key if meaning else None, self.state.excluded)

    def footer_texts(self) -> list[str]:
        """The keys of the list in view."""
        if self.state.view is LabelsView.TAUGHT:
            names = ("withdraw", "untaught", "undo", "help", "back")
            return [self.words(f"footer.{name}") for name in names]
        return super().footer_texts()

    def draw(self) -> None:
        """Put the state on the screen."""
        width, height = self.size.width, self.size.height - 1
        if self.is_mounted and width > 4 and height > 2:
            ascii_only = self.workbench.ascii_only
            lines = labels_lines(self.state, width, height, self.words, ascii_only=ascii_only)
            self.query_one("#view", Canvas).show(lines)

    def say(self, text: str, look: Look = Look.DIM) -> None:
        """Show a status above the details."""
        self.state = replace(self.state, status=text, status_look=look)
        self.draw()

    # --- deciding ----------------------------------------------------------------------

    async def do_map_all(self) -> None:
        """The label means what is shown, in all reports that are not left out."""
        meaning = self.state.meaning
        label = self.state.label
        if self.state.view is LabelsView.TAUGHT or label is None:
            return
        if meaning is None:
            self.say(self.words("labels.no_choice"), Look.WARNING)
            return
        await self._teach(meaning.key, official_words(label.key, meaning.key, self.words))

    async def do_mark_foreign(self) -> None:
        """The label is of no row or column of the form; of a taught one: it holds no more."""
        if self.state.view is LabelsView.TAUGHT:
            await self._withdraw()
        elif self.state.label is not None:
            await self._teach(FOREIGN, self.words("labels.foreign"))

    async def _teach(self, target: str, name: str) -> None:
        label = self.state.label
        assert label is not None
        if not may_be_alias(label.key):
            self.say(self.words("labels.too_short", label=label.key[2]), Look.WARNING)
            return
        if not await self._is_agreed(label.key, target):
            return
        gateway, reviewer = self.workbench.gateway, self.workbench.reviewer
        left = [m for m in self.state.members if m.report_id not in self.state.excluded]
        alias = self._known.get(label.key)
        params = {"label": label.key[2], "target": name, "count": len(left)}
        self._picks.pop(label.key, None)
        if alias is not None and {m.report_id for m in left} <= alias.excepted:
            # It holds elsewhere: only what was left out then is said now, report by report.
            flags = [member.flag_id for member in left]
            await gateway.write(remap_members, reviewer, flags, target, reread)
            await self.reload()
            self.say(self.words("labels.taught_in", **params), Look.GOOD)
            return
        await gateway.write(teach_label, reviewer, label.key, target, self.state.excluded)
        self._done.add(label.key)
        self.workbench.start_teaching()
        await self.reload()
        self.say(self.words("labels.taught_now", **params), Look.GOOD)

    async def _is_agreed(self, key: LabelKey, target: str) -> bool:
        """True where what it changes has been seen, or a second key, another one, agrees."""
        if self._asked_twice is not None and self._asked_twice[:2] == (key, target):
            return self.pressed == self._asked_twice[2]
        agrees = self.other_key("mark_foreign" if target == FOREIGN else "map_all")
        pressed = key_label(agrees, self.words)
        alias = (await self.workbench.gateway.read(aliases)).get(key)
        seen = self._known.get(key)
        if alias is not None and (seen is None or seen.annotation_id != alias.annotation_id):
            await self.reload()
            self._asked_twice = (key, target, agrees)
            name = official_words(key, alias.target or FOREIGN, self.words)
            text = self.words(
                "labels.said_by", reviewer=alias.reviewer, target=name, pressed=pressed
            )
            self.say(text, Look.WARNING)
            return False
        preview = self.state.foreign if target == FOREIGN else self.state.preview
        if preview is None or not preview.is_done:
            # What is not seen whole yet is applied by a second press only.
            self._asked_twice = (key, target, agrees)
            self.say(self.words("labels.unseen", pressed=pressed), Look.WARNING)
            return False
        return True

    async def _withdraw(self) -> None:
        if not self.state.taught:
            return
        alias = self.state.taught[self.state.taught_cursor].alias
        await self.workbench.gateway.write(teach_label, self.workbench.reviewer, alias.key, None)
        self.workbench.start_teaching()
        await self.reload()
        self.say(self.words("labels.withdrawn", label=alias.key[2]), Look.GOOD)

    async def do_drop(self) -> None:
        """Leave the report under the cursor out, or take it in again."""
        if self.state.view is LabelsView.TAUGHT:
            return
        if self.state.view is LabelsView.OPEN:
            self.say(self.words("labels.drop_where"))
            return
        member = self.state.members[self.state.member_cursor]
        self.state = replace(self.state, excluded=self.state.excluded ^ {member.report_id})
        self._keep_pick()
        self.look()

    async def do_choice(self) -> None:
        """Show the next meaning."""
        self._choose(1)

    async def do_choice_back(self) -> None:
        """Show the meaning before."""
        self._choose(-1)

    def _choose(self, step: int) -> None:
        if self.state.meanings and self.state.view is not LabelsView.TAUGHT:
            chosen = (self.state.chosen + step) % len(self.state.meanings)
            self.state = replace(self.state, chosen=chosen, status="")
            self._asked_twice = None
            self._keep_pick()
            self.look()

    async def do_undo(self) -> None:
        """Take back the reviewer's last act; what was taught is taken out of all reports."""
        gateway, reviewer = self.workbench.gateway, self.workbench.reviewer
        found = await gateway.read(last_own, reviewer)
        if found is None:
            self.say(self.words("told.nothing_to_undo"))
            return
        if "remap" not in found.payload:
            # Acts on single reports are taken back where they can be seen.
            raise AnnotationError("annotation_elsewhere")
        await gateway.write(undo, reviewer, found.id, reread)
        self._done.discard(_key(found.payload["remap"]))
        self.workbench.start_teaching()
        await self.reload()
        self.say(self.words("told.undone", what=self.words("what.remap")), Look.GOOD)

    # --- moving ------------------------------------------------------------------------

    @property
    def room(self) -> int:
        """Lines in sight."""
        return max(1, self.size.height)

    async def move(self, step: int) -> None:
        """Move the cursor of the list in view."""
        last = max(0, self.state.count - 1)
        at = min(max(self.state.position + step, 0), last)
        if self.state.view is LabelsView.MEMBERS:
            self.state = replace(self.state, member_cursor=at, status="")
            self.draw()
        elif self.state.view is LabelsView.TAUGHT:
            self.state = replace(self.state, taught_cursor=at, status="")
            self.draw()
        elif at != self.state.cursor:
            self.state = replace(self.state, cursor=at, status="")
            await self._show_label()

    async def do_members(self) -> None:
        """Show the reports of the label, or go back to the labels."""
        if self.state.view is LabelsView.TAUGHT or self.state.label is None:
            return
        is_open = self.state.view is LabelsView.OPEN
        view = LabelsView.MEMBERS if is_open else LabelsView.OPEN
        self.state = replace(self.state, view=view, status="")
        self.draw()

    async def do_taught(self) -> None:
        """Switch between labels in doubt and what was taught."""
        is_taught = self.state.view is LabelsView.TAUGHT
        view = LabelsView.OPEN if is_taught else LabelsView.TAUGHT
        self.state = replace(self.state, view=view, status="")
        self.show_keys()
        await self.reload()

    async def do_back(self) -> None:
        """Back to the labels, then to the screen below."""
        if self.state.view is not LabelsView.OPEN:
            self.state = replace(self.state, view=LabelsView.OPEN, status="")
            self.show_keys()
            self.draw()
            return
        self.workers.cancel_group(self, "preview")
        self.app.pop_screen()


def _key(remap: list[str]) -> LabelKey:
    return remap[0], remap[1], remap[2]
