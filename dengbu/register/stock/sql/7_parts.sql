-- Parties once an office; parts of rights; certificates; the rest of what bookings write.
CREATE TABLE party AS SELECT p.*, coalesce(g.id, (SELECT max(id) FROM (SELECT id FROM op UNION ALL SELECT id FROM about UNION ALL SELECT $origin)) + row_number() OVER (ORDER BY g.id IS NOT NULL, p.office, p.id_no, p.id_type, p.name)) AS id, g.id IS NULL AS new,
    coalesce(g.party_type, p.given) AS party_type FROM (
  SELECT office, name, id_type, id_no, min(party_type) AS given FROM (
    SELECT op.office, h.name, h.id_type, h.id_no, h.party_type FROM hold h JOIN op USING (rid)
    UNION ALL SELECT op.office, t.debtor_name, t.debtor_id_type, t.debtor_id_no, coalesce(t.debtor_type, '1') FROM op JOIN t_CFDJ t ON op.tbl = 'CFDJ' AND t.n = op.n WHERE t.debtor_name IS NOT NULL
    UNION ALL SELECT c.office, c.holder_name, c.holder_id_type, c.holder_id_no, coalesce(c.holder_type, '1') FROM cert c JOIN op USING (rid) WHERE c.holder_name IS NOT NULL
  ) GROUP BY office, name, id_type, id_no) p LEFT JOIN pg_party g USING (office, name, id_type, id_no);
CREATE TABLE next_id AS SELECT greatest((SELECT max(id) FROM party WHERE new), (SELECT max(id) FROM op), (SELECT max(id) FROM about), (SELECT max(id) FROM en), $origin) + 1 AS id;
CREATE TABLE member AS SELECT row_number() OVER (ORDER BY op.id, h.role, h.seq, h.n, p.id) - 1 + (SELECT id FROM next_id) AS id, op.id AS owner, op.kind, op.slice, op.booking_id, op.office, h.role, p.id AS party_id, h.n, op.rid,
    row_number() OVER (PARTITION BY op.id, h.role ORDER BY h.seq, h.n, p.id) - 1 AS seq
  FROM hold h JOIN op USING (rid) JOIN party p ON p.office = op.office AND p.name = h.name AND p.id_type = h.id_type AND p.id_no = h.id_no;
UPDATE next_id SET id = id + (SELECT count(*) FROM member);
CREATE TABLE objector AS SELECT rid, any_value(party_id) AS party_id FROM member WHERE kind = 'objection' AND role = 'H' GROUP BY rid;
CREATE TABLE o_register_ownershipholder AS SELECT m.id, m.owner AS ownership_id, m.party_id, m.seq, s.numerator, m.office, m.slice, m.booking_id FROM member m LEFT JOIN part s ON s.rid = m.rid AND s.n = m.n WHERE m.kind = 'ownership' AND m.role = 'H' ORDER BY m.slice, m.id;
CREATE TABLE o_register_mortgageparty AS SELECT id, owner AS mortgage_id, party_id, role, seq, office, slice, booking_id FROM member WHERE kind = 'mortgage' ORDER BY slice, id;
CREATE TABLE o_register_noticeparty AS SELECT id, owner AS notice_id, party_id, role, seq, office, slice, booking_id FROM member WHERE kind = 'notice' ORDER BY slice, id;
CREATE TABLE o_register_habitationparty AS SELECT id, owner AS habitation_id, party_id, role, seq, office, slice, booking_id FROM member WHERE kind = 'habitation' ORDER BY slice, id;
CREATE TABLE o_register_operationparty AS SELECT id, owner AS operation_id, party_id, role, seq, office, slice, booking_id FROM member WHERE kind = 'operation' ORDER BY slice, id;
CREATE TABLE o_register_easementparty AS SELECT id, owner AS easement_id, party_id, role, seq, office, slice, booking_id FROM member WHERE kind = 'easement' ORDER BY slice, id;
CREATE TABLE earlier AS
  SELECT op.rid, p.id FROM op JOIN r USING (rid) JOIN r q ON q.case_no = r.prev_case AND q.entry = r.prev_entry AND q.no = r.prev_no AND q.kind = r.kind JOIN op p ON p.rid = q.rid WHERE r.entry IS NOT NULL
  UNION ALL SELECT c.rid, p.id FROM chain c JOIN op p ON p.rid = c.prev_rid WHERE NOT c.prev_cancelled;
CREATE TABLE restored AS SELECT op.rid, p.id FROM op JOIN r USING (rid) JOIN r q ON q.case_no = r.restores_case AND q.entry = r.restores_entry AND q.no = r.restores_no AND q.kind = r.kind JOIN op p ON p.rid = q.rid;
CREATE TABLE o_register_collateral AS SELECT row_number() OVER (ORDER BY op.id) - 1 + (SELECT id FROM next_id) AS id, op.id AS mortgage_id, op.page_id, p.id AS debt_id, op.office, op.slice, op.booking_id
  FROM op JOIN debt USING (rid) JOIN op p ON p.rid = debt.debt ORDER BY op.slice, 1;
UPDATE next_id SET id = id + (SELECT count(*) FROM o_register_collateral);
CREATE TABLE ranked AS SELECT op.rid, coalesce(g.most, 0) + row_number() OVER (PARTITION BY op.page_id ORDER BY op.recorded_from, op.booking_seq, op.entry_seq, op.rid) AS rank_key
  FROM op LEFT JOIN pg_rank g ON g.page_id = op.page_id LEFT JOIN t_YGDJ y ON op.tbl = 'YGDJ' AND y.n = op.n WHERE NOT op.explicit AND (op.kind = 'mortgage' OR y.kind IN ('3', '4'));
CREATE TABLE queued AS SELECT q.rid, row_number() OVER (PARTITION BY q.page_id, q.delivered_at ORDER BY q.recorded_from, q.booking_seq, q.entry_seq) + coalesce(t.most, -1) AS place
  FROM (SELECT op.*, coalesce(t.delivered_at - INTERVAL 8 HOUR, op.recorded_from) AS delivered_at, t.place AS told FROM op JOIN t_CFDJ t ON t.n = op.n WHERE op.kind = 'seizure') q
    LEFT JOIN (SELECT unit_code, delivered_at, max(place) AS most FROM (SELECT unit_code, delivered_at, place FROM pg_seizure
      UNION ALL SELECT unit_code, delivered_at - INTERVAL 8 HOUR, place FROM t_CFDJ WHERE why = '' AND place IS NOT NULL) GROUP BY 1, 2) t USING (unit_code, delivered_at)
  WHERE q.told IS NULL;
-- Serials of our own are kept where none is missing; other numbers are of stock, and our counter goes on after them.
CREATE TABLE papers AS
  SELECT c.*, op.id AS right_id, op.kind AS right_kind, e.id AS entry_id, e.page_id, e.slice, e.booking_id, e.at FROM cert c JOIN op USING (rid) JOIN en e ON e.case_no = c.case_no AND e.seq = c.entry WHERE c.tbl = 'SZ'
  UNION ALL
  SELECT c.*, op.id, op.kind, op.opened_by_id, op.page_id, op.slice, op.booking_id, op.recorded_from FROM cert c JOIN op USING (rid) WHERE c.tbl <> 'SZ';
CREATE TABLE whole AS SELECT office, kind, year, start, last, told AND last - start = given AND least = start + 1 AND fresh AS whole FROM (
  SELECT m.office, m.kind, m.year, coalesce(max(m.serial) FILTER (m.told IS NULL), 0) AS start, max(m.serial) AS last, count(m.told) AS given, min(m.told) AS least, count(m.told) > 0 AS told,
      bool_and(k.last IS NULL OR k.last = k.start) AS fresh FROM numbered m JOIN (SELECT DISTINCT tbl, n, rid, number FROM papers) USING (tbl, n, rid, number) LEFT JOIN pg_counter k ON k.office = m.office AND k.kind = m.kind AND k.year = m.year GROUP BY 1, 2, 3);
CREATE TABLE o_register_certificate AS SELECT row_number() OVER (ORDER BY c.entry_id, c.right_id, c.n, c.number) - 1 + (SELECT id FROM next_id) AS id, c.kind, c.year, CASE WHEN w.whole THEN c.serial END AS serial, c.number, c.page_id, c.entry_id,
    CASE WHEN right_kind = 'ownership' THEN right_id END AS ownership_id, CASE WHEN right_kind = 'mortgage' THEN right_id END AS mortgage_id, CASE WHEN right_kind = 'notice' THEN right_id END AS notice_id,
    CASE WHEN right_kind = 'objection' THEN right_id END AS objection_id, p.id AS holder_id, c.replaces, CASE WHEN right_kind = 'habitation' THEN right_id END AS habitation_id, CASE WHEN right_kind = 'easement' THEN right_id END AS easement_id, CASE WHEN right_kind = 'operation' THEN right_id END AS operation_id,
    c.office, c.at AS issued_at, c.slice, c.booking_id
  FROM papers c LEFT JOIN party p ON p.office = c.office AND p.name = c.holder_name AND p.id_type = c.holder_id_type AND p.id_no = c.holder_id_no
    LEFT JOIN whole w ON w.office = c.office AND w.kind = c.kind AND w.year = c.year ORDER BY c.slice, 1;
UPDATE next_id SET id = id + (SELECT count(*) FROM o_register_certificate);
CREATE TABLE o_register_seizurerenewal AS SELECT op.id, coalesce(s.id, w.standing) AS seizure_id, op.opened_by_id, t.document_no, coalesce(t.delivered_at - INTERVAL 8 HOUR, op.recorded_from) AS delivered_at,
    coalesce(x.days, $term) AS term_days, op.office, op.recorded_from, op.slice, op.booking_id
  FROM op JOIN renewing w USING (rid) LEFT JOIN renewal_term x USING (rid) LEFT JOIN op s ON s.rid = w.seizure JOIN t_CFDJ t ON t.n = op.n WHERE op.kind = 'renewal' ORDER BY op.slice, op.id;
CREATE TABLE o_register_suit AS SELECT row_number() OVER (ORDER BY e.id) - 1 + (SELECT id FROM next_id) AS id, op.id AS objection_id, e.id AS opened_by_id, t.suit_on AS sued_on, t.suit_court AS court, t.suit_no, op.office, e.at AS recorded_from, e.slice, e.booking_id
  FROM op JOIN t_YYDJ t ON op.tbl = 'YYDJ' AND t.n = op.n JOIN en e ON e.case_no = t.suit_case AND e.seq = t.suit_entry ORDER BY e.slice, 1;
UPDATE next_id SET id = id + (SELECT count(*) FROM o_register_suit);
CREATE TABLE o_register_succession AS SELECT row_number() OVER (ORDER BY e.id, t.n) - 1 + (SELECT id FROM next_id) AS id, e.page_id, e.id AS opened_by_id, u.unit_id AS source_id, e.office, e.at AS recorded_from, e.slice, e.booking_id
  FROM t_DYBH t JOIN en e ON e.case_no = t.case_no AND e.seq = t.entry JOIN unit u ON u.unit_code = t.source_code WHERE t.why = '' ORDER BY e.slice, 1;
UPDATE next_id SET id = id + (SELECT count(*) FROM o_register_succession);
