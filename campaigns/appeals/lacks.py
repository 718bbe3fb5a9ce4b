"""What a case and its appeal still lack, in the order of the launch form."""

from campaigns.appeals import queries, rules
from campaigns.cases import queries as cases
from campaigns.cases.model import Case
from campaigns.cases.readiness import Lack, Told, check_ready_to_launch, what_is_missing
from campaigns.cases.rules import SHAPES
from campaigns.media.queries import list_photos

SECTION_OF = {
    "headline": "words",
    "ask": "words",
    "contact_phone": "words",
    "hashtag": "accounts",
    "deputy_id": "check",
}


def told(case_id: int) -> Told:
    """Return what has been written down of a case."""
    return Told(
        person=cases.find_main_person(case_id),
        last_seen=cases.find_last_seen(case_id),
        incident=cases.find_incident(case_id),
        consents=cases.list_consents(case_id),
        decisions=cases.list_decisions(case_id),
        holdback_count=len(cases.list_holdbacks(case_id)),
    )


def check_case_ready(case: Case) -> None:
    """Refuse a launch while the case lacks something that must be there."""
    check_ready_to_launch(case, told(case.id))


def lacks_of(case: Case) -> list[Lack]:
    """Return everything that is missing, the case's own parts first."""
    appeal, known = queries.get_appeal(case.id), told(case.id)
    lacks = what_is_missing(case, known)
    for name, words in rules.missing(appeal, case, known.person, known.incident).items():
        if name in SECTION_OF:  # the person and the incident have been judged above
            lacks.append(Lack(SECTION_OF[name], words))
    photos = list_photos(case.id)
    if SHAPES[case.kind].main and not any(photo.publish for photo in photos):
        words = "No photo is shown to the public yet." if photos else "There is no photo yet."
        lacks.append(Lack("photos", words, must=False))
    if not queries.channels_of(appeal.id):
        words = "The appeal speaks through no account yet."
        lacks.append(Lack("accounts", words, must=False))
    return lacks
