"""How much and how often one address may ask.

Counts live in the web process: with two workers an address gets at most twice the figure, which is
still far below what guessing needs; lock-out of an account (``accounts/sign_in.py``) is exact.
"""

import time
from collections import OrderedDict

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from dengbu.kernel.fault import Fault, FaultCode
from dengbu.site.failures import answer
from dengbu.site.middleware import Handler

TOO_OFTEN = Fault(code=FaultCode.RATE_LIMIT, message="操作太频繁，请一分钟后再试。")
WINDOW = 60  # seconds
REMEMBERED = 10_000  # addresses and paths; the oldest are forgotten first


class Counter:
    """Requests by key in the current window."""

    def __init__(self) -> None:
        self._seen: OrderedDict[tuple[str, ...], tuple[int, int]] = OrderedDict()

    def count(self, key: tuple[str, ...], *, at: float) -> int:
        """Note one more request at ``at`` seconds; how many there were in its window."""
        window = int(at) // WINDOW
        before = self._seen.pop(key, (window, 0))
        number = before[1] + 1 if before[0] == window else 1
        self._seen[key] = (window, number)
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return number


def request_limits(get_response: Handler) -> Handler:
    """Refuse bodies above their limit (413) and too many requests (429), in plain words.

    How large one file may be is for the form to say, which loses nothing of the rest.
    """
    counter = Counter()

    def middleware(request: HttpRequest) -> HttpResponse:
        most_bytes = _most_bytes(request)
        if _length(request) > most_bytes:
            return answer(request, _too_big(most_bytes))
        limit = _limit(request)
        if limit is not None:
            prefix, most = limit
            key = (request.META.get("REMOTE_ADDR", ""), prefix)
            if counter.count(key, at=time.monotonic()) > most:
                return answer(request, TOO_OFTEN)
        return get_response(request)

    return middleware


def _most_bytes(request: HttpRequest) -> int:
    with_files = request.content_type == "multipart/form-data"
    limit: int = settings.UPLOAD_LIMIT if with_files else settings.BODY_LIMIT
    return limit


def _too_big(most: int) -> Fault:
    said = f"上传的内容太大：一次最多{most // 1024 // 1024}MB"
    remedy = "照片请压缩或者分几次上传；盖过章的文件不要改动，请看看选对了没有"
    return Fault(code=FaultCode.UPLOAD_SIZE, message=said, remedy=remedy)


def _length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isascii() and given.isdigit() else 0


def _limit(request: HttpRequest) -> tuple[str, int] | None:
    for (method, prefix), most in settings.RATE_LIMITS.items():
        if request.method == method and request.path.startswith(prefix):
            return prefix, most
    return None
