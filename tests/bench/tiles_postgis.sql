-- The peer of tiles of figures: the same cells and cases in PostGIS, counted and encoded by ST_AsMVT, one function a tile.
create extension postgis;
create table cell (layer text, code text, geom geometry(MultiPolygon, 4326));
create table cases (class text, reported_at timestamptz, cell text);

create function figures(z integer, x integer, y integer, query json) returns bytea as $$
  with counts as materialized (
    select cases.cell, count(*) as cases from cases
    where reported_at >= (query->>'from')::date::timestamp at time zone 'Asia/Shanghai'
      and reported_at < (query->>'to')::date::timestamp at time zone 'Asia/Shanghai'
      and (query->>'class' is null or class like (query->>'class') || '%')
    group by cases.cell),
  tile as (
    select cell.code, coalesce(counts.cases, 0) as cases,
      st_asmvtgeom(cell.geom, st_tileenvelope(z, x, y), 4096, 64, true) as geom
    from cell left join counts on counts.cell = cell.code
    where cell.geom && st_tileenvelope(z, x, y, margin => 64.0 / 4096))
  select st_asmvt(tile, 'cells', 4096, 'geom') from tile where geom is not null
-- Without the setting the planner takes the filter for one that chooses a single case, and reads the counts once a cell.
$$ language sql stable strict parallel safe set enable_nestloop = off;
