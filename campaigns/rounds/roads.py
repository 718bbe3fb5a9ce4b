"""Every road out of the house, and every table whose words stay, each with its reason.

`tests/house/test_roads.py` walks the tables: one that is in neither list fails there, so that a new
way out cannot be opened past the guard. Whoever adds a table adds a `Road` beside it (see
`campaigns/families/roads.py` for a small one) or a line below.
"""

from campaigns.appeals import roads as appeals
from campaigns.appeals.queries import contacts_of
from campaigns.cases.model import Fact, HoldbackDetail, Person
from campaigns.channels import roads as channels
from campaigns.closure import roads as closure
from campaigns.deliveries import roads as deliveries
from campaigns.families import roads as families
from campaigns.guard import guarding, notice_roads, story_roads
from campaigns.guard.gate import open_roads
from campaigns.guard.leaving import Road
from campaigns.guard.model import Release
from campaigns.guard.wanted import look_at_mending, look_at_withheld
from campaigns.kernel.written import watch
from campaigns.media import roads as media
from campaigns.notices.model import Notice
from campaigns.tips import roads as tips
from campaigns.updates import roads as updates

ROADS: tuple[Road, ...] = (
    *story_roads.ROADS,
    *media.ROADS,
    *appeals.ROADS,
    *channels.ROADS,
    *deliveries.ROADS,
    *updates.ROADS,
    *tips.ROADS,
    *families.ROADS,
    *closure.ROADS,
    *notice_roads.ROADS,
)

NUMBERS = "holds numbers, moments and states, no words of anybody"
STAFF = "is read by staff on their pages, and goes nowhere"
SEALED = "is sealed, and opened for those who may know"
MACHINE = "is the machine's own book-keeping"
IN_OUT = "is what others told us"

# In alphabetical order: a new line then rarely meets another one.
STAYS: dict[str, str] = {
    "alarm": MACHINE,
    "account_plan": STAFF,
    "allowance": NUMBERS,
    "api_key": MACHINE,
    "app_registration": SEALED,
    "appeal_channel": NUMBERS,
    "audit_entry": STAFF,
    "brand": MACHINE,
    "cadence": STAFF,
    "blocked_sender": SEALED,
    "canned_answer": "is put into an answer by a person; answers are read by their own road",
    "case": STAFF,
    "case_member": NUMBERS,
    "chain_head": MACHINE,
    "channel_cost": NUMBERS,
    "channel_cursor": MACHINE,
    "clearance": STAFF,
    "channel_leave": SEALED,
    "collecting_basis": STAFF,
    "data_key": MACHINE,
    "decision": STAFF,
    "decision_confirmation": NUMBERS,
    "delivery_attempt": STAFF,
    "delivery_stage": SEALED,
    "evidence": IN_OUT,
    "family_link": MACHINE,
    "family_visit": MACHINE,
    "finding": "names things and rules, never words",
    "form_draft": SEALED,
    "guard_release": SEALED,
    "guard_round": NUMBERS,
    "harm_check": SEALED,
    "hearing_gap": STAFF,
    "hook_call": SEALED,
    "own_watch": MACHINE,
    "stranger_post": STAFF,
    "hold": STAFF,
    "holdback_detail": SEALED,
    "hiding": STAFF,
    "invitation": MACHINE,
    "measure": NUMBERS,
    "job_run": MACHINE,
    "known_browser": MACHINE,
    "lead": NUMBERS,
    "lead_tip": NUMBERS,
    "lease": MACHINE,
    "poster_choice": NUMBERS,
    "poster_kit": "remembers what its posters show, which are read by their own road",
    "poster_place": SEALED,
    "press_contact": STAFF,
    "recheck": SEALED,
    "relative": "is shown to staff, and to the relative themselves",
    "residue": SEALED,
    "rules_version": STAFF,
    "sender_block": MACHINE,
    "sign_in": MACHINE,
    "sign_in_guess": MACHINE,
    "subscriber": SEALED,
    "takedown_look": STAFF,
    "takedown_task": STAFF,
    "timeline_entry": STAFF,
    "tip": IN_OUT,
    "tip_mark": NUMBERS,
    "tip_version": IN_OUT,
    "user": "names people who work here",
    "wording_version": STAFF,
}


def install() -> None:
    """Post the guard at every road; `create_app` does this before anything is written."""
    open_roads(ROADS)
    watch([Notice], notice_roads.mask)
    watch([HoldbackDetail, Person, Fact, Release], look_at_withheld)
    guarding.know_contacts(contacts_of)
    watch([road.kind for road in ROADS], look_at_mending)
