-- What may stand beside what on a unit: the invariants that single rules of booking hold (audit_rights).
CREATE MACRO is_house(code) AS code[20] IN ('F', 'Q');

-- Units of one debt: as the files name it, else one proof of one case over several units whose claims agree.
CREATE TABLE claim AS SELECT r.rid, r.case_no, r.certificates, r.unit_code, row(t.mode, t.amount_of_debt, t.amount_of_ceiling, t.debt_from, t.debt_to, coalesce(t.scope, $scope),
    t.transfer_restricted, coalesce(t.contract_no, ''), t.fixed_amount, t.fixing_fact) AS claim
  FROM r JOIN t_DYAQ t ON t.n = r.n WHERE r.tbl = 'DYAQ' AND r.entry IS NULL AND NOT r.already AND r.debt_case IS NULL AND r.certificates IS NOT NULL;
CREATE TABLE debt AS
  SELECT r.rid, q.rid AS debt FROM r JOIN r q ON q.case_no = r.debt_case AND q.entry = r.debt_entry AND q.no = r.debt_no AND q.kind = r.kind WHERE NOT r.already
  UNION ALL
  SELECT c.rid, d.debt FROM claim c JOIN (SELECT case_no, certificates, min(rid) AS debt FROM claim GROUP BY ALL
    HAVING count(DISTINCT unit_code) > 1 AND count(DISTINCT unit_code) = count(*) AND count(DISTINCT claim) = 1) d USING (case_no, certificates);
-- What is finished is not being built (E36); what is being built is charged with its land (E42, Civil Code 397).
CREATE TABLE upright AS SELECT r.rid, r.tbl, r.n, r.unit_code, b.land FROM r JOIN building b USING (rid) WHERE r.ok AND NOT r.already AND r.status = '1' AND is_house(r.unit_code);
INSERT INTO bad SELECT tbl, n, 'FINISHED', 'DYBDCLX' FROM upright WHERE unit_code IN (SELECT unit_code FROM standing);
INSERT INTO bad SELECT tbl, n, 'FINISHED', 'BDCDYH' FROM r WHERE ok AND NOT already AND kind = 'ownership' AND status = '1' AND unit_code IN (SELECT unit_code FROM pg_building);
INSERT INTO bad SELECT u.tbl, u.n, 'LAND_NOT_CHARGED', 'DYBDCLX' FROM upright u LEFT JOIN debt d USING (rid) WHERE NOT EXISTS
  (SELECT 1 FROM debt o JOIN r l ON l.rid = o.rid WHERE o.debt = d.debt AND l.unit_code = u.land AND l.status = '1' AND l.ok);
-- An operation right, and a mortgage of one, is on contracted land (P20); who mortgages one has it, or is the household (E39).
CREATE TABLE farmed AS SELECT r.rid, r.tbl, r.n, r.unit_code, r.kind FROM r LEFT JOIN t_DYAQ t ON r.tbl = 'DYAQ' AND t.n = r.n
  WHERE r.ok AND NOT r.already AND r.status = '1' AND (r.kind = 'operation' OR t.of_operation);
INSERT INTO bad SELECT tbl, n, 'NOT_CONTRACTED', 'BDCDYH' FROM farmed WHERE unit_code NOT IN (SELECT unit_code FROM standing WHERE right_type IN ($contracts));
INSERT INTO bad SELECT f.tbl, f.n, 'NO_TITLE', 'X_OF_OPERATION' FROM farmed f WHERE kind = 'mortgage' AND unit_code NOT IN (SELECT unit_code FROM pg_operation)
  AND unit_code NOT IN (SELECT unit_code FROM farmed WHERE kind = 'operation') AND EXISTS (SELECT 1 FROM hold o WHERE o.rid = f.rid AND o.role = 'O' AND NOT EXISTS
    (SELECT 1 FROM hold h JOIN r t ON t.rid = h.rid WHERE t.kind = 'ownership' AND t.status = '1' AND NOT t.already AND t.unit_code = f.unit_code AND h.role = 'H' AND (h.id_type, h.id_no) = (o.id_type, o.id_no))
    AND NOT EXISTS (SELECT 1 FROM pg_title g JOIN pg_holder h USING (entry_id) WHERE g.unit_code = f.unit_code AND (h.id_type, h.id_no) = (o.id_type, o.id_no)));
-- One notice of sale (E24), one restriction of an organ by a document (E11), one common part of a number, on land (E37).
INSERT INTO bad SELECT tbl, n, 'TWO_CURRENT', 'QSZT' FROM (SELECT r.tbl, r.n, r.unit_code, count(*) OVER (PARTITION BY r.unit_code) AS current FROM r JOIN t_YGDJ t ON t.n = r.n
  WHERE r.tbl = 'YGDJ' AND r.ok AND NOT r.already AND r.status = '1' AND t.kind IN ('1', '2') AND r.restores_case IS NULL) WHERE current > 1 OR unit_code IN (SELECT unit_code FROM pg_sold);
INSERT INTO bad SELECT tbl, n, 'ENTERED_TWICE', 'XZWH' FROM (SELECT r.tbl, r.n, r.unit_code, t.organ, t.document_no, count(*) OVER (PARTITION BY r.unit_code, t.organ, t.document_no) AS current FROM r JOIN t_ZFXZ t ON t.n = r.n
  WHERE r.tbl = 'ZFXZ' AND r.ok AND NOT r.already AND r.status = '1') WHERE current > 1 OR (unit_code, organ, document_no) IN (SELECT (unit_code, organ, document_no) FROM pg_stop);
INSERT INTO bad SELECT tbl, n, 'NOT_LAND', 'BDCDYH' FROM r WHERE kind = 'commonpart' AND ok AND NOT already AND status = '1' AND unit_code[20:] <> 'W00000000';
INSERT INTO bad SELECT tbl, n, 'ENTERED_TWICE', 'JGZWBH' FROM (SELECT r.tbl, r.n, r.unit_code, t.number, count(*) OVER (PARTITION BY r.unit_code, t.number) AS current FROM r JOIN t_FDCQ3 t ON t.n = r.n
  WHERE r.tbl = 'FDCQ3' AND r.ok AND NOT r.already AND r.status = '1') WHERE current > 1 OR (unit_code, number) IN (SELECT (unit_code, number) FROM pg_common);
-- A place is kept by one: a mortgage that stands, or a notice of one.
INSERT INTO bad SELECT tbl, n, 'RANK_TAKEN', 'X_RANK_KEY' FROM (SELECT r.tbl, r.n, count(*) OVER (PARTITION BY r.unit_code, coalesce(d.rank_key, y.rank_key)) AS current, coalesce(d.rank_key, y.rank_key) AS rank_key
  FROM r LEFT JOIN t_DYAQ d ON r.tbl = 'DYAQ' AND d.n = r.n LEFT JOIN t_YGDJ y ON r.tbl = 'YGDJ' AND y.n = r.n WHERE r.ok AND NOT r.already AND r.status = '1') WHERE rank_key IS NOT NULL AND current > 1;
UPDATE r SET ok = false WHERE ok AND (tbl, n) IN (SELECT (tbl, n) FROM bad);
