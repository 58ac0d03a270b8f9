"""What comes on a desk and leaves it other than by a draw is written by the database itself.

Row by row and only where a desk changes: the condition costs an entry nothing, since no case that
is entered lies on a desk any more. What a draw gives is in the draw's own line of the ledger.
"""

DESKS = """
CREATE FUNCTION casework_note_desk() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE stays boolean := TG_OP = 'UPDATE' AND NEW.status = 'EXAMINING';
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.status = 'EXAMINING' THEN
      INSERT INTO casework_deskevent (id, office, case_id, examiner_id, change, why)
      VALUES (nextval('dengbu_id_block') * 1000, OLD.office, OLD.id, OLD.examiner_id, -1,
              CASE WHEN stays THEN 'MOVED' ELSE 'LEFT' END);
    END IF;
    stays := stays AND OLD.status = 'EXAMINING';
  END IF;
  IF NEW.status = 'EXAMINING' THEN
    INSERT INTO casework_deskevent (id, office, case_id, examiner_id, change, why)
    VALUES (nextval('dengbu_id_block') * 1000, NEW.office, NEW.id, NEW.examiner_id, 1,
            CASE WHEN TG_OP = 'INSERT' THEN 'BEGUN' WHEN stays THEN 'MOVED' ELSE 'BACK' END);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER casework_case_desk_begun AFTER INSERT ON casework_case
  FOR EACH ROW WHEN (NEW.status = 'EXAMINING') EXECUTE FUNCTION casework_note_desk();
CREATE TRIGGER casework_case_desk_changed AFTER UPDATE ON casework_case
  FOR EACH ROW WHEN (
    (OLD.status = 'EXAMINING' OR NEW.status = 'EXAMINING')
    AND (OLD.status, OLD.examiner_id) IS DISTINCT FROM (NEW.status, NEW.examiner_id)
    AND NOT (OLD.status IN ('ACCEPTED', 'AUTOPILOT') AND NEW.status = 'EXAMINING')
  ) EXECUTE FUNCTION casework_note_desk();
INSERT INTO casework_deskevent (id, office, case_id, examiner_id, change, why)
  SELECT nextval('dengbu_id_block') * 1000, office, id, examiner_id, 1, 'BEGUN'
  FROM casework_case WHERE status = 'EXAMINING';
"""
