-- After ``share`` (text, numerator, denominator) has been filled with what was read of each text.
INSERT INTO bad SELECT DISTINCT 'QLR', h.n, 'SHARE_FORMAT', 'QLBL' FROM hold h LEFT JOIN share s USING (share)
  WHERE h.ok AND h.n IS NOT NULL AND h.co_ownership = '2' AND h.role = 'H' AND h.tbl IN (SELECT tbl FROM title_tables) AND s.numerator IS NULL;
CREATE TABLE held AS SELECT * REPLACE (TRY(list_reduce(denominator, lambda a, b: lcm(a, b))) AS denominator) FROM (SELECT h.rid, count(*) AS holders, count(DISTINCT h.co_ownership) AS ways, min(h.co_ownership) AS way, bool_and(h.ok) AS ok,
    list(DISTINCT s.denominator::HUGEINT) FILTER (s.denominator IS NOT NULL) AS denominator, count(s.numerator) AS told
  FROM hold h JOIN r USING (rid) LEFT JOIN share s USING (share) WHERE r.kind = 'ownership' AND h.role = 'H' GROUP BY h.rid);
CREATE TABLE part AS SELECT h.rid, h.n, CASE WHEN d.way = '2' AND d.denominator < 1000000000000000000 THEN (s.numerator::HUGEINT * (d.denominator // s.denominator))::BIGINT END AS numerator
  FROM hold h JOIN held d USING (rid) LEFT JOIN share s USING (share) WHERE h.role = 'H' AND d.way = '2';
CREATE TABLE summed AS SELECT rid, sum(numerator) AS numerators, count(numerator) AS told FROM part GROUP BY rid;
INSERT INTO bad SELECT r.tbl, r.n, 'SHARE_SUM', '' FROM r JOIN held d USING (rid) LEFT JOIN summed s USING (rid)
  WHERE r.ok AND NOT r.already AND d.ok AND d.way = '2' AND d.ways = 1 AND d.told = d.holders AND (s.numerators = d.denominator) IS NOT TRUE;
INSERT INTO bad SELECT r.tbl, r.n, 'CO_OWNERSHIP', '' FROM r JOIN held d USING (rid) WHERE r.ok AND NOT r.already AND d.ok
  AND (d.ways <> 1 OR d.way = '0' AND d.holders <> 1 OR d.way = '1' AND d.holders < 2);
UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad);
UPDATE hold SET ok = false WHERE ok AND n IS NOT NULL AND n IN (SELECT n FROM bad WHERE tbl = 'QLR');
