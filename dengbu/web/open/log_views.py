"""The log as programs of others read it (c2sp.org/tlog-tiles): no account, no personal data.

Tiles never change, so everybody between may keep them for ever; a checkpoint is of this moment.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dengbu.evidence import api as evidence

TEXT = "text/plain; charset=utf-8"
BINARY = "application/octet-stream"
FOR_EVER = "public, max-age=31536000, immutable"
MOMENT = "public, max-age=1"


@require_safe
def checkpoint(request: HttpRequest, office: str) -> HttpResponse:
    """What the office says of its tree now, with the signatures of its witnesses."""
    found = evidence.published(office)
    return _missing() if found is None else _answer(found.encode(), TEXT, MOMENT)


@require_safe
def keys(request: HttpRequest, office: str) -> HttpResponse:
    """The public keys of the log, a line each, with the sizes of the tree that they may sign."""
    found = evidence.keys_list(office)
    return _answer(found, TEXT, MOMENT) if found else _missing()


@require_safe
def tile(request: HttpRequest, office: str, where: str) -> HttpResponse:
    """Hashes of the tree, or entries. Entries are digests: to compress them would gain nothing."""
    wanted = evidence.parse_path(where)
    if wanted is None or not evidence.within(wanted, evidence.size_of(office)):
        return _missing()
    try:
        return _answer(evidence.tile(office, wanted), BINARY, FOR_EVER)
    except evidence.BadTile:
        return _missing()


def _answer(content: bytes, kind: str, caching: str) -> HttpResponse:
    headers = {"Cache-Control": caching, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _missing() -> HttpResponse:
    return HttpResponse(b"not found\n", status=404, content_type=TEXT)
