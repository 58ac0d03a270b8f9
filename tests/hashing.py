"""Passwords of tests: Argon2 as in production, with almost no work.

An office of a test has ten people, and a hash costs a sixth of a second by design; over the whole
suite that is most of an hour of one core. What production asks is tested in `tests/accounts`.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LightArgon2(Argon2PasswordHasher):
    """Verifies and is verified like any other."""

    time_cost = 1
    memory_cost = 8  # KiB
    parallelism = 1
