"""What must not be said of a case any more once it is closed: names and places."""

from campaigns.cases.queries import find_incident, list_last_seen, list_people_of


def list_never_again(case_id: int) -> list[str]:
    """Return the names and places that must stand in no words after closing."""
    named = [
        name
        for person in list_people_of(case_id)
        for name in (person.name, person.public_name, *person.aliases)
        if name
    ]
    incident = find_incident(case_id)
    places = [seen.place for seen in list_last_seen(case_id)]
    return [*named, *places, *([incident.place] if incident else [])]
