"""Say that what the public is shown of a case has changed, so that kept pages are made anew."""

from campaigns.cases.queries import move_public_version
from campaigns.kernel.db import atomic


@atomic
def touch_public(case_id: int) -> None:
    """Move the case's public version on; whoever changes something public calls this."""
    move_public_version(case_id)
