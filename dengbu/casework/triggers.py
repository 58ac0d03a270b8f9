"""What constraints cannot say of notices and payments, as triggers; names say what is refused."""

# Closing takes the notice's row, and an objection reads it FOR SHARE: the one waits for the other,
# so none is received by a notice that is being closed.
NOTICES = """
CREATE FUNCTION casework_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: it is only added and closed', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER casework_notice_kept BEFORE DELETE ON casework_notice
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_notice_closed_once BEFORE UPDATE ON casework_notice
  FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_notice_as_published BEFORE UPDATE ON casework_notice
  FOR EACH ROW WHEN (
    NEW.ends_at < OLD.ends_at OR
    (NEW.id, NEW.office, NEW.case_id, NEW.number, NEW.kind, NEW.title, NEW.text, NEW.address,
     NEW.days, NEW.published_at, NEW.published_end, NEW.published_by_id, NEW.published_by_name,
     NEW.kept_days) IS DISTINCT FROM
    (OLD.id, OLD.office, OLD.case_id, OLD.number, OLD.kind, OLD.title, OLD.text, OLD.address,
     OLD.days, OLD.published_at, OLD.published_end, OLD.published_by_id, OLD.published_by_name,
     OLD.kept_days)
  ) EXECUTE FUNCTION casework_refuse_rewriting();

CREATE TRIGGER casework_objection_kept BEFORE DELETE ON casework_noticeobjection
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_objection_decided_once BEFORE UPDATE ON casework_noticeobjection
  FOR EACH ROW WHEN (OLD.decision <> '') EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_objection_as_received BEFORE UPDATE ON casework_noticeobjection
  FOR EACH ROW WHEN (
    (NEW.id, NEW.office, NEW.notice_id, NEW.seq, NEW.name, NEW.id_type, NEW.id_no, NEW.phone,
     NEW.what, NEW.matter, NEW.received_at) IS DISTINCT FROM
    (OLD.id, OLD.office, OLD.notice_id, OLD.seq, OLD.name, OLD.id_type, OLD.id_no, OLD.phone,
     OLD.what, OLD.matter, OLD.received_at)
  ) EXECUTE FUNCTION casework_refuse_rewriting();

CREATE FUNCTION casework_refuse_late_objection() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE n casework_notice;
BEGIN
  SELECT * INTO n FROM casework_notice WHERE id = NEW.notice_id FOR SHARE;
  IF n.ended_at IS NOT NULL OR NEW.received_at < n.published_at OR NEW.received_at > n.ends_at
     OR NEW.office <> n.office THEN
    RAISE EXCEPTION 'notice % takes no objection of %', n.number, NEW.received_at
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER casework_objection_in_time BEFORE INSERT ON casework_noticeobjection
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_late_objection();
"""

NOTICE_CONTENT = """
CREATE TRIGGER casework_notice_content_as_published BEFORE UPDATE ON casework_notice
  FOR EACH ROW WHEN (NEW.content IS DISTINCT FROM OLD.content)
  EXECUTE FUNCTION casework_refuse_rewriting();
"""

# A clock that stands without a kind, as the release before writes it, stands for something else.
PAUSES = """
CREATE FUNCTION casework_name_pause() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.paused_for := CASE WHEN NEW.paused_since IS NULL THEN '' ELSE 'OTHER' END;
  RETURN NEW;
END $$;
CREATE TRIGGER casework_case_pause_named BEFORE INSERT OR UPDATE ON casework_case
  FOR EACH ROW WHEN ((NEW.paused_since IS NULL) <> (NEW.paused_for = ''))
  EXECUTE FUNCTION casework_name_pause();
"""

# Pairs of neighbouring characters and the last one alone: see rules/searching.py.
PAIRS = """
CREATE FUNCTION casework_pairs(t text) RETURNS tsvector
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN array_to_tsvector(ARRAY(SELECT substr(t, i, 2) FROM generate_series(1, length(t)) i));
END $$;
"""

# A refund locks the order of its payment, so that two of one payment cannot both fit into it; of
# the payment itself, which never changes, the application may lock nothing.
REFUND_FITS = """
CREATE OR REPLACE FUNCTION casework_refuse_refund() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE p casework_payment; gone numeric;
BEGIN
  SELECT * INTO p FROM casework_payment WHERE id = NEW.payment_id;
  PERFORM 1 FROM casework_paymentorder WHERE id = p.order_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(amount), 0) INTO gone FROM casework_refund WHERE payment_id = NEW.payment_id;
  IF p.order_id <> NEW.order_id OR p.office <> NEW.office OR gone + NEW.amount > p.amount THEN
    RAISE EXCEPTION 'refund % of % does not fit payment %', NEW.number, NEW.amount, p.transaction_no
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""

PAYMENTS = (
    REFUND_FITS
    + """
CREATE TRIGGER casework_order_kept BEFORE DELETE ON casework_paymentorder
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_order_as_issued BEFORE UPDATE ON casework_paymentorder
  FOR EACH ROW WHEN (
    (NEW.id, NEW.office, NEW.case_id, NEW.seq, NEW.number, NEW.payer, NEW.payer_role, NEW.amount,
     NEW.before_entry, NEW.issued_at) IS DISTINCT FROM
    (OLD.id, OLD.office, OLD.case_id, OLD.seq, OLD.number, OLD.payer, OLD.payer_role, OLD.amount,
     OLD.before_entry, OLD.issued_at)
  ) EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_payment_kept BEFORE UPDATE OR DELETE ON casework_payment
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_treasurymessage_kept BEFORE UPDATE OR DELETE ON casework_treasurymessage
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_reconciliation_kept BEFORE UPDATE OR DELETE ON casework_reconciliation
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_difference_kept BEFORE UPDATE OR DELETE
  ON casework_reconciliationdifference
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_refund_kept BEFORE DELETE ON casework_refund
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_refund_as_due BEFORE UPDATE ON casework_refund
  FOR EACH ROW WHEN (
    (NEW.id, NEW.office, NEW.order_id, NEW.payment_id, NEW.seq, NEW.number, NEW.amount, NEW.reason,
     NEW.due_at) IS DISTINCT FROM
    (OLD.id, OLD.office, OLD.order_id, OLD.payment_id, OLD.seq, OLD.number, OLD.amount, OLD.reason,
     OLD.due_at)
  ) EXECUTE FUNCTION casework_refuse_rewriting();

CREATE TRIGGER casework_refund_fits BEFORE INSERT ON casework_refund
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_refund();
"""
)

# What a case waited for is ended once, and what was seen at a place stays as it was told.
BESIDE = """
CREATE TRIGGER casework_interruption_kept BEFORE DELETE ON casework_interruption
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_interruption_ended_once BEFORE UPDATE ON casework_interruption
  FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_interruption_as_begun BEFORE UPDATE ON casework_interruption
  FOR EACH ROW WHEN (
    (NEW.id, NEW.office, NEW.case_id, NEW.kind, NEW.reason, NEW.ground, NEW.surveyor, NEW.began_at,
     NEW.began_by_id, NEW.began_by_name) IS DISTINCT FROM
    (OLD.id, OLD.office, OLD.case_id, OLD.kind, OLD.reason, OLD.ground, OLD.surveyor, OLD.began_at,
     OLD.began_by_id, OLD.began_by_name)
  ) EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_siteview_kept BEFORE UPDATE OR DELETE ON casework_siteview
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_sitephoto_kept BEFORE UPDATE OR DELETE ON casework_sitephoto
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_rewriting();
"""

# A family is told on until a case rests on it; then neither it nor its answer changes.
FAMILIES = """
CREATE TRIGGER casework_succession_kept BEFORE DELETE ON casework_succession
  FOR EACH ROW EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_succession_frozen BEFORE UPDATE ON casework_succession
  FOR EACH ROW WHEN (OLD.case_id IS NOT NULL) EXECUTE FUNCTION casework_refuse_rewriting();
CREATE TRIGGER casework_succession_as_begun BEFORE UPDATE ON casework_succession
  FOR EACH ROW WHEN (
    (NEW.id, NEW.office, NEW.token, NEW.unit_code, NEW.holders, NEW.begun_at, NEW.begun_by_id,
     NEW.begun_by_name) IS DISTINCT FROM
    (OLD.id, OLD.office, OLD.token, OLD.unit_code, OLD.holders, OLD.begun_at, OLD.begun_by_id,
     OLD.begun_by_name)
  ) EXECUTE FUNCTION casework_refuse_rewriting();
"""
