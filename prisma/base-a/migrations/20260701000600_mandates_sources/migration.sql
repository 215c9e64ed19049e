-- Mandates, the keys that tokens are verified with, and the way people and debts come in.
SET ROLE basea_owner;

-- The authorization server's public keys, pushed in by it: this system dials nobody.
CREATE TABLE control.token_key_set (
  one boolean NOT NULL DEFAULT true,
  keys jsonb NOT NULL,
  received_at timestamptz(3) NOT NULL,
  CONSTRAINT token_key_set_pkey PRIMARY KEY (one),
  CONSTRAINT token_key_set_one CHECK (one)
);

-- What has been loaded, by the digest of its content: loading it twice changes nothing, and an interrupted load goes on
-- where it stopped.
CREATE TABLE control.loaded_batch (
  id text NOT NULL,
  digest text NOT NULL,
  people integer NOT NULL,
  debts integer NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT loaded_batch_pkey PRIMARY KEY (id)
);

RESET ROLE;
GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

CREATE FUNCTION control.request_mandate(p_asker control.asker, p_id text, p_reason text, p_days integer, p_people_per_day integer)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO control.mandate (id, institution_id, requester_id, requester_label, reason, days, people_per_day)
  VALUES (p_id, p_asker.institution_id, p_asker.actor_id, p_asker.actor_label, p_reason, p_days, p_people_per_day);
  PERFORM control.append_inquiry(p_asker, 'mandate.requested', NULL, p_id, NULL, false);
END $$;

-- The second approval starts the mandate.
CREATE FUNCTION control.approve_mandate(p_asker control.asker, p_id text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_mandate control.mandate;
BEGIN
  SELECT * INTO v_mandate FROM control.mandate m
  WHERE m.id = p_id AND m.institution_id = p_asker.institution_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN 'missing';
  END IF;
  IF v_mandate.not_before IS NOT NULL OR v_mandate.ended_at IS NOT NULL OR v_mandate.requester_id = p_asker.actor_id THEN
    RETURN 'conflict';
  END IF;
  INSERT INTO control.mandate_approval (mandate_id, institution_id, requester_id, approver_id, approver_label)
  VALUES (p_id, p_asker.institution_id, v_mandate.requester_id, p_asker.actor_id, p_asker.actor_label)
  ON CONFLICT (mandate_id, approver_id) DO NOTHING;
  IF NOT FOUND THEN
    RETURN 'conflict';
  END IF;
  IF (SELECT count(*) FROM control.mandate_approval a WHERE a.mandate_id = p_id) >= 2 THEN
    UPDATE control.mandate m SET not_before = clock_timestamp(), expires_at = clock_timestamp() + make_interval(days => m.days)
    WHERE m.id = p_id;
  END IF;
  PERFORM control.append_inquiry(p_asker, 'mandate.approved', NULL, p_id, NULL, false);
  RETURN 'done';
END $$;

-- Keeps the key set that verifies tokens; writes an inquiry only when it changes, for it comes every few seconds.
CREATE FUNCTION control.store_key_set(p_asker control.asker, p_keys jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM FROM control.token_key_set k WHERE k.keys = p_keys;
  IF NOT FOUND THEN
    PERFORM control.append_inquiry(p_asker, 'keys.stored', NULL, NULL, NULL, false);
  END IF;
  INSERT INTO control.token_key_set AS k (one, keys, received_at) VALUES (true, p_keys, clock_timestamp())
  ON CONFLICT (one) DO UPDATE SET keys = excluded.keys, received_at = excluded.received_at;
END $$;

-- Loads one batch of people with their debts, whole or not at all; false if it was loaded before with this content. The
-- members of `p_people` and `p_debts` are the columns.
CREATE FUNCTION control.load_batch(p_id text, p_digest text, p_people jsonb, p_debts jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
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
    id, cpf_index, cpf, name, street, number, complement, district, city, state, postal_code, file_status, updated_at)
  SELECT r.id, decode(r.cpf_index, 'hex'), r.cpf, r.name, r.street, r.number, r.complement, r.district, r.city, r.state,
    r.postal_code, r.file_status, clock_timestamp()
  FROM jsonb_to_recordset(p_people) AS r (
    id text, cpf_index text, cpf text, name text, street text, number text, complement text, district text, city text,
    state text, postal_code text, file_status text)
  ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, street = excluded.street, number = excluded.number, complement = excluded.complement,
    district = excluded.district, city = excluded.city, state = excluded.state, postal_code = excluded.postal_code,
    file_status = excluded.file_status, updated_at = excluded.updated_at;
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
  RETURN true;
END $$;

-- Which batches of a source are loaded already, and with what content.
CREATE FUNCTION control.loaded_batches(p_prefix text) RETURNS TABLE (id text, digest text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT b.id, b.digest FROM control.loaded_batch b WHERE starts_with(b.id, p_prefix)
$$;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;
