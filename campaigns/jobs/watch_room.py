"""Watches the room for files, and tells administrators before it runs out."""

from campaigns.cases.queries import get_case
from campaigns.jobs import alarms
from campaigns.kernel.text import said_size
from campaigns.media import queries, room
from campaigns.media.room import Room

DISK, HOUSE, CASE = "room.disk", "room.house", "room.case."


def run() -> None:
    """Look at the disk, the house's share and each case's."""
    standing = room.standing()
    if standing is Room.ENOUGH:
        alarms.rest(DISK)
    else:
        alarms.sound(DISK, f"{standing.label}: {said_size(room.free_bytes())} are free.")
    words = room.nearly_full()
    if words:
        alarms.sound(HOUSE, f"The files of all cases have nearly used their room: {words}")
    else:
        alarms.rest(HOUSE)
    full = {}
    for case_id in queries.list_cases_with_files():
        if words := room.nearly_full(case_id):
            full[CASE + str(case_id)] = (get_case(case_id), words)
    alarms.keep_only(CASE, full)
    for name, (case, said) in full.items():
        lead, words = case.lead_id, f"{case.reference} has nearly used its room for files: {said}"
        alarms.sound(name, words, also=(lead,))
