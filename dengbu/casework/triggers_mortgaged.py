"""What constraints cannot say of sales under mortgage, as triggers; names say what is refused."""

# The release before writes no clock: it gets one of a day, and loses it where no money moves.
CLOCK = """
CREATE FUNCTION casework_mortgaged_keep_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.due_at := CASE WHEN NEW.phase IN ('ENTERED', 'ENDING')
    THEN coalesce(NEW.due_at, now() + interval '1 day') END;
  RETURN NEW;
END $$;
CREATE TRIGGER casework_mortgaged_clock_kept BEFORE INSERT OR UPDATE
  ON casework_mortgagedtransfer FOR EACH ROW
  WHEN ((NEW.phase IN ('ENTERED', 'ENDING')) <> (NEW.due_at IS NOT NULL))
  EXECUTE FUNCTION casework_mortgaged_keep_clock();
UPDATE casework_mortgagedtransfer SET phase = phase WHERE phase IN ('ENTERED', 'ENDING');
"""

# The entry of a transfer holds its row; whoever moves a sum or a word holds it too, so what is
# counted here is what all see.
ENTRY = """
CREATE FUNCTION casework_mortgaged_may_enter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.phase <> 'READY' OR NEW.entered_at >= OLD.expires_at THEN
    RAISE EXCEPTION 'transfer % is % until %: it is not entered', OLD.number, OLD.phase,
      OLD.expires_at USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM casework_mortgagedsum s WHERE s.transfer_id = OLD.id
      AND s.leg IN ('FROM_BUYER', 'FROM_NEW_BANK')
      AND (s.held_at IS NULL OR s.returned_at IS NOT NULL OR s.other_returned IS NOT NULL)) THEN
    RAISE EXCEPTION 'transfer %: not all money is held: it is not entered', OLD.number
      USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM casework_mortgagedparty p WHERE p.transfer_id = OLD.id
      AND p.confirmed_at IS NULL) THEN
    RAISE EXCEPTION 'transfer %: not all have confirmed: it is not entered', OLD.number
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER casework_mortgaged_entered BEFORE UPDATE ON casework_mortgagedtransfer
  FOR EACH ROW WHEN (NEW.phase IN ('ENTERED', 'DONE') AND OLD.phase NOT IN ('ENTERED', 'DONE'))
  EXECUTE FUNCTION casework_mortgaged_may_enter();
"""

# The same, and each has confirmed the very content that is agreed on; none of the release before.
AGREED = """
CREATE FUNCTION casework_mortgaged_same_content() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM casework_mortgagedparty p WHERE p.transfer_id = OLD.id
      AND p.agreed <> OLD.agreed_digest) THEN
    RAISE EXCEPTION 'transfer %: not all have confirmed the same: it is not entered', OLD.number
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER casework_mortgaged_entered_as_agreed BEFORE UPDATE ON casework_mortgagedtransfer
  FOR EACH ROW WHEN (NEW.phase IN ('ENTERED', 'DONE') AND OLD.phase NOT IN ('ENTERED', 'DONE'))
  EXECUTE FUNCTION casework_mortgaged_same_content();
"""

# Who began a transfer takes nobody's word in it.
WITNESSES = """
CREATE FUNCTION casework_mortgaged_other_officer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM casework_mortgagedtransfer t
      WHERE t.id = NEW.transfer_id AND t.opened_by_id = NEW.recorder_id) THEN
    RAISE EXCEPTION 'party % of transfer %: its word is taken by who began it', NEW.seq,
      NEW.transfer_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER casework_mortgagedparty_other_officer BEFORE INSERT OR UPDATE
  ON casework_mortgagedparty FOR EACH ROW WHEN (NEW.recorder_id IS NOT NULL)
  EXECUTE FUNCTION casework_mortgaged_other_officer();
"""
