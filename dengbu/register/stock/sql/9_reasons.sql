-- Which case each row belongs to, every reason, and where every row ended.
CREATE TABLE row_case AS SELECT DISTINCT tbl, n, case_no FROM (
  SELECT tbl, n, case_no FROM r
  UNION ALL SELECT 'QLR', h.n, r.case_no FROM hold h JOIN r USING (rid) WHERE h.n IS NOT NULL
  UNION ALL SELECT p.tbl, p.n, r.case_no FROM piece p JOIN r USING (rid)
  UNION ALL SELECT 'DB', n, case_no FROM t_DB UNION ALL SELECT 'SZ', n, case_no FROM t_SZ UNION ALL SELECT 'SLSQ', n, case_no FROM t_SLSQ
  UNION ALL SELECT 'DYBH', n, case_no FROM t_DYBH UNION ALL SELECT 'ZXDJ', n, end_case FROM t_ZXDJ) WHERE case_no IS NOT NULL;
CREATE TABLE reason AS SELECT DISTINCT tbl, n, field, code, said FROM (
  SELECT tbl, n, '' AS field, code, said FROM unread
  UNION ALL SELECT tbl, n, coalesce(field, ''), code, NULL FROM bad
  UNION ALL SELECT tbl, n, split_part(one, ':', 2), split_part(one, ':', 1), NULL FROM (SELECT tbl, n, unnest(string_split(trim(why), ' ')) AS one FROM wrong));
INSERT INTO reason SELECT t.tbl, t.n, 'YWH', 'NO_RIGHT', NULL FROM (SELECT 'SLSQ' AS tbl, n, case_no FROM t_SLSQ WHERE why = '' UNION ALL SELECT 'ZXDJ', n, end_case FROM t_ZXDJ WHERE why = '') t
  WHERE t.case_no NOT IN (SELECT case_no FROM ent WHERE case_no IS NOT NULL) AND t.case_no NOT IN (SELECT case_no FROM known) AND t.case_no NOT IN (SELECT case_no FROM fallen);
CREATE TABLE wrong_row AS SELECT DISTINCT tbl, n FROM reason;
INSERT INTO reason SELECT DISTINCT c.tbl, c.n, '', 'DEPENDS', NULL FROM row_case c JOIN fallen f USING (case_no) ANTI JOIN wrong_row w ON w.tbl = c.tbl AND w.n = c.n WHERE c.case_no NOT IN (SELECT case_no FROM known);
INSERT INTO reason SELECT DISTINCT 'QLR', h.n, '', 'DEPENDS', NULL FROM hold h JOIN r USING (rid) JOIN bad b ON b.tbl = r.tbl AND b.n = r.n ANTI JOIN wrong_row w ON w.tbl = 'QLR' AND w.n = h.n
  WHERE r.already AND h.n IS NOT NULL;
-- Whatever leads to no case at all is told too.
INSERT INTO reason SELECT tbl, n, '', 'NO_RIGHT', NULL FROM ($every) ANTI JOIN row_case USING (tbl, n) ANTI JOIN wrong_row USING (tbl, n);
CREATE TABLE ended AS SELECT tbl, 'quarantined' AS outcome, count(*) AS rows FROM (SELECT DISTINCT tbl, n FROM reason) GROUP BY 1
  UNION ALL SELECT tbl, CASE WHEN there THEN 'there' ELSE 'taken' END, count(*) FROM g WHERE ok GROUP BY ALL
  UNION ALL SELECT tbl, 'there', count(*) FROM (SELECT tbl, n FROM row_case c ANTI JOIN (SELECT DISTINCT tbl, n FROM reason) q USING (tbl, n) GROUP BY tbl, n HAVING bool_and(case_no IN (SELECT case_no FROM known))) GROUP BY 1
  UNION ALL SELECT tbl, 'taken', count(*) FROM (SELECT tbl, n FROM row_case c ANTI JOIN (SELECT DISTINCT tbl, n FROM reason) q USING (tbl, n) GROUP BY tbl, n HAVING NOT bool_and(case_no IN (SELECT case_no FROM known))) GROUP BY 1;
