-- An approver's own proof. Whoever decides on a request proves who they are to this database, by a password that only
-- they know and a code of their phone; no other process's word, and no role's, stands in for it.
--   basea_proofs   enrols approvers and turns what they typed into a proof; decides on nothing
LOCK TABLE pg_catalog.pg_authid IN SHARE ROW EXCLUSIVE MODE;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'basea_proofs') THEN
    CREATE ROLE basea_proofs LOGIN NOINHERIT NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
    ALTER ROLE basea_proofs SET search_path = '';
    ALTER ROLE basea_proofs SET lock_timeout = '500ms';
    ALTER ROLE basea_proofs SET idle_in_transaction_session_timeout = '5s';
    ALTER ROLE basea_proofs SET statement_timeout = '2s';
    ALTER ROLE basea_proofs SET log_parameter_max_length = 0;
    ALTER ROLE basea_proofs SET log_parameter_max_length_on_error = 0;
    ALTER ROLE basea_proofs SET log_error_verbosity = 'terse';
  END IF;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO basea_proofs', current_database());
END $$;

GRANT USAGE ON SCHEMA control TO basea_proofs;

SET ROLE basea_owner;
GRANT USAGE ON TYPE control.asker TO basea_proofs;

-- What an approver chose, once: a password and a phone. It proves nothing before somebody else has confirmed it.
CREATE TABLE control.approver_enrolment (
  id text NOT NULL,
  institution_id text NOT NULL,
  member_id text NOT NULL,
  member_label text NOT NULL,
  -- How argon2id is run over the password (costs and salt), and the SHA-256 of what comes out: reading this row isn't
  -- enough to prove anything.
  password_parameters text NOT NULL,
  password_check bytea NOT NULL,
  -- Sealed by a key of sistema1; null only where the demonstration enrolled somebody.
  totp_secret bytea,
  totp_shown_at timestamptz(3),
  asked_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  -- By a newer one of the same person, before it was confirmed.
  replaced_at timestamptz(3),
  CONSTRAINT approver_enrolment_pkey PRIMARY KEY (id),
  CONSTRAINT approver_enrolment_id_shape CHECK (id ~ '^apr_[0-9A-Za-z]{22}$'),
  CONSTRAINT approver_enrolment_member CHECK (member_id ~ '^mem_[0-9A-Za-z]{22}$'),
  CONSTRAINT approver_enrolment_lengths CHECK (
    length(member_label) BETWEEN 1 AND 254 AND length(institution_id) <= 64 AND length(password_parameters) BETWEEN 30 AND 160
    AND length(password_check) = 32 AND length(totp_secret) BETWEEN 40 AND 120)
);
CREATE UNIQUE INDEX approver_enrolment_id_member_id_key ON control.approver_enrolment (id, member_id);
CREATE INDEX approver_enrolment_institution_id_asked_at_idx ON control.approver_enrolment (institution_id, asked_at);

-- Who may prove, by which enrolment.
CREATE TABLE control.approver (
  member_id text NOT NULL,
  enrolment_id text NOT NULL,
  institution_id text NOT NULL,
  confirmed_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  -- The member who did, or the machine that the command was run on.
  confirmed_by text NOT NULL,
  -- Codes of these thirty seconds and of all before are used up.
  last_totp_step bigint NOT NULL DEFAULT 0,
  CONSTRAINT approver_pkey PRIMARY KEY (member_id),
  CONSTRAINT approver_enrolment_id_member_id_fkey FOREIGN KEY (enrolment_id, member_id)
    REFERENCES control.approver_enrolment (id, member_id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT approver_by_another CHECK (confirmed_by <> member_id)
);
CREATE UNIQUE INDEX approver_enrolment_id_member_id_key_of ON control.approver (enrolment_id, member_id);

-- Proofs tried, by approver and by address, counted before anything is compared; a good one is taken back.
CREATE TABLE control.proof_attempt (
  key text NOT NULL,
  since timestamptz(3) NOT NULL,
  attempts integer NOT NULL,
  CONSTRAINT proof_attempt_pkey PRIMARY KEY (key),
  CONSTRAINT proof_attempt_key_length CHECK (length(key) BETWEEN 4 AND 80)
);

-- One proof: by whom, of which act, over which request as it stood. Good once and for a minute.
CREATE TABLE control.approval_proof (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  enrolment_id text NOT NULL,
  approver_id text NOT NULL,
  institution_id text NOT NULL,
  act text NOT NULL,
  target_id text NOT NULL,
  request_digest bytea NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  CONSTRAINT approval_proof_pkey PRIMARY KEY (id),
  CONSTRAINT approval_proof_enrolment_id_approver_id_fkey FOREIGN KEY (enrolment_id, approver_id)
    REFERENCES control.approver_enrolment (id, member_id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT approval_proof_act CHECK (act IN ('grant.approved', 'grant.refused', 'mandate.approved', 'approver.confirmed')),
  CONSTRAINT approval_proof_life CHECK (expires_at <= at + interval '60 seconds' AND used_at < expires_at),
  CONSTRAINT approval_proof_lengths CHECK (length(request_digest) = 32 AND length(target_id) <= 64)
);
-- What an approval must agree with: see grant_approval.
CREATE UNIQUE INDEX approval_proof_id_approver_id_target_id_key ON control.approval_proof (id, approver_id, target_id);

RESET ROLE;
-- Whatever a function forgets: a new approval stands on a proof by the same person over the same request, and no proof
-- carries two. Those from before have none.
ALTER TABLE control.grant_approval
  ADD COLUMN proof_id uuid,
  ADD CONSTRAINT grant_approval_proof_id_approver_id_request_id_fkey FOREIGN KEY (proof_id, approver_id, request_id)
    REFERENCES control.approval_proof (id, approver_id, target_id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  ADD CONSTRAINT grant_approval_proven CHECK (proof_id IS NOT NULL) NOT VALID;
CREATE UNIQUE INDEX grant_approval_proof_id_key ON control.grant_approval (proof_id);
ALTER TABLE control.mandate_approval
  ADD COLUMN proof_id uuid,
  ADD CONSTRAINT mandate_approval_proof_id_approver_id_mandate_id_fkey FOREIGN KEY (proof_id, approver_id, mandate_id)
    REFERENCES control.approval_proof (id, approver_id, target_id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  ADD CONSTRAINT mandate_approval_proven CHECK (proof_id IS NOT NULL) NOT VALID;
CREATE UNIQUE INDEX mandate_approval_proof_id_key ON control.mandate_approval (proof_id);

-- The words that an inquiry may be about, and these.
DO $$
DECLARE
  v_words text;
BEGIN
  SELECT string_agg(DISTINCT quote_literal(m[1]), ', ') INTO v_words
  FROM pg_catalog.pg_constraint c, regexp_matches(
    pg_catalog.pg_get_constraintdef(c.oid) || ' ''approver.enrolled'' ''approver.confirmed'' ''approver.ended''', '''([a-z_.]+)''', 'g') AS m
  WHERE c.conrelid = 'control.inquiry'::regclass AND c.conname = 'inquiry_event';
  EXECUTE format(
    'ALTER TABLE control.inquiry DROP CONSTRAINT inquiry_event, ADD CONSTRAINT inquiry_event CHECK (event IN (%s))', v_words);
END $$;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['approver_enrolment', 'approver', 'proof_attempt', 'approval_proof'] LOOP
    EXECUTE format('ALTER TABLE control.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE control.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY definer ON control.%I TO basea_definer USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON control.approver_enrolment, control.approval_proof TO basea_definer;
GRANT UPDATE (totp_shown_at, replaced_at) ON control.approver_enrolment TO basea_definer;
GRANT UPDATE (used_at) ON control.approval_proof TO basea_definer;
GRANT SELECT, INSERT, UPDATE, DELETE ON control.approver, control.proof_attempt TO basea_definer;
-- Whose uses a requester's record counts.
GRANT SELECT (grantee_id) ON control.access_grant TO basea_grants;
-- The auditor sees who proved what, and no secret.
GRANT SELECT ON control.approver, control.approval_proof TO basea_auditor;
GRANT SELECT (id, institution_id, member_id, member_label, asked_at, replaced_at) ON control.approver_enrolment TO basea_auditor;
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['approver_enrolment', 'approver', 'approval_proof'] LOOP
    EXECUTE format('CREATE POLICY audit ON control.%I FOR SELECT TO basea_auditor USING (true)', t);
  END LOOP;
END $$;

GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

-- The SHA-256 of everything that deciding on a request means; null where the institution has no such request.
CREATE FUNCTION control.request_digest(p_act text, p_target text, p_institution text) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT sha256(convert_to(jsonb_build_array(p_act, p_target, p_institution, what)::text, 'UTF8'))
  FROM (
    SELECT jsonb_build_array(
      r.requester_id, r.scope, r.purpose, r.reason, r.relationship, r.minutes, r.max_uses, r.created_at,
      (SELECT jsonb_agg(encode(s.subject_index, 'hex') ORDER BY s.position) FROM control.grant_subject s WHERE s.request_id = r.id)
    ) AS what
    FROM control.grant_request r
    WHERE p_act IN ('grant.approved', 'grant.refused') AND r.id = p_target AND r.institution_id = p_institution
    UNION ALL
    SELECT jsonb_build_array(m.requester_id, m.reason, m.days, m.people_per_day, m.created_at)
    FROM control.mandate m
    WHERE p_act = 'mandate.approved' AND m.id = p_target AND m.institution_id = p_institution
    UNION ALL
    SELECT jsonb_build_array(
      e.member_id, e.member_label, e.password_parameters, encode(e.password_check, 'hex'), encode(e.totp_secret, 'hex'), e.asked_at)
    FROM control.approver_enrolment e
    WHERE p_act = 'approver.confirmed' AND e.id = p_target AND e.institution_id = p_institution
  ) AS request
$$;

-- One attempt more for a key; how many seconds it has to wait, null if it needn't.
CREATE FUNCTION control.count_attempt(p_key text, p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_row control.proof_attempt;
BEGIN
  INSERT INTO control.proof_attempt AS a (key, since, attempts) VALUES (p_key, clock_timestamp(), 1)
  ON CONFLICT (key) DO UPDATE SET
    attempts = CASE WHEN a.since > clock_timestamp() - interval '15 minutes' THEN a.attempts + 1 ELSE 1 END,
    since = CASE WHEN a.since > clock_timestamp() - interval '15 minutes' THEN a.since ELSE clock_timestamp() END
  RETURNING * INTO v_row;
  IF v_row.attempts > p_most THEN
    RETURN greatest(1, ceil(extract(epoch FROM v_row.since + interval '15 minutes' - clock_timestamp())))::integer;
  END IF;
  RETURN NULL;
END $$;

-- Starts a proof: counts it, and only within the limits says how this approver's password is to be stretched. All null:
-- whoever asks isn't an approver.
CREATE FUNCTION control.begin_proof(
  p_asker control.asker, OUT enrolment_id text, OUT password_parameters text, OUT totp_secret bytea, OUT wait_seconds integer
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  DELETE FROM control.proof_attempt a WHERE a.key IN (
    SELECT o.key FROM control.proof_attempt o WHERE o.since < clock_timestamp() - interval '1 day' LIMIT 20 FOR UPDATE SKIP LOCKED);
  -- Always in this order, so that two never wait for each other.
  wait_seconds := control.count_attempt('member ' || p_asker.actor_id, 20);
  wait_seconds := greatest(wait_seconds, control.count_attempt('address ' || host(p_asker.ip), 50));
  IF wait_seconds IS NOT NULL THEN
    RETURN;
  END IF;
  SELECT e.id, e.password_parameters, e.totp_secret INTO enrolment_id, password_parameters, totp_secret
  FROM control.approver a JOIN control.approver_enrolment e ON e.id = a.enrolment_id
  WHERE a.member_id = p_asker.actor_id AND a.institution_id = p_asker.institution_id AND p_asker.actor_kind = 'member';
END $$;

-- Turns a stretched password, and the thirty seconds whose code was given, into a proof of one act over one request. The
-- password is compared here, so that nobody who can merely call this has a proof, and counted once more, so that nobody
-- guesses by calling this alone; a code's thirty seconds count once.
CREATE FUNCTION control.issue_proof(
  p_asker control.asker, p_enrolment text, p_act text, p_target text, p_stretched bytea, p_totp_step bigint,
  OUT outcome text, OUT proof uuid
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_digest bytea := control.request_digest(p_act, p_target, p_asker.institution_id);
BEGIN
  outcome := 'wrong';
  IF control.count_attempt('member ' || p_asker.actor_id, 21) IS NOT NULL THEN
    RETURN;
  END IF;
  UPDATE control.approver a SET last_totp_step = CASE WHEN e.totp_secret IS NULL THEN a.last_totp_step ELSE p_totp_step END
  FROM control.approver_enrolment e
  WHERE a.member_id = p_asker.actor_id AND a.institution_id = p_asker.institution_id AND p_asker.actor_kind = 'member'
    AND a.enrolment_id = p_enrolment AND e.id = a.enrolment_id AND e.password_check = sha256(p_stretched)
    AND (e.totp_secret IS NULL OR (p_totp_step > a.last_totp_step
      AND abs(p_totp_step - floor(extract(epoch FROM clock_timestamp()) / 30)) <= 1));
  IF NOT FOUND THEN
    RETURN;
  END IF;
  UPDATE control.proof_attempt t SET attempts = greatest(0, t.attempts - 2)
  WHERE t.key = 'member ' || p_asker.actor_id;
  UPDATE control.proof_attempt t SET attempts = greatest(0, t.attempts - 1)
  WHERE t.key = 'address ' || host(p_asker.ip);
  IF v_digest IS NULL THEN
    outcome := 'missing';
    RETURN;
  END IF;
  outcome := 'done';
  INSERT INTO control.approval_proof (enrolment_id, approver_id, institution_id, act, target_id, request_digest, expires_at)
  VALUES (p_enrolment, p_asker.actor_id, p_asker.institution_id, p_act, p_target, v_digest, clock_timestamp() + interval '59 seconds')
  RETURNING id INTO proof;
END $$;

-- Spends a proof: true once, for its own act by its own approver over a request that is still what it was.
CREATE FUNCTION control.take_proof(p_asker control.asker, p_proof uuid, p_act text, p_target text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  UPDATE control.approval_proof p SET used_at = clock_timestamp()
  WHERE p.id = p_proof AND p.used_at IS NULL AND clock_timestamp() < p.expires_at
    AND p.approver_id = p_asker.actor_id AND p.institution_id = p_asker.institution_id
    AND p.act = p_act AND p.target_id = p_target
    AND p.request_digest = control.request_digest(p_act, p_target, p_asker.institution_id)
    -- Who was struck off meanwhile proves nothing any more.
    AND EXISTS (SELECT FROM control.approver a WHERE a.enrolment_id = p.enrolment_id AND a.member_id = p.approver_id);
  RETURN FOUND;
END $$;

-- As before, and: with a proof of its own. `unproven` where there is none that is good.
DROP FUNCTION control.approve_grant(control.asker, text);
CREATE FUNCTION control.approve_grant(p_asker control.asker, p_id text, p_proof uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_request control.grant_request;
  v_first text;
BEGIN
  SELECT * INTO v_request FROM control.grant_request r
  WHERE r.id = p_id AND r.institution_id = p_asker.institution_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN 'missing';
  END IF;
  IF NOT control.take_proof(p_asker, p_proof, 'grant.approved', p_id) THEN
    RETURN 'unproven';
  END IF;
  IF v_request.decision IS NOT NULL OR v_request.created_at <= clock_timestamp() - interval '1 day'
    OR v_request.requester_id = p_asker.actor_id THEN
    RETURN 'conflict';
  END IF;
  SELECT a.approver_id INTO v_first FROM control.grant_approval a WHERE a.request_id = p_id ORDER BY a.at LIMIT 1;
  IF v_first = p_asker.actor_id THEN
    RETURN 'conflict';
  END IF;
  INSERT INTO control.grant_approval (request_id, institution_id, requester_id, approver_id, approver_label, proof_id)
  VALUES (p_id, p_asker.institution_id, v_request.requester_id, p_asker.actor_id, p_asker.actor_label, p_proof);
  IF v_request.scope <> 'busca' OR v_first IS NOT NULL THEN
    UPDATE control.grant_request r SET decision = 'aprovada', decided_at = clock_timestamp()
    WHERE r.id = p_id RETURNING r.decided_at INTO v_request.decided_at;
    INSERT INTO control.access_grant (
      request_id, scope, first_approver_id, approver_id, institution_id, grantee_id, purpose, not_before, expires_at, max_uses)
    VALUES (
      p_id, v_request.scope, v_first, p_asker.actor_id, v_request.institution_id, v_request.requester_id,
      v_request.purpose, v_request.decided_at, v_request.decided_at + make_interval(mins => v_request.minutes),
      v_request.max_uses);
  END IF;
  PERFORM control.append_inquiry(p_asker, 'grant.approved', p_id, NULL, NULL, false);
  RETURN 'done';
END $$;

DROP FUNCTION control.refuse_grant(control.asker, text);
CREATE FUNCTION control.refuse_grant(p_asker control.asker, p_id text, p_proof uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_outcome text;
BEGIN
  PERFORM FROM control.grant_request r WHERE r.id = p_id AND r.institution_id = p_asker.institution_id;
  IF NOT FOUND THEN
    RETURN 'missing';
  END IF;
  IF NOT control.take_proof(p_asker, p_proof, 'grant.refused', p_id) THEN
    RETURN 'unproven';
  END IF;
  v_outcome := control.decide_request(p_asker, p_id, 'recusada', false);
  IF v_outcome = 'done' THEN
    PERFORM control.append_inquiry(p_asker, 'grant.refused', p_id, NULL, NULL, false);
  END IF;
  RETURN v_outcome;
END $$;

DROP FUNCTION control.approve_mandate(control.asker, text);
CREATE FUNCTION control.approve_mandate(p_asker control.asker, p_id text, p_proof uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_mandate control.mandate;
BEGIN
  SELECT * INTO v_mandate FROM control.mandate m
  WHERE m.id = p_id AND m.institution_id = p_asker.institution_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN 'missing';
  END IF;
  IF NOT control.take_proof(p_asker, p_proof, 'mandate.approved', p_id) THEN
    RETURN 'unproven';
  END IF;
  IF v_mandate.not_before IS NOT NULL OR v_mandate.ended_at IS NOT NULL OR v_mandate.requester_id = p_asker.actor_id
    OR EXISTS (SELECT FROM control.mandate_approval a WHERE a.mandate_id = p_id AND a.approver_id = p_asker.actor_id) THEN
    RETURN 'conflict';
  END IF;
  INSERT INTO control.mandate_approval (mandate_id, institution_id, requester_id, approver_id, approver_label, proof_id)
  VALUES (p_id, p_asker.institution_id, v_mandate.requester_id, p_asker.actor_id, p_asker.actor_label, p_proof);
  IF (SELECT count(*) FROM control.mandate_approval a WHERE a.mandate_id = p_id) >= 2 THEN
    UPDATE control.mandate m SET not_before = clock_timestamp(), expires_at = clock_timestamp() + make_interval(days => m.days)
    WHERE m.id = p_id;
  END IF;
  PERFORM control.append_inquiry(p_asker, 'mandate.approved', NULL, p_id, NULL, false);
  RETURN 'done';
END $$;

-- Asks to become an approver, or to go on as one with another password and phone; what was asked before and never
-- confirmed is replaced, what is in force stays so until this is confirmed.
CREATE FUNCTION control.enrol_approver(
  p_asker control.asker, p_id text, p_parameters text, p_check bytea, p_totp_secret bytea
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  UPDATE control.approver_enrolment e SET replaced_at = clock_timestamp()
  WHERE e.member_id = p_asker.actor_id AND e.institution_id = p_asker.institution_id AND e.replaced_at IS NULL
    AND NOT EXISTS (SELECT FROM control.approver a WHERE a.enrolment_id = e.id);
  INSERT INTO control.approver_enrolment (
    id, institution_id, member_id, member_label, password_parameters, password_check, totp_secret)
  VALUES (p_id, p_asker.institution_id, p_asker.actor_id, p_asker.actor_label, p_parameters, p_check, p_totp_secret);
  PERFORM control.append_inquiry(p_asker, 'approver.enrolled', NULL, NULL, NULL, false);
END $$;

-- One's own phone's secret, sealed, while it hasn't shown a code yet.
CREATE FUNCTION control.unshown_totp(p_asker control.asker, p_id text) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT e.totp_secret FROM control.approver_enrolment e
  WHERE e.id = p_id AND e.member_id = p_asker.actor_id AND e.institution_id = p_asker.institution_id
    AND e.totp_shown_at IS NULL AND e.replaced_at IS NULL
$$;

CREATE FUNCTION control.show_totp(p_asker control.asker, p_id text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  UPDATE control.approver_enrolment e SET totp_shown_at = clock_timestamp()
  WHERE e.id = p_id AND e.member_id = p_asker.actor_id AND e.institution_id = p_asker.institution_id
    AND e.totp_shown_at IS NULL AND e.replaced_at IS NULL;
  RETURN CASE WHEN FOUND THEN 'done' ELSE 'missing' END;
END $$;

-- Puts an enrolment in force, in the place of the one before. For the two functions below alone.
CREATE FUNCTION control.put_in_force(p_id text, p_by text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_enrolment control.approver_enrolment;
BEGIN
  SELECT * INTO v_enrolment FROM control.approver_enrolment e WHERE e.id = p_id FOR NO KEY UPDATE;
  -- A day, as for every request.
  IF v_enrolment.member_id = p_by OR v_enrolment.replaced_at IS NOT NULL OR v_enrolment.totp_shown_at IS NULL
    OR v_enrolment.asked_at <= clock_timestamp() - interval '1 day'
    OR EXISTS (SELECT FROM control.approver a WHERE a.enrolment_id = p_id) THEN
    RETURN 'conflict';
  END IF;
  UPDATE control.approver_enrolment e SET replaced_at = clock_timestamp()
  WHERE e.member_id = v_enrolment.member_id AND e.id <> p_id AND e.replaced_at IS NULL;
  INSERT INTO control.approver AS a (member_id, enrolment_id, institution_id, confirmed_by)
  VALUES (v_enrolment.member_id, p_id, v_enrolment.institution_id, p_by)
  ON CONFLICT (member_id) DO UPDATE SET
    enrolment_id = excluded.enrolment_id, institution_id = excluded.institution_id, confirmed_at = clock_timestamp(),
    confirmed_by = excluded.confirmed_by, last_totp_step = 0;
  RETURN 'done';
END $$;

-- By another approver of the same institution, with a proof.
CREATE FUNCTION control.confirm_approver(p_asker control.asker, p_id text, p_proof uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_outcome text;
BEGIN
  PERFORM FROM control.approver_enrolment e WHERE e.id = p_id AND e.institution_id = p_asker.institution_id;
  IF NOT FOUND THEN
    RETURN 'missing';
  END IF;
  IF NOT control.take_proof(p_asker, p_proof, 'approver.confirmed', p_id) THEN
    RETURN 'unproven';
  END IF;
  v_outcome := control.put_in_force(p_id, p_asker.actor_id);
  IF v_outcome = 'done' THEN
    PERFORM control.append_inquiry(p_asker, 'approver.confirmed', NULL, NULL, NULL, false);
  END IF;
  RETURN v_outcome;
END $$;

-- By whoever administers the machine, for an institution's first approver or its only one; no process may call these.
CREATE FUNCTION control.confirm_approver_by_machine(p_asker control.asker, p_id text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_outcome text;
BEGIN
  PERFORM FROM control.approver_enrolment e WHERE e.id = p_id;
  IF NOT FOUND THEN
    RETURN 'missing';
  END IF;
  v_outcome := control.put_in_force(p_id, p_asker.actor_id);
  IF v_outcome = 'done' THEN
    SELECT e.institution_id INTO p_asker.institution_id FROM control.approver_enrolment e WHERE e.id = p_id;
    PERFORM control.append_inquiry(p_asker, 'approver.confirmed', NULL, NULL, NULL, false);
  END IF;
  RETURN v_outcome;
END $$;

CREATE FUNCTION control.end_approver_by_machine(p_asker control.asker, p_id text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  UPDATE control.approver_enrolment e SET replaced_at = clock_timestamp() WHERE e.id = p_id AND e.replaced_at IS NULL
  RETURNING e.institution_id INTO p_asker.institution_id;
  IF NOT FOUND THEN
    RETURN 'missing';
  END IF;
  DELETE FROM control.approver a WHERE a.enrolment_id = p_id;
  PERFORM control.append_inquiry(p_asker, 'approver.ended', NULL, NULL, NULL, false);
  RETURN 'done';
END $$;

-- An institution's approvers and those who ask to be; no secret of theirs.
CREATE FUNCTION control.approvers(p_institution text)
RETURNS TABLE (
  id text, member_id text, member_label text, with_totp boolean, shown boolean, asked_at timestamptz, confirmed_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT e.id, e.member_id, e.member_label, e.totp_secret IS NOT NULL, e.totp_shown_at IS NOT NULL, e.asked_at,
    a.confirmed_at
  FROM control.approver_enrolment e LEFT JOIN control.approver a ON a.enrolment_id = e.id
  WHERE e.institution_id = p_institution AND e.replaced_at IS NULL
    AND (a.enrolment_id IS NOT NULL OR e.asked_at > clock_timestamp() - interval '1 day')
  ORDER BY e.asked_at, e.id LIMIT 500
$$;

GRANT EXECUTE ON FUNCTION control.begin_proof, control.issue_proof, control.enrol_approver, control.unshown_totp,
  control.show_totp TO basea_proofs;
GRANT EXECUTE ON FUNCTION control.approve_grant, control.refuse_grant, control.approve_mandate, control.confirm_approver,
  control.approvers TO basea_grants;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;
