"""Whether the house is ready: web, database, worker."""

from datetime import timedelta

from django.db import DatabaseError, InterfaceError
from django.db.models import DateTimeField, ExpressionWrapper, F
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, JsonResponse

from dengbu.site.models import Heartbeat

WORKER = "worker"
FRESH = timedelta(seconds=10)


def beat(name: str) -> None:
    """Say, by the database's clock, that a part works."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": Now()})


def missing() -> list[str]:
    """The parts that are not ready: ``database`` or ``worker``."""
    until = ExpressionWrapper(F("at") + FRESH, output_field=DateTimeField())
    try:
        alive = Heartbeat.objects.annotate(until=until).filter(name=WORKER, until__gt=Now())
        return [] if alive.exists() else [WORKER]
    except (DatabaseError, InterfaceError):
        return ["database"]


def healthz(request: HttpRequest) -> HttpResponse:
    """``GET /healthz``: 200 when all is ready, else 503 with what is missing."""
    absent = missing()
    if absent:
        return JsonResponse({"status": "unavailable", "missing": absent}, status=503)
    return JsonResponse({"status": "ok"})
