"""Tables of the house itself: who is alive, and what was done once."""

from typing import ClassVar

from django.db import models

from dengbu.database.models import Grant


class Heartbeat(models.Model):
    """When a part last said that it works."""

    grant: ClassVar[Grant] = Grant(update=("at",))

    name = models.CharField(max_length=40, primary_key=True)  # "worker"
    at = models.DateTimeField()


class Milestone(models.Model):
    """Something that is done once in the life of a database."""

    name = models.CharField(max_length=40, primary_key=True)  # "demonstration"
    at = models.DateTimeField()

    grant: ClassVar[Grant] = Grant()
