"""What constraints cannot say: a question and its answer are only ever added."""

KEPT = """
CREATE FUNCTION inquiry_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: it is only added', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER inquiry_kept BEFORE UPDATE OR DELETE ON inquiry_inquiry
  FOR EACH ROW EXECUTE FUNCTION inquiry_refuse_rewriting();
CREATE TRIGGER inquiry_concerned_kept BEFORE UPDATE OR DELETE ON inquiry_concerned
  FOR EACH ROW EXECUTE FUNCTION inquiry_refuse_rewriting();
"""
SHOWINGS_KEPT = """
CREATE TRIGGER inquiry_showing_kept BEFORE DELETE ON inquiry_showing
  FOR EACH ROW EXECUTE FUNCTION inquiry_refuse_rewriting();
CREATE TRIGGER inquiry_showingkey_kept BEFORE DELETE ON inquiry_showingkey
  FOR EACH ROW EXECUTE FUNCTION inquiry_refuse_rewriting();
CREATE TRIGGER inquiry_showingcheck_kept BEFORE UPDATE OR DELETE ON inquiry_showingcheck
  FOR EACH ROW EXECUTE FUNCTION inquiry_refuse_rewriting();
"""
SHOWINGS_ERASED = """
CREATE FUNCTION inquiry_erased_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM inquiry_showingerased e WHERE e.id = OLD.id) THEN
    RAISE EXCEPTION '% of % is refused: it is not noted as erased', TG_OP, TG_TABLE_NAME
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE FUNCTION inquiry_erased_when_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.at > clock_timestamp() + interval '10 minutes' OR EXISTS (
      SELECT FROM inquiry_showing s WHERE s.id = NEW.id AND s.until > NEW.at) THEN
    RAISE EXCEPTION 'a showing that runs is not erased' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER inquiry_showingerased_over BEFORE INSERT ON inquiry_showingerased
  FOR EACH ROW EXECUTE FUNCTION inquiry_erased_when_over();
DROP TRIGGER inquiry_showing_kept ON inquiry_showing;
DROP TRIGGER inquiry_showingcheck_kept ON inquiry_showingcheck;
CREATE TRIGGER inquiry_showing_kept BEFORE DELETE ON inquiry_showing
  FOR EACH ROW EXECUTE FUNCTION inquiry_erased_in_time();
CREATE TRIGGER inquiry_showingcheck_kept BEFORE UPDATE ON inquiry_showingcheck
  FOR EACH ROW EXECUTE FUNCTION inquiry_refuse_rewriting();
CREATE TRIGGER inquiry_showingcheck_erased BEFORE DELETE ON inquiry_showingcheck
  FOR EACH ROW EXECUTE FUNCTION inquiry_erased_in_time();
"""
SHOWINGS_NEVER_ERASED = """
DROP TRIGGER inquiry_showingcheck_erased ON inquiry_showingcheck;
DROP TRIGGER inquiry_showingcheck_kept ON inquiry_showingcheck;
DROP TRIGGER inquiry_showing_kept ON inquiry_showing;
DROP TRIGGER inquiry_showingerased_over ON inquiry_showingerased;
DROP FUNCTION inquiry_erased_when_over();
DROP FUNCTION inquiry_erased_in_time();
CREATE TRIGGER inquiry_showing_kept BEFORE DELETE ON inquiry_showing
  FOR EACH ROW EXECUTE FUNCTION inquiry_refuse_rewriting();
CREATE TRIGGER inquiry_showingcheck_kept BEFORE UPDATE OR DELETE ON inquiry_showingcheck
  FOR EACH ROW EXECUTE FUNCTION inquiry_refuse_rewriting();
"""
