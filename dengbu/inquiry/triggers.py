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
