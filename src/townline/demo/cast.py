"""Departments and staff of Marlow Falls."""

from dataclasses import dataclass

from townline.identity.rules import Role

DEPARTMENTS = {
    "streets": "Streets",
    "lighting": "Street lighting",
    "sanitation": "Sanitation",
    "parks": "Parks and trees",
    "water": "Water and sewer",
    "code": "Code enforcement",
    "parking": "Parking",
    "animals": "Animal services",
    "clerk": "City clerk",
    "health": "Public health",
    "police-nonemergency": "Police (not urgent)",
    "customer-service": "311 front office",
}


@dataclass(frozen=True)
class Staff:
    """One demo account."""

    email: str
    name: str
    role: Role
    department: str
    what: str


CAST = (
    Staff("agent@marlowfalls.example", "Orin Bellwater", "agent", "", "front-office attendant"),
    Staff("roads@marlowfalls.example", "Greta Dunmarrow", "officer", "streets", "officer, Streets"),
    Staff("parks@marlowfalls.example", "Levi Fernhollow", "officer", "parks", "officer, Parks and trees"),
    Staff("manager@marlowfalls.example", "Ines Kettleby", "manager", "sanitation", "manager, Sanitation"),
    Staff("admin@marlowfalls.example", "Tamar Quillory", "administrator", "", "administrator"),
)
