"""What a lead amounts to, and what linking did."""

from dataclasses import dataclass

from campaigns.kernel.text import plural
from campaigns.leads.model import Lead
from campaigns.timeline.model import TimelineEntry


@dataclass(frozen=True, slots=True)
class LeadCount:
    """How many tips speak of one thing, how many of them by themselves, and is this such a one."""

    lead_id: int
    reports: int
    independent: int
    is_independent: bool

    def __str__(self) -> str:
        return f"{plural(self.reports, 'report')}, {self.independent} independent"


@dataclass(frozen=True, slots=True)
class Linked:
    """The lead that tips now belong to, and the lines by which it can be undone."""

    lead: Lead
    entries: list[TimelineEntry]
