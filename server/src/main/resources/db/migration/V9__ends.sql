-- Who ended everything of a client or a tenant, and what they said about it; null: nobody wrote it down.
alter table client add column ended_by text;
alter table client add column end_detail text;
alter table tenant add column ended_by text;
alter table tenant add column end_detail text;
-- An erased subject's row stays for the sessions that are kept under its new name; it is no subject any more.
alter table subject add column erased integer not null default 0;
update subject set erased = 1 where disabled = 1 and subject like 'erased-%' and length(subject) = 29;
