-- SQLite: tables, indexes, joins, recursive queries, window functions, JSON, transactions, on a database file.
CREATE TABLE city(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, people INTEGER);
CREATE TABLE road(a INTEGER REFERENCES city, b INTEGER REFERENCES city, length REAL);
CREATE INDEX road_a ON road(a, length);
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
INSERT INTO city SELECT i, printf('city %05d', (i * 7919) % 10007), (i * i) % 99991 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
INSERT INTO road SELECT 1 + i % 5000, 1 + (i * 31 + i / 5000 * 7) % 5000, (i % 977) / 3.0 FROM n;
COMMIT;
SELECT count(*), sum(people), min(name), max(name) FROM city;
SELECT a.name, b.name, round(length, 3) FROM road JOIN city a ON a.id = road.a JOIN city b ON b.id = road.b
  ORDER BY length DESC, a.name, b.name LIMIT 5;
SELECT people % 10 AS digit, count(*), avg(people), group_concat(id) FILTER (WHERE id < 50) FROM city GROUP BY digit ORDER BY digit;
SELECT name, people, rank() OVER (ORDER BY people DESC) AS place, sum(people) OVER (ORDER BY people DESC) FROM city ORDER BY place, name LIMIT 4;
WITH RECURSIVE reach(id, depth) AS (SELECT 1, 0 UNION SELECT b, depth + 1 FROM reach JOIN road ON a = reach.id WHERE depth < 4)
SELECT depth, count(*) FROM reach GROUP BY depth;
SELECT json_extract('{"a":[1,{"b":"x"}]}', '$.a[1].b'), json_group_array(id) FROM (SELECT id FROM city LIMIT 5);
BEGIN; DELETE FROM city; SELECT count(*) FROM city; ROLLBACK;
UPDATE city SET people = people + 1 WHERE id % 2; DELETE FROM road WHERE length < 1;
SELECT (SELECT sum(people) FROM city), (SELECT count(*) FROM road), changes();
SELECT sqrt(2) > 1.4, upper('abc') || hex('xyz'), strftime('%Y-%m-%d', 86400 * 365, 'unixepoch'), typeof(1.0), 9223372036854775807 + 1, 'abc' LIKE 'A%';
EXPLAIN QUERY PLAN SELECT * FROM road WHERE a = 5 AND length > 2;
INSERT INTO city VALUES (1, 'again', 0);
VACUUM;
PRAGMA integrity_check;
.mode column
SELECT id, name FROM city WHERE id IN (1, 2, 3);
