import pytest

from campaigns.appeals import hashtag
from campaigns.cases.model import CaseKind
from campaigns.kernel.errors import Invalid

PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"


@pytest.mark.parametrize(
    ("names", "kind", "expected"),
    [
        (["Mira Vance-Holloway", "Mira"], CaseKind.MISSING, "FindMiraV"),
        (["Mira"], CaseKind.MISSING, "FindMira"),
        (["Zoë Ångström"], CaseKind.MISSING, "FindZoëÅ"),
        (["نور الهدى"], CaseKind.MISSING, "Find_نور_الهدى"),
        (["Cherry Street"], CaseKind.WITNESS, "CherryStreetWitness"),
        (["Cherry Street, Toronto", "Did you see?"], CaseKind.WITNESS, "CherryStreetWitness"),
        (["Rouge River"], CaseKind.REMAINS, "IdentifyRougeRiver"),
        (["Union Station"], CaseKind.IDENTIFY, "IdentifyUnionStation"),
        (["", "2011", "Mira"], CaseKind.MISSING, "FindMira"),
        ([], CaseKind.MISSING, ""),
    ],
)
def test_a_hashtag_is_proposed_from_names_and_kind(names, kind, expected):
    assert hashtag.propose(names, kind) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("#FindMiraV", "FindMiraV"),
        ("  find mira-v ", "FindMiraV"),
        ("FINDmira", "FINDmira"),
        ("où est Zoé?", "OùEstZoé"),
        ("Zoe\u0301", "Zoé"),
        ("O’Brien home", "OBrienHome"),
        ("नमस्ते हिन्दी", "नमस्ते_हिन्दी"),
        ("寻找米拉", "寻找米拉"),
        (PERSIAN, PERSIAN),
        ("find\u200cmira", "Findmira"),
        ("find 🔎 2 dogs", "Find2Dogs"),
        ("\u0301find", "Find"),
        ("find_mira", "Find_mira"),
    ],
)
def test_what_was_typed_becomes_one_word_in_its_own_script(typed, expected):
    assert hashtag.normalise(typed) == expected
    assert hashtag.normalise(expected) == expected


@pytest.mark.parametrize("typed", ["", "#", "123", "\u0667\u0667", "!!!", "_", "a" * 101])
def test_what_no_platform_takes_is_refused_beside_its_field(typed):
    with pytest.raises(Invalid) as refused:
        hashtag.normalise(typed)
    assert "hashtag" in refused.value.fields


def test_a_hundred_characters_still_fit():
    assert len(hashtag.normalise("a" * 100)) == 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FindMiraV", "findmirav"),
        ("Straße", "STRASSE"),
        ("\uff26\uff49\uff4e\uff44Mira", "FindMira"),
        (PERSIAN, PERSIAN.replace("\u200c", "")),
    ],
)
def test_hashtags_that_look_the_same_share_a_key(one, other):
    assert hashtag.key(one) == hashtag.key(other)


def test_accents_and_vowel_signs_tell_hashtags_apart():
    assert hashtag.key("FindZoé") != hashtag.key("FindZoe")
    assert hashtag.key("हिन्दी") != hashtag.key("हन्द")
