"""What the command line says of the identity of all files of an import."""

from __future__ import annotations

from dataclasses import dataclass, replace

from store.report import Identity, Report


@dataclass(frozen=True, slots=True)
class Overrides:
    """Identity given on the command line for all files of an import."""

    region: str | None = None
    organ: str | None = None
    year: int | None = None

    def apply(self, report: Report) -> Report:
        """The report with the given parts of its identity replaced."""
        identity = report.identity
        changed = Identity(
            organ=self.organ or identity.organ,
            region=self.region or identity.region,
            year=self.year or identity.year,
            kind=identity.kind,
            level=identity.level,
            votes=identity.votes,
        )
        return report if changed == identity else replace(report, identity=changed)


KEEP_ALL = Overrides()
