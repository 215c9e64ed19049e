-- People and their debts. Every row is hidden until an access that stands in the ledger has opened its person.
SET ROLE basea_owner;

CREATE TABLE records.person (
  id text NOT NULL,
  -- HMAC-SHA-256 of the CPF under a key that never comes here: what look-ups, grants and the ledger go by.
  cpf_index bytea NOT NULL,
  cpf text NOT NULL,
  name text NOT NULL,
  street text NOT NULL,
  number text NOT NULL,
  complement text,
  district text NOT NULL,
  city text NOT NULL,
  state text NOT NULL,
  postal_code text NOT NULL,
  file_status text NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT person_pkey PRIMARY KEY (id),
  CONSTRAINT person_cpf_index_length CHECK (length(cpf_index) = 32),
  CONSTRAINT person_cpf_shape CHECK (cpf ~ '^\d{11}$'),
  CONSTRAINT person_state_shape CHECK (state ~ '^[A-Z]{2}$'),
  CONSTRAINT person_postal_code_shape CHECK (postal_code ~ '^\d{8}$'),
  -- A closed file answers as an unknown person (Lei 12.414, art. 5, I).
  CONSTRAINT person_file_status CHECK (file_status IN ('open', 'closed'))
);
CREATE UNIQUE INDEX person_cpf_index_key ON records.person (cpf_index);

-- CDC 43 §1: the last day on which a debt may be shown is five years after its due date; what fell due on 29 February
-- may be shown until 1 March. PostgreSQL's own years end on 28 February instead.
CREATE FUNCTION records.last_visible_day(due_on date) RETURNS date LANGUAGE sql IMMUTABLE STRICT SET search_path = ''
RETURN CASE
  WHEN extract(month FROM due_on) = 2 AND extract(day FROM due_on) = 29
    THEN make_date(extract(year FROM due_on)::int + 5, 3, 1)
  ELSE (due_on + interval '5 years')::date
END;

CREATE TABLE records.debt (
  id uuid NOT NULL,
  person_id text NOT NULL,
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
  visible_until date NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT debt_pkey PRIMARY KEY (id),
  CONSTRAINT debt_person_id_fkey FOREIGN KEY (person_id) REFERENCES records.person (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  -- Within what JavaScript counts exactly.
  CONSTRAINT debt_amount_cents CHECK (amount_cents BETWEEN 0 AND 900000000000000),
  CONSTRAINT debt_modality CHECK (modality IN (
    'CREDITO_PESSOAL', 'CARTAO_DE_CREDITO', 'FINANCIAMENTO_DE_VEICULO', 'FINANCIAMENTO_HABITACIONAL', 'CREDIARIO',
    'CONTA_DE_CONSUMO', 'TELEFONIA', 'ALUGUEL', 'EDUCACAO', 'CONDOMINIO', 'TRIBUTO', 'PROTESTO', 'CHEQUE_SEM_FUNDO')),
  CONSTRAINT debt_status CHECK (status IN (
    'a_vencer', 'vencida', 'aviso_enviado', 'avisado', 'negativada', 'contestada', 'suspensa_por_ordem_judicial',
    'renegociada', 'quitada', 'prescrita', 'excluida')),
  CONSTRAINT debt_visible_until CHECK (visible_until = records.last_visible_day(due_on)),
  -- CDC 43 §2, Súmula 359, Tema 1.315: no listing before the notice was delivered.
  CONSTRAINT debt_notice_before_listing CHECK (
    listed_on IS NULL OR (notice_delivered_on IS NOT NULL AND notice_delivered_on <= listed_on)),
  CONSTRAINT debt_listing CHECK (status <> 'negativada' OR listed_on IS NOT NULL)
);
CREATE INDEX debt_person_id_created_on_idx ON records.debt (person_id, created_on);

-- The one rule of what a reader may see of a person whose file is open to them: listed after a delivered notice, not
-- taken out, not suspended by a court, and within its five years. `rules.ts` says the same in words and tests. The day
-- is an argument, so that a policy can hand over one scalar sub-select for the whole statement.
CREATE FUNCTION records.is_visible(status text, notice_delivered_on date, listed_on date, visible_until date, today date)
RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN status IN ('negativada', 'contestada') AND notice_delivered_on IS NOT NULL AND listed_on IS NOT NULL
  AND today <= visible_until;

RESET ROLE;
