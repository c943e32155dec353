-- When the store turned out to lack what it had shown, as after a failover to a replica without the last commits. A row
-- for each server that noticed: positions are microseconds since 1970, `entries` is how many of the log it gave back.
create table loss (
    at       bigint not null,
    server   text   not null,
    had      bigint not null,
    has      bigint not null,
    entries  bigint not null,
    primary key (at, server)
);
