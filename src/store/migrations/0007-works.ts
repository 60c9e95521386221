/** How works were told of, how far they were carried out, and what is asked of them. */
export const works = `
alter table works
  add column notice text check (notice in ('in-time', 'late', 'at-once')),
  -- As it was told; ends_at is earlier where they were over sooner.
  add column announced_end timestamptz,
  -- What begins and ends with them has been done so far.
  add column phase text not null default 'coming' check (phase in ('coming', 'running', 'over'));
update works set announced_end = ends_at,
  notice = case kind when 'late' then 'late' when 'unplanned' then 'at-once' else 'in-time' end;
alter table works alter column notice set not null, alter column announced_end set not null,
  add check (ends_at <= announced_end),
  add check ((kind = 'operator') = (participant is null)),
  add check (api is null or participant is not null);
create index works_under_way on works (phase) where phase <> 'over' and cancelled_at is null;

-- The settings of works that whoever announces goes by, from whichever program.
create table works_rules (
  the_one boolean primary key default true check (the_one),
  rules jsonb not null,
  since timestamptz not null
);
`
