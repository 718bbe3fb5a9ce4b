"""The roads of a case's own story: facts, people, what happened, where someone was last seen."""

from collections.abc import Iterator, Sequence

from campaigns.cases import queries as cases
from campaigns.cases.model import Consent, Fact, Incident, LastSeen, Person, Visibility
from campaigns.guard.leaving import Leaving, Road, Words, held

# What the public is told of a person, by the attribute that holds it.
TOLD = {
    "public_name": "name the public is told",
    "sex": "sex",
    "build": "build",
    "hair": "hair",
    "eyes": "eyes",
    "languages_spoken": "languages",
    "clothing": "clothing",
    "relation": "relation",
}


def _facts(facts: Sequence[Fact]) -> Iterator[Leaving]:
    for fact in facts:
        if fact.visibility in {Visibility.PUBLIC, Visibility.FAMILY}:
            label = f"{fact.visibility.label.lower()} fact"
            told = (Words("text", label, fact.text),)
            yield Leaving(fact.case_id, ("fact", fact.id), told, _above(fact))


def _above(fact: Fact) -> tuple[str, ...]:
    """Return the facts that are read before this one, on the same page."""
    shown = cases.list_facts(fact.case_id, Visibility.PUBLIC, Visibility.FAMILY)
    return tuple(each.text for each in shown if _place(each) < _place(fact))


def _place(fact: Fact) -> tuple[int, int]:
    return fact.position, fact.id


def _people(people: Sequence[Person]) -> Iterator[Leaving]:
    for person in people:
        if not person.publish:
            continue
        whom = person.role.label.lower()
        told = [
            Words(name, f"{label} ({whom})", getattr(person, name) or "")
            for name, label in TOLD.items()
        ]
        if person.publish_aliases:
            told += [Words("aliases", f"other name ({whom})", each) for each in person.aliases]
        yield Leaving(person.case_id, ("person", person.id), tuple(told))


def _incidents(incidents: Sequence[Incident]) -> Iterator[Leaving]:
    for each in incidents:
        told = (Words("what", "what happened", each.what), Words("place", "place", each.place))
        yield Leaving(each.case_id, ("incident", each.id), told)


def _last_seen(seen: Sequence[LastSeen]) -> Iterator[Leaving]:
    for each in seen:
        told = (Words("place", "place last seen", each.place),)
        yield Leaving(each.case_id, ("last_seen", each.id), told)


def _consents(consents: Sequence[Consent]) -> Iterator[Leaving]:
    for each in consents:
        told = (Words("scope", "what they were asked about", each.scope),)
        yield Leaving(each.case_id, ("consent", each.id), told)


def _newest_seen(case_id: int) -> list[LastSeen]:
    newest = cases.find_last_seen(case_id)
    return [newest] if newest else []


def _incident_of(case_id: int) -> list[Incident]:
    incident = cases.find_incident(case_id)
    return [incident] if incident else []


ROADS = (
    Road(
        Fact,
        "Facts",
        columns=frozenset({"text_sealed"}),
        opens=frozenset({"visibility"}),
        leaving=_facts,
        of_case=lambda case_id: cases.list_facts(case_id, Visibility.PUBLIC, Visibility.FAMILY),
        reach=held,
    ),
    Road(
        Person,
        "People",
        columns=frozenset({*TOLD, "aliases"}),
        opens=frozenset({"publish", "publish_aliases"}),
        leaving=_people,
        of_case=cases.list_people_of,
        reach=held,
    ),
    Road(
        Incident,
        "What happened",
        columns=frozenset({"what", "place"}),
        opens=frozenset(),
        leaving=_incidents,
        of_case=_incident_of,
        reach=held,
    ),
    Road(
        LastSeen,
        "Last seen",
        columns=frozenset({"place"}),
        opens=frozenset(),
        leaving=_last_seen,
        of_case=_newest_seen,
        reach=held,
    ),
    Road(
        Consent,
        "What the family agreed to",
        columns=frozenset({"scope"}),
        opens=frozenset(),
        leaving=_consents,
        of_case=cases.list_consents,
        reach=held,
    ),
)


def story_of(case_id: int) -> Iterator[Leaving]:
    """Yield all that the story of a case tells outside."""
    for road in ROADS:
        yield from road.leaving(list(road.of_case(case_id)))
