"""E-mail addresses and phone numbers as people type them, made sure and always the same."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from campaigns.kernel.errors import Invalid

EMAIL, PHONE = "email", "phone"
REGION = "CA"  # of numbers typed without a country


def read_address(medium: str, typed: str, field: str = "address") -> str:
    """Return an address as it is kept; Invalid says what is wrong with it beside its field."""
    return _email(typed, field) if medium == EMAIL else _phone(typed, field)


def _email(typed: str, field: str) -> str:
    try:
        found = validate_email(typed.strip(), check_deliverability=False)
    except EmailNotValidError:
        words = "This is not an e-mail address. It looks like name@example.org."
        raise Invalid(words, {field: words}) from None
    return str(found.normalized)


def _phone(typed: str, field: str) -> str:
    words = "This is not a phone number. Begin with + and the country, as in +1 416 555 0143."
    try:
        found = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        raise Invalid(words, {field: words}) from None
    if not phonenumbers.is_possible_number(found):
        raise Invalid(words, {field: words})
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
