-- Servers that others took for gone. One of them may only be cut off, and answer from memory as long as a tenant's
-- policy lets it. A store in a folder has none.
create table node_gone (
    id text   not null primary key,
    at bigint not null
);
