"""Tables of the identity area."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Jurisdiction(models.Model):
    """A government that answers residents under its own name; Open311 selects it by ``code``."""

    code = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=60)
    number_prefix = models.CharField(max_length=6, unique=True)
    phone = models.CharField(max_length=40, default="311")
    email = models.EmailField(blank=True)
    centre_lat = models.FloatField(null=True)
    centre_long = models.FloatField(null=True)

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Department(models.Model):
    """A part of the government that does the work behind the front door."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="departments")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)

    class Meta:
        """Codes are unique in a jurisdiction."""

        constraints = (models.UniqueConstraint(fields=["jurisdiction", "code"], name="department_code_once"),)

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Team(models.Model):
    """People of one department who share a queue. A triage team takes what nobody else owns."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="teams")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    is_triage = models.BooleanField(default=False)

    class Meta:
        """Codes are unique in a department."""

        constraints = (models.UniqueConstraint(fields=["department", "code"], name="team_code_once"),)

    def __str__(self) -> str:
        """Its name."""
        return self.name


class UserManager(BaseUserManager["User"]):
    """Finds accounts by e-mail whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account with this e-mail."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A staff account. What it may do stands in its grants, never on the account."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        """One account for an e-mail, whatever its case."""

        constraints = (models.UniqueConstraint(models.functions.Lower("email"), name="user_email_once"),)

    def __str__(self) -> str:
        """The name."""
        return self.name


class Grant(models.Model):
    """A role that an account has in a jurisdiction, in one department or (None) in all."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE)
    department = models.ForeignKey(Department, null=True, on_delete=models.CASCADE)

    class Meta:
        """The same role is granted once."""

        constraints = (
            models.UniqueConstraint(
                fields=["user", "role", "jurisdiction", "department"], name="grant_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        """For debugging only."""
        return f"{self.user_id} {self.role} in {self.jurisdiction_id}/{self.department_id}"


class ApiKey(models.Model):
    """A key with which another system or an app may ask for services; only its digest is kept."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)

    def __str__(self) -> str:
        """Its name and the start of the key, which is not secret."""
        return f"{self.name} ({self.prefix}…)"
