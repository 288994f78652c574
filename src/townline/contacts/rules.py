"""How ways to reach people are read and compared. Pure."""

import re
from dataclasses import dataclass

import phonenumbers

from townline.contacts.errors import ContactRefused
from townline.kit.text import clean_line

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_EMAIL = 200


@dataclass(frozen=True)
class Reach:
    """What somebody tells about themselves; every part may be empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    account: str = ""

    def is_empty(self) -> bool:
        """Whether the person stays anonymous."""
        return not (self.name or self.email or self.phone or self.account)


def compared_email(value: str) -> str:
    """The e-mail as it is compared: lower case. Refuses what cannot be an address."""
    email = clean_line(value, LONGEST_EMAIL + 1)
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise ContactRefused("email_wrong", "Write an e-mail address like name@example.com.", "email")
    return email.lower()


def compared_phone(value: str, region: str = "US") -> str:
    """The phone number in E.164. Refuses what cannot be a number; extensions are kept apart by callers."""
    try:
        number = phonenumbers.parse(clean_line(value, 60), region)
    except phonenumbers.NumberParseException as error:
        raise ContactRefused("phone_wrong", "Write a phone number like 617 555 0123.", "phone") from error
    if not phonenumbers.is_possible_number(number):
        raise ContactRefused(
            "phone_wrong", "Write a phone number with its area code, like 617 555 0123.", "phone"
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
