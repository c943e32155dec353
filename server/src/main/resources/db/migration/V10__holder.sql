-- Which server has the store, where that is not said by the lock of a folder. Another name than its own tells a server
-- that lost its connection that somebody else had the store meanwhile.
create table holder (
    one    integer not null primary key check (one = 1),
    server text    not null
);
