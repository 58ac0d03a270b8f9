-- Certificates and proofs: those that the files list, else the numbers that stand on the rights.
CREATE TABLE cert AS
  SELECT 'SZ' AS tbl, s.n, r.rid, s.number, s.kind, s.year, s.serial, s.case_no, s.entry, s.holder_name, s.holder_id_type, s.holder_id_no, s.holder_type, s.replaces, r.office
    FROM t_SZ s JOIN r ON r.tbl = s.right_table AND r.case_no = s.right_case AND r.entry = s.right_entry AND r.no = s.right_no WHERE s.why = '' AND s.case_no NOT IN (SELECT case_no FROM known);
INSERT INTO bad SELECT 'SZ', s.n, 'NO_RIGHT', 'SZZH' FROM t_SZ s ANTI JOIN cert c ON c.n = s.n WHERE s.why = '' AND s.case_no NOT IN (SELECT case_no FROM known);
INSERT INTO bad SELECT 'SZ', c.n, 'NO_RIGHT', 'YWH' FROM cert c JOIN r USING (rid) ANTI JOIN ent e ON e.case_no = c.case_no AND e.seq = c.entry AND e.unit_code = r.unit_code;
DELETE FROM cert WHERE n IN (SELECT n FROM bad WHERE tbl = 'SZ');
INSERT INTO bad SELECT 'SZ', c.n, 'CODE_LIST', 'X_KIND' FROM cert c JOIN r USING (rid) WHERE (c.kind = 'T') <> (r.kind IN ('ownership', 'operation'));
INSERT INTO bad SELECT 'SZ', n, 'CERTIFICATE_TAKEN', 'X_REPLACES' FROM (SELECT cert.n, row_number() OVER (PARTITION BY CASE WHEN replaces IS NULL THEN rid::VARCHAR ELSE replaces || r.unit_code END ORDER BY cert.n) AS place FROM cert JOIN r USING (rid) WHERE replaces IS NOT NULL OR cert.kind = 'P') WHERE place > 1;
INSERT INTO cert SELECT r.tbl, r.n, r.rid, unnest(CASE WHEN r.kind = 'ownership' AND regexp_matches(r.certificates, '[、,，;；]') THEN list_distinct(list_filter(string_split_regex(r.certificates, '[、,，;； ]+'), lambda x: x <> '')) ELSE [trim(r.certificates)] END) AS number,
    CASE WHEN r.kind IN ('ownership', 'operation') THEN 'T' ELSE 'P' END, year(r.recorded_at + INTERVAL 8 HOUR), NULL, r.case_no, r.entry, NULL, NULL, NULL, NULL, NULL, r.office
  FROM r ANTI JOIN (SELECT rid FROM cert) c USING (rid) WHERE r.certificates IS NOT NULL AND NOT r.already AND r.kind NOT IN ('seizure', 'renewal', 'stop');
UPDATE cert SET year = coalesce(try_cast(regexp_extract(number, '[(（〔\[]\s*((?:19|20)\d\d)', 1) AS INTEGER), year) WHERE tbl <> 'SZ';
UPDATE cert SET holder_name = h.name, holder_id_type = h.id_type, holder_id_no = h.id_no, holder_type = h.party_type
  FROM (SELECT h.rid, h.certificate, any_value(h.name) AS name, any_value(h.id_type) AS id_type, any_value(h.id_no) AS id_no, any_value(h.party_type) AS party_type
    FROM hold h JOIN (SELECT rid FROM cert WHERE tbl <> 'SZ' GROUP BY rid HAVING count(*) > 1) USING (rid) WHERE h.role = 'H' AND h.certificate IS NOT NULL GROUP BY h.rid, h.certificate HAVING count(*) = 1) h
  WHERE cert.tbl <> 'SZ' AND cert.rid = h.rid AND cert.number = h.certificate;
-- One paper may be of several units: of one booking, one kind and the same people, a row each.
CREATE TABLE shared AS SELECT *, row_number() OVER w AS place, row_number() OVER (PARTITION BY number, unit_code ORDER BY rid, n) AS again,
    first_value(struct_pack(kind := kind, case_no := case_no, people := people)) OVER w AS first FROM (
  SELECT c.tbl, c.n, c.rid, c.number, c.kind, c.serial, c.case_no, r.unit_code, h.people FROM cert c JOIN r USING (rid)
    JOIN (SELECT number FROM cert GROUP BY number HAVING count(*) > 1) USING (number)
    LEFT JOIN (SELECT rid, list_sort(list_distinct(list(concat_ws(chr(9), name, id_type, id_no)))) AS people FROM hold WHERE role = main_role(tbl) AND rid IN (SELECT rid FROM cert) GROUP BY rid) h USING (rid))
  WINDOW w AS (PARTITION BY number ORDER BY rid, n);
INSERT INTO bad SELECT tbl, n, 'CERTIFICATE_TAKEN', '' FROM cert WHERE number IN (SELECT number FROM pg_cert)
  UNION SELECT tbl, n, 'CERTIFICATE_TAKEN', '' FROM shared WHERE place > 1 AND (again > 1 OR serial IS NOT NULL OR kind <> first.kind OR case_no <> first.case_no OR people IS DISTINCT FROM first.people);
INSERT INTO bad SELECT tbl, n, 'TOO_LONG', '' FROM cert WHERE length(number) > 60;
-- A right of the register's own export has the numbers that it had.
INSERT INTO bad SELECT r.tbl, r.n, 'REQUIRED', CASE WHEN r.kind IN ('ownership', 'operation') THEN 'BDCQZH' ELSE 'BDCDJZMH' END FROM r
  WHERE r.ok AND NOT r.already AND r.kind IN ('ownership', 'mortgage', 'notice', 'habitation', 'easement', 'operation') AND r.rid NOT IN (SELECT rid FROM cert);
-- Numbers of our own form that we did not give: the counter goes on after them.
CREATE TABLE numbered AS SELECT c.tbl, c.n, c.rid, c.number, c.office, c.kind, c.year, c.serial AS told, try_cast(substr(replace(replace(c.number, '（', '('), '）', ')'), length(o.head) + 7 + length(o.issuer) + length(p.word), 7) AS INTEGER) AS serial
  FROM cert c JOIN offices_all o ON starts_with(c.number, o.head) JOIN (VALUES ('T', '不动产权第'), ('P', '不动产证明第')) p(kind, word) ON p.kind = c.kind
  WHERE o.office = c.office AND replace(replace(c.number, '（', '('), '）', ')') = o.head || '(' || c.year || ')' || o.issuer || p.word || right('000000' || try_cast(substr(replace(replace(c.number, '（', '('), '）', ')'), length(o.head) + 7 + length(o.issuer) + length(p.word), 7) AS INTEGER), 7) || '号';
INSERT INTO bad SELECT m.tbl, m.n, 'CERTIFICATE_AHEAD', '' FROM numbered m JOIN pg_counter k USING (office, kind, year) WHERE k.last > k.start AND m.serial > k.last;
UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad);

-- Buildings of a project and members of a household, to the title that they belong to.
CREATE TABLE piece AS
  SELECT 'FDCQXM' AS tbl, p.n, r.rid, p.seq, p.why = '' AS ok FROM t_FDCQXM p JOIN r ON p.case_no IS NOT NULL AND r.tbl = 'FDCQ1' AND r.case_no = p.case_no AND r.entry = p.entry
  UNION ALL SELECT 'FDCQXM', p.n, max(r.rid ORDER BY r.recorded_at), any_value(p.seq), any_value(p.why = '') FROM t_FDCQXM p JOIN r ON p.case_no IS NULL AND r.tbl = 'FDCQ1' AND r.unit_code = p.unit_code AND r.recorded_at IS NOT NULL GROUP BY p.n
  UNION ALL SELECT 'ZTT_GY_JTCY', p.n, r.rid, p.seq, p.why = '' FROM t_ZTT_GY_JTCY p JOIN r ON p.case_no IS NOT NULL AND r.tbl IN ('LQ', 'NYDSYQ') AND r.case_no = p.case_no AND r.entry = p.entry
  UNION ALL SELECT 'ZTT_GY_JTCY', p.n, max(r.rid ORDER BY r.recorded_at), any_value(p.seq), any_value(p.why = '') FROM t_ZTT_GY_JTCY p JOIN r ON p.case_no IS NULL AND r.tbl IN ('LQ', 'NYDSYQ') AND r.unit_code = p.unit_code AND r.recorded_at IS NOT NULL GROUP BY p.n;
INSERT INTO bad SELECT 'FDCQXM', n, 'NO_RIGHT', 'BDCDYH' FROM t_FDCQXM WHERE why = '' AND n NOT IN (SELECT n FROM piece WHERE tbl = 'FDCQXM');
INSERT INTO bad SELECT 'ZTT_GY_JTCY', n, 'NO_RIGHT', 'BDCDYH' FROM t_ZTT_GY_JTCY WHERE why = '' AND n NOT IN (SELECT n FROM piece WHERE tbl = 'ZTT_GY_JTCY');
CREATE TABLE part_case AS SELECT r.case_no, p.ok FROM piece p JOIN r USING (rid);
