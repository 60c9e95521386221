/** Who may do what, and who did what. */
export const access = `
create table token (
  id text primary key,
  digest text not null unique,
  name text not null,
  role text not null check (role in ('operator', 'participant', 'auditor')),
  participant text references participant (id),
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  check ((role = 'participant') = (participant is not null))
);

create table journal (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  who text not null,
  role text not null,
  did text not null,
  object text not null,
  participant text,
  details jsonb not null
);
create index journal_at on journal (at desc);
create index journal_object on journal (object, at desc);

create function journal_is_kept() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is only added to';
end $$;
create trigger journal_kept before update or delete or truncate on journal for each statement execute function journal_is_kept();
`
