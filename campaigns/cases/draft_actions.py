"""Keep what someone types into a form before they save it, sealed and as typed."""

from collections.abc import Sequence

from campaigns.cases.model import FormDraft
from campaigns.cases.queries import find_draft
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db


@atomic
def keep_draft(
    user_id: int, form: str, case_id: int, typed: Sequence[tuple[str, str]]
) -> FormDraft:
    """Keep the typed (name, value) pairs; what was kept of this form before is replaced."""
    pairs = [list(pair) for pair in typed]
    draft = find_draft(user_id, form, case_id)
    if draft is None:
        draft = FormDraft(
            user_id=user_id, form=form, case_id=case_id, typed=pairs, saved_at=clock.now()
        )
        db.session.add(draft)
    else:
        draft.typed, draft.saved_at = pairs, clock.now()
    db.session.flush()
    return draft


@atomic
def drop_draft(user_id: int, form: str, case_id: int) -> None:
    """Forget what was typed: it has been saved, or is no longer wanted."""
    draft = find_draft(user_id, form, case_id)
    if draft is not None:
        db.session.delete(draft)
