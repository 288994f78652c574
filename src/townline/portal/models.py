"""What the door itself keeps: how often somebody nameless posted, so that one sender cannot flood a town."""

from django.db import models


class PostCount(models.Model):
    """Posts of one sender in one hour. ``sender`` is a keyed digest: no address can be read from it."""

    sender = models.CharField(max_length=64)
    hour = models.DateTimeField()
    posts = models.PositiveIntegerField(default=1)

    class Meta:
        """A sender has one row an hour."""

        constraints = (models.UniqueConstraint(fields=["sender", "hour"], name="post_count_once"),)
        indexes = (models.Index(fields=["hour"], name="post_count_hour"),)

    def __str__(self) -> str:
        """For debugging only."""
        return f"{self.posts} posts in the hour of {self.hour:%Y-%m-%d %H:%M}"
