-- When somebody asked that an announced key sign as soon as the rules allow.
alter table signing_key add column wanted_at bigint;

-- To the minute.
alter table api_key add column last_used_at bigint;
