"""What every template may know without being told."""

from django.conf import settings
from django.http import HttpRequest


def surroundings(request: HttpRequest) -> dict[str, object]:
    """``demonstration``: whether people, houses and cases here are made up."""
    return {"demonstration": settings.DEMO}
