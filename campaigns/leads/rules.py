"""When tips can be linked."""

from campaigns.kernel.errors import Invalid

FEWEST = 2


def check_several(tip_ids: list[int]) -> None:
    """Refuse to link a tip with nothing but itself."""
    if len(tip_ids) < FEWEST:
        words = "Choose at least two different tips to link."
        raise Invalid(words, {"same_as": words, "tips": words})
