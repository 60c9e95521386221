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
create index if not exists round_run on round (run) where run is not null;
create index if not exists round_control on round (control_round) where conformance = 'departs' or availability = 'down';
create index journal_participant on journal (participant, id desc) where participant is not null;
create index journal_api on journal ((details->>'api'), id desc);
create index if not exists control_round_run on control_round (run) where run is not null;
`
