-- pauses: when the tenant was suspended, as `from-to from-to` in milliseconds; the last one has no end while it lasts.
alter table tenant add column pauses text not null default '';
-- The row of a deleted tenant stays: its id is never given again. What is left to delete is deleted until `removed`.
alter table tenant add column deleted_at bigint;
alter table tenant add column removed integer not null default 0;
alter table tenant add column removal text not null default '';
-- Limits; null: none.
alter table tenant add column requests_per_second integer;
alter table tenant add column sign_ins_per_second integer;
alter table tenant add column most_sessions bigint;
alter table tenant add column most_subjects bigint;
-- How many there are: counted only where there is a limit, null elsewhere.
alter table tenant add column sessions bigint;
alter table tenant add column subjects bigint;
