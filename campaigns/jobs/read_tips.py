"""Reads what came in after it has been kept: what is withheld in it, and what sounds an alarm.

New words are read first; when more is withheld, or a name is learnt, earlier tips are read again,
settled ones too.
"""

from campaigns.families import hearing
from campaigns.families import queries as families
from campaigns.kernel.db import let_go
from campaigns.tips import mark_queries as queries
from campaigns.tips import marking
from campaigns.tips.reading import read_tip

TIPS_A_RUN = 500


def run() -> None:
    """Read what has not been read up to the newest round of its case; and the family's messages."""
    unheard = families.list_unheard()
    let_go()
    for message_id in unheard:
        hearing.listen(message_id)
    due = queries.list_to_read(TIPS_A_RUN)
    let_go()
    for tip_id, wanted in due:
        tip = queries.read_tip_row(tip_id)
        noticed, version = read_tip(tip), tip.version
        let_go()
        if noticed:
            marking.mark(tip_id, version, noticed, wanted)
        else:
            marking.note_read(tip_id, version, wanted)
