-- Times are milliseconds since the epoch, UTC; positions of the log are microseconds. Ids are 16 bytes.
-- ${long}: a primary key of 64 bits that is the row's own number where the store has such.
-- Few indexes: each costs a page in the log of every commit that touches it. What is due is found by walking.

create table tenant (
    id          text    not null primary key,
    internal_id blob    not null unique,
    name        text    not null,
    created_at  bigint  not null,
    ended_seq   bigint  not null
);

-- One row: whoever appends holds it until the commit, so positions become visible in order.
create table revocation_head (
    one integer not null primary key check (one = 1),
    seq bigint  not null,
    log text    not null
);

create table revocation (
    seq         ${long} not null primary key,
    tenant      text   not null,
    target_type text   not null,
    target      blob   not null,
    effect      text   not null,
    expires_at  bigint not null
);

create table policy (
    tenant     text   not null,
    version    bigint not null,
    document   text   not null,
    changed_at bigint not null,
    actor      text   not null,
    primary key (tenant, version)
);

create table client (
    tenant    text   not null,
    client_id text   not null,
    ended_seq bigint not null,
    primary key (tenant, client_id)
);

create table subject (
    tenant       text    not null,
    subject      text    not null,
    authz_ref    text    not null,
    disabled     integer not null,
    roles        text    not null,
    entitlements text    not null,
    attributes   text    not null,
    ended_seq    bigint  not null,
    primary key (tenant, subject)
);
create unique index subject_by_reference on subject (tenant, authz_ref);

create table session (
    tenant             text    not null,
    id                 blob    not null,
    subject            text    not null,
    client_id          text    not null,
    client_kind        text    not null,
    audience           text,
    amr                text    not null,
    acr                text,
    auth_time          bigint  not null,
    persistent         integer not null,
    created_at         bigint  not null,
    last_seen_at       bigint  not null,
    expires_at         bigint  not null,
    device_label       text,
    device_ip          text,
    device_user_agent  text,
    secret             blob    not null,
    token_key          integer not null,
    credentials        integer not null,
    since_seq          bigint  not null,
    session_generation integer not null,
    refresh_newest     integer not null,
    refresh_exchanged  integer,
    refresh_renewed    integer not null,
    rotated_at         bigint,
    newest_presented   integer not null,
    rotated_address    text    not null,
    rotated_user_agent text    not null,
    rotated_client     text    not null,
    created_by         text    not null,
    ended_at           bigint,
    end_reason         text,
    ended_by           text,
    end_detail         text,
    primary key (tenant, id)
);
create index session_by_subject on session (tenant, subject);
create index session_by_start on session (tenant, created_at);

create table session_history (
    line       ${long} not null primary key,
    tenant     text    not null,
    session    blob    not null,
    at         bigint  not null,
    event      text    not null,
    seq        bigint,
    about      text,
    actor      text    not null,
    detail     text,
    ip         text,
    user_agent text
);
create index session_history_by_session on session_history (tenant, session);

create table idempotency (
    tenant     text   not null,
    api_key    text   not null,
    key        text   not null,
    request    text   not null,
    session    blob   not null,
    created_at bigint not null,
    primary key (tenant, api_key, key)
);
create index idempotency_by_age on idempotency (created_at);
