-- Several servers on one store. A store in a folder has one, and uses none of this.
drop table holder;

-- Who serves. `beat` counts how often a server has shown that it can still commit; `applied` is how far it has taken
-- what others changed.
create table node (
    id        text   not null primary key,
    version   text   not null,
    joined_at bigint not null,
    beat      bigint not null,
    applied   bigint not null
);

-- What servers hold in memory and others have changed, in the order of the commits. The newest row always stays.
create table change (
    seq   bigint not null primary key,
    topic text   not null,
    about text   not null,
    at    bigint not null
);
