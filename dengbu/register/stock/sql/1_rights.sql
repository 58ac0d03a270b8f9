-- What is wrong with rights by themselves, and which are in the register already.

CREATE TABLE known AS SELECT case_no FROM pg_case;

DELETE FROM r WHERE NOT ok AND case_no IS NULL;  -- told already, and nothing can depend on them
ALTER TABLE r ADD COLUMN already BOOLEAN DEFAULT false;
UPDATE r SET already = true WHERE case_no IN (SELECT case_no FROM known);
-- A case that stands without this very right is another's, or lacks it: nothing can be added to it.
INSERT INTO bad SELECT r.tbl, r.n, 'CASE_IN_REGISTER', 'YWH' FROM r ANTI JOIN pg_right USING (case_no, unit_code, kind) WHERE r.ok AND r.already;
INSERT INTO bad SELECT 'DB', t.n, 'CASE_IN_REGISTER', 'YWH' FROM t_DB t JOIN known USING (case_no)
  ANTI JOIN pg_entry g ON g.case_no = t.case_no AND g.unit_code = t.unit_code AND g.seq = coalesce(t.entry, g.seq) WHERE t.why = '';
INSERT INTO bad SELECT 'DYBH', t.n, 'CASE_IN_REGISTER', 'YWH' FROM t_DYBH t JOIN known USING (case_no)
  ANTI JOIN pg_entry g ON g.case_no = t.case_no AND g.unit_code = t.unit_code WHERE t.why = '';
INSERT INTO bad SELECT 'ZXDJ', t.n, 'CASE_IN_REGISTER', 'ZXYWH' FROM t_ZXDJ t JOIN known k ON k.case_no = t.end_case
  ANTI JOIN pg_entry g ON g.case_no = t.end_case AND g.unit_code = t.unit_code WHERE t.why = '';
INSERT INTO bad SELECT 'SZ', t.n, 'CASE_IN_REGISTER', 'YWH' FROM t_SZ t JOIN known USING (case_no) ANTI JOIN pg_cert g USING (number) WHERE t.why = '';

INSERT INTO bad SELECT tbl, n, 'UNIT_CODE_FORMAT', 'BDCDYH' FROM r
  WHERE ok AND NOT already AND NOT regexp_full_match(unit_code, '\d{12}[GJZ][ABSXCDEFLNHGWY]\d{5}(W00000000|[FLQ]\d{8})');
INSERT INTO bad SELECT r.tbl, r.n, 'UNIT_UNKNOWN', 'BDCDYH' FROM r ANTI JOIN unit u USING (unit_code)
  WHERE r.ok AND NOT r.already AND (r.tbl, r.n) NOT IN (SELECT (tbl, n) FROM bad);
INSERT INTO bad SELECT r.tbl, r.n, 'OFFICE', 'QXDM' FROM r JOIN unit u USING (unit_code)
  WHERE r.ok AND NOT r.already AND (u.office <> r.office OR r.office NOT IN (SELECT office FROM offices));
INSERT INTO bad SELECT r.tbl, r.n, 'CASE_IN_REGISTER', 'YWH' FROM r JOIN pg_case c USING (case_no)
  WHERE r.ok AND c.office <> r.office;
INSERT INTO bad SELECT tbl, n, 'DATE_RANGE', 'DJSJ' FROM r WHERE ok AND recorded_at > $now;
INSERT INTO bad SELECT 'ZXDJ', n, 'DATE_RANGE', 'DJSJ' FROM t_ZXDJ WHERE why = '' AND recorded_at - INTERVAL 8 HOUR > $now;
INSERT INTO bad SELECT 'ZXDJ', n, 'DATE_RANGE', 'ZXSJ' FROM t_ZXDJ WHERE why = '' AND end_at - INTERVAL 8 HOUR > $now;
INSERT INTO bad SELECT tbl, n, 'DATE_RANGE', CASE tbl WHEN 'CFDJ' THEN 'JFDJSJ' WHEN 'YYDJ' THEN 'ZXYYDJSJ' ELSE 'ZXSJ' END FROM r WHERE ok AND NOT already AND cancel_at > $now;
INSERT INTO bad SELECT 'DB', n, 'DATE_RANGE', 'DJSJ' FROM t_DB WHERE why = '' AND recorded_at - INTERVAL 8 HOUR > $now;
INSERT INTO bad SELECT tbl, n, 'REQUIRED', 'QLLX' FROM r WHERE ok AND NOT already AND right_type IS NULL AND entry IS NULL;
INSERT INTO bad SELECT 'CFDJ', n, 'REQUIRED', 'X_DEBTOR_ID_TYPE' FROM t_CFDJ WHERE why = '' AND debtor_name IS NOT NULL AND debtor_id_type IS NULL;
INSERT INTO bad SELECT 'CFDJ', n, 'REQUIRED', 'X_DEBTOR_ID_NO' FROM t_CFDJ WHERE why = '' AND debtor_name IS NOT NULL AND debtor_id_no IS NULL;
INSERT INTO bad SELECT 'SZ', n, 'REQUIRED', 'X_HOLDER_ID_TYPE' FROM t_SZ WHERE why = '' AND holder_name IS NOT NULL AND holder_id_type IS NULL;
INSERT INTO bad SELECT 'SZ', n, 'REQUIRED', 'X_HOLDER_ID_NO' FROM t_SZ WHERE why = '' AND holder_name IS NOT NULL AND holder_id_no IS NULL;
INSERT INTO bad SELECT tbl, n, 'DUPLICATE', '' FROM (SELECT tbl, n, row_number() OVER (
    PARTITION BY tbl, unit_code, case_no, coalesce(entry, -1), coalesce(no, 0),
      CASE WHEN kind = 'commonpart' OR entry IS NULL AND kind <> 'ownership' THEN coalesce(certificates, rid::VARCHAR) END
    ORDER BY rid) AS place FROM r WHERE ok) WHERE place > 1;
INSERT INTO bad SELECT 'DYIQ', r.n, 'UNIT_UNKNOWN', 'XYDBDCDYH' FROM r JOIN t_DYIQ t ON r.tbl = 'DYIQ' AND t.n = r.n
  ANTI JOIN unit u ON u.unit_code = t.dominant_code WHERE r.ok AND NOT r.already;
INSERT INTO bad SELECT 'TDSYQ', n, 'SUMS', 'NYDMJ' FROM t_TDSYQ WHERE why = ''
  AND agricultural_area <> arable_area + forest_area + grass_area + other_agricultural_area;
INSERT INTO bad SELECT 'DYAQ', n, 'REQUIRED', CASE mode WHEN '1' THEN 'BDBZZQSE' ELSE 'ZGZQSE' END FROM t_DYAQ
  WHERE why = '' AND CASE mode WHEN '1' THEN amount_of_debt ELSE amount_of_ceiling END IS NULL;
INSERT INTO bad SELECT 'DYAQ', n, 'AMOUNT_UNIT', CASE mode WHEN '1' THEN 'BDBZZQSE' ELSE 'ZGZQSE' END FROM t_DYAQ
  WHERE why = '' AND entry IS NULL AND CASE mode WHEN '1' THEN amount_of_debt ELSE amount_of_ceiling END NOT BETWEEN 1000 AND 10000000000;
INSERT INTO bad SELECT 'DYAQ', n, 'DATE_RANGE', 'ZWLXJSSJ' FROM t_DYAQ WHERE why = '' AND debt_to < debt_from;
INSERT INTO bad SELECT 'CFDJ', n, 'DATE_RANGE', 'CFJSSJ' FROM t_CFDJ WHERE why = '' AND to_day < from_day;
INSERT INTO bad SELECT 'CFDJ', n, 'DATE_RANGE', 'X_DELIVERED_AT' FROM t_CFDJ WHERE why = '' AND delivered_at > recorded_at;
INSERT INTO bad SELECT 'DYIQ', n, 'DATE_RANGE', 'QLJSSJ' FROM t_DYIQ WHERE why = '' AND term_to < term_from;
INSERT INTO bad SELECT 'TDJYQ', n, 'DATE_RANGE', 'JYJSSJ' FROM t_TDJYQ WHERE why = '' AND term_to < term_from;
INSERT INTO bad SELECT 'ZFXZ', n, 'DATE_RANGE', 'XZJSSJ' FROM t_ZFXZ WHERE why = '' AND to_day < from_day;
INSERT INTO bad SELECT 'DYIQ', n, 'UNIT_UNKNOWN', 'XYDBDCDYH' FROM t_DYIQ WHERE why = '' AND dominant_code = unit_code;
INSERT INTO bad SELECT 'DYAQ', n, 'CHAIN_BROKEN', 'X_REVISION' FROM t_DYAQ WHERE why = '' AND (coalesce(revision, 0) = 0) <> (prev_case IS NULL);
INSERT INTO bad SELECT 'DYAQ', n, 'REQUIRED', 'ZGZQQDSS' FROM t_DYAQ WHERE why = '' AND fixed_amount IS NOT NULL AND fixing_fact IS NULL;
INSERT INTO bad SELECT 'DYAQ', n, 'RANK_TAKEN', 'X_RANK_KEY' FROM (SELECT n, row_number() OVER (PARTITION BY unit_code, rank_key, coalesce(revision, 0) ORDER BY n) AS place FROM t_DYAQ WHERE why = '' AND rank_key IS NOT NULL) WHERE place > 1;
INSERT INTO bad SELECT 'CFDJ', n, 'RANK_TAKEN', 'X_PLACE' FROM (SELECT n, row_number() OVER (PARTITION BY unit_code, delivered_at, place ORDER BY n) AS place FROM t_CFDJ WHERE why = '' AND kind <> '5' AND delivered_at IS NOT NULL AND place IS NOT NULL) WHERE place > 1;
UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad);

-- Entries that the files name themselves.
CREATE TABLE ent AS SELECT case_no, entry AS seq, unit_code, registration_type::INTEGER AS registration_type, subclass,
  right_type, coalesce(cause, '') AS cause, office, registrar_name, registrar_id, system,
  recorded_at - INTERVAL 8 HOUR AS recorded_at, seq AS bseq, note, effective_at - INTERVAL 8 HOUR AS effective_at,
  organ, document_no, prev_case, prev_entry, annuls_case, annuls_entry, NULL::BIGINT AS opener, NULL::BIGINT AS closer, NULL::BIGINT AS prev_opener, n
  FROM t_DB WHERE why = '' AND case_no NOT IN (SELECT case_no FROM known);
INSERT INTO bad SELECT 'DB', n, 'DUPLICATE', '' FROM (SELECT n, row_number() OVER (PARTITION BY case_no, seq ORDER BY n) AS place FROM ent) WHERE place > 1;
INSERT INTO bad SELECT 'DB', e.n, 'UNIT_UNKNOWN', 'BDCDYH' FROM ent e ANTI JOIN unit u USING (unit_code);
INSERT INTO bad SELECT 'DB', e.n, 'OFFICE', 'QXDM' FROM ent e JOIN unit u USING (unit_code)
  WHERE u.office <> e.office OR e.office NOT IN (SELECT office FROM offices);
INSERT INTO bad SELECT 'DB', e.n, 'CHAIN_BROKEN', 'X_PREV_CASE' FROM ent e ANTI JOIN ent p ON p.case_no = e.prev_case AND p.seq = e.prev_entry
  ANTI JOIN pg_entry g ON g.case_no = e.prev_case AND g.seq = e.prev_entry WHERE e.prev_case IS NOT NULL;
INSERT INTO bad SELECT r.tbl, r.n, 'NO_RIGHT', 'X_ENTRY' FROM r ANTI JOIN ent e ON e.case_no = r.case_no AND e.seq = r.entry AND e.unit_code = r.unit_code
  WHERE r.ok AND NOT r.already AND r.entry IS NOT NULL;
UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad);

-- How each right of the standard alone ended: by the case that its row or a cancellation names.
CREATE TABLE zx AS SELECT n, unit_code, case_no, end_case, certificate, coalesce(end_at, recorded_at) - INTERVAL 8 HOUR AS end_at,
  recorded_at - INTERVAL 8 HOUR AS recorded_at, registrar_name, office, coalesce(cause, '注销') AS cause FROM t_ZXDJ WHERE why = '';
CREATE TABLE ending AS
  SELECT r.rid, r.cancel_case AS end_case, coalesce(r.cancel_at, r.recorded_at) AS end_at,
      coalesce(r.cancel_at, z.recorded_at, r.recorded_at) AS recorded_at, coalesce(r.cancel_registrar, z.registrar_name, r.registrar_name) AS registrar_name,
      coalesce(r.cancel_cause, z.cause, '注销') AS cause, r.cancel_organ AS organ, r.cancel_document_no AS document_no, NULL::BIGINT AS zx_n
    FROM r LEFT JOIN zx z ON z.unit_code = r.unit_code AND z.case_no = r.case_no AND z.end_case = r.cancel_case
      AND (z.certificate IS NULL OR z.certificate = r.certificates)
    WHERE r.entry IS NULL AND NOT r.already AND r.cancel_case IS NOT NULL
  UNION ALL
  SELECT r.rid, z.end_case, z.end_at, z.recorded_at, z.registrar_name, z.cause, NULL, NULL, z.n
    FROM r JOIN zx z ON z.unit_code = r.unit_code AND z.case_no = r.case_no AND (z.certificate IS NULL OR z.certificate = r.certificates)
    WHERE r.entry IS NULL AND NOT r.already AND r.cancel_case IS NULL;
DELETE FROM ending WHERE rowid IN (SELECT rowid FROM (SELECT rowid, row_number() OVER (PARTITION BY rid ORDER BY end_at, zx_n) AS place FROM ending) WHERE place > 1);

-- Titles of a unit in the order of their entry: each follows the one before, unless that was cancelled.
CREATE TABLE chain AS SELECT r.rid, r.ok, r.unit_code, r.status, r.tbl, r.n, e.rid IS NOT NULL AS cancelled, lag(r.rid) OVER w AS prev_rid,
    lag(e.rid IS NOT NULL) OVER w AS prev_cancelled, lag(r.recorded_at) OVER w AS prev_at, lag(greatest(e.end_at, e.recorded_at)) OVER w AS prev_end, r.recorded_at,
    lead(r.rid) OVER w AS next_rid, count(*) FILTER (r.status = '1') OVER (PARTITION BY r.unit_code) AS current
  FROM r LEFT JOIN ending e USING (rid) WHERE r.kind = 'ownership' AND r.entry IS NULL AND r.case_no IS NOT NULL AND NOT r.already
    AND r.unit_code IS NOT NULL AND r.recorded_at IS NOT NULL
  WINDOW w AS (PARTITION BY r.unit_code ORDER BY r.recorded_at, r.status DESC, r.rid);
INSERT INTO bad SELECT tbl, n, 'TWO_CURRENT', 'QSZT' FROM chain WHERE ok AND current > 1 AND status = '1';
INSERT INTO bad SELECT tbl, n, 'END_DISAGREES', 'QSZT' FROM chain WHERE ok AND current <= 1 AND status = '1' AND (next_rid IS NOT NULL OR cancelled);
INSERT INTO bad SELECT tbl, n, 'END_UNKNOWN', 'QSZT' FROM chain WHERE ok AND status <> '1' AND NOT cancelled AND next_rid IS NULL;
INSERT INTO bad SELECT tbl, n, 'END_DISAGREES', 'DJSJ' FROM chain WHERE ok AND prev_cancelled AND prev_end > recorded_at;
INSERT INTO bad SELECT r.tbl, r.n, 'END_DISAGREES', 'QSZT' FROM r LEFT JOIN ending e USING (rid)
  WHERE r.ok AND NOT r.already AND r.entry IS NULL AND r.kind <> 'ownership' AND r.status = '1' AND e.rid IS NOT NULL;
INSERT INTO bad SELECT r.tbl, r.n, 'END_DISAGREES', 'DJSJ' FROM r JOIN ending e USING (rid) WHERE r.ok AND least(e.end_at, e.recorded_at) < r.recorded_at;
INSERT INTO bad SELECT r.tbl, r.n, 'END_UNKNOWN', 'QSZT' FROM r LEFT JOIN ending e USING (rid)
  WHERE r.ok AND NOT r.already AND r.entry IS NULL AND r.status <> '1' AND e.rid IS NULL
    AND r.kind IN ('mortgage', 'notice', 'habitation', 'easement', 'operation', 'stop', 'commonpart');  -- a seizure and an objection end by their days
-- A title over which the register has gone on.
INSERT INTO bad SELECT r.tbl, r.n, 'LATER_IN_REGISTER', 'BDCDYH' FROM r JOIN pg_last g USING (unit_code)
  WHERE r.ok AND NOT r.already AND (r.recorded_at < g.recorded_at OR r.kind = 'ownership' AND g.held);
UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad);

-- Of one farm one right of operation stands, of the files or of the register.
INSERT INTO bad SELECT tbl, n, 'TWO_CURRENT', 'QSZT' FROM (SELECT tbl, n, count(*) OVER (PARTITION BY unit_code) AS current, unit_code FROM r
  WHERE kind = 'operation' AND ok AND NOT already AND status = '1' AND end_case IS NULL) WHERE current > 1 OR unit_code IN (SELECT unit_code FROM pg_operation);
INSERT INTO bad SELECT tbl, n, 'CHAIN_BROKEN', 'X_PREV_CASE' FROM (SELECT tbl, n, row_number() OVER (PARTITION BY prev_case, prev_entry, prev_no ORDER BY n) AS place FROM r
  WHERE kind = 'operation' AND ok AND NOT already AND prev_case IS NOT NULL) WHERE place > 1;
UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad);

-- A building that is going up rests on the land below it.
CREATE TABLE building AS SELECT r.rid, r.tbl, r.n, r.unit_code[:19] || 'W00000000' AS land FROM r JOIN t_DYAQ t ON r.tbl = 'DYAQ' AND t.n = r.n AND t.mortgaged_kind = '4';
INSERT INTO bad SELECT 'DYAQ', n, 'REQUIRED', 'ZJJZWZL' FROM t_DYAQ WHERE why = '' AND mortgaged_kind = '4' AND construction_address IS NULL;
INSERT INTO bad SELECT 'DYAQ', n, 'REQUIRED', 'ZJJZWDYFW' FROM t_DYAQ WHERE why = '' AND mortgaged_kind = '4' AND construction_scope IS NULL;
UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad);
-- What rests on a title, its own or that of the land below what is being built: the latest that was
-- entered before it, of the files or of the register.
CREATE TABLE resting AS SELECT b.rid, t.rid AS title_rid, g.entry_id AS title_entry, t.end_at AS title_end FROM
  (SELECT r.rid, coalesce(l.land, r.unit_code) AS unit_code, r.recorded_at FROM r LEFT JOIN building l USING (rid) WHERE entry IS NULL AND NOT already AND kind IN ('mortgage', 'habitation', 'easement', 'operation')) b
  ASOF LEFT JOIN (SELECT r.rid, r.unit_code, r.recorded_at, CASE WHEN c.cancelled THEN e.end_at END AS end_at FROM r LEFT JOIN chain c USING (rid) LEFT JOIN ending e USING (rid)
      WHERE r.kind = 'ownership' AND NOT r.already AND r.recorded_at IS NOT NULL AND r.unit_code IS NOT NULL) t ON b.unit_code = t.unit_code AND b.recorded_at >= t.recorded_at
  LEFT JOIN pg_title g ON g.unit_code = b.unit_code;
INSERT INTO bad SELECT r.tbl, r.n, 'NO_TITLE', 'BDCDYH' FROM resting x JOIN r USING (rid)
  WHERE r.ok AND ((x.title_rid IS NULL AND x.title_entry IS NULL) OR x.title_end < r.recorded_at);
UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad);
-- What stands, of the files and of the register.
CREATE TABLE standing AS SELECT unit_code, right_type FROM r WHERE kind = 'ownership' AND status = '1' AND NOT already AND unit_code IS NOT NULL
  UNION SELECT unit_code, right_type FROM pg_title;
INSERT INTO bad SELECT r.tbl, r.n, 'NO_TITLE', CASE WHEN b.rid IS NULL THEN 'QSZT' ELSE 'DYBDCLX' END FROM r LEFT JOIN building b USING (rid) WHERE r.ok AND NOT r.already AND r.status = '1'
  AND r.kind IN ('mortgage', 'habitation', 'easement', 'operation') AND coalesce(b.land, r.unit_code) NOT IN (SELECT unit_code FROM standing);
UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad);

-- A seizure that goes on: the latest of the same organ on the unit that has not ended before, of the
-- files or of the register, unless the row names it.
CREATE TABLE seized AS
  SELECT s.rid, NULL::BIGINT AS standing, s.case_no, s.entry, s.unit_code, t.organ, s.recorded_at, coalesce(s.end_at, e.end_at) AS end_at
    FROM r s JOIN t_CFDJ t ON t.n = s.n LEFT JOIN ending e USING (rid) WHERE s.kind = 'seizure' AND NOT s.already AND s.recorded_at IS NOT NULL
  UNION ALL SELECT NULL, id, case_no, seq, unit_code, organ, recorded_at, end_at FROM pg_seizure;
CREATE TABLE renewing AS
  SELECT w.rid, arg_max(s.rid, (s.recorded_at, s.rid)) AS seizure, any_value(s.standing) AS standing FROM r w
    JOIN seized s ON s.case_no = w.renews_case AND s.entry = w.renews_entry AND s.unit_code = w.unit_code
    WHERE w.kind = 'renewal' AND w.entry IS NOT NULL AND NOT w.already GROUP BY w.rid
  UNION ALL
  SELECT w.rid, latest.rid, latest.standing FROM (
    SELECT w.rid, arg_max(struct_pack(rid := s.rid, standing := s.standing), (s.recorded_at, coalesce(s.rid, s.standing))) AS latest
    FROM r w JOIN t_CFDJ a ON a.n = w.n JOIN seized s ON s.unit_code = w.unit_code AND s.organ = a.organ AND s.recorded_at <= w.recorded_at
      AND (s.end_at IS NULL OR s.end_at >= w.recorded_at)
    WHERE w.kind = 'renewal' AND w.entry IS NULL AND NOT w.already GROUP BY w.rid) w;
INSERT INTO bad SELECT tbl, n, 'CHAIN_BROKEN', 'CFLX' FROM r WHERE ok AND NOT already AND kind = 'renewal' AND rid NOT IN (SELECT rid FROM renewing WHERE seizure IS NOT NULL OR standing IS NOT NULL);
-- Explicit references that lead nowhere.
INSERT INTO bad SELECT r.tbl, r.n, 'CHAIN_BROKEN', 'X_END_CASE' FROM r ANTI JOIN ent e ON e.case_no = r.end_case AND e.seq = r.end_entry
  WHERE r.ok AND NOT r.already AND r.entry IS NOT NULL AND r.end_case IS NOT NULL;
INSERT INTO bad SELECT r.tbl, r.n, 'CHAIN_BROKEN', 'X_PREV_CASE' FROM r ANTI JOIN r p ON p.case_no = r.prev_case AND p.entry = r.prev_entry AND p.no = r.prev_no AND p.kind = r.kind
  WHERE r.ok AND NOT r.already AND r.entry IS NOT NULL AND r.prev_case IS NOT NULL;
INSERT INTO bad SELECT r.tbl, r.n, 'END_DISAGREES', 'X_END_AT' FROM r JOIN ent o ON o.case_no = r.case_no AND o.seq = r.entry JOIN ent c ON c.case_no = r.end_case AND c.seq = r.end_entry
  WHERE r.ok AND r.entry IS NOT NULL AND (r.end_at IS NULL OR r.end_at < o.effective_at OR c.recorded_at < o.recorded_at OR c.unit_code <> r.unit_code);
INSERT INTO bad SELECT r.tbl, r.n, 'CHAIN_BROKEN', 'X_RESTORES_CASE' FROM r ANTI JOIN r p ON p.case_no = r.restores_case AND p.entry = r.restores_entry AND p.no = r.restores_no AND p.kind = r.kind
  WHERE r.ok AND NOT r.already AND r.entry IS NOT NULL AND r.restores_case IS NOT NULL;
INSERT INTO bad SELECT r.tbl, r.n, 'CHAIN_BROKEN', 'X_DEBT_CASE' FROM r ANTI JOIN r p ON p.case_no = r.debt_case AND p.entry = r.debt_entry AND p.no = r.debt_no AND p.kind = r.kind
  WHERE r.ok AND NOT r.already AND r.entry IS NOT NULL AND r.debt_case IS NOT NULL;
INSERT INTO bad SELECT 'DB', e.n, 'CHAIN_BROKEN', 'X_ANNULS_CASE' FROM ent e ANTI JOIN ent p ON p.case_no = e.annuls_case AND p.seq = e.annuls_entry AND p.unit_code = e.unit_code AND (p.recorded_at, p.bseq, p.seq) < (e.recorded_at, e.bseq, e.seq) WHERE e.annuls_case IS NOT NULL;
INSERT INTO bad SELECT r.tbl, r.n, 'END_DISAGREES', 'QSZT' FROM r WHERE ok AND NOT already AND entry IS NOT NULL AND (status = '1') <> (end_case IS NULL);
INSERT INTO bad SELECT tbl, n, 'TWO_CURRENT', 'QSZT' FROM (SELECT tbl, n, count(*) OVER (PARTITION BY unit_code) AS current FROM r
  WHERE kind = 'ownership' AND entry IS NOT NULL AND end_case IS NULL AND NOT already AND ok) WHERE current > 1;
UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad);
