-- What proves a key is nowhere; its SHA-256 is here.
create table api_key (
    id         text   not null primary key,
    hash       blob   not null unique,
    name       text   not null,
    tenants    text   not null,
    rights     text   not null,
    created_at bigint not null,
    expires_at bigint
);
