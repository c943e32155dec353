-- By how many milliseconds a server holds the store's clock to be ahead of what it goes by; 0: it goes by it.
alter table node add column store_ahead bigint not null default 0;
