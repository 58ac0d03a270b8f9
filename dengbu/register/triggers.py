"""Invariants that constraints cannot say, as triggers. Named after what they refuse."""

# Every booking takes rows of this table first and keeps them to its end. A migration that touches
# several tables takes it before them: then no booking is on its way, and none is met crosswise.
ALONE = "LOCK TABLE register_page IN EXCLUSIVE MODE"

# Holders and their ownership are written by different statements of one transaction, so the check
# is deferred to its end. A holder added to an older ownership has a place above 0, since the places
# are unique, and is found by the second trigger: bookings with one holder never pay for it.
HOLDERS = """
CREATE FUNCTION register_check_holders(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE o register_ownership; people int; persons int; shares int; given numeric;
BEGIN
  SELECT * INTO o FROM register_ownership WHERE id = wanted;
  SELECT count(*), count(DISTINCT party_id), count(numerator), sum(numerator)
    INTO people, persons, shares, given
    FROM register_ownershipholder WHERE ownership_id = wanted;
  IF people <> o.holder_count OR persons <> people THEN
    RAISE EXCEPTION 'ownership % has % holders, not %', wanted, persons, o.holder_count
      USING ERRCODE = 'check_violation';
  ELSIF o.co_ownership = '2' AND (shares <> people OR given <> o.share_denominator) THEN
    RAISE EXCEPTION 'shares of ownership % sum to %/%', wanted, given, o.share_denominator
      USING ERRCODE = 'check_violation';
  ELSIF o.co_ownership <> '2' AND shares > 0 THEN
    RAISE EXCEPTION 'ownership % has shares but is not by shares', wanted
      USING ERRCODE = 'check_violation';
  END IF;
END $$;
CREATE FUNCTION register_holders_of_ownership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM register_check_holders(NEW.id);
  RETURN NULL;
END $$;
CREATE FUNCTION register_holders_of_holder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM register_check_holders(NEW.ownership_id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER register_ownership_holders AFTER INSERT ON register_ownership
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION register_holders_of_ownership();
CREATE CONSTRAINT TRIGGER register_holder_late AFTER INSERT ON register_ownershipholder
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.seq > 0)
  EXECUTE FUNCTION register_holders_of_holder();
"""

# The successor rests on the same page, and its predecessor was closed by the very entry that
# opened it: the chain of title has neither gap nor fork (previous is unique).
CHAIN = """
CREATE FUNCTION register_refuse_broken_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM register_ownership p WHERE p.id = NEW.previous_id
                    AND p.page_id = NEW.page_id AND p.closed_by_id = NEW.opened_by_id) THEN
    RAISE EXCEPTION 'ownership % does not follow %', NEW.id, NEW.previous_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER register_ownership_chain AFTER INSERT ON register_ownership
  FOR EACH ROW WHEN (NEW.previous_id IS NOT NULL)
  EXECUTE FUNCTION register_refuse_broken_chain();
"""

INTERESTS = ("ownership", "mortgage", "seizure", "notice", "objection", "stop")
KEPT = (
    *INTERESTS,
    "party",
    "page",
    "booking",
    "entry",
    "ownershipholder",
    "mortgageparty",
    "noticeparty",
    "certificate",
    "counter",
)

FROZEN = (
    """
CREATE FUNCTION register_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: rows of the register are only added and closed',
    TG_OP, TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
"""
    + "".join(
        f"""
CREATE TRIGGER register_{name}_kept BEFORE DELETE ON register_{name}
  FOR EACH ROW EXECUTE FUNCTION register_refuse_rewriting();
"""
        for name in KEPT
    )
    + "".join(
        f"""
CREATE TRIGGER register_{name}_closed_once BEFORE UPDATE ON register_{name}
  FOR EACH ROW WHEN (OLD.recorded_to IS NOT NULL)
  EXECUTE FUNCTION register_refuse_rewriting();
"""
        for name in INTERESTS
    )
)

# Facts that later entries add to a restriction, since migration 4.
FROZEN_FACTS = "".join(
    f"""
CREATE TRIGGER register_{name}_kept BEFORE UPDATE OR DELETE ON register_{name}
  FOR EACH ROW EXECUTE FUNCTION register_refuse_rewriting();
"""
    for name in ("seizurerenewal", "suit")
)

# Tables of migration 5: their rows are only added and closed, like those of migration 2.
FROZEN_USES = "".join(
    f"""
CREATE TRIGGER register_{name}_kept BEFORE DELETE ON register_{name}
  FOR EACH ROW EXECUTE FUNCTION register_refuse_rewriting();
"""
    for name in ("habitation", "habitationparty", "easement", "easementparty")
) + "".join(
    f"""
CREATE TRIGGER register_{name}_closed_once BEFORE UPDATE ON register_{name}
  FOR EACH ROW WHEN (OLD.recorded_to IS NOT NULL)
  EXECUTE FUNCTION register_refuse_rewriting();
"""
    for name in ("habitation", "easement")
)

# A changed mortgage follows one of its page that the same entry closed, and of two that stand at
# the end of the transaction none has the other's place. First revisions have the unique key alone
# and never pay for this.
REVISIONS = """
CREATE FUNCTION register_refuse_broken_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM register_mortgage p WHERE p.id = NEW.previous_id
                    AND p.page_id = NEW.page_id AND p.closed_by_id = NEW.opened_by_id) THEN
    RAISE EXCEPTION 'mortgage % does not follow %', NEW.id, NEW.previous_id
      USING ERRCODE = 'check_violation';
  ELSIF 1 < (SELECT count(*) FROM register_mortgage m WHERE m.page_id = NEW.page_id
               AND m.rank_key = NEW.rank_key AND m.recorded_to IS NULL) THEN
    RAISE EXCEPTION 'place % of page % is taken twice', NEW.rank_key, NEW.page_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER register_mortgage_follows AFTER INSERT ON register_mortgage
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.revision > 0)
  EXECUTE FUNCTION register_refuse_broken_revision();
"""

# What an annulled entry opened has no place in the law's time. A mortgage that stands again after
# the entry that ended it was annulled follows itself as it was.
ANNULMENT = """
CREATE OR REPLACE FUNCTION register_refuse_broken_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM register_mortgage p WHERE p.id = NEW.previous_id
                    AND p.page_id = NEW.page_id AND (p.closed_by_id = NEW.opened_by_id
                      OR EXISTS (SELECT 1 FROM register_annulment a, register_entry x,
                                   register_entry y
                                  WHERE a.annulled_id = p.closed_by_id AND x.id = a.opened_by_id
                                    AND y.id = NEW.opened_by_id
                                    AND x.booking_id = y.booking_id))) THEN
    RAISE EXCEPTION 'mortgage % does not follow %', NEW.id, NEW.previous_id
      USING ERRCODE = 'check_violation';
  ELSIF 1 < (SELECT count(*) FROM register_mortgage m WHERE m.page_id = NEW.page_id
               AND m.rank_key = NEW.rank_key AND m.recorded_to IS NULL) THEN
    RAISE EXCEPTION 'place % of page % is taken twice', NEW.rank_key, NEW.page_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION register_refuse_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM register_ownership o WHERE o.page_id = NEW.page_id AND o.id <> NEW.id
               AND (o.effective_to IS NULL OR o.effective_to > NEW.effective_from)
               AND o.effective_to IS DISTINCT FROM o.effective_from
               AND o.recorded_from <= NEW.recorded_from AND NOT EXISTS
                 (SELECT 1 FROM register_annulment a WHERE a.annulled_id = o.opened_by_id)) THEN
    RAISE EXCEPTION 'ownership % begins while another of page % stands', NEW.id, NEW.page_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER register_annulment_kept BEFORE UPDATE OR DELETE ON register_annulment
  FOR EACH ROW EXECUTE FUNCTION register_refuse_rewriting();
"""

# A right that follows none begins after every other of its page has ended, also in the law's time.
FIRST_AGAIN = """
CREATE FUNCTION register_refuse_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM register_ownership o WHERE o.page_id = NEW.page_id AND o.id <> NEW.id
               AND (o.effective_to IS NULL OR o.effective_to > NEW.effective_from)
               AND o.recorded_from <= NEW.recorded_from) THEN
    RAISE EXCEPTION 'ownership % begins while another of page % stands', NEW.id, NEW.page_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER register_ownership_first_again AFTER INSERT ON register_ownership
  FOR EACH ROW WHEN (NEW.previous_id IS NULL) EXECUTE FUNCTION register_refuse_overlap();
"""

SELDOM = {
    "seizure": 1 << 0,
    "notice": 1 << 1,
    "objection": 1 << 2,
    "stop": 1 << 3,
    "habitation": 1 << 4,
    "easement": 1 << 5,
    "landowned": 1 << 6,
    "landused": 1 << 7,
    "housesofproject": 1 << 8,
    "structureheld": 1 << 9,
    "forestheld": 1 << 10,
    "farmlandheld": 1 << 11,
    "seaused": 1 << 12,
    "succession": 1 << 13,  # on the page of the unit that was divided or merged
    "collateral": 1 << 14,
    "commonpart": 1 << 15,
    "operation": 1 << 16,
    "annulment": 1 << 17,  # on the page of the entry that was annulled
}
"""What most pages never have: the bit of ``register_page.seldom`` that says a page ever had one."""

# The page says what was ever entered on it beside titles and mortgages, so that nobody asks six
# tables in vain. The database sets it and its owner alone may write it: it cannot be forgotten.
_MARK = """
CREATE FUNCTION register_mark_{column}() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE register_page p SET seldom = p.seldom | TG_ARGV[0]::integer
    FROM (SELECT DISTINCT {column} AS id FROM added) a
    WHERE p.id = a.id AND p.seldom & TG_ARGV[0]::integer = 0;
  RETURN NULL;
END $$;
"""
_COLUMN = {"succession": "source_id"}  # where it is not the page itself that has the row
MARKED = tuple(
    (name, _COLUMN.get(name, "page_id"), bit)
    for name, bit in SELDOM.items()
    if name != "annulment"  # which knows no page, but the entry
) + (("easement", "dominant_id", SELDOM["easement"]),)
PARTICULARS = (  # tables of the classes of ``particulars``
    "landowned",
    "landused",
    "housesofproject",
    "structureheld",
    "forestheld",
    "farmlandheld",
    "seaused",
)
PARTS = ("projecthouse", "forestmember", "farmlandmember")


def _marking(name: str, column: str, bit: int) -> str:
    return f"""
CREATE TRIGGER register_{name}_marks_{column} AFTER INSERT ON register_{name}
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT
  EXECUTE FUNCTION register_mark_{column}({bit});
UPDATE register_page p SET seldom = p.seldom | {bit}
  FROM (SELECT DISTINCT {column} AS id FROM register_{name}) a WHERE p.id = a.id;
"""  # noqa: S608 - constants only


_LATER = ("succession", "collateral", "commonpart", "operation")  # of later migrations
MARKS = "".join(_MARK.format(column=column) for column in ("page_id", "dominant_id")) + "".join(
    _marking(*marked) for marked in MARKED if marked[0] not in (*PARTICULARS, *_LATER)
)

# Tables of migration 8.
FROZEN_PARTICULARS = (
    "".join(_marking(*marked) for marked in MARKED if marked[0] in PARTICULARS)
    + "".join(
        f"""
CREATE TRIGGER register_{name}_kept BEFORE DELETE ON register_{name}
  FOR EACH ROW EXECUTE FUNCTION register_refuse_rewriting();
"""
        for name in (*PARTICULARS, *PARTS)
    )
    + "".join(
        f"""
CREATE TRIGGER register_{name}_closed_once BEFORE UPDATE ON register_{name}
  FOR EACH ROW WHEN (OLD.recorded_to IS NOT NULL)
  EXECUTE FUNCTION register_refuse_rewriting();
"""
        for name in PARTICULARS
    )
)

# Tables of migration 10.
SUCCESSION = (
    _MARK.format(column="source_id")
    + _marking("succession", "source_id", SELDOM["succession"])
    + """
CREATE TRIGGER register_succession_kept BEFORE UPDATE OR DELETE ON register_succession
  FOR EACH ROW EXECUTE FUNCTION register_refuse_rewriting();
"""
)

# Tables of migration 12. Of one debt all units bear the same: asked once a statement, since every
# act on a debt writes its units by one.
_UNLIKE_COLLATERAL = """
CREATE FUNCTION register_refuse_unlike_collateral() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
  SELECT a.mortgage_id INTO wrong FROM added a JOIN register_mortgage m ON m.id = a.mortgage_id
   WHERE m.page_id <> a.page_id LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'mortgage % is not of the page that its list names', wrong
      USING ERRCODE = 'check_violation';
  END IF;
  SELECT c.debt_id INTO wrong FROM register_collateral c
    JOIN register_mortgage m ON m.id = c.mortgage_id AND m.recorded_to IS NULL
   WHERE c.debt_id IN (SELECT debt_id FROM added) GROUP BY c.debt_id
  HAVING count(DISTINCT (m.mode, m.amount, m.debt_from, m.debt_to, m.scope, m.transfer_restricted,
                         m.contract_no, m.fixed_amount, m.fixing_fact)) > 1 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'units of debt % bear different claims', wrong
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER register_collateral_agrees AFTER INSERT ON register_collateral
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT
  EXECUTE FUNCTION register_refuse_unlike_collateral();
CREATE TRIGGER register_collateral_kept BEFORE UPDATE OR DELETE ON register_collateral
  FOR EACH ROW EXECUTE FUNCTION register_refuse_rewriting();
"""
COLLATERAL = _marking("collateral", "page_id", SELDOM["collateral"]) + _UNLIKE_COLLATERAL


def _only_closed(name: str) -> str:
    """Rows of a table that is marked on its page are never deleted and closed once."""
    return (
        _marking(name, "page_id", SELDOM[name])
        + f"""
CREATE TRIGGER register_{name}_kept BEFORE DELETE ON register_{name}
  FOR EACH ROW EXECUTE FUNCTION register_refuse_rewriting();
CREATE TRIGGER register_{name}_closed_once BEFORE UPDATE ON register_{name}
  FOR EACH ROW WHEN (OLD.recorded_to IS NOT NULL)
  EXECUTE FUNCTION register_refuse_rewriting();
"""
    )


# Tables of migration 15.
COMMON_PARTS = _only_closed("commonpart")

# Tables of migration 16.
OPERATIONS = (
    _only_closed("operation")
    + """
CREATE TRIGGER register_operationparty_kept BEFORE DELETE ON register_operationparty
  FOR EACH ROW EXECUTE FUNCTION register_refuse_rewriting();
"""
)

# An annulled entry is told of on its page, since migration 43.
ANNULLED = f"""
CREATE FUNCTION register_mark_annulled() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE register_page p SET seldom = p.seldom | {SELDOM["annulment"]}
    FROM added a JOIN register_entry e ON e.id = a.annulled_id
    WHERE p.id = e.page_id AND p.seldom & {SELDOM["annulment"]} = 0;
  RETURN NULL;
END $$;
CREATE TRIGGER register_annulment_marks AFTER INSERT ON register_annulment
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION register_mark_annulled();
UPDATE register_page p SET seldom = p.seldom | {SELDOM["annulment"]}
  FROM register_annulment a JOIN register_entry e ON e.id = a.annulled_id WHERE p.id = e.page_id;
"""  # noqa: S608 - constants only
