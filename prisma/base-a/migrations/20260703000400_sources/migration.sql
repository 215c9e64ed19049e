-- The door of debts' sources: each debt goes by its source's own key, moves only along its states, and keeps what it was.
SET ROLE basea_owner;

-- Which steps a debt may take. `rules.ts` says the same in words; a test compares the two.
CREATE FUNCTION records.may_become(was text, becomes text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN becomes = ANY (CASE was
  WHEN 'a_vencer' THEN ARRAY['vencida', 'renegociada', 'quitada', 'excluida']
  WHEN 'vencida' THEN ARRAY['aviso_enviado', 'renegociada', 'quitada', 'prescrita', 'excluida']
  -- CDC 43 §2: nothing is listed before the notice was delivered.
  WHEN 'aviso_enviado' THEN ARRAY['avisado', 'renegociada', 'quitada', 'prescrita', 'excluida']
  WHEN 'avisado' THEN ARRAY['negativada', 'renegociada', 'quitada', 'prescrita', 'excluida']
  WHEN 'negativada' THEN ARRAY['contestada', 'suspensa_por_ordem_judicial', 'renegociada', 'quitada', 'prescrita', 'excluida']
  WHEN 'contestada' THEN ARRAY['negativada', 'suspensa_por_ordem_judicial', 'renegociada', 'quitada', 'prescrita', 'excluida']
  WHEN 'suspensa_por_ordem_judicial' THEN ARRAY['negativada', 'contestada', 'renegociada', 'quitada', 'prescrita', 'excluida']
  ELSE ARRAY[]::text[]
END);

-- What a source calls a debt, and the digest of what it last said of it.
CREATE TABLE records.debt_source (
  institution_id text NOT NULL,
  source_key text NOT NULL,
  debt_id uuid NOT NULL,
  digest bytea NOT NULL,
  CONSTRAINT debt_source_pkey PRIMARY KEY (institution_id, source_key),
  CONSTRAINT debt_source_debt_id_fkey FOREIGN KEY (debt_id) REFERENCES records.debt (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT debt_source_key_length CHECK (length(source_key) BETWEEN 1 AND 64),
  CONSTRAINT debt_source_digest_length CHECK (length(digest) = 32)
);
CREATE UNIQUE INDEX debt_source_debt_id_key ON records.debt_source (debt_id);

-- Every form a debt has had, the present one included, with the inquiry that brought it and, for a correction, why.
CREATE TABLE records.debt_version (
  debt_id uuid NOT NULL,
  number integer NOT NULL,
  inquiry_id text NOT NULL,
  correction text,
  creditor text NOT NULL,
  contract_number text NOT NULL,
  modality text NOT NULL,
  amount_cents bigint NOT NULL,
  created_on date NOT NULL,
  due_on date NOT NULL,
  status text NOT NULL,
  notice_sent_on date,
  notice_delivered_on date,
  listed_on date,
  removed_on date,
  CONSTRAINT debt_version_pkey PRIMARY KEY (debt_id, number),
  CONSTRAINT debt_version_debt_id_fkey FOREIGN KEY (debt_id) REFERENCES records.debt (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT debt_version_correction_length CHECK (length(correction) BETWEEN 10 AND 500)
);
CREATE TRIGGER debt_version_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON records.debt_version
  FOR EACH STATEMENT EXECUTE FUNCTION control.refuse_edit();

RESET ROLE;
DO $$
DECLARE
  t regclass;
BEGIN
  FOREACH t IN ARRAY ARRAY['records.debt_source', 'records.debt_version']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY definer ON %s TO basea_definer USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON records.debt_source TO basea_definer;
GRANT SELECT, INSERT ON records.debt_version TO basea_definer;
GRANT EXECUTE ON FUNCTION records.may_become TO basea_definer;

GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

CREATE FUNCTION control.keep_version(p_debt uuid, p_inquiry text, p_correction text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  INSERT INTO records.debt_version (
    debt_id, number, inquiry_id, correction, creditor, contract_number, modality, amount_cents, created_on, due_on, status,
    notice_sent_on, notice_delivered_on, listed_on, removed_on)
  SELECT d.id, (SELECT coalesce(max(v.number), 0) + 1 FROM records.debt_version v WHERE v.debt_id = d.id), p_inquiry,
    p_correction, d.creditor, d.contract_number, d.modality, d.amount_cents, d.created_on, d.due_on, d.status,
    d.notice_sent_on, d.notice_delivered_on, d.listed_on, d.removed_on
  FROM records.debt d WHERE d.id = p_debt
$$;

-- Takes one row: `criada`, `inalterada`, `atualizada`, `corrigida`, or `recusada` with its code. A debt begins before its
-- notice; facts that were said once change by a correction only; a state is left only for one that may follow it.
CREATE FUNCTION control.receive_debt(
  p_asker control.asker, p_subject bytea, p_source_key text, p_digest bytea, p_correction text, p_debt records.debt,
  OUT result text, OUT code text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_source records.debt_source;
  v_was records.debt;
BEGIN
  result := 'recusada';
  code := 'conflito';
  SELECT p.id INTO p_debt.person_id FROM records.person p WHERE p.cpf_index = p_subject AND p.file_status = 'open';
  IF NOT FOUND THEN
    code := 'pessoa_nao_encontrada';
    RETURN;
  END IF;
  p_debt.visible_until := records.last_visible_day(p_debt.due_on);
  p_debt.updated_at := clock_timestamp();
  SELECT * INTO v_source FROM records.debt_source s
  WHERE s.institution_id = p_asker.institution_id AND s.source_key = p_source_key FOR UPDATE;
  IF NOT FOUND THEN
    IF p_correction IS NOT NULL THEN
      code := 'recurso_nao_encontrado';
      RETURN;
    END IF;
    IF p_debt.status NOT IN ('a_vencer', 'vencida', 'aviso_enviado') THEN
      RETURN;
    END IF;
    INSERT INTO records.debt SELECT p_debt.*;
    INSERT INTO records.debt_source VALUES (p_asker.institution_id, p_source_key, p_debt.id, p_digest);
    PERFORM control.keep_version(p_debt.id, p_asker.inquiry_id, NULL);
    result := 'criada';
    code := NULL;
    RETURN;
  END IF;
  IF v_source.digest = p_digest THEN
    result := 'inalterada';
    code := NULL;
    RETURN;
  END IF;
  SELECT * INTO STRICT v_was FROM records.debt d WHERE d.id = v_source.debt_id FOR UPDATE;
  IF v_was.person_id <> p_debt.person_id
    OR (v_was.status <> p_debt.status AND NOT records.may_become(v_was.status, p_debt.status)) THEN
    RETURN;
  END IF;
  IF p_correction IS NULL AND (
    (v_was.creditor, v_was.contract_number, v_was.modality, v_was.amount_cents, v_was.created_on, v_was.due_on)
      IS DISTINCT FROM
      (p_debt.creditor, p_debt.contract_number, p_debt.modality, p_debt.amount_cents, p_debt.created_on, p_debt.due_on)
    OR v_was.notice_sent_on <> coalesce(p_debt.notice_sent_on, 'infinity')
    OR v_was.notice_delivered_on <> coalesce(p_debt.notice_delivered_on, 'infinity')
    OR v_was.listed_on <> coalesce(p_debt.listed_on, 'infinity')
    OR v_was.removed_on <> coalesce(p_debt.removed_on, 'infinity')) THEN
    RETURN;
  END IF;
  UPDATE records.debt d SET
    creditor = p_debt.creditor, contract_number = p_debt.contract_number, modality = p_debt.modality,
    amount_cents = p_debt.amount_cents, created_on = p_debt.created_on, due_on = p_debt.due_on, status = p_debt.status,
    notice_sent_on = p_debt.notice_sent_on, notice_delivered_on = p_debt.notice_delivered_on,
    listed_on = p_debt.listed_on, removed_on = p_debt.removed_on, visible_until = p_debt.visible_until,
    updated_at = p_debt.updated_at
  WHERE d.id = v_was.id;
  UPDATE records.debt_source s SET digest = p_digest
  WHERE s.institution_id = p_asker.institution_id AND s.source_key = p_source_key;
  PERFORM control.keep_version(v_was.id, p_asker.inquiry_id, p_correction);
  result := CASE WHEN p_correction IS NULL THEN 'atualizada' ELSE 'corrigida' END;
  code := NULL;
END $$;

-- Takes rows of a source and says what became of each, by its place; writes one inquiry for all of them. Nothing is
-- received with a denied token: null.
CREATE FUNCTION control.receive_debts(p_asker control.asker, p_token control.presented_token, p_rows jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_row record;
  v_one record;
  v_results jsonb := '{}';
BEGIN
  IF control.is_token_denied(p_asker, p_token) THEN
    PERFORM control.record_denial(p_asker, 'debts.received', NULL, NULL, 'credencial_invalida');
    RETURN NULL;
  END IF;
  PERFORM control.append_inquiry(p_asker, 'debts.received', NULL, NULL, NULL, false);
  -- In the order of their keys, so that two batches of the same debts wait for each other instead of dying together.
  FOR v_row IN
    SELECT r.place, decode(r.subject_index, 'hex') AS subject_index, r.source_key, decode(r.digest, 'hex') AS digest,
      r.correction, r.debt
    FROM jsonb_to_recordset(p_rows) AS r (
      place integer, subject_index text, source_key text, digest text, correction text, debt jsonb)
    ORDER BY r.source_key
  LOOP
    BEGIN
      SELECT * INTO v_one FROM control.receive_debt(
        p_asker, v_row.subject_index, v_row.source_key, v_row.digest, v_row.correction,
        jsonb_populate_record(NULL::records.debt, v_row.debt));
      v_results := v_results || jsonb_build_object(v_row.place, jsonb_build_array(v_one.result, v_one.code));
    EXCEPTION
      -- Somebody else brought the same key at the same time.
      WHEN unique_violation THEN
        v_results := v_results || jsonb_build_object(v_row.place, jsonb_build_array('recusada', 'conflito'));
      WHEN check_violation OR not_null_violation THEN
        v_results := v_results || jsonb_build_object(v_row.place, jsonb_build_array('recusada', 'requisicao_invalida'));
    END;
  END LOOP;
  INSERT INTO control.inquiry_outcome (inquiry_id, outcome, rows_shown) VALUES (p_asker.inquiry_id, 'concluida', 0);
  RETURN v_results;
END $$;

GRANT EXECUTE ON FUNCTION control.receive_debts TO basea_grants;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;
