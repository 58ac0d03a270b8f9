"""Whether numbers of identity papers can be right, as macros of the work place.

The same rules as ``kernel.identity``, which looks at one number at a time: GB 11643 (citizens; old
numbers of 15 digits have no check digit) and GB 32100 (organisations). Numbers stay as they are
written; capitals and blanks at the ends do not count.
"""

from dengbu.kernel.identity import EARLIEST_BIRTH

_CITIZEN = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def macros(now: str) -> str:
    """``identity_wrong(id_type, id_no)``; ``now``: an instant of SQL that bounds birthdays."""
    citizen = " + ".join(f"{w} * TRY_CAST(t[{n}] AS INTEGER)" for n, w in enumerate(_CITIZEN, 1))
    credit = " + ".join(
        f"{w} * (strpos('{_ALPHABET}', t[{n}]) - 1)" for n, w in enumerate(_CREDIT, 1)
    )
    earliest = f"DATE '{EARLIEST_BIRTH}'"
    born = f"coalesce(TRY_STRPTIME({{}}, '%Y%m%d') NOT BETWEEN {earliest} AND {now}, true)"
    of_18, of_15 = born.format("t[7:14]"), born.format("'19' || t[7:12]")
    return (
        r"CREATE MACRO citizen_wrong(t) AS CASE WHEN regexp_full_match(t, '[1-9]\d{16}[\dX]')"
        f" THEN '10X98765432'[({citizen}) % 11 + 1] <> t[18] OR {of_18}"
        rf" WHEN regexp_full_match(t, '[1-9]\d{{14}}') THEN {of_15} ELSE true END;"
        f" CREATE MACRO credit_wrong(t) AS NOT regexp_full_match(t, '[{_ALPHABET}]{{18}}')"
        f" OR '{_ALPHABET}'[(31 - ({credit}) % 31) % 31 + 1] <> t[18];"
        " CREATE MACRO identity_wrong(kind, no) AS CASE WHEN kind = '1'"
        " THEN citizen_wrong(upper(trim(no))) WHEN kind = '8' OR kind = '7'"
        " AND length(trim(no)) = 18 THEN credit_wrong(upper(trim(no))) ELSE false END;"
    )
