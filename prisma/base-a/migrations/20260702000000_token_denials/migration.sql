-- Tokens that stopped being good before their end, pushed in by the authorization server and asked about where an access
-- is recorded: a token that was good at the door a moment ago opens nothing once its denial stands here.
SET ROLE basea_owner;

CREATE TABLE control.token_denial (
  kind text NOT NULL,
  -- The token's own id, or the id of whose tokens they are.
  subject text NOT NULL,
  denied_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  CONSTRAINT token_denial_pkey PRIMARY KEY (kind, subject),
  CONSTRAINT token_denial_kind CHECK (kind IN ('token', 'session', 'member', 'key', 'institution')),
  CONSTRAINT token_denial_subject_length CHECK (length(subject) BETWEEN 16 AND 64)
);

-- When the authorization server read the list that was pushed in last.
CREATE TABLE control.token_denial_list (
  one boolean NOT NULL DEFAULT true,
  read_at timestamptz(3) NOT NULL,
  CONSTRAINT token_denial_list_pkey PRIMARY KEY (one),
  CONSTRAINT token_denial_list_one CHECK (one)
);

-- The token by which a caller was admitted, as the service has verified it.
CREATE TYPE control.presented_token AS (id text, session_id text, issued_at timestamptz);
GRANT USAGE ON TYPE control.presented_token TO basea_definer, basea_app;

ALTER TABLE control.token_denial ENABLE ROW LEVEL SECURITY;
ALTER TABLE control.token_denial FORCE ROW LEVEL SECURITY;
ALTER TABLE control.token_denial_list ENABLE ROW LEVEL SECURITY;
ALTER TABLE control.token_denial_list FORCE ROW LEVEL SECURITY;
CREATE POLICY definer ON control.token_denial TO basea_definer USING (true) WITH CHECK (true);
CREATE POLICY definer ON control.token_denial_list TO basea_definer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON control.token_denial TO basea_definer;
GRANT SELECT, INSERT, UPDATE ON control.token_denial_list TO basea_definer;

-- For a restart: the keeper of grants reads back what was pushed in.
GRANT SELECT (kind, subject, denied_at, expires_at) ON control.token_denial TO basea_grants;
GRANT SELECT (one, read_at) ON control.token_denial_list TO basea_grants;
CREATE POLICY pushed_in ON control.token_denial FOR SELECT TO basea_grants USING (true);
CREATE POLICY pushed_in ON control.token_denial_list FOR SELECT TO basea_grants USING (true);

RESET ROLE;
GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

-- Takes in a list. One that was read before the one at hand says nothing new. A denial that was taken in holds until its
-- end, whatever a later list leaves out.
CREATE FUNCTION control.store_token_denials(p_read_at timestamptz, p_denials jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO control.token_denial_list AS l (one, read_at) VALUES (true, p_read_at)
  ON CONFLICT (one) DO UPDATE SET read_at = excluded.read_at WHERE l.read_at <= excluded.read_at;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  DELETE FROM control.token_denial d WHERE d.expires_at < clock_timestamp() - interval '1 minute';
  INSERT INTO control.token_denial AS d (kind, subject, denied_at, expires_at)
  SELECT r.kind, r.subject, r.denied_at, r.expires_at
  FROM jsonb_to_recordset(p_denials) AS r (kind text, subject text, denied_at timestamptz, expires_at timestamptz)
  ON CONFLICT (kind, subject) DO UPDATE SET
    denied_at = greatest(d.denied_at, excluded.denied_at), expires_at = greatest(d.expires_at, excluded.expires_at)
  WHERE d.denied_at < excluded.denied_at OR d.expires_at < excluded.expires_at;
END $$;

-- A session never comes back; members, keys and institutions may, and then tokens that were issued since are good. The
-- five seconds are what clocks differ by, and the time between a change and its commit. Who names no token is taken to
-- hold one of the oldest.
CREATE FUNCTION control.is_token_denied(p_asker control.asker, p_token control.presented_token) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (
    SELECT FROM control.token_denial d
    WHERE (d.kind = 'token' AND d.subject = p_token.id)
      OR (d.kind = 'session' AND d.subject = p_token.session_id)
      OR (((d.kind IN ('member', 'key') AND d.subject = p_asker.actor_id)
          OR (d.kind = 'institution' AND d.subject = p_asker.institution_id))
        AND coalesce(p_token.issued_at, '-infinity') <= d.denied_at + interval '5 seconds'))
$$;

-- As before, and: a denied token is refused and recorded as such, before a use of the grant is spent. `refusal` says why
-- there is no ticket.
DROP FUNCTION control.begin_access(control.asker, text, bytea, bytea);
CREATE FUNCTION control.begin_access(
  p_asker control.asker, p_grant text, p_subject bytea, p_secret bytea, p_token control.presented_token DEFAULT NULL,
  OUT ticket uuid, OUT previous_at timestamptz, OUT previous_ip text, OUT previous_label text, OUT refusal text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF control.is_token_denied(p_asker, p_token) THEN
    refusal := 'credencial_invalida';
    PERFORM control.record_denial(p_asker, 'debts.file_opened', p_grant, p_subject, refusal);
    RETURN;
  END IF;
  UPDATE control.access_grant g SET used = g.used + 1
  FROM control.grant_subject s
  WHERE g.request_id = p_grant AND s.request_id = p_grant AND s.subject_index = p_subject
    AND s.secret_hash = sha256(p_secret)
    AND g.grantee_id = p_asker.actor_id AND g.institution_id = p_asker.institution_id AND g.purpose = p_asker.purpose
    AND g.ended_at IS NULL AND g.not_before <= clock_timestamp() AND clock_timestamp() < g.expires_at
    AND g.used < g.max_uses;
  IF NOT FOUND THEN
    refusal := 'concessao_negada';
    PERFORM control.record_denial(p_asker, 'debts.file_opened', p_grant, p_subject, refusal);
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

-- As before, and: a denied token is a refusal like a missing mandate.
DROP FUNCTION control.begin_summary(control.asker, text[], bytea[]);
CREATE FUNCTION control.begin_summary(
  p_asker control.asker, p_inquiries text[], p_subjects bytea[], p_token control.presented_token DEFAULT NULL
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_mandate text := control.live_mandate(p_asker.institution_id);
  v_refusal text;
  v_ticket uuid := gen_random_uuid();
  v_asker control.asker := p_asker;
BEGIN
  IF cardinality(p_subjects) NOT BETWEEN 1 AND 100 OR cardinality(p_inquiries) <> cardinality(p_subjects) THEN
    RAISE EXCEPTION 'between 1 and 100 people, each with an inquiry' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF control.is_token_denied(p_asker, p_token) THEN
    v_refusal := 'credencial_invalida';
  ELSIF v_mandate IS NULL THEN
    v_refusal := 'mandato_ausente';
  ELSE
    BEGIN
      PERFORM control.count_mandate_people(v_mandate, p_subjects);
    EXCEPTION WHEN SQLSTATE 'CR001' THEN
      v_refusal := 'pessoas_demais';
    END;
  END IF;
  FOR n IN 1 .. cardinality(p_subjects) LOOP
    v_asker.inquiry_id := p_inquiries[n];
    PERFORM control.append_inquiry(v_asker, 'debts.summarized', NULL, v_mandate, p_subjects[n], v_refusal IS NULL);
    IF v_refusal IS NOT NULL THEN
      INSERT INTO control.inquiry_outcome (inquiry_id, outcome, code) VALUES (p_inquiries[n], 'negada', v_refusal);
    ELSE
      INSERT INTO control.access_ticket (inquiry_id, ticket, kind, subject_index, person_id, issued_in, expires_at)
      VALUES (
        p_inquiries[n], v_ticket, 'summary', p_subjects[n],
        (SELECT p.id FROM records.person p WHERE p.cpf_index = p_subjects[n] AND p.file_status = 'open'),
        pg_current_xact_id()::text::bigint, clock_timestamp() + interval '5 seconds');
    END IF;
  END LOOP;
  RETURN CASE WHEN v_refusal IS NULL THEN v_ticket END;
END $$;

GRANT EXECUTE ON FUNCTION control.begin_access, control.begin_summary TO basea_app;
GRANT EXECUTE ON FUNCTION control.store_token_denials TO basea_grants;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;
