-- Summaries of debts under a mandate: no row is opened, the sums alone leave. Recorded in the same two steps.
SET ROLE basea_owner;

CREATE TABLE control.mandate (
  id text NOT NULL,
  institution_id text NOT NULL,
  requester_id text NOT NULL,
  requester_label text NOT NULL,
  reason text NOT NULL,
  days integer NOT NULL,
  people_per_day integer NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  -- Set by the second approval.
  not_before timestamptz(3),
  expires_at timestamptz(3),
  ended_at timestamptz(3),
  CONSTRAINT mandate_pkey PRIMARY KEY (id),
  CONSTRAINT mandate_id_shape CHECK (id ~ '^man_[0-9A-Za-z]{22}$'),
  CONSTRAINT mandate_reason CHECK (length(btrim(reason)) BETWEEN 20 AND 500),
  CONSTRAINT mandate_days CHECK (days BETWEEN 1 AND 90),
  CONSTRAINT mandate_people_per_day CHECK (people_per_day BETWEEN 1 AND 1000000),
  CONSTRAINT mandate_life CHECK (
    (not_before IS NULL) = (expires_at IS NULL) AND expires_at <= not_before + interval '90 days')
);
CREATE UNIQUE INDEX mandate_id_institution_id_requester_id_key ON control.mandate (id, institution_id, requester_id);
CREATE INDEX mandate_institution_id_expires_at_idx ON control.mandate (institution_id, expires_at);

CREATE TABLE control.mandate_approval (
  mandate_id text NOT NULL,
  institution_id text NOT NULL,
  requester_id text NOT NULL,
  approver_id text NOT NULL,
  approver_label text NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT mandate_approval_pkey PRIMARY KEY (mandate_id, approver_id),
  CONSTRAINT mandate_approval_mandate_id_institution_id_requester_id_fkey FOREIGN KEY (mandate_id, institution_id, requester_id)
    REFERENCES control.mandate (id, institution_id, requester_id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT mandate_approval_by_another CHECK (approver_id <> requester_id),
  CONSTRAINT mandate_approval_by_a_person CHECK (approver_id ~ '^mem_[0-9A-Za-z]{22}$')
);

-- Whom a mandate has asked about on a São Paulo day, each once, and how many that makes.
CREATE TABLE control.mandate_person (
  mandate_id text NOT NULL,
  day date NOT NULL,
  subject_index bytea NOT NULL,
  CONSTRAINT mandate_person_pkey PRIMARY KEY (mandate_id, day, subject_index),
  CONSTRAINT mandate_person_mandate_id_fkey FOREIGN KEY (mandate_id) REFERENCES control.mandate (id) ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE TABLE control.mandate_day (
  mandate_id text NOT NULL,
  day date NOT NULL,
  people integer NOT NULL,
  CONSTRAINT mandate_day_pkey PRIMARY KEY (mandate_id, day),
  CONSTRAINT mandate_day_mandate_id_fkey FOREIGN KEY (mandate_id) REFERENCES control.mandate (id) ON DELETE RESTRICT ON UPDATE RESTRICT
);

-- What a score took from here, under its inquiry's id: Base B keeps that id and nothing of this.
CREATE TABLE control.debt_snapshot (
  inquiry_id text NOT NULL,
  debts integer NOT NULL,
  total_cents bigint NOT NULL,
  largest_cents bigint NOT NULL,
  oldest_due_on date,
  last_removed_on date,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT debt_snapshot_pkey PRIMARY KEY (inquiry_id),
  CONSTRAINT debt_snapshot_inquiry_id_fkey FOREIGN KEY (inquiry_id) REFERENCES control.inquiry (id) ON DELETE RESTRICT ON UPDATE RESTRICT
);

RESET ROLE;
GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

-- The institution's live mandate that lasts `p_left` longer: two approvals, within its days, not ended. Counted each
-- time, whatever a column says.
CREATE FUNCTION control.live_mandate(p_institution text, p_left interval DEFAULT '0') RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT m.id FROM control.mandate m
  WHERE m.institution_id = p_institution AND m.ended_at IS NULL
    AND m.not_before <= clock_timestamp() AND clock_timestamp() + p_left < m.expires_at
    AND (SELECT count(*) FROM control.mandate_approval a WHERE a.mandate_id = m.id) >= 2
  ORDER BY m.expires_at DESC LIMIT 1
$$;

-- Counts people against the mandate's day; false, and nothing counted, when they would be too many.
CREATE FUNCTION control.count_mandate_people(p_mandate text, p_subjects bytea[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_day date := control.today();
  v_new integer;
BEGIN
  -- In one order, so that two questions about the same people wait for each other instead of dying together.
  INSERT INTO control.mandate_person (mandate_id, day, subject_index)
  SELECT p_mandate, v_day, s FROM unnest(p_subjects) AS s ORDER BY s
  ON CONFLICT (mandate_id, day, subject_index) DO NOTHING;
  GET DIAGNOSTICS v_new = ROW_COUNT;
  IF v_new = 0 THEN
    RETURN true;
  END IF;
  INSERT INTO control.mandate_day (mandate_id, day, people) VALUES (p_mandate, v_day, v_new)
  ON CONFLICT (mandate_id, day) DO UPDATE SET people = control.mandate_day.people + excluded.people;
  IF (SELECT d.people > m.people_per_day FROM control.mandate_day d JOIN control.mandate m ON m.id = d.mandate_id
      WHERE d.mandate_id = p_mandate AND d.day = v_day) THEN
    -- Rolls back to the caller's block, so that refused people aren't counted.
    RAISE EXCEPTION 'mandate day is full' USING ERRCODE = 'CR001';
  END IF;
  RETURN true;
END $$;

-- Writes one inquiry per person, under the institution's mandate; a null ticket is a refusal. `p_inquiries` and
-- `p_subjects` go by pairs.
CREATE FUNCTION control.begin_summary(p_asker control.asker, p_inquiries text[], p_subjects bytea[]) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_mandate text := control.live_mandate(p_asker.institution_id);
  v_refusal text;
  v_ticket uuid := gen_random_uuid();
  v_asker control.asker := p_asker;
BEGIN
  IF cardinality(p_subjects) NOT BETWEEN 1 AND 100 OR cardinality(p_inquiries) <> cardinality(p_subjects) THEN
    RAISE EXCEPTION 'between 1 and 100 people, each with an inquiry' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF v_mandate IS NULL THEN
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

-- Exchanges a ticket for the sums, keeps them as snapshots and closes the inquiries. An unknown person and a closed
-- file have no listed debts here, and the same answer.
CREATE FUNCTION control.debt_summary(p_ticket uuid) RETURNS TABLE (
  inquiry_id text, subject_index bytea, debts integer, total_cents bigint, largest_cents bigint, oldest_due_on date,
  last_removed_on date, updated_at timestamptz
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN QUERY
  WITH used AS (
    DELETE FROM control.access_ticket t
    WHERE t.ticket = p_ticket AND t.kind = 'summary' AND clock_timestamp() < t.expires_at
      AND t.issued_in <> pg_current_xact_id()::text::bigint
    RETURNING t.inquiry_id, t.subject_index, t.person_id
  ), sums AS (
    SELECT u.inquiry_id, u.subject_index, d.*, coalesce(d.touched_at, p.updated_at, clock_timestamp()) AS updated_at
    FROM used u
    LEFT JOIN records.person p ON p.id = u.person_id
    CROSS JOIN LATERAL (
      SELECT
        (count(*) FILTER (WHERE v.visible))::integer AS debts,
        (coalesce(sum(v.amount_cents) FILTER (WHERE v.visible), 0))::bigint AS total_cents,
        coalesce(max(v.amount_cents) FILTER (WHERE v.visible), 0) AS largest_cents,
        min(v.due_on) FILTER (WHERE v.visible) AS oldest_due_on,
        -- A removal is forgotten when the listing itself would be.
        max(v.removed_on) FILTER (WHERE v.listed_on IS NOT NULL AND control.today() <= v.visible_until) AS last_removed_on,
        max(v.updated_at) FILTER (WHERE v.visible) AS touched_at
      FROM (
        SELECT x.*, records.is_visible(x.status, x.notice_delivered_on, x.listed_on, x.visible_until, control.today()) AS visible
        FROM records.debt x WHERE x.person_id = u.person_id
      ) v
    ) d
  ), snapshots AS (
    INSERT INTO control.debt_snapshot
    SELECT s.inquiry_id, s.debts, s.total_cents, s.largest_cents, s.oldest_due_on, s.last_removed_on, s.updated_at FROM sums s
  ), outcomes AS (
    INSERT INTO control.inquiry_outcome (inquiry_id, outcome, rows_shown)
    SELECT s.inquiry_id, 'concluida', 0 FROM sums s
  )
  SELECT s.inquiry_id, s.subject_index, s.debts, s.total_cents, s.largest_cents, s.oldest_due_on, s.last_removed_on,
    s.updated_at::timestamptz
  FROM sums s;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such access' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;
