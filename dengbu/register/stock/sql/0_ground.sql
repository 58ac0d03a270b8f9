-- Parcels, buildings and units of the files: what is wrong, what stands already, what is new.
CREATE TABLE bad (tbl VARCHAR, n BIGINT, code VARCHAR, field VARCHAR);
CREATE TABLE g AS
  SELECT 'ZDJBXX' AS tbl, n, code, why = '' AS ok, NULL AS room, status FROM t_ZDJBXX WHERE code IS NOT NULL
  UNION ALL SELECT 'ZRZ', n, code, why = '', NULL, status FROM t_ZRZ WHERE code IS NOT NULL
  UNION ALL SELECT 'H', n, code, why = '', CASE WHEN status = '1' AND floor_no IS NOT NULL AND room_no <> '' THEN code[:24] || ':' || floor_no || ':' || room_no END, status FROM t_H WHERE code IS NOT NULL
  UNION ALL SELECT 'GZW', n, code, why = '', NULL, status FROM t_GZW WHERE code IS NOT NULL;
INSERT INTO bad SELECT tbl, n, 'UNIT_CODE_FORMAT', CASE tbl WHEN 'ZDJBXX' THEN 'ZDDM' WHEN 'ZRZ' THEN 'ZRZH' ELSE 'BDCDYH' END FROM g WHERE ok AND NOT regexp_full_match(code,
  '\d{12}[GJZ][ABSXCDEFLNHGWY]\d{5}' || CASE tbl WHEN 'ZDJBXX' THEN '' WHEN 'ZRZ' THEN 'F\d{4}' ELSE '(W00000000|[FLQ]\d{8})' END);
INSERT INTO bad SELECT tbl, n, 'OFFICE', '' FROM g WHERE ok AND code[:6] NOT IN (SELECT office FROM offices);
INSERT INTO bad SELECT tbl, n, 'DUPLICATE', '' FROM (SELECT tbl, n, row_number() OVER (PARTITION BY code ORDER BY tbl, n) AS place FROM g WHERE ok) WHERE place > 1;
INSERT INTO bad SELECT tbl, n, 'DUPLICATE', 'SHBW' FROM (SELECT tbl, n, row_number() OVER (PARTITION BY room ORDER BY n) AS place FROM g WHERE ok AND room IS NOT NULL) WHERE place > 1;
INSERT INTO bad SELECT tbl, n, 'CODE_LIST', 'ZT' FROM g WHERE ok AND tbl IN ('ZDJBXX', 'ZRZ') AND status = '0';  -- what is gone has nothing to stand on it
INSERT INTO bad SELECT 'ZDJBXX', n, 'REQUIRED', 'SHAPE' FROM t_ZDJBXX WHERE why = '' AND geometry IS NULL AND bb IS NULL;
INSERT INTO bad SELECT 'ZDJBXX', n, 'DATE_RANGE', 'X_LAND_TO' FROM t_ZDJBXX WHERE why = '' AND land_to <= land_from;
INSERT INTO bad SELECT 'ZRZ', n, 'NUMBER_FORMAT', 'DSCS' FROM t_ZRZ WHERE why = '' AND (floors_above < 0 OR floors_below < 0);
INSERT INTO bad SELECT 'H', n, 'NUMBER_FORMAT', 'SJCS' FROM t_H WHERE why = '' AND (floor_no = 0 OR floor_no > total_floors);
INSERT INTO bad SELECT 'H', n, 'AMOUNT', 'SCTNJZMJ' FROM t_H WHERE why = '' AND (inner_area <= 0 OR shared_area < 0 OR shared_land_area < 0);
UPDATE g SET ok = false WHERE (tbl, n) IN (SELECT (tbl, n) FROM bad);
ALTER TABLE g ADD COLUMN there BOOLEAN DEFAULT false;
UPDATE g SET there = true WHERE ok AND code IN (SELECT code FROM pg_place);
INSERT INTO bad SELECT tbl, n, 'ROOM_TAKEN', 'SHBW' FROM g WHERE ok AND NOT there AND room IN (SELECT room FROM pg_place WHERE room IS NOT NULL);
UPDATE g SET ok = false WHERE (tbl, n) IN (SELECT (tbl, n) FROM bad);
INSERT INTO bad SELECT tbl, n, 'NO_PLACE', '' FROM g WHERE ok AND NOT there AND tbl <> 'ZDJBXX' AND code[:19] NOT IN (SELECT code FROM pg_place UNION ALL SELECT code FROM g WHERE tbl = 'ZDJBXX' AND ok);
UPDATE g SET ok = false WHERE (tbl, n) IN (SELECT (tbl, n) FROM bad);
INSERT INTO bad SELECT tbl, n, 'NO_PLACE', '' FROM g WHERE ok AND NOT there AND tbl = 'H' AND code[20] = 'F' AND code[21:24] <> '9999'
  AND code[:24] NOT IN (SELECT code FROM pg_place UNION ALL SELECT code FROM g WHERE tbl = 'ZRZ' AND ok);
UPDATE g SET ok = false WHERE (tbl, n) IN (SELECT (tbl, n) FROM bad);
CREATE TABLE fresh_land AS SELECT code || 'W00000000' AS code, address, zone FROM t_ZDJBXX t JOIN g USING (code) WHERE g.tbl = 'ZDJBXX' AND g.ok AND t.n = g.n AND t.land_unit IS NOT NULL
  AND code || 'W00000000' NOT IN (SELECT code FROM pg_place UNION ALL SELECT code FROM g WHERE ok AND tbl = 'H');
