"""The pages of `web/shared` under the real settings, with the gallery and a browser."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import LazySettings
from django.core.handlers.wsgi import WSGIHandler


@pytest.fixture(autouse=True)
def addresses(settings: LazySettings) -> None:
    """Serve the addresses of these tests; faults are answered by the middleware."""
    settings.ROOT_URLCONF = "tests.web.shared.urls"
    answers = "dengbu.web.shared.middleware.FaultAnswers"
    if answers not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, answers]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(addresses: None) -> Iterator[str]:
    """Address of a running site that needs no database."""
    with make_server(
        "127.0.0.1", 0, WSGIHandler(), server_class=_Server, handler_class=_Quiet
    ) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
