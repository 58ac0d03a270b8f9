"""What granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dengbu.site.settings")
application = get_wsgi_application()

from dengbu.site.memory import settle  # noqa: E402 - the framework is set up above

settle()
