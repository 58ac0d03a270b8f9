-- What is taken: cases that did not fall, in slices that share no unit, each entry with its place.
CREATE TABLE taken AS SELECT DISTINCT case_no FROM ent WHERE case_no IS NOT NULL AND case_no NOT IN (SELECT case_no FROM fallen);
CREATE TABLE placed AS SELECT e.* REPLACE (
    coalesce(e.seq, coalesce(m.most + 1, 0) + row_number() OVER (PARTITION BY e.case_no, e.seq IS NULL ORDER BY e.unit_code, e.closer IS NULL, r.place, e.opener, e.closer) - 1) AS seq,
    coalesce(e.subclass, q.subclass, k.subclass, s.subclass, CASE WHEN r.registration_type = '900' THEN '9001' ELSE '3001' END) AS subclass)
  FROM ent e JOIN taken USING (case_no) LEFT JOIN r ON r.rid = e.opener
    LEFT JOIN (SELECT case_no, max(seq) AS most FROM ent WHERE seq IS NOT NULL GROUP BY case_no) m ON m.case_no = e.case_no
    LEFT JOIN (SELECT case_no, any_value(subclass) AS subclass FROM t_SLSQ WHERE why = '' AND length(subclass) = 4 GROUP BY case_no) q ON q.case_no = e.case_no AND e.opener IS NOT NULL
    LEFT JOIN special k ON k.rid = e.opener LEFT JOIN subclasses s ON s.tbl = r.tbl AND s.registration_type = e.registration_type;
DROP TABLE ent;
ALTER TABLE placed RENAME TO ent;
CREATE TABLE mesh AS SELECT case_no, unit_code FROM ent
  UNION SELECT r.case_no, t.dominant_code FROM r JOIN t_DYIQ t ON r.tbl = 'DYIQ' AND t.n = r.n WHERE r.case_no IN (SELECT case_no FROM taken)
  UNION SELECT case_no, source_code FROM t_DYBH WHERE case_no IN (SELECT case_no FROM taken);
CREATE TABLE knot AS SELECT unit_code, unit_code AS head FROM (SELECT DISTINCT unit_code FROM mesh);
