"""Static files get names that carry their hash, and every reference in them is found."""

from pathlib import Path

import pytest
from django.conf import settings as house
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command


def test_files_are_collected_under_hashed_names(settings: object, tmp_path: Path) -> None:
    backend = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STATIC_ROOT = tmp_path  # type: ignore[attr-defined]  # pytest-django's settings
    settings.STORAGES = {  # type: ignore[attr-defined]
        **house.STORAGES,
        "staticfiles": {"BACKEND": backend},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    url = staticfiles_storage.url("dengbu/base.css")
    assert url.startswith("/static/dengbu/base.")
    assert url != "/static/dengbu/base.css"
    assert (tmp_path / url.removeprefix("/static/")).is_file()


@pytest.mark.django_db
def test_tests_serve_them_from_where_they_lie() -> None:
    assert staticfiles_storage.url("dengbu/base.css") == "/static/dengbu/base.css"
