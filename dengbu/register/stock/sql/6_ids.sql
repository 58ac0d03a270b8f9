-- Ids and slices, then every right with the entries that opened and closed it.
CREATE TABLE b AS SELECT *, row_number() OVER (ORDER BY slice, recorded_at, case_no) - 1 + $origin AS id FROM (
  SELECT e.case_no, any_value(e.office) AS office, any_value(e.registrar_name ORDER BY e.seq) AS registrar_name, any_value(e.registrar_id ORDER BY e.seq) AS registrar_id, any_value(e.system ORDER BY e.seq) AS system,
      any_value(e.recorded_at) AS recorded_at, any_value(e.bseq) AS bseq, any_value(s.slice) AS slice
    FROM ent e JOIN unit_slice s USING (unit_code) GROUP BY e.case_no);
ALTER TABLE b ADD COLUMN seq BIGINT;
UPDATE b SET seq = coalesce(b.bseq, s.seq) FROM (SELECT id, row_number() OVER (PARTITION BY office, recorded_at ORDER BY case_no) - 1 AS seq FROM b) s WHERE s.id = b.id;
CREATE TABLE en AS SELECT row_number() OVER (ORDER BY b.id, e.seq) - 1 + $origin + (SELECT count(*) FROM b) AS id, b.id AS booking_id, b.slice, b.recorded_at AS at, e.*, u.unit_id AS page_id
  FROM ent e JOIN b USING (case_no) JOIN unit u USING (unit_code);
ALTER TABLE en ADD COLUMN follows_id BIGINT;
UPDATE en SET follows_id = p.id FROM en p WHERE en.prev_case = p.case_no AND en.prev_entry = p.seq;
UPDATE en SET follows_id = g.id FROM pg_entry g WHERE en.prev_case = g.case_no AND en.prev_entry = g.seq AND en.follows_id IS NULL;
UPDATE en SET follows_id = p.id FROM en p WHERE en.prev_opener = p.opener AND en.follows_id IS NULL;
UPDATE en SET follows_id = x.title_entry FROM resting x WHERE en.opener = x.rid AND en.follows_id IS NULL AND x.title_rid IS NULL;
CREATE TABLE opened AS SELECT r.rid, e.id FROM r JOIN en e ON e.opener = r.rid UNION ALL SELECT r.rid, e.id FROM r JOIN en e ON r.entry IS NOT NULL AND e.case_no = r.case_no AND e.seq = r.entry WHERE NOT r.already;
CREATE TABLE closed AS
  SELECT r.rid, e.id, r.end_at, e.at FROM r JOIN en e ON r.entry IS NOT NULL AND e.case_no = r.end_case AND e.seq = r.end_entry WHERE NOT r.already
  UNION ALL SELECT x.rid, e.id, x.end_at, e.at FROM ending x JOIN r ON r.rid = x.rid JOIN closer c ON c.end_case = x.end_case AND c.unit_code = r.unit_code JOIN r o ON o.rid = c.rid AND o.case_no = r.case_no JOIN en e ON e.closer = c.closer
  UNION ALL SELECT c.rid, e.id, e.effective_at, e.at FROM chain c JOIN en e ON e.opener = c.next_rid WHERE NOT c.cancelled;
CREATE TABLE op AS SELECT r.rid, r.kind, r.tbl, r.n, r.unit_code, e.page_id, e.id AS opened_by_id, e.effective_at AS effective_from, e.at AS recorded_from, c.id AS closed_by_id, c.end_at AS effective_to, c.at AS recorded_to, e.slice, e.office,
    row_number() OVER (ORDER BY e.id, coalesce(r.no, 1), r.rid) - 1 + $origin + (SELECT count(*) FROM b) + (SELECT count(*) FROM en) AS id, e.booking_id, e.seq AS entry_seq, r.entry IS NOT NULL AS explicit, b.seq AS booking_seq
  FROM r JOIN opened o USING (rid) JOIN en e ON e.id = o.id JOIN b ON b.id = e.booking_id LEFT JOIN closed c ON c.rid = r.rid;
