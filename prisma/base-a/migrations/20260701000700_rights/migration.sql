-- Who may do what, table by table. Row security is forced on every table, so that not even the owner sees a row; the
-- definer's policies are open, and its privileges say which verbs it has.

DO $$
DECLARE
  t regclass;
BEGIN
  FOR t IN SELECT oid::regclass FROM pg_catalog.pg_class
    WHERE relnamespace IN ('records'::regnamespace, 'control'::regnamespace) AND relkind = 'r'
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY definer ON %s TO basea_definer USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;

-- The definer. Ledger and approvals: no UPDATE, no DELETE.
GRANT SELECT, INSERT, UPDATE ON records.person, records.debt TO basea_definer;
GRANT SELECT, INSERT ON
  control.inquiry, control.inquiry_outcome, control.grant_subject, control.grant_approval, control.mandate_approval,
  control.mandate_person, control.debt_snapshot TO basea_definer;
GRANT SELECT, INSERT ON control.grant_request, control.access_grant, control.mandate, control.mandate_day TO basea_definer;
GRANT UPDATE (decision, decided_at) ON control.grant_request TO basea_definer;
GRANT UPDATE (used, ended_at, ended_by) ON control.access_grant TO basea_definer;
GRANT UPDATE (not_before, expires_at, ended_at) ON control.mandate TO basea_definer;
GRANT UPDATE (people) ON control.mandate_day TO basea_definer;
GRANT SELECT, INSERT, UPDATE ON control.token_key_set, control.loaded_batch TO basea_definer;
GRANT SELECT, INSERT, DELETE ON control.access_ticket, control.row_context TO basea_definer;
GRANT UPDATE (used_at) ON control.access_ticket TO basea_definer;

-- The reader: columns that answers are made of, rows that a recorded access has opened. The context comes through
-- scalar sub-selects, which run once a statement; a function called per row is seventy times slower.
GRANT SELECT (id, cpf, name, street, number, complement, district, city, state, postal_code, updated_at)
  ON records.person TO basea_app;
GRANT SELECT (id, person_id, creditor, modality, amount_cents, created_on, due_on, status, updated_at)
  ON records.debt TO basea_app;
CREATE POLICY opened ON records.person FOR SELECT TO basea_app
  USING (id = (SELECT control.open_person()));
CREATE POLICY opened_and_visible ON records.debt FOR SELECT TO basea_app
  USING (person_id = (SELECT control.open_person())
    AND records.is_visible(status, notice_delivered_on, listed_on, visible_until, (SELECT control.today())));

-- The keeper of grants sees one institution at a time: the one that its transaction has named.
GRANT SELECT (id, institution_id, requester_id, requester_label, scope, purpose, reason, relationship, minutes, max_uses,
  created_at, decision, decided_at) ON control.grant_request TO basea_grants;
GRANT SELECT (request_id, cpf_masked, position) ON control.grant_subject TO basea_grants;
GRANT SELECT (request_id, institution_id, approver_id, approver_label, at) ON control.grant_approval TO basea_grants;
GRANT SELECT (request_id, institution_id, not_before, expires_at, max_uses, used, ended_at) ON control.access_grant TO basea_grants;
GRANT SELECT (one, keys, received_at) ON control.token_key_set TO basea_grants;
CREATE POLICY own_institution ON control.grant_request FOR SELECT TO basea_grants
  USING (institution_id = (SELECT current_setting('crivo.institution', true)));
CREATE POLICY own_institution ON control.grant_approval FOR SELECT TO basea_grants
  USING (institution_id = (SELECT current_setting('crivo.institution', true)));
CREATE POLICY own_institution ON control.access_grant FOR SELECT TO basea_grants
  USING (institution_id = (SELECT current_setting('crivo.institution', true)));
CREATE POLICY own_institution ON control.grant_subject FOR SELECT TO basea_grants
  USING (EXISTS (SELECT FROM control.grant_request r WHERE r.id = request_id));
CREATE POLICY public_keys ON control.token_key_set FOR SELECT TO basea_grants USING (true);

-- The auditor: all that was asked and decided, by blind index; no person, no secret's hash.
GRANT SELECT ON control.inquiry, control.inquiry_outcome, control.grant_request, control.grant_approval,
  control.access_grant, control.mandate, control.mandate_approval TO basea_auditor;
GRANT SELECT (request_id, subject_index, cpf_masked, position) ON control.grant_subject TO basea_auditor;
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['inquiry', 'inquiry_outcome', 'grant_request', 'grant_approval', 'access_grant', 'mandate',
    'mandate_approval', 'grant_subject'] LOOP
    EXECUTE format('CREATE POLICY audit ON control.%I FOR SELECT TO basea_auditor USING (true)', t);
  END LOOP;
END $$;

-- Functions were made with no one's right to call them.
GRANT EXECUTE ON FUNCTION records.last_visible_day TO basea_definer;
GRANT EXECUTE ON FUNCTION records.is_visible TO basea_definer, basea_app;
GRANT EXECUTE ON FUNCTION control.today, control.open_person, control.begin_access, control.enter_access,
  control.close_access, control.begin_summary, control.debt_summary, control.record_denial,
  control.close_expired_tickets TO basea_app;
GRANT EXECUTE ON FUNCTION control.request_grant, control.approve_grant, control.refuse_grant, control.end_grant,
  control.request_mandate, control.approve_mandate, control.live_mandate, control.store_key_set, control.record_denial
  TO basea_grants;
GRANT EXECUTE ON FUNCTION control.load_batch, control.loaded_batches TO basea_ingest;
