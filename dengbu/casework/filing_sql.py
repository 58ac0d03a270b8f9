"""The one statement that writes batches and their cases (``filing.py``): one round trip for all.

Its parts run in the order in which they feed each other: keys of batches, units by code, counters.
What a part inserted is seen by the next through RETURNING only, as PostgreSQL does it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dengbu.database.rows import array


@dataclass(frozen=True, slots=True)
class Given:
    """A relation that the caller gives, one array a column."""

    name: str
    columns: tuple[tuple[str, str], ...]  # (column, type)

    @property
    def sql(self) -> str:
        """``name AS (SELECT ...)``, a placeholder a column."""
        arrays = ", ".join(f"%s::{kind}[]" for _, kind in self.columns)
        names = ", ".join(name for name, _ in self.columns)
        given = f"unnest({arrays}) AS g({names})"
        return f"{self.name} AS (SELECT * FROM {given})"  # noqa: S608 - constants only

    def parameters(self, rows: Sequence[Sequence[Any]]) -> list[str]:
        """The arrays of ``rows``, each in the order of the columns."""
        if not rows:
            return ["{}"] * len(self.columns)
        columns = zip(*rows, strict=True)
        pairs = zip(self.columns, columns, strict=True)
        return [array(kind, values) for (_, kind), values in pairs]


SENT = Given(  # batches; the last eight are for their cases
    "sent",
    (
        ("id", "bigint"),
        ("office", "text"),
        ("organisation_id", "bigint"),
        ("key_id", "text"),
        ("idempotency_key", "text"),
        ("body_digest", "text"),
        ("body", "bytea"),
        ("signed_text", "text"),
        ("signature", "bytea"),
        ("service", "text"),
        ("count", "integer"),
        ("received_at", "timestamptz"),
        ("day", "date"),
        ("counter_id", "bigint"),
        ("name", "text"),  # of the organisation, and its credit code
        ("credit_code", "text"),
        ("submitter", "text"),
        ("due_at", "timestamptz"),
        ("statutory_due_at", "timestamptz"),
        ("provisional", "boolean"),
    ),
)
ASKED = Given(  # sound lines, by unit code; ids of all that a case consists of
    "asked",
    (
        ("case_id", "bigint"),
        ("batch_id", "bigint"),
        ("place", "integer"),
        ("unit_code", "text"),
        ("proof_no", "text"),
        ("address", "text"),
        ("request", "text"),
        ("unit_id", "bigint"),
        ("item_id", "bigint"),
        ("party_id", "bigint"),
        ("journal_id", "bigint"),
        ("line_id", "bigint"),
        ("search", "text"),
    ),
)
OFFERED = Given(  # the service in force, by office and code; the role of who files
    "offered",
    (
        ("office", "text"),
        ("code", "text"),
        ("service_id", "bigint"),
        ("title", "text"),
        ("guide", "text"),
        ("act_kind", "text"),
        ("role", "text"),
    ),
)
_FILE = f"""
WITH {SENT.sql},
{ASKED.sql},
{OFFERED.sql},
batch AS (
  INSERT INTO casework_batch (id, office, organisation_id, key_id, idempotency_key, body_digest,
    body, signed_text, signature, service, count, received_at)
  SELECT id, office, organisation_id, key_id, idempotency_key, body_digest, body, signed_text,
    signature, service, count, received_at FROM sent ORDER BY organisation_id, idempotency_key
  ON CONFLICT (organisation_id, idempotency_key) DO NOTHING RETURNING id
), claim AS (
  INSERT INTO casework_caseunit (id, office, case_id, unit_code, open)
  SELECT a.unit_id, s.office, a.case_id, a.unit_code, true
  FROM asked a JOIN batch b ON b.id = a.batch_id JOIN sent s ON s.id = a.batch_id
  ORDER BY a.unit_code, a.case_id
  ON CONFLICT DO NOTHING RETURNING case_id
), won AS (
  SELECT a.*, s.office, s.day, s.counter_id, o.service_id, o.title, o.guide, o.act_kind, o.role,
    row_number() OVER (PARTITION BY s.office, s.day ORDER BY a.batch_id, a.place) AS nth,
    count(*) OVER (PARTITION BY s.office, s.day) AS many
  FROM claim JOIN asked a USING (case_id) JOIN sent s ON s.id = a.batch_id
    JOIN offered o ON (o.office, o.code) = (s.office, s.service)
), counter AS (
  INSERT INTO casework_casecounter AS c (id, office, day, last)
  SELECT min(counter_id), office, day, count(*) FROM won GROUP BY office, day ORDER BY office, day
  ON CONFLICT (office, day) DO UPDATE SET last = c.last + excluded.last
  RETURNING office, day, last
), n AS (
  SELECT w.*, w.office || to_char(w.day, 'YYYYMMDD')
    || lpad((c.last - w.many + w.nth)::text, 6, '0') AS case_no
  FROM won w JOIN counter c USING (office, day)
), opened AS (
  INSERT INTO casework_case (id, office, case_no, service_id, channel, status, title, address,
    request, acceptor_name, organisation_id, submitter, accepted_at, due_at, statutory_due_at,
    provisional, examiner_name, submission_key, paused_reason, revision, rules_version,
    search)
  SELECT n.case_id, n.office, n.case_no, n.service_id, %s, %s, n.title, n.address,
    n.request::jsonb, s.name, s.organisation_id, s.submitter, s.received_at, s.due_at,
    s.statutory_due_at, s.provisional, '', '', '', 1, %s, n.search
  FROM n JOIN sent s ON s.id = n.batch_id
), item AS (
  INSERT INTO casework_caseitem (id, office, case_id, seq, guide, act_kind)
  SELECT n.item_id, n.office, n.case_id, 1, n.guide, n.act_kind
  FROM n
), party AS (
  INSERT INTO casework_caseparty (id, office, case_id, seq, role, name, id_type, id_no, party_type,
    guardian_name, guardian_id_no, phone, agreed_at)
  SELECT n.party_id, n.office, n.case_id, 1, n.role, s.name, %s, s.credit_code, %s, '', '', '',
    s.received_at
  FROM n JOIN sent s ON s.id = n.batch_id
), journal AS (
  INSERT INTO casework_journalline (id, office, case_id, seq, at, kind, who, text, data)
  SELECT n.journal_id, n.office, n.case_id, 1, s.received_at, 'ACCEPT', s.name, %s, '{{}}'
  FROM n JOIN sent s ON s.id = n.batch_id
), line AS (
  INSERT INTO casework_batchitem (id, office, batch_id, line, case_id, unit_code, proof_no)
  SELECT line_id, office, batch_id, place, case_id, unit_code, proof_no FROM n
)
SELECT id, NULL AS case_no FROM batch UNION ALL SELECT case_id, case_no FROM n
"""  # noqa: S608 - constants only
# The driver remembers how it read a statement only below 4,096 characters.
FILE = " ".join(_FILE.split())
