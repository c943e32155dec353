-- Where a subscription's stream is, for the other servers on the store; '' where there is one.
alter table subscription add column node text not null default '';
alter table subscription add column opened_after bigint not null default -1;
alter table subscription add column lost_at bigint;
alter table subscription add column report text;
