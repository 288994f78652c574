"""The people of Marlow Falls: names put together from invented parts, mail at example.com, numbers kept for fiction."""

import random

from townline.contacts.rules import Reach

GIVEN = (
    "Ada", "Bram", "Cleo", "Dario", "Edda", "Farid", "Greta", "Hiro", "Ines", "Jonah", "Kaya", "Levi", "Mina", "Nadia",
    "Orin", "Paloma", "Quinn", "Rosa", "Stellan", "Tamar", "Ursel", "Viggo", "Wren", "Xenia", "Yusuf", "Zofia",
)  # fmt: skip
FAMILY = (
    "Ashgrove", "Bellwater", "Copperfeld", "Dunmarrow", "Elderby", "Fernhollow", "Greywick", "Hartlow", "Inglemoor",
    "Jessamy", "Kettleby", "Larkmoor", "Millbrand", "Northwell", "Oakhurstey", "Pennyfold", "Quillory", "Rainford-Ash",
    "Stonewick", "Thistlewood", "Umberly", "Valecross", "Winterbourney", "Yarrowby",
)  # fmt: skip


def resident(chance: random.Random) -> Reach:
    """Somebody: anonymous in two of five reports, otherwise with a name and mostly one way to reach them."""
    if chance.random() < 0.4:
        return Reach()
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    email = f"{given}.{family}@example.com".lower() if chance.random() < 0.6 else ""
    phone = f"+1 617 555 01{chance.randrange(100):02d}" if not email or chance.random() < 0.4 else ""
    return Reach(name=f"{given} {family}", email=email, phone=phone)
