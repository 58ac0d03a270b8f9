"""What constraints cannot say of public notices, as triggers. Named after what they refuse."""

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
