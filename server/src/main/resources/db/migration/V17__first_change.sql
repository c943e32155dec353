-- Whoever has seen no change yet could not tell whether some were dropped since: there always is one.
insert into change (seq, topic, about, at) select 1, 'begun', '', 0 where not exists (select 1 from change);
