"""Column types that Django lacks."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from townline.kit.geo import Point

if TYPE_CHECKING:
    _Base = models.Field[Point | None, Point | None]
else:
    _Base = models.Field


class PointField(_Base):
    """A PostgreSQL ``point`` with x = longitude and y = latitude; GiST can index it, no extension is needed."""

    description = "A point in WGS 84 degrees"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The column's type in PostgreSQL."""
        del connection
        return "point"

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Point | None:
        """``(x,y)`` as PostgreSQL writes it, as a :class:`Point`."""
        del expression, connection
        return self.to_python(value)

    def to_python(self, value: Any) -> Point | None:
        """A :class:`Point`, from one or from PostgreSQL's text."""
        if value is None or isinstance(value, Point):
            return value
        try:
            long, lat = str(value).strip("()").split(",")
            return Point(float(lat), float(long))
        except ValueError as error:
            message = "A point is written (longitude,latitude)."
            raise ValidationError(message) from error

    def get_prep_value(self, value: Any) -> str | None:
        """The text that PostgreSQL reads as a point."""
        point = self.to_python(value)
        return None if point is None else f"({point.long!r},{point.lat!r})"
