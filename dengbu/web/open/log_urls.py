"""Addresses of the public log (c2sp.org/tlog-tiles): programs read them, people the first page."""

from django.urls import URLPattern, path, register_converter

from dengbu.web.open.draws import archive, draws
from dengbu.web.open.log_page import board
from dengbu.web.open.log_views import checkpoint, keys, tile

app_name = "log"


class OfficeCode:
    """Six digits (GB/T 2260)."""

    regex = "[0-9]{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(OfficeCode, "office")

urlpatterns: list[URLPattern] = [
    path("", board, name="board"),
    path("<office:office>/checkpoint", checkpoint, name="checkpoint"),
    path("<office:office>/keys", keys, name="keys"),
    path("<office:office>/draws", draws, name="draws"),
    path("<office:office>/draws.zip", archive, name="archive"),
    path("<office:office>/<path:where>", tile, name="tile"),
]
