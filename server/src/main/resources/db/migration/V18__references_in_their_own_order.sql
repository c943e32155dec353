-- References that are made one after another begin alike, so that they share pages of this index. By tenant first, each
-- sign-in of somebody new would change a page of its own.
drop index subject_by_reference;
create unique index subject_by_reference on subject (authz_ref, tenant);
