"""The look at what mapping a label would change, taken while the reviewer thinks."""

from __future__ import annotations

import time
from dataclasses import replace

from textual import work
from textual.message import Message
from textual.worker import Worker, get_current_worker

from importers.reread import reread
from store.aliases import members
from store.database import Workspace, open_workspace
from store.report import FOREIGN, LabelKey
from store.teaching import Said, preview_aliases
from tui.drawing.doubtful_labels import LabelsState, Preview
from tui.screens.listed import ListScreen

# A label that the cursor only passes is not worth a look at its reports.
_SECONDS_BEFORE = 0.15
_SECONDS_BETWEEN = 0.1


class LabelPreviews(ListScreen):
    """Looks in a worker at what the choice in view changes; the state is the subclass's."""

    state: LabelsState

    class PreviewMoved(Message):
        """The look at what a choice changes has gone on."""

        def __init__(self, key: LabelKey, said: Said, preview: Preview) -> None:
            super().__init__()
            self.key = key
            self.said = said
            self.preview = preview

    def look(self) -> None:
        """Begin to look at what the choice changes, and draw."""
        label, meaning = self.state.label, self.state.meaning
        self.state = replace(self.state, preview=None, foreign=None)
        if label is not None:
            target = meaning.key if meaning is not None else FOREIGN
            self._preview(label.key, Said(target, self.state.excluded))
        self.draw()

    @work(thread=True, group="preview", exclusive=True, exit_on_error=False)
    def _preview(self, key: LabelKey, said: Said) -> None:
        worker = get_current_worker()
        time.sleep(_SECONDS_BEFORE)
        if worker.is_cancelled:
            return
        gateway = self.workbench.gateway
        with open_workspace(gateway.path, allow_network=gateway.allow_network) as workspace:
            for one in (said, Said(FOREIGN, said.excepted)):
                self._look_at(workspace, key, one, worker)

    def _look_at(
        self, workspace: Workspace, key: LabelKey, said: Said, worker: Worker[None]
    ) -> None:
        preview = Preview(len(set(members(workspace, key)) - said.excepted))
        last = time.monotonic()
        for change in preview_aliases(workspace, {key: said}, reread):
            if worker.is_cancelled:
                return
            preview = replace(
                preview,
                reports=preview.reports + 1,
                cells=preview.cells + len(change.cells),
                closed=preview.closed + change.closed,
                opened=preview.opened + change.opened,
            )
            if time.monotonic() - last > _SECONDS_BETWEEN:
                last = time.monotonic()
                self.post_message(self.PreviewMoved(key, said, preview))
        self.post_message(self.PreviewMoved(key, said, replace(preview, is_done=True)))

    def on_label_previews_preview_moved(self, event: PreviewMoved) -> None:
        """Show how far the look is."""
        state = self.state
        if state.label is None or state.label.key != event.key:
            return
        if event.said == Said(FOREIGN, state.excluded):
            self.state = replace(state, foreign=event.preview)
        elif state.meaning and event.said == Said(state.meaning.key, state.excluded):
            self.state = replace(state, preview=event.preview)
        self.draw()

    def draw(self) -> None:
        """Put the state on the screen."""
        raise NotImplementedError
