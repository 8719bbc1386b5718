"""What the queue asks: files to import, where exports and letters go, attachments to join."""

from __future__ import annotations

import asyncio
from pathlib import Path

from store.errors import StoreError
from store.visible import one_line
from tui.drawing.text import Look
from tui.screens.listed import ListScreen


class QueueQuestions(ListScreen):
    """Questions whose answers concern the whole queue, or what a filter leaves of it."""

    filter_words: str

    async def reload(self) -> None:
        """Read the queue anew."""
        raise NotImplementedError

    async def set_filter(self, words: str) -> None:
        """Show the reports of which a filter holds."""
        raise NotImplementedError

    async def do_filter(self) -> None:
        """Ask for a filter."""
        self.start_question(self._ask_filter)

    async def _ask_filter(self) -> None:
        from tui.screens.filtering import ask_filter

        answer = await ask_filter(self, self.filter_words)
        if answer is not None:
            await self.set_filter(answer)

    async def do_import(self) -> None:
        """Ask for a path and import it in the background."""
        self.start_question(self._ask_import)

    async def _ask_import(self) -> None:
        answer = await self.ask(self.words("ask.import_path"), "")
        if answer and answer.strip():
            path = Path(answer.strip()).expanduser()
            if not path.exists():
                self.say(self.words("cli.no_path", path=str(path)), Look.WARNING)
                return
            self.workbench.start_import([path])

    async def do_export(self) -> None:
        """Ask for a file and export the findings to it."""
        self.start_question(self._ask_export)

    async def _ask_export(self) -> None:
        # The formats are loaded when the first export is asked for.
        from store.exports import check_findings_target
        from store.exports.scope import scope_of

        chosen = self.filter_words
        scope = await self.workbench.gateway.aside(
            scope_of,
            "findings",
            self.words.language,
            current_only=True,
            words=chosen,
            with_personal=False,
        )
        key = "told.export_filtered" if chosen else "told.export_all"
        reports, rows = f"{scope.reports:,}", f"{scope.rows or 0:,}"
        self.say(self.words(key, words=one_line(chosen), reports=reports, rows=rows))
        text = "findings.xlsx"
        while answer := await self.ask(self.words("ask.export_path"), text, replaces=True):
            if not (text := answer.strip()):
                return
            target = Path(text).expanduser()
            try:
                await asyncio.to_thread(check_findings_target, target)
            except StoreError as error:
                # The same field again: what was typed is mended, not typed anew.
                self.failed(error)
                continue
            if await self._may_replace(target):
                self.say(self.words("told.exporting"))
                self.workbench.start_export(target, chosen)
            else:
                self.say(self.words("told.kept_file"))
            return

    async def _may_replace(self, target: Path) -> bool:
        if not target.is_file():
            return True
        # What colleagues have filled in may be in it: replaced by another key than Enter only.
        question = self.words("ask.replace", path=one_line(target.name))
        return ((await self.ask(question, "")) or "").strip().lower() in ("y", "ｙ")

    async def do_letters(self) -> None:
        """Ask for a folder and write the letters that are ready, in the background."""
        self.start_question(self._ask_letters)

    async def _ask_letters(self) -> None:
        default = self.words("letters.folder")
        answer = await self.ask(self.words("ask.letters_folder"), default, replaces=True)
        if answer and answer.strip():
            self.workbench.start_letters(Path(answer.strip()).expanduser())

    async def do_join(self) -> None:
        """Ask of each attachment whether its tables belong to the text found for it."""
        self.start_question(self._ask_join)

    async def _ask_join(self) -> None:
        from importers.reread import reread
        from store.attachments import find_pairs, join_attachment

        pairs = await self.workbench.gateway.read(find_pairs)
        if not pairs:
            self.say(self.words("cli.join_none"))
            return
        joined = 0
        for pair in pairs:
            question = self.words("ask.join", attachment=pair.attachment, text=pair.text)
            answer = await self.ask(one_line(question), "")
            if answer is None:
                break
            if answer.strip().lower() in ("1", "y"):
                await self.workbench.gateway.write(
                    join_attachment, self.workbench.reviewer, pair, reread
                )
                joined += 1
        await self.reload()
        self.say(self.words("cli.joined", count=joined, total=len(pairs)), Look.GOOD)
