/** Records of runs, where every process can show them; why a round could not be carried out. */
export const evidence = `
create table evidence (
  run text primary key,
  kept_at timestamptz not null,
  -- Its files, compressed (src/cli/serve/run-pack.ts).
  pack bytea not null
);
-- It is compressed already.
alter table evidence alter column pack set storage external;
create index evidence_kept on evidence (kept_at);

alter table round add column problem jsonb;
create index journal_participant on journal (participant, id desc) where participant is not null;
create index journal_api on journal ((details->>'api'), id desc);
`
