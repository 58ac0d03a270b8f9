-- Ids and slices, then every right with the entries that opened and closed it.
CREATE TABLE b AS SELECT *, row_number() OVER (ORDER BY slice, recorded_at, bseq, case_no) - 1 + $origin AS id,
    coalesce(bseq, row_number() OVER (PARTITION BY office, recorded_at ORDER BY case_no) - 1) AS seq FROM (
  SELECT e.case_no, any_value(e.office) AS office, any_value(e.registrar_name ORDER BY e.seq) AS registrar_name, any_value(e.registrar_id ORDER BY e.seq) AS registrar_id, any_value(e.system ORDER BY e.seq) AS system,
      any_value(e.recorded_at) AS recorded_at, any_value(e.bseq) AS bseq, any_value(s.slice) AS slice
    FROM ent e JOIN unit_slice s USING (unit_code) GROUP BY e.case_no);
CREATE TABLE numbered_entry AS SELECT row_number() OVER (ORDER BY b.id, e.seq) - 1 + $origin + (SELECT count(*) FROM b) AS id, b.id AS booking_id, b.slice, b.recorded_at AS at, e.*, u.unit_id AS page_id
  FROM ent e JOIN b USING (case_no) JOIN unit u USING (unit_code);
CREATE TABLE en AS SELECT e.*, coalesce(p.id, g.id, o.id, CASE WHEN x.title_rid IS NULL THEN x.title_entry END) AS follows_id FROM numbered_entry e
  LEFT JOIN numbered_entry p ON p.case_no = e.prev_case AND p.seq = e.prev_entry LEFT JOIN pg_entry g ON g.case_no = e.prev_case AND g.seq = e.prev_entry
  LEFT JOIN numbered_entry o ON o.opener = e.prev_opener LEFT JOIN resting x ON x.rid = e.opener;
DROP TABLE numbered_entry;
CREATE TABLE o_register_annulment AS SELECT row_number() OVER (ORDER BY e.id) - 1 + $origin + (SELECT count(*) FROM b) + (SELECT count(*) FROM en) AS id, p.id AS annulled_id, e.id AS opened_by_id, e.office, e.at AS recorded_from, e.slice, e.booking_id
  FROM en e JOIN en p ON p.case_no = e.annuls_case AND p.seq = e.annuls_entry ORDER BY e.slice, 1;
CREATE TABLE opened AS SELECT r.rid, e.id FROM r JOIN en e ON e.opener = r.rid UNION ALL SELECT r.rid, e.id FROM r JOIN en e ON r.entry IS NOT NULL AND e.case_no = r.case_no AND e.seq = r.entry WHERE NOT r.already;
CREATE TABLE closed AS
  SELECT r.rid, e.id, r.end_at, e.at FROM r JOIN en e ON r.entry IS NOT NULL AND e.case_no = r.end_case AND e.seq = r.end_entry WHERE NOT r.already
  UNION ALL SELECT x.rid, e.id, x.end_at, e.at FROM ending x JOIN r ON r.rid = x.rid JOIN closer c ON c.end_case = x.end_case AND c.unit_code = r.unit_code JOIN r o ON o.rid = c.rid AND o.case_no = r.case_no JOIN en e ON e.closer = c.closer
  UNION ALL SELECT c.rid, e.id, e.effective_at, e.at FROM chain c JOIN en e ON e.opener = c.next_rid WHERE NOT c.cancelled;
CREATE TABLE op AS SELECT r.rid, r.kind, r.tbl, r.n, r.unit_code, e.page_id, e.id AS opened_by_id, e.effective_at AS effective_from, e.at AS recorded_from, c.id AS closed_by_id, c.end_at AS effective_to, c.at AS recorded_to, e.slice, e.office,
    row_number() OVER (ORDER BY e.id, coalesce(r.no, 1), r.rid) - 1 + $origin + (SELECT count(*) FROM b) + (SELECT count(*) FROM en) + (SELECT count(*) FROM o_register_annulment) AS id, e.booking_id, e.seq AS entry_seq, r.entry IS NOT NULL AS explicit, b.seq AS booking_seq
  FROM r JOIN opened o USING (rid) JOIN en e ON e.id = o.id JOIN b ON b.id = e.booking_id LEFT JOIN closed c ON c.rid = r.rid;
