-- Entries that follow from the rows: each right opens one, each cancellation is one.
INSERT INTO ent SELECT r.case_no, NULL, r.unit_code, coalesce(r.registration_type::INTEGER, r.type_if_unsaid), NULL,
    r.right_type, coalesce(r.cause, ''), r.office, r.registrar_name, 0, false, r.recorded_at, NULL, r.note, r.recorded_at,
    NULL, NULL, NULL, NULL, NULL, NULL, r.rid, NULL, coalesce(CASE WHEN NOT c.prev_cancelled THEN c.prev_rid END, x.title_rid), NULL
  FROM r LEFT JOIN chain c USING (rid) LEFT JOIN resting x USING (rid) WHERE r.entry IS NULL AND NOT r.already AND r.case_no IS NOT NULL;
CREATE TABLE closer AS SELECT row_number() OVER (ORDER BY end_case, unit_code, rid) AS closer, * FROM (
  SELECT e.end_case, r.unit_code, min(e.rid) AS rid, any_value(e.end_at ORDER BY e.rid) AS end_at, any_value(e.recorded_at ORDER BY e.rid) AS recorded_at,
      any_value(e.registrar_name ORDER BY e.rid) AS registrar_name, any_value(e.cause ORDER BY e.rid) AS cause,
      any_value(e.organ ORDER BY e.rid) AS organ, any_value(e.document_no ORDER BY e.rid) AS document_no,
      any_value(r.office ORDER BY e.rid) AS office, any_value(r.right_type ORDER BY e.rid) AS right_type, any_value(r.kind ORDER BY e.rid) AS kind
    FROM ending e JOIN r USING (rid) GROUP BY e.end_case, r.unit_code, r.case_no);
INSERT INTO ent SELECT end_case, NULL, unit_code, 400, CASE kind WHEN 'mortgage' THEN '4051' WHEN 'notice' THEN '4053' WHEN 'objection' THEN '4055'
    WHEN 'seizure' THEN '4056' WHEN 'easement' THEN '4061' WHEN 'commonpart' THEN '4001' WHEN 'habitation' THEN '4071' WHEN 'operation' THEN '4073' WHEN 'stop' THEN '9004' ELSE '4001' END,
    right_type, cause, office, registrar_name, 0, false, recorded_at, NULL, NULL, end_at, organ, document_no, NULL, NULL, NULL, NULL, NULL, closer, rid, NULL FROM closer;
-- A cancellation in the register already: the right that it ends came later.
INSERT INTO bad SELECT r.tbl, r.n, 'LATER_IN_REGISTER', '' FROM ending e JOIN r USING (rid) WHERE r.ok AND e.end_case IN (SELECT case_no FROM known);
UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad);

-- Rows of one case tell of one booking.
CREATE TABLE torn AS SELECT case_no FROM ent WHERE case_no IS NOT NULL GROUP BY case_no
  HAVING count(DISTINCT recorded_at) > 1 OR count(DISTINCT office) > 1 OR count(DISTINCT registrar_name) > 1;
INSERT INTO bad SELECT r.tbl, r.n, 'CASE_DISAGREES', 'YWH' FROM r JOIN torn USING (case_no) WHERE r.ok AND NOT r.already;
INSERT INTO bad SELECT 'DB', e.n, 'CASE_DISAGREES', 'YWH' FROM ent e JOIN torn USING (case_no) WHERE e.n IS NOT NULL;
INSERT INTO bad SELECT r.tbl, r.n, 'CASE_DISAGREES', 'YWH' FROM ending e JOIN r USING (rid) JOIN torn t ON t.case_no = e.end_case WHERE r.ok;

CREATE TABLE many AS SELECT case_no FROM ent GROUP BY case_no HAVING count(*) > 32000
  UNION SELECT r.case_no FROM r JOIN (SELECT rid FROM hold GROUP BY rid, role HAVING count(*) > 32000) USING (rid);
INSERT INTO bad SELECT r.tbl, r.n, 'TOO_MANY', 'YWH' FROM r JOIN many USING (case_no) WHERE NOT r.already;
INSERT INTO bad SELECT 'DB', e.n, 'TOO_MANY', 'YWH' FROM ent e JOIN many USING (case_no) WHERE e.n IS NOT NULL;

-- Cases that fall: those with a row that is wrong, and those that rest on them.
CREATE TABLE fallen AS SELECT DISTINCT case_no FROM (
  SELECT case_no FROM r WHERE NOT ok AND NOT already
  UNION ALL SELECT r.case_no FROM bad b JOIN r ON r.tbl = b.tbl AND r.n = b.n
  UNION ALL SELECT r.case_no FROM hold h JOIN r USING (rid) WHERE NOT h.ok
  UNION ALL SELECT case_no FROM torn UNION ALL SELECT case_no FROM many
  UNION ALL SELECT case_no FROM t_DB WHERE why <> '' UNION ALL SELECT e.case_no FROM ent e JOIN bad b ON b.tbl = 'DB' AND b.n = e.n
  UNION ALL SELECT case_no FROM t_SZ WHERE why <> '' UNION ALL SELECT s.case_no FROM t_SZ s JOIN bad b ON b.tbl = 'SZ' AND b.n = s.n
  UNION ALL SELECT case_no FROM t_DYBH WHERE why <> ''
  UNION ALL SELECT end_case FROM t_ZXDJ WHERE why <> '' UNION ALL SELECT z.end_case FROM zx z JOIN bad b ON b.tbl = 'ZXDJ' AND b.n = z.n
  UNION ALL SELECT case_no FROM t_ZTT_GY_JTCY WHERE why <> '' UNION ALL SELECT case_no FROM t_FDCQXM WHERE why <> ''
  UNION ALL SELECT case_no FROM part_case WHERE NOT ok
) WHERE case_no IS NOT NULL;
CREATE TABLE leans AS SELECT DISTINCT child, parent FROM (
  SELECT r.case_no AS child, e.end_case AS parent FROM ending e JOIN r USING (rid)
  UNION ALL SELECT e.end_case, r.case_no FROM ending e JOIN r USING (rid)
  UNION ALL SELECT r.case_no, p.case_no FROM chain c JOIN r ON r.rid = c.rid JOIN r p ON p.rid = c.prev_rid
  UNION ALL SELECT p.case_no, r.case_no FROM chain c JOIN r ON r.rid = c.rid JOIN r p ON p.rid = c.prev_rid WHERE NOT coalesce(c.prev_cancelled, false)
  UNION ALL SELECT r.case_no, t.case_no FROM resting x JOIN r ON r.rid = x.rid JOIN r t ON t.rid = x.title_rid
  UNION ALL SELECT case_no, end_case FROM r WHERE entry IS NOT NULL AND end_case IS NOT NULL
  UNION ALL SELECT end_case, case_no FROM r WHERE entry IS NOT NULL AND end_case IS NOT NULL
  UNION ALL SELECT case_no, prev_case FROM r WHERE entry IS NOT NULL AND prev_case IS NOT NULL
  UNION ALL SELECT case_no, prev_case FROM ent WHERE prev_case IS NOT NULL
  UNION ALL SELECT case_no, annuls_case FROM ent WHERE annuls_case IS NOT NULL
  UNION ALL SELECT case_no, restores_case FROM r WHERE restores_case IS NOT NULL
  UNION ALL SELECT case_no, debt_case FROM r WHERE debt_case IS NOT NULL
  UNION ALL SELECT r.case_no, c.case_no FROM cert c JOIN r USING (rid) WHERE c.tbl = 'SZ' AND NOT EXISTS (SELECT 1 FROM cert o WHERE o.rid = c.rid AND o.case_no = r.case_no)
  UNION ALL SELECT r.case_no, r.renews_case FROM r WHERE r.kind = 'renewal' AND r.renews_case IS NOT NULL
  UNION ALL SELECT w.case_no, s.case_no FROM renewing x JOIN r w ON w.rid = x.rid JOIN r s ON s.rid = x.seizure
  UNION ALL SELECT w.case_no, v.case_no FROM renewing x JOIN renewing y USING (seizure) JOIN r w ON w.rid = x.rid JOIN r v ON v.rid = y.rid WHERE (v.recorded_at, v.rid) < (w.recorded_at, w.rid)
  UNION ALL SELECT w.case_no, v.case_no FROM renewing x JOIN renewing y USING (standing) JOIN r w ON w.rid = x.rid JOIN r v ON v.rid = y.rid WHERE (v.recorded_at, v.rid) < (w.recorded_at, w.rid)
  UNION ALL SELECT r.case_no, t.suit_case FROM t_YYDJ t JOIN r ON r.tbl = 'YYDJ' AND r.n = t.n WHERE t.suit_case IS NOT NULL
  UNION ALL SELECT t.suit_case, r.case_no FROM t_YYDJ t JOIN r ON r.tbl = 'YYDJ' AND r.n = t.n WHERE t.suit_case IS NOT NULL
) WHERE child <> parent AND child IS NOT NULL AND parent IS NOT NULL;
