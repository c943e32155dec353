-- Private keys and token keys are sealed under the master key, which is not in here.

-- Counts the changes of a tenant's ring: who changes it states what he saw.
create table key_ring (
    tenant  text   not null primary key,
    version bigint not null
);

create table signing_key (
    tenant         text   not null,
    kid            text   not null,
    algorithm      text   not null,
    public_key     blob   not null,
    private_key    blob   not null,
    announced_at   bigint not null,
    active_at      bigint not null,
    retiring_at    bigint,
    gone_at        bigint,
    compromised_at bigint,
    primary key (tenant, kid)
);

create table token_key (
    id         integer not null primary key,
    key        blob    not null,
    created_at bigint  not null
);

-- Who follows the log, so that a restart does not forget whom a confirmation has to wait for.
create table subscription (
    id            text   not null primary key,
    api_key       text   not null,
    name          text   not null,
    version       text,
    scope         text   not null,
    max_staleness bigint not null,
    when_stale    text   not null,
    accept_for    bigint,
    opened_at     bigint not null
);
