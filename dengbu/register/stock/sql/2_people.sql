CREATE MACRO main_role(tbl) AS CASE tbl WHEN 'DYAQ' THEN 'E' WHEN 'DYIQ' THEN 'D' ELSE 'H' END;
-- Who belongs to which right, in which role.
CREATE TABLE listed AS SELECT rid, tbl, unit_code, unnest(CASE WHEN regexp_matches(certificates, '[、,，;； ]')
    THEN list_distinct(list_append(list_filter(string_split_regex(certificates, '[、,，;； ]+'), lambda x: x <> ''), certificates))
    ELSE [certificates] END) AS number FROM r WHERE certificates IS NOT NULL AND entry IS NULL;
CREATE TABLE hold AS
  SELECT r.rid, coalesce(q.role, main_role(r.tbl)) AS role, q.seq, q.n, q.name, q.id_type, q.id_no, q.party_type, q.share, q.co_ownership, q.certificate, q.why = '' AS ok, r.tbl
    FROM t_QLR q JOIN r ON q.case_no IS NOT NULL AND r.tbl = q.right_table AND r.case_no = q.case_no AND r.entry = q.entry AND r.no = q.no
  UNION ALL
  SELECT l.rid, main_role(l.tbl) AS role, q.seq, q.n, q.name, q.id_type, q.id_no, q.party_type, q.share, q.co_ownership, q.certificate, q.why = '', l.tbl
    FROM t_QLR q JOIN listed l ON q.case_no IS NULL AND l.unit_code = q.unit_code AND l.number = q.certificate;
INSERT INTO bad SELECT 'QLR', q.n, 'NO_RIGHT', 'BDCQZH' FROM t_QLR q ANTI JOIN hold h ON h.n = q.n WHERE q.why = ''
  AND (q.case_no IS NULL OR q.case_no NOT IN (SELECT case_no FROM known));
INSERT INTO bad SELECT 'QLR', q.n, 'CASE_IN_REGISTER', 'X_CASE' FROM t_QLR q ANTI JOIN hold h ON h.n = q.n WHERE q.why = '' AND q.case_no IN (SELECT case_no FROM known);
-- Numbers of papers that cannot be right, unless the register itself has written them.
INSERT INTO bad SELECT 'QLR', n, 'IDENTITY_NO', 'ZJH' FROM t_QLR WHERE why = '' AND case_no IS NULL AND identity_wrong(id_type, id_no);
UPDATE hold SET ok = false WHERE ok AND n IS NOT NULL AND n IN (SELECT n FROM bad WHERE tbl = 'QLR');
-- People whose row leads to no right, or cannot be read: the right that it names most nearly, by unit,
-- number or case, may lack an owner.
CREATE TABLE astray AS
  SELECT n, unnest([unit_code, certificate, case_no]) AS word, certificate IS NULL AND case_no IS NULL AS bare FROM t_QLR q ANTI JOIN hold h ON h.n = q.n WHERE q.case_no IS NULL OR q.case_no NOT IN (SELECT case_no FROM known)
  UNION ALL SELECT n, unnest(string_split(cells, chr(9))), false FROM unread WHERE tbl = 'QLR';
CREATE TABLE named AS SELECT DISTINCT rid, sort, word FROM (
  SELECT rid, 'unit' AS sort, unit_code AS word FROM r UNION ALL SELECT rid, 'number', number FROM listed UNION ALL SELECT rid, 'case', case_no FROM r WHERE entry IS NOT NULL)
  JOIN r USING (rid) WHERE r.ok AND NOT r.already AND r.kind IN (SELECT kind FROM needs) AND word IN (SELECT word FROM astray WHERE word IS NOT NULL);
-- Who names the unit alone is none of those who say that they hold a right of it alone, or by shares (which are summed below).
CREATE TABLE settled AS SELECT rid FROM hold WHERE role = main_role(tbl) GROUP BY rid HAVING bool_and(ok) AND (count(*) = 1 AND min(co_ownership) = '0' OR min(co_ownership) = '2' AND max(co_ownership) = '2');
INSERT INTO bad SELECT DISTINCT r.tbl, r.n, 'DEPENDS', '' FROM (SELECT a.n, m.rid, count(DISTINCT m.sort) AS signs, max(signs) OVER (PARTITION BY a.n) AS most
  FROM astray a JOIN named m USING (word) WHERE NOT a.bare OR m.rid NOT IN (SELECT rid FROM settled) GROUP BY a.n, m.rid) x JOIN r USING (rid) WHERE x.signs = x.most;
-- Those whom the row of the right names itself, where no row of people does.
INSERT INTO hold SELECT r.rid, 'O', 0, NULL, t.obligor_name, t.obligor_id_type, t.obligor_id_no, NULL, NULL, NULL, NULL, true, 'YGDJ'
  FROM r JOIN t_YGDJ t ON r.tbl = 'YGDJ' AND t.n = r.n WHERE r.entry IS NULL AND t.obligor_name IS NOT NULL AND t.obligor_id_type IS NOT NULL AND t.obligor_id_no IS NOT NULL;
INSERT INTO hold SELECT r.rid, 'S', 0, NULL, t.servient_name, t.servient_id_type, t.servient_id_no, NULL, NULL, NULL, NULL, true, 'DYIQ'
  FROM r JOIN t_DYIQ t ON r.tbl = 'DYIQ' AND t.n = r.n WHERE r.entry IS NULL AND t.servient_name IS NOT NULL AND t.servient_id_type IS NOT NULL AND t.servient_id_no IS NOT NULL;
INSERT INTO hold SELECT r.rid, 'D', 0, NULL, t.dominant_name, t.dominant_id_type, t.dominant_id_no, NULL, NULL, NULL, NULL, true, 'DYIQ'
  FROM r JOIN t_DYIQ t ON r.tbl = 'DYIQ' AND t.n = r.n WHERE r.entry IS NULL AND t.dominant_name IS NOT NULL AND t.dominant_id_type IS NOT NULL AND t.dominant_id_no IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.rid = r.rid AND h.role = 'D');
-- A mortgagor is a holder of the title whom the mortgage names; where it names none, every holder.
INSERT INTO hold SELECT DISTINCT x.rid, 'O', h.seq, NULL::BIGINT, h.name, h.id_type, h.id_no, h.party_type, NULL, NULL, NULL, h.ok, 'DYAQ'
  FROM resting x JOIN r ON r.rid = x.rid AND r.tbl = 'DYAQ' JOIN t_DYAQ t ON t.n = r.n JOIN hold h ON h.rid = x.title_rid AND h.role = 'H'
  WHERE t.mortgagor_names IS NULL OR contains(t.mortgagor_names, h.name);
INSERT INTO hold SELECT DISTINCT x.rid, 'G', h.seq, NULL::BIGINT, h.name, h.id_type, h.id_no, h.party_type, NULL, NULL, NULL, h.ok, r.tbl
  FROM resting x JOIN r ON r.rid = x.rid AND r.tbl IN ('JZQ', 'TDJYQ') JOIN hold h ON h.rid = x.title_rid AND h.role = 'H';
INSERT INTO hold SELECT x.rid, CASE r.tbl WHEN 'DYAQ' THEN 'O' ELSE 'G' END, g.seq, NULL::BIGINT, g.name, g.id_type, g.id_no, g.party_type, NULL, NULL, NULL, true, r.tbl
  FROM resting x JOIN r ON r.rid = x.rid AND r.tbl IN ('DYAQ', 'JZQ', 'TDJYQ') JOIN pg_holder g ON g.entry_id = x.title_entry LEFT JOIN t_DYAQ t ON r.tbl = 'DYAQ' AND t.n = r.n
  WHERE x.title_rid IS NULL AND (t.mortgagor_names IS NULL OR contains(t.mortgagor_names, g.name));
UPDATE hold SET party_type = CASE WHEN id_type IN ('6', '7', '8') THEN '2' ELSE '1' END WHERE party_type IS NULL;

INSERT INTO bad SELECT DISTINCT 'QLR', h.n, 'CODE_LIST', 'X_ROLE' FROM hold h JOIN r USING (rid) ANTI JOIN (SELECT * FROM needs UNION ALL SELECT 'mortgage', 'D', false) w ON w.kind = r.kind AND w.role = h.role WHERE h.n IS NOT NULL;
-- Nobody twice in one role; everybody whom a right needs.
INSERT INTO bad SELECT DISTINCT 'QLR', n, 'DUPLICATE', '' FROM (SELECT n, row_number() OVER (PARTITION BY rid, role, name, id_type, id_no ORDER BY seq, n) AS place FROM hold WHERE n IS NOT NULL AND ok) WHERE place > 1;
INSERT INTO bad SELECT r.tbl, r.n, 'NO_HOLDER', '' FROM r JOIN needs w ON w.kind = r.kind ANTI JOIN hold h ON h.rid = r.rid AND h.role = w.role
  WHERE r.ok AND NOT r.already AND (r.entry IS NULL OR w.always);
UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad);
UPDATE hold SET ok = false WHERE ok AND n IS NOT NULL AND n IN (SELECT n FROM bad WHERE tbl = 'QLR');

-- Shares: exact fractions that sum to 1, over the common denominator of what is written.
CREATE TABLE spelled AS SELECT DISTINCT share FROM hold WHERE share IS NOT NULL AND tbl IN (SELECT tbl FROM title_tables);
