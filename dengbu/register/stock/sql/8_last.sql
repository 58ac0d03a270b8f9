CREATE TABLE o_register_projecthouse AS SELECT row_number() OVER (ORDER BY a.id, p.seq, p.n) - 1 + (SELECT id FROM next_id) AS id, a.id AS owner_id, row_number() OVER (PARTITION BY a.id ORDER BY p.seq, p.n) - 1 AS seq,
    t.project_name, t.building_no, t.total_floors, t.planned_use, t.structure, t.floor_area, t.completed_on, t.unit_count, a.office, a.slice, a.booking_id
  FROM piece p JOIN about a USING (rid) JOIN t_FDCQXM t ON t.n = p.n WHERE p.tbl = 'FDCQXM' ORDER BY a.slice, 1;
UPDATE next_id SET id = id + (SELECT count(*) FROM o_register_projecthouse);
CREATE TABLE household AS SELECT row_number() OVER (ORDER BY a.id, p.seq, p.n) - 1 + (SELECT id FROM next_id) AS id, a.id AS owner_id, a.tbl, row_number() OVER (PARTITION BY a.id ORDER BY p.seq, p.n) - 1 AS seq, t.name, t.id_type, t.id_no, t.relation, a.office, a.slice, a.booking_id
  FROM piece p JOIN about a USING (rid) JOIN t_ZTT_GY_JTCY t ON t.n = p.n WHERE p.tbl = 'ZTT_GY_JTCY';
CREATE TABLE o_register_forestmember AS SELECT * EXCLUDE (tbl) FROM household WHERE tbl = 'LQ' ORDER BY slice, id;
CREATE TABLE o_register_farmlandmember AS SELECT * EXCLUDE (tbl) FROM household WHERE tbl = 'NYDSYQ' ORDER BY slice, id;
UPDATE next_id SET id = id + (SELECT count(*) FROM household);
CREATE TABLE o_register_booking AS SELECT id, case_no, seq, registrar_id, registrar_name, system, office, recorded_at, slice, id AS booking_id FROM b ORDER BY slice, id;
CREATE TABLE o_register_entry AS SELECT id, booking_id, seq, page_id, registration_type, subclass, right_type, cause, follows_id, effective_at, organ, document_no, note, office, slice FROM en ORDER BY slice, id;
CREATE TABLE o_register_page AS SELECT page_id AS id, page_id AS unit_id, any_value(unit_code) AS unit_code, any_value(office) AS office, max(slice) AS slice FROM (
  SELECT page_id, unit_code, office, slice FROM en UNION ALL
  SELECT u.unit_id, u.unit_code, u.office, s.slice FROM o_register_easement s JOIN unit u ON u.unit_id = s.dominant_id) GROUP BY page_id;
