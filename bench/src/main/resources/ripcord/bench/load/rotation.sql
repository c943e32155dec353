-- What a rotation of a refresh token reads and writes. Each client has a session of its own.
begin;
select s.tenant, s.id, s.subject, s.client_id, s.client_kind, s.audience, s.amr, s.acr, s.auth_time,
       s.persistent, s.created_at, s.last_seen_at, s.expires_at, s.device_label, s.device_ip,
       s.device_user_agent, s.secret, s.token_key, s.credentials, s.since_seq, s.session_generation,
       s.refresh_newest, s.refresh_renewed, s.refresh_exchanged, s.rotated_at, s.newest_presented,
       s.rotated_address, s.rotated_user_agent, s.rotated_client, s.created_by,
       s.ended_at, s.end_reason, s.ended_by, s.end_detail, su.authz_ref,
       su.ended_seq, coalesce(c.ended_seq, 0), t.ended_seq, (select seq from revocation_head), t.pauses,
       c.ended_by, c.end_detail, t.ended_by, t.end_detail
  from session s
  join tenant t on t.id = s.tenant
  join subject su on su.tenant = s.tenant and su.subject = s.subject
  left join client c on c.tenant = s.tenant and c.client_id = s.client_id
 where s.tenant = 'pgbench' and s.id = decode(lpad(to_hex(:client_id::integer), 32, '0'), 'hex');
update session
   set refresh_newest = refresh_newest + 1, refresh_exchanged = refresh_newest,
       rotated_at = (extract(epoch from now()) * 1000)::bigint, newest_presented = 0,
       rotated_address = '127.0.0.0/24', rotated_user_agent = '', rotated_client = 'default',
       last_seen_at = (extract(epoch from now()) * 1000)::bigint
 where tenant = 'pgbench' and id = decode(lpad(to_hex(:client_id::integer), 32, '0'), 'hex') and ended_at is null
   and refresh_newest >= 1 and refresh_renewed = 1 and newest_presented = 0;
commit;
