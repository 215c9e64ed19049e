-- Record first, then read, in two transactions: `begin_access` writes the inquiry and issues a ticket, and commits;
-- `enter_access` exchanges the ticket, in another transaction, for the row context that the policies read. Whatever
-- happens to the second transaction, the inquiry stands.
SET ROLE basea_owner;

-- Five seconds to begin reading what an inquiry has opened, once.
CREATE TABLE control.access_ticket (
  inquiry_id text NOT NULL,
  ticket uuid NOT NULL,
  kind text NOT NULL,
  subject_index bytea NOT NULL,
  -- Null for an unknown person or a closed file: the ticket opens nothing, and looks the same.
  person_id text,
  -- The transaction that issued it, which may not use it: it could still roll the inquiry back.
  issued_in bigint NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  CONSTRAINT access_ticket_pkey PRIMARY KEY (inquiry_id),
  CONSTRAINT access_ticket_inquiry_id_fkey FOREIGN KEY (inquiry_id) REFERENCES control.inquiry (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT access_ticket_kind CHECK (kind IN ('file', 'summary'))
);
CREATE INDEX access_ticket_ticket_idx ON control.access_ticket (ticket);
CREATE INDEX access_ticket_expires_at_idx ON control.access_ticket (expires_at);

-- What the running transaction may see. Unlogged: a context never outlives its transaction.
CREATE UNLOGGED TABLE control.row_context (
  transaction_id bigint NOT NULL,
  inquiry_id text NOT NULL,
  person_id text,
  CONSTRAINT row_context_pkey PRIMARY KEY (transaction_id)
);

RESET ROLE;
GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

CREATE FUNCTION control.today() RETURNS date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
RETURN (statement_timestamp() AT TIME ZONE 'America/Sao_Paulo')::date;

-- For the policies, as a scalar sub-select: once a statement, not once a row.
CREATE FUNCTION control.open_person() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT c.person_id FROM control.row_context c
  WHERE c.transaction_id = pg_current_xact_id_if_assigned()::text::bigint
$$;

CREATE FUNCTION control.append_inquiry(
  p_asker control.asker, p_event text, p_grant text, p_mandate text, p_subject bytea, p_opened boolean
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  -- A session may have asked for less; the record is on disk before anybody reads.
  PERFORM set_config('synchronous_commit', 'on', true);
  INSERT INTO control.inquiry (
    id, event, actor_kind, actor_id, actor_label, institution_id, ip, purpose, relationship, request_id,
    grant_id, mandate_id, subject_index, opened)
  VALUES (
    p_asker.inquiry_id, p_event, p_asker.actor_kind, p_asker.actor_id, p_asker.actor_label, p_asker.institution_id,
    p_asker.ip, p_asker.purpose, p_asker.relationship, p_asker.request_id, p_grant, p_mandate, p_subject, p_opened);
END $$;

-- An attempt that was refused before it opened anything.
CREATE FUNCTION control.record_denial(p_asker control.asker, p_event text, p_grant text, p_subject bytea, p_code text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM control.append_inquiry(p_asker, p_event, p_grant, NULL, p_subject, false);
  INSERT INTO control.inquiry_outcome (inquiry_id, outcome, code) VALUES (p_asker.inquiry_id, 'negada', p_code);
END $$;

-- Spends one use of a grant and writes the inquiry, or writes that it was refused; a null ticket is a refusal. The
-- answer tells a person who isn't there from one who is by nothing. `previous_*` is the inquiry about this person
-- before this request's own; who and whence only if it was of the same institution.
CREATE FUNCTION control.begin_access(
  p_asker control.asker, p_grant text, p_subject bytea, p_secret bytea,
  OUT ticket uuid, OUT previous_at timestamptz, OUT previous_ip text, OUT previous_label text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  UPDATE control.access_grant g SET used = g.used + 1
  FROM control.grant_subject s
  WHERE g.request_id = p_grant AND s.request_id = p_grant AND s.subject_index = p_subject
    AND s.secret_hash = sha256(p_secret)
    AND g.grantee_id = p_asker.actor_id AND g.institution_id = p_asker.institution_id AND g.purpose = p_asker.purpose
    AND g.ended_at IS NULL AND g.not_before <= clock_timestamp() AND clock_timestamp() < g.expires_at
    AND g.used < g.max_uses;
  IF NOT FOUND THEN
    PERFORM control.record_denial(p_asker, 'debts.file_opened', p_grant, p_subject, 'concessao_negada');
    RETURN;
  END IF;
  SELECT i.at,
    CASE WHEN i.institution_id = p_asker.institution_id THEN host(i.ip) END,
    CASE WHEN i.institution_id = p_asker.institution_id THEN i.actor_label END
  INTO previous_at, previous_ip, previous_label
  FROM control.inquiry i
  WHERE i.subject_index = p_subject AND i.opened AND i.request_id <> p_asker.request_id
  ORDER BY i.number DESC LIMIT 1;
  PERFORM control.append_inquiry(p_asker, 'debts.file_opened', p_grant, NULL, p_subject, true);
  ticket := gen_random_uuid();
  INSERT INTO control.access_ticket (inquiry_id, ticket, kind, subject_index, person_id, issued_in, expires_at)
  VALUES (
    p_asker.inquiry_id, ticket, 'file', p_subject,
    (SELECT p.id FROM records.person p WHERE p.cpf_index = p_subject AND p.file_status = 'open'),
    pg_current_xact_id()::text::bigint, clock_timestamp() + interval '5 seconds');
END $$;

-- Opens the ticket's person to the running transaction. A ticket is good once; if this transaction rolls back, it is
-- good again for what is left of its five seconds, for the same person and under the same inquiry.
CREATE FUNCTION control.enter_access(p_ticket uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_inquiry text;
  v_person text;
BEGIN
  UPDATE control.access_ticket t SET used_at = clock_timestamp()
  WHERE t.ticket = p_ticket AND t.kind = 'file' AND t.used_at IS NULL AND clock_timestamp() < t.expires_at
    AND t.issued_in <> pg_current_xact_id()::text::bigint
  RETURNING t.inquiry_id, t.person_id INTO v_inquiry, v_person;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such access' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO control.row_context (transaction_id, inquiry_id, person_id)
  VALUES (pg_current_xact_id()::text::bigint, v_inquiry, v_person);
END $$;

-- Closes the person again and says how the reading ended.
CREATE FUNCTION control.close_access(p_rows integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_inquiry text;
BEGIN
  DELETE FROM control.row_context c WHERE c.transaction_id = pg_current_xact_id()::text::bigint
  RETURNING c.inquiry_id INTO v_inquiry;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no access is open' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO control.inquiry_outcome (inquiry_id, outcome, rows_shown) VALUES (v_inquiry, 'concluida', p_rows);
  DELETE FROM control.access_ticket t WHERE t.inquiry_id = v_inquiry;
END $$;

-- Tickets that ran out without an outcome: a crash, or somebody who read and hid how it ended. Says how many, so that
-- whoever calls it can raise the alarm. One in use is locked, and left to its transaction.
CREATE FUNCTION control.close_expired_tickets() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_closed integer;
BEGIN
  WITH expired AS (
    SELECT t.inquiry_id FROM control.access_ticket t WHERE t.expires_at < clock_timestamp()
    ORDER BY t.expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED
  ), gone AS (
    DELETE FROM control.access_ticket t USING expired e WHERE t.inquiry_id = e.inquiry_id RETURNING t.inquiry_id
  ), outcomes AS (
    INSERT INTO control.inquiry_outcome (inquiry_id, outcome)
    SELECT g.inquiry_id, 'interrompida' FROM gone g ON CONFLICT (inquiry_id) DO NOTHING RETURNING inquiry_id
  )
  SELECT count(*) INTO v_closed FROM outcomes;
  -- A transaction that committed without closing left its context behind; its number never comes again.
  DELETE FROM control.row_context c WHERE c.transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  RETURN v_closed;
END $$;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;
