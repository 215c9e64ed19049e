-- Who may open what, and who did.
SET ROLE basea_owner;

-- Who asks, as the service has established it. One value, so that no function forgets a part of the record.
CREATE TYPE control.asker AS (
  inquiry_id text,
  actor_kind text,
  actor_id text,
  actor_label text,
  institution_id text,
  ip inet,
  purpose text,
  relationship text,
  request_id text
);
GRANT USAGE ON TYPE control.asker TO basea_definer, basea_app, basea_grants;

-- The ledger: one row for every inquiry, granted or refused, before anything is read. Nothing changes or leaves it.
CREATE TABLE control.inquiry (
  id text NOT NULL,
  number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  event text NOT NULL,
  actor_kind text NOT NULL,
  actor_id text NOT NULL,
  actor_label text NOT NULL,
  institution_id text NOT NULL,
  ip inet NOT NULL,
  purpose text,
  relationship text,
  request_id text NOT NULL,
  -- As stated: a refused inquiry may name a grant that was never there, so nothing is referenced.
  grant_id text,
  mandate_id text,
  subject_index bytea,
  -- Whether it opened data: only such rows are somebody's "last inquiry".
  opened boolean NOT NULL,
  CONSTRAINT inquiry_pkey PRIMARY KEY (id),
  CONSTRAINT inquiry_id_shape CHECK (id ~ '^inq_[0-9A-Za-z]{22}$'),
  CONSTRAINT inquiry_event CHECK (event IN (
    'debts.file_opened', 'debts.summarized', 'grant.requested', 'grant.approved', 'grant.refused', 'grant.ended',
    'mandate.requested', 'mandate.approved', 'keys.stored')),
  CONSTRAINT inquiry_actor_kind CHECK (actor_kind IN ('member', 'key', 'service')),
  CONSTRAINT inquiry_text_lengths CHECK (
    length(actor_id) BETWEEN 1 AND 64 AND length(actor_label) BETWEEN 1 AND 254 AND length(institution_id) <= 64
    AND length(relationship) <= 80 AND length(request_id) <= 64 AND length(grant_id) <= 64),
  CONSTRAINT inquiry_subject_length CHECK (length(subject_index) = 32)
);
CREATE UNIQUE INDEX inquiry_number_key ON control.inquiry (number);
CREATE INDEX inquiry_subject_index_number_idx ON control.inquiry (subject_index, number);

-- How an inquiry ended; written once. An inquiry without a row here is open (`aberta`).
CREATE TABLE control.inquiry_outcome (
  inquiry_id text NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  outcome text NOT NULL,
  -- For `negada`, the code that was answered.
  code text,
  rows_shown integer,
  CONSTRAINT inquiry_outcome_pkey PRIMARY KEY (inquiry_id),
  CONSTRAINT inquiry_outcome_inquiry_id_fkey FOREIGN KEY (inquiry_id) REFERENCES control.inquiry (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  -- `interrompida`: a ticket was issued and nobody said how the reading ended.
  CONSTRAINT inquiry_outcome_outcome CHECK (outcome IN ('concluida', 'negada', 'interrompida')),
  CONSTRAINT inquiry_outcome_code CHECK (length(code) <= 64 AND (code IS NOT NULL) = (outcome = 'negada'))
);

CREATE FUNCTION control.refuse_edit() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  RAISE EXCEPTION 'the ledger only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER inquiry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON control.inquiry
  FOR EACH STATEMENT EXECUTE FUNCTION control.refuse_edit();
CREATE TRIGGER inquiry_outcome_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON control.inquiry_outcome
  FOR EACH STATEMENT EXECUTE FUNCTION control.refuse_edit();

-- A grant as asked for. It names people by blind index only: asking for one reveals nothing, not even existence.
CREATE TABLE control.grant_request (
  id text NOT NULL,
  institution_id text NOT NULL,
  requester_kind text NOT NULL,
  requester_id text NOT NULL,
  requester_label text NOT NULL,
  scope text NOT NULL,
  purpose text NOT NULL,
  reason text NOT NULL,
  relationship text,
  minutes integer NOT NULL,
  max_uses integer NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  decision text,
  decided_at timestamptz(3),
  CONSTRAINT grant_request_pkey PRIMARY KEY (id),
  CONSTRAINT grant_request_id_shape CHECK (id ~ '^con_[0-9A-Za-z]{22}$'),
  CONSTRAINT grant_request_requester_kind CHECK (requester_kind IN ('member', 'key')),
  CONSTRAINT grant_request_scope CHECK (scope IN ('pessoa', 'lote')),
  CONSTRAINT grant_request_purpose CHECK (purpose IN (
    'analise_de_credito', 'concessao_de_credito', 'venda_a_prazo', 'risco_financeiro')),
  CONSTRAINT grant_request_reason CHECK (length(btrim(reason)) BETWEEN 20 AND 500),
  CONSTRAINT grant_request_minutes CHECK (minutes BETWEEN 1 AND 60),
  CONSTRAINT grant_request_max_uses CHECK (max_uses BETWEEN 1 AND 100),
  CONSTRAINT grant_request_decision CHECK (
    decision IN ('aprovada', 'recusada', 'retirada') AND (decision IS NULL) = (decided_at IS NULL))
);
-- What an approval must agree with: see grant_approval.
CREATE UNIQUE INDEX grant_request_id_institution_id_requester_id_key ON control.grant_request (id, institution_id, requester_id);
CREATE INDEX grant_request_institution_id_created_at_id_idx ON control.grant_request (institution_id, created_at, id);

CREATE TABLE control.grant_subject (
  request_id text NOT NULL,
  subject_index bytea NOT NULL,
  cpf_masked text NOT NULL,
  -- SHA-256 of HMAC(key of sistema1, grant and person): SQL alone, without that key, opens nothing.
  secret_hash bytea NOT NULL,
  position integer NOT NULL,
  CONSTRAINT grant_subject_pkey PRIMARY KEY (request_id, position),
  CONSTRAINT grant_subject_request_id_fkey FOREIGN KEY (request_id) REFERENCES control.grant_request (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT grant_subject_lengths CHECK (length(subject_index) = 32 AND length(secret_hash) = 32),
  CONSTRAINT grant_subject_cpf_masked CHECK (cpf_masked ~ '^\*{3}\.\d{3}\.\d{3}-\*{2}$'),
  CONSTRAINT grant_subject_position CHECK (position BETWEEN 1 AND 50)
);
CREATE UNIQUE INDEX grant_subject_request_id_subject_index_key ON control.grant_subject (request_id, subject_index);

-- An approval. The foreign key makes its institution and requester the request's own, so that the check holds whatever
-- a function forgets: nobody approves their own request, and nobody another institution's.
CREATE TABLE control.grant_approval (
  request_id text NOT NULL,
  institution_id text NOT NULL,
  requester_id text NOT NULL,
  approver_id text NOT NULL,
  approver_label text NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT grant_approval_pkey PRIMARY KEY (request_id, approver_id),
  CONSTRAINT grant_approval_request_id_institution_id_requester_id_fkey FOREIGN KEY (request_id, institution_id, requester_id)
    REFERENCES control.grant_request (id, institution_id, requester_id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT grant_approval_by_another CHECK (approver_id <> requester_id),
  CONSTRAINT grant_approval_by_a_person CHECK (approver_id ~ '^mem_[0-9A-Za-z]{22}$')
);

-- A grant that was approved: what `begin_access` spends. It can't exist without its approval.
CREATE TABLE control.access_grant (
  request_id text NOT NULL,
  approver_id text NOT NULL,
  institution_id text NOT NULL,
  grantee_id text NOT NULL,
  purpose text NOT NULL,
  not_before timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  max_uses integer NOT NULL,
  used integer NOT NULL DEFAULT 0,
  ended_at timestamptz(3),
  ended_by text,
  CONSTRAINT access_grant_pkey PRIMARY KEY (request_id),
  CONSTRAINT access_grant_request_id_approver_id_fkey FOREIGN KEY (request_id, approver_id)
    REFERENCES control.grant_approval (request_id, approver_id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT access_grant_request_id_institution_id_grantee_id_fkey FOREIGN KEY (request_id, institution_id, grantee_id)
    REFERENCES control.grant_request (id, institution_id, requester_id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT access_grant_life CHECK (expires_at > not_before AND expires_at <= not_before + interval '60 minutes'),
  CONSTRAINT access_grant_uses CHECK (max_uses BETWEEN 1 AND 100 AND used BETWEEN 0 AND max_uses)
);

RESET ROLE;
