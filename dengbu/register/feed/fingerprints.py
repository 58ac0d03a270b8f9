"""Fingerprints of the register and its log, table by table."""

from django.apps import apps

from dengbu.database.digest import Asking, Fingerprint, digest_sql, taken
from dengbu.evidence import api as evidence


def fingerprints(cursor: Asking) -> dict[str, Fingerprint]:
    """Of every table of the register and of the evidence log, by table.

    ``cursor`` is one of any database with our schema, in a transaction: of one snapshot, if others
    write meanwhile. Equal fingerprints: the same rows with the same ids.
    """
    models = apps.get_app_config("register").get_models()
    queries = {model._meta.db_table: digest_sql(model) for model in models} | evidence.digests()
    return {table: taken(cursor, sql) for table, sql in sorted(queries.items())}
