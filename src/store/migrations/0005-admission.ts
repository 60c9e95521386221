/** Applications, certificates, and the runs on which first publication rests. */
export const admission = `
-- Two participants may exchange what was confused: it counts how things stand in the end.
alter table participant drop constraint participant_bin_key;
alter table participant add constraint participant_bin unique (bin) deferrable initially deferred;

create table application (
  -- Its client id at the platform.
  id text primary key,
  participant text not null references participant (id),
  name text not null,
  updated_at timestamptz not null
);
create index application_participant on application (participant);

create table connection (
  application text not null references application (id) on delete cascade,
  api text not null references api (id),
  primary key (application, api)
);
create index connection_api on connection (api);

create table certificate (
  fingerprint text primary key,
  participant text not null references participant (id),
  application text references application (id) on delete cascade,
  subject text not null,
  issuer text not null,
  serial text not null,
  not_before timestamptz not null,
  not_after timestamptz not null,
  pem text not null,
  added_at timestamptz not null
);
create index certificate_participant on certificate (participant);
create index certificate_end on certificate (not_after);

create table admission (
  id bigint generated always as identity primary key,
  api text not null references api (id),
  environment text not null check (environment in ('test', 'live')),
  run text not null,
  -- Of the run's record, which seals the rest.
  digest text not null,
  contract text not null,
  proof jsonb not null,
  footing jsonb not null,
  admitted_at timestamptz not null,
  admitted_by text not null
);
create index admission_api on admission (api, environment, admitted_at desc);
create index admission_run on admission (run);

-- What the operator set for the gate, for commands that do not read its settings.
create table admission_terms (
  single boolean primary key default true check (single),
  max_age_ms bigint not null check (max_age_ms > 0)
);
`
