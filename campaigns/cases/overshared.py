"""Reads a text by the table of what must not be said of people."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from campaigns.cases import bystanders, telltale
from campaigns.cases.contacts import contacts_in
from campaigns.cases.folding import Word, fold_words
from campaigns.cases.oversharing import Rule, Strength, Table, shipped
from campaigns.cases.said import Hit, Severity, Someone
from campaigns.cases.telltale import Page, Span, sentence_around
from campaigns.cases.wordlist import Wordlist

_DRUG = re.compile(
    r"\b\w{3,14}(?:azepam|zolam|pezil|oxetine|triptan|sartan|codone|gliptin|formin|cillin|prazole|"
    r"olol|statin|apine|peridone|lukast|thyroxine|barbital)\b",
    re.IGNORECASE,
)


class Overshared:
    """The table, made ready for a case: its people, whether it is closed, its own numbers."""

    def __init__(
        self,
        table: Table | None,
        people: Sequence[Someone],
        *,
        closed: bool,
        missing: bool = True,
        contacts: Iterable[str] = (),
    ) -> None:
        self._rules = {
            rule.key: rule
            for rule in (shipped() if table is None else table)
            if rule.holds(closed=closed)
        }
        self._people = people
        self._births = frozenset(one.birth_date for one in people if one.birth_date)
        self._contacts = frozenset(_contact(each) for each in contacts) - {""}
        self._keys, self._phrases = _listed(self._rules.values())
        self._harmless = {
            rule.key: Wordlist(rule.unless) for rule in self._rules.values() if rule.unless
        }
        self._finders = self._make_finders()
        self._names: frozenset[str] = frozenset()
        if missing or closed:
            after = bystanders.Aftermath(people, closed=closed)
            self._names = after.names if "post_closure_name" in self._rules else self._names
            self._finders["post_closure_name"] = after.names_in
            self._finders["post_closure_location"] = after.places_in

    def _make_finders(self) -> dict[str, Callable[[Page], Iterable[Span]]]:
        return {
            "family_contact": lambda page: self._contacts_in(page, private=True),
            "unknown_contact": lambda page: self._contacts_in(page, private=False),
            "full_dob": lambda page: telltale.birth_dates_in(page, self._births),
            "home_address": telltale.home_addresses_in,
            "identity_number": telltale.document_numbers_in,
            "medical_detail": lambda page: (found.span() for found in _DRUG.finditer(page.flat)),
            "other_child": lambda page: bystanders.other_children_in(page, self._people),
            "third_party_named": lambda page: bystanders.others_named_in(page, self._people),
            "victim_identity": lambda page: bystanders.victims_named_in(page, self._people),
            "location_of_vulnerable_witness": bystanders.refuges_in,
        }

    def read(self, where: str, text: str, words: Sequence[Word]) -> list[Hit]:
        """Return one hit a rule, where the text first breaks it."""
        page = Page.of(text, where)
        found: dict[str, Span] = {}
        for key, span in self._spans(page, words):
            if key not in found and not self._is_harmless(key, span, text):
                found[key] = span
        _leave_out_covered(found)
        return [self._hit(self._rules[key], where, text[a:b]) for key, (a, b) in found.items()]

    def _spans(self, page: Page, words: Sequence[Word]) -> Iterator[tuple[str, Span]]:
        for key in self._rules:
            finder = self._finders.get(key)
            if finder is not None:
                yield from ((key, page.spot(span)) for span in finder(page))
        for word in words if self._names else ():
            if not word.hashtag and self._names & {word.text, word.alike.replace("1", "i")}:
                yield "post_closure_name", (word.start, word.end)
        for at, first, last in self._phrases.read(words):
            yield self._keys[at], (words[first].start, words[last].end)

    def _is_harmless(self, key: str, span: Span, text: str) -> bool:
        """Say whether the sentence around has one of the words that make it harmless."""
        harmless = self._harmless.get(key)
        if harmless is None:
            return False
        start, end = sentence_around(text, span)
        return next(harmless.read(fold_words(text[start:end])), None) is not None

    def _contacts_in(self, page: Page, *, private: bool) -> Iterator[Span]:
        for span, is_private in contacts_in(page):
            given = _contact(page.flat[span[0] : span[1]])
            ours = any(given.endswith(each[-9:]) for each in self._contacts)
            if is_private is private and not ours:
                yield span

    @staticmethod
    def _hit(rule: Rule, where: str, excerpt: str) -> Hit:
        severity = Severity.BLOCK if rule.severity is Strength.BLOCK else Severity.WARN
        return Hit(rule.key, severity, where, excerpt.strip(), None, rule.why, rule.instead)


def _listed(rules: Iterable[Rule]) -> tuple[list[str], Wordlist]:
    """Return the words of all rules as one list, with the rule that each belongs to."""
    said = [
        (rule.key, phrase)
        for rule in rules
        for phrases in rule.words.values()
        for phrase in phrases
    ]
    return [key for key, _ in said], Wordlist(phrase for _, phrase in said)


def _leave_out_covered(found: dict[str, Span]) -> None:
    """Drop what only repeats a graver rule: the victim's address is part of who the victim is."""
    for part, whole in (("home_address", "victim_identity"), ("third_party_named", "other_child")):
        if part in found and whole in found:
            (a, b), (start, end) = found[part], found[whole]
            if start <= a and b <= end + 1:
                del found[part]


def _contact(text: str) -> str:
    """Return a number by its digits, or an address by its letters, for comparing."""
    digits = "".join(c for c in text if c.isdigit())
    return text.strip().lower() if "@" in text else digits
