-- Where a store in PostgreSQL was when a server last began on it: a dump that is restored is somewhere else. One in a
-- folder says nothing here.
create table whereabouts (
    one         integer not null primary key check (one = 1),
    cluster_id  text    not null,
    database_id bigint  not null,
    head_id     bigint  not null
);
