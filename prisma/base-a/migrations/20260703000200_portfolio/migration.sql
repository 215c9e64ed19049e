-- Portfolios: who has a live consent to which institution, with each person's sums of visible debts beside it, so that a
-- ranking is one index scan. Consents themselves are kept elsewhere; their keeper says each change here.
SET ROLE basea_owner;

CREATE TABLE records.portfolio_person (
  subject_index bytea NOT NULL,
  institution_id text NOT NULL,
  -- What the keeper of consents calls this person: the only name under which a ranking gives them back.
  reference text NOT NULL,
  state text NOT NULL,
  born_on date NOT NULL,
  -- The end of the last live consent; null when there is none left.
  consent_until timestamptz(3),
  -- When that was so, by its keeper's clock: what is older never overwrites it.
  changed_at timestamptz(3) NOT NULL,
  debts integer NOT NULL DEFAULT 0,
  total_cents bigint NOT NULL DEFAULT 0,
  largest_cents bigint NOT NULL DEFAULT 0,
  -- The first day on which the sums are no longer true: a debt has had its five years the day before.
  stale_on date,
  CONSTRAINT portfolio_person_pkey PRIMARY KEY (subject_index, institution_id),
  CONSTRAINT portfolio_person_subject_length CHECK (length(subject_index) = 32),
  CONSTRAINT portfolio_person_reference_length CHECK (length(reference) BETWEEN 1 AND 64),
  CONSTRAINT portfolio_person_institution CHECK (institution_id ~ '^ins_[0-9A-Za-z]{22}$'),
  CONSTRAINT portfolio_person_state_shape CHECK (state ~ '^[A-Z]{2}$')
);
CREATE INDEX portfolio_person_institution_id_total_cents_reference_idx
  ON records.portfolio_person (institution_id, total_cents, reference);
CREATE INDEX portfolio_person_institution_id_largest_cents_reference_idx
  ON records.portfolio_person (institution_id, largest_cents, reference);
CREATE INDEX portfolio_person_institution_id_debts_reference_idx
  ON records.portfolio_person (institution_id, debts, reference);
CREATE INDEX portfolio_person_stale_on_idx ON records.portfolio_person (stale_on);

RESET ROLE;
ALTER TABLE records.portfolio_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE records.portfolio_person FORCE ROW LEVEL SECURITY;
CREATE POLICY definer ON records.portfolio_person TO basea_definer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON records.portfolio_person TO basea_definer;

GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

-- Sums anew what may be shown today of these people, wherever they stand in a portfolio. An unknown person and a closed
-- file have no debts here.
CREATE FUNCTION control.refresh_sums(p_subjects bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_today CONSTANT date := control.today();
BEGIN
  -- In one order, so that two refreshes of the same people wait for each other instead of dying together.
  PERFORM FROM records.portfolio_person f WHERE f.subject_index = ANY (p_subjects)
  ORDER BY f.subject_index, f.institution_id FOR NO KEY UPDATE;
  UPDATE records.portfolio_person f SET
    debts = s.debts, total_cents = s.total_cents, largest_cents = s.largest_cents, stale_on = s.stale_on
  FROM (
    SELECT q.subject_index, count(d.id)::integer AS debts, coalesce(sum(d.amount_cents), 0)::bigint AS total_cents,
      coalesce(max(d.amount_cents), 0) AS largest_cents, min(d.visible_until) + 1 AS stale_on
    FROM unnest(p_subjects) AS q (subject_index)
    LEFT JOIN records.person p ON p.cpf_index = q.subject_index AND p.file_status = 'open'
    LEFT JOIN records.debt d ON d.person_id = p.id
      AND records.is_visible(d.status, d.notice_delivered_on, d.listed_on, d.visible_until, v_today)
    GROUP BY q.subject_index
  ) s
  WHERE f.subject_index = s.subject_index
    AND (f.debts, f.total_cents, f.largest_cents, f.stale_on)
      IS DISTINCT FROM (s.debts, s.total_cents, s.largest_cents, s.stale_on);
END $$;

-- Sums anew those for whom a debt's five years have ended since; how many there were. Called every few seconds, and
-- before each ranking.
CREATE FUNCTION control.refresh_stale_sums(p_at_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_subjects bytea[];
BEGIN
  SELECT array_agg(q.subject_index) INTO v_subjects FROM (
    SELECT f.subject_index FROM records.portfolio_person f WHERE f.stale_on <= control.today() ORDER BY f.stale_on LIMIT p_at_most
  ) q;
  IF v_subjects IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM control.refresh_sums(v_subjects);
  RETURN cardinality(v_subjects);
END $$;

-- Whatever way a debt changes, the sums change with it, in the same transaction.
CREATE FUNCTION control.refresh_sums_of_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM control.refresh_sums(q.subjects) FROM (
    SELECT array_agg(DISTINCT p.cpf_index) AS subjects
    FROM changed c JOIN records.person p ON p.id = c.person_id
    WHERE EXISTS (SELECT FROM records.portfolio_person f WHERE f.subject_index = p.cpf_index)
  ) q
  WHERE q.subjects IS NOT NULL;
  RETURN NULL;
END $$;
RESET ROLE;
CREATE TRIGGER debt_inserted AFTER INSERT ON records.debt REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION control.refresh_sums_of_changed();
CREATE TRIGGER debt_updated AFTER UPDATE ON records.debt REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION control.refresh_sums_of_changed();
CREATE TRIGGER debt_deleted AFTER DELETE ON records.debt REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION control.refresh_sums_of_changed();
SET ROLE basea_definer;

-- Merges changes of portfolios. One that is older than what is known says nothing new; the same once more neither.
CREATE FUNCTION control.merge_portfolio(p_items jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO records.portfolio_person AS f (subject_index, institution_id, reference, state, born_on, consent_until, changed_at)
  SELECT DISTINCT ON (r.subject_index, r.institution_id)
    decode(r.subject_index, 'hex'), r.institution_id, r.reference, r.state, r.born_on, r.consent_until, r.changed_at
  FROM jsonb_to_recordset(p_items) AS r (
    subject_index text, institution_id text, reference text, state text, born_on date, consent_until timestamptz,
    changed_at timestamptz)
  ORDER BY r.subject_index, r.institution_id, r.changed_at DESC
  ON CONFLICT (subject_index, institution_id) DO UPDATE SET
    reference = excluded.reference, state = excluded.state, born_on = excluded.born_on,
    consent_until = excluded.consent_until, changed_at = excluded.changed_at
  WHERE f.changed_at < excluded.changed_at;
  PERFORM control.refresh_sums(q.subjects) FROM (
    SELECT array_agg(DISTINCT decode(r.subject_index, 'hex')) AS subjects
    FROM jsonb_to_recordset(p_items) AS r (subject_index text)
  ) q WHERE q.subjects IS NOT NULL;
END $$;

-- Changes said by the keeper of consents, a process that its certificate names.
CREATE FUNCTION control.store_portfolio(p_asker control.asker, p_items jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM control.append_inquiry(p_asker, 'portfolio.stored', NULL, NULL, NULL, false);
  PERFORM control.merge_portfolio(p_items);
END $$;

-- As before, and: what candidates are found by, and the portfolios that the batch's people are in.
DROP FUNCTION control.load_batch(text, text, jsonb, jsonb);
CREATE FUNCTION control.load_batch(p_id text, p_digest text, p_people jsonb, p_debts jsonb, p_portfolio jsonb DEFAULT '[]')
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO control.loaded_batch AS b (id, digest, people, debts)
  VALUES (p_id, p_digest, jsonb_array_length(p_people), jsonb_array_length(p_debts))
  ON CONFLICT (id) DO UPDATE SET
    digest = excluded.digest, people = excluded.people, debts = excluded.debts, at = clock_timestamp()
  WHERE b.digest <> excluded.digest;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO records.person AS p (
    id, cpf_index, cpf, name, born_on, street, number, complement, district, city, state, postal_code, address_index,
    address_cep_index, file_status, updated_at)
  SELECT r.id, decode(r.cpf_index, 'hex'), r.cpf, r.name, r.born_on, r.street, r.number, r.complement, r.district, r.city,
    r.state, r.postal_code, decode(r.address_index, 'hex'), decode(r.address_cep_index, 'hex'), r.file_status,
    clock_timestamp()
  FROM jsonb_to_recordset(p_people) AS r (
    id text, cpf_index text, cpf text, name text, born_on date, street text, number text, complement text, district text,
    city text, state text, postal_code text, address_index text, address_cep_index text, file_status text)
  ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, born_on = excluded.born_on, street = excluded.street, number = excluded.number,
    complement = excluded.complement, district = excluded.district, city = excluded.city, state = excluded.state,
    postal_code = excluded.postal_code, address_index = excluded.address_index,
    address_cep_index = excluded.address_cep_index, file_status = excluded.file_status, updated_at = excluded.updated_at;
  DELETE FROM records.name_pair n USING jsonb_to_recordset(p_people) AS r (id text) WHERE n.person_id = r.id;
  INSERT INTO records.name_pair (person_id, sound, spelling)
  SELECT r.id, n.sound, n.spelling
  FROM jsonb_to_recordset(p_people) AS r (id text, name_pairs jsonb)
  CROSS JOIN LATERAL jsonb_to_recordset(coalesce(r.name_pairs, '[]')) AS n (sound bigint, spelling integer);
  INSERT INTO records.debt AS d (
    id, person_id, creditor, contract_number, modality, amount_cents, created_on, due_on, status, notice_sent_on,
    notice_delivered_on, listed_on, removed_on, visible_until, updated_at)
  SELECT r.id, r.person_id, r.creditor, r.contract_number, r.modality, r.amount_cents, r.created_on, r.due_on, r.status,
    r.notice_sent_on, r.notice_delivered_on, r.listed_on, r.removed_on, records.last_visible_day(r.due_on), clock_timestamp()
  FROM jsonb_to_recordset(p_debts) AS r (
    id uuid, person_id text, creditor text, contract_number text, modality text, amount_cents bigint, created_on date,
    due_on date, status text, notice_sent_on date, notice_delivered_on date, listed_on date, removed_on date)
  ON CONFLICT (id) DO UPDATE SET
    creditor = excluded.creditor, contract_number = excluded.contract_number, modality = excluded.modality,
    amount_cents = excluded.amount_cents, created_on = excluded.created_on, due_on = excluded.due_on,
    status = excluded.status, notice_sent_on = excluded.notice_sent_on, notice_delivered_on = excluded.notice_delivered_on,
    listed_on = excluded.listed_on, removed_on = excluded.removed_on, visible_until = excluded.visible_until,
    updated_at = excluded.updated_at
  -- A debt never changes hands: the same id under another person is a mistake of the source.
  WHERE d.person_id = excluded.person_id;
  PERFORM control.merge_portfolio(p_portfolio);
  -- A file that was opened or closed changes what its person's debts sum to.
  PERFORM control.refresh_sums(q.subjects) FROM (
    SELECT array_agg(f.subject_index) AS subjects
    FROM jsonb_to_recordset(p_people) AS r (cpf_index text)
    JOIN records.portfolio_person f ON f.subject_index = decode(r.cpf_index, 'hex')
  ) q WHERE q.subjects IS NOT NULL;
  RETURN true;
END $$;

GRANT EXECUTE ON FUNCTION control.refresh_stale_sums TO basea_app;
GRANT EXECUTE ON FUNCTION control.store_portfolio TO basea_grants;
GRANT EXECUTE ON FUNCTION control.load_batch TO basea_ingest;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;
