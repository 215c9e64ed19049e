-- Candidates by name and by address, under a grant of scope `busca`. What is searched is kept as keyed hashes, which the
-- application computes with a key that never comes here; what leaves is candidates, never a file.
SET ROLE basea_owner;

ALTER TABLE records.person
  -- For the year that tells candidates apart.
  ADD COLUMN born_on date,
  -- `tipo|logradouro|numero|`, and the same with its CEP.
  ADD COLUMN address_index bytea,
  ADD COLUMN address_cep_index bytea,
  ADD CONSTRAINT person_address_index_lengths CHECK (length(address_index) = 16 AND length(address_cep_index) = 16);
CREATE INDEX person_address_index_id_idx ON records.person (address_index, id);
CREATE INDEX person_address_cep_index_id_idx ON records.person (address_cep_index, id);

-- A person's name, two words at a time: each pair of its words by sound, and how that pair is spelt. Pairs and not
-- single words: a search names two at least, one pair is one index scan, and a pair tells less by how often it stands.
CREATE TABLE records.name_pair (
  person_id text NOT NULL,
  sound bigint NOT NULL,
  spelling integer NOT NULL,
  CONSTRAINT name_pair_pkey PRIMARY KEY (person_id, sound),
  CONSTRAINT name_pair_person_id_fkey FOREIGN KEY (person_id) REFERENCES records.person (id) ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX name_pair_sound_spelling_person_id_idx ON records.name_pair (sound, spelling, person_id);

-- What a search asked for, in the ledger's words: hashes. `search_candidates` answers this and nothing else.
CREATE TABLE control.search_question (
  inquiry_id text NOT NULL,
  sounds bigint[],
  spellings integer[],
  address_index bytea,
  with_cep boolean NOT NULL,
  at_most integer NOT NULL,
  -- The last candidate of the page before.
  after_rank integer,
  after_spelling integer,
  after_person text,
  CONSTRAINT search_question_pkey PRIMARY KEY (inquiry_id),
  CONSTRAINT search_question_inquiry_id_fkey FOREIGN KEY (inquiry_id) REFERENCES control.inquiry (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT search_question_one_kind CHECK ((sounds IS NULL) <> (address_index IS NULL)),
  CONSTRAINT search_question_name CHECK (
    cardinality(sounds) BETWEEN 1 AND 12 AND cardinality(spellings) = cardinality(sounds)),
  CONSTRAINT search_question_at_most CHECK (at_most BETWEEN 1 AND 20)
);

-- Who was shown as a candidate, for the person who asks who has seen them.
CREATE TABLE control.search_hit (
  inquiry_id text NOT NULL,
  subject_index bytea NOT NULL,
  CONSTRAINT search_hit_pkey PRIMARY KEY (inquiry_id, subject_index),
  CONSTRAINT search_hit_inquiry_id_fkey FOREIGN KEY (inquiry_id) REFERENCES control.inquiry (id) ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE INDEX search_hit_subject_index_idx ON control.search_hit (subject_index);
CREATE TRIGGER search_question_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON control.search_question
  FOR EACH STATEMENT EXECUTE FUNCTION control.refuse_edit();
CREATE TRIGGER search_hit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON control.search_hit
  FOR EACH STATEMENT EXECUTE FUNCTION control.refuse_edit();

ALTER TABLE control.inquiry
  DROP CONSTRAINT inquiry_event,
  ADD CONSTRAINT inquiry_event CHECK (event IN (
    'debts.file_opened', 'debts.summarized', 'debts.candidates_searched', 'debts.ranked', 'debts.received',
    'grant.requested', 'grant.approved', 'grant.refused', 'grant.ended', 'mandate.requested', 'mandate.approved',
    'keys.stored', 'portfolio.stored'));
-- A search is about nobody until it has been answered.
ALTER TABLE control.access_ticket
  ALTER COLUMN subject_index DROP NOT NULL,
  DROP CONSTRAINT access_ticket_kind,
  ADD CONSTRAINT access_ticket_kind CHECK (
    kind IN ('file', 'summary', 'search', 'ranking') AND (kind = 'search') = (subject_index IS NULL));

RESET ROLE;
DO $$
DECLARE
  t regclass;
BEGIN
  FOREACH t IN ARRAY ARRAY['records.name_pair', 'control.search_question', 'control.search_hit']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY definer ON %s TO basea_definer USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, DELETE ON records.name_pair TO basea_definer;
GRANT SELECT, INSERT ON control.search_question, control.search_hit TO basea_definer;
GRANT SELECT ON control.search_question, control.search_hit TO basea_auditor;
CREATE POLICY audit ON control.search_question FOR SELECT TO basea_auditor USING (true);
CREATE POLICY audit ON control.search_hit FOR SELECT TO basea_auditor USING (true);

GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

-- Spends one use of a grant to search, writes the inquiry with its question, or writes that it was refused; `refusal`
-- says why there is no ticket. Two approvals are counted at each use, whatever a column says.
CREATE FUNCTION control.begin_search(
  p_asker control.asker, p_grant text, p_secret bytea, p_token control.presented_token, p_question control.search_question,
  OUT ticket uuid, OUT refusal text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF control.is_token_denied(p_asker, p_token) THEN
    refusal := 'credencial_invalida';
  ELSE
    UPDATE control.access_grant g SET used = g.used + 1
    FROM control.grant_search_secret s
    WHERE g.request_id = p_grant AND s.request_id = p_grant AND s.secret_hash = sha256(p_secret) AND g.scope = 'busca'
      AND g.grantee_id = p_asker.actor_id AND g.institution_id = p_asker.institution_id AND g.purpose = p_asker.purpose
      AND g.ended_at IS NULL AND g.not_before <= clock_timestamp() AND clock_timestamp() < g.expires_at
      AND g.used < g.max_uses
      AND (SELECT count(*) FROM control.grant_approval a WHERE a.request_id = p_grant) >= 2;
    IF NOT FOUND THEN
      refusal := 'concessao_negada';
    END IF;
  END IF;
  IF refusal IS NOT NULL THEN
    PERFORM control.record_denial(p_asker, 'debts.candidates_searched', p_grant, NULL, refusal);
    RETURN;
  END IF;
  PERFORM control.append_inquiry(p_asker, 'debts.candidates_searched', p_grant, NULL, NULL, false);
  p_question.inquiry_id := p_asker.inquiry_id;
  INSERT INTO control.search_question SELECT p_question.*;
  ticket := gen_random_uuid();
  INSERT INTO control.access_ticket (inquiry_id, ticket, kind, issued_in, expires_at)
  VALUES (
    p_asker.inquiry_id, ticket, 'search', pg_current_xact_id()::text::bigint, clock_timestamp() + interval '5 seconds');
END $$;

-- People whose name has all the words of a question: those spelt so (rank 0) by id, then those that sound so (rank 1) by
-- spelling and id. Walks one pair's index in order and stops when the page is full; the pair is one that few people have.
CREATE FUNCTION control.named_people(p_question control.search_question)
RETURNS TABLE (person_id text, rank integer, spelling integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_pairs CONSTANT integer := cardinality(p_question.sounds);
  v_lead integer;
  v_exact integer;
  v_alike integer;
  v_found integer := 0;
  -- Where the walk begins: after the last candidate of the page before, or at the beginning of a rank.
  v_spelling integer;
  v_person text;
BEGIN
  SELECT q.n INTO v_lead
  FROM unnest(p_question.sounds) WITH ORDINALITY AS q (sound, n)
  ORDER BY (SELECT count(*) FROM (SELECT FROM records.name_pair x WHERE x.sound = q.sound LIMIT 500) few), q.n LIMIT 1;
  FOR v_rank IN coalesce(p_question.after_rank, 0) .. 1 LOOP
    IF v_rank = p_question.after_rank THEN
      v_spelling := p_question.after_spelling;
      v_person := p_question.after_person;
    ELSE
      v_spelling := CASE v_rank WHEN 0 THEN p_question.spellings[v_lead] ELSE -2147483648 END;
      v_person := '';
    END IF;
    FOR person_id, spelling IN
      SELECT n.person_id, n.spelling FROM records.name_pair n
      WHERE n.sound = p_question.sounds[v_lead] AND (n.spelling, n.person_id) > (v_spelling, v_person)
        AND n.spelling <= CASE v_rank WHEN 0 THEN p_question.spellings[v_lead] ELSE 2147483647 END
        AND (v_rank = 0 OR v_pairs > 1 OR n.spelling <> p_question.spellings[v_lead])
      ORDER BY n.spelling, n.person_id
    LOOP
      SELECT count(*), count(*) FILTER (WHERE x.spelling = q.spelling) INTO v_alike, v_exact
      FROM unnest(p_question.sounds, p_question.spellings) AS q (sound, spelling)
      JOIN records.name_pair x ON x.person_id = named_people.person_id AND x.sound = q.sound;
      CONTINUE WHEN v_alike < v_pairs OR (v_exact = v_pairs) <> (v_rank = 0);
      PERFORM FROM records.person p
      WHERE p.id = named_people.person_id AND p.file_status = 'open' AND p.born_on IS NOT NULL;
      CONTINUE WHEN NOT FOUND;
      rank := v_rank;
      RETURN NEXT;
      v_found := v_found + 1;
      IF v_found = p_question.at_most THEN
        RETURN;
      END IF;
    END LOOP;
  END LOOP;
END $$;

-- People who live at an address. A closed file is nobody's.
CREATE FUNCTION control.residents(p_question control.search_question)
RETURNS TABLE (person_id text, rank integer, spelling integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF p_question.with_cep THEN
    RETURN QUERY SELECT p.id, 0, 0 FROM records.person p
    WHERE p.address_cep_index = p_question.address_index AND p.id > coalesce(p_question.after_person, '')
      AND p.file_status = 'open' AND p.born_on IS NOT NULL
    ORDER BY p.id LIMIT p_question.at_most;
  ELSE
    RETURN QUERY SELECT p.id, 0, 0 FROM records.person p
    WHERE p.address_index = p_question.address_index AND p.id > coalesce(p_question.after_person, '')
      AND p.file_status = 'open' AND p.born_on IS NOT NULL
    ORDER BY p.id LIMIT p_question.at_most;
  END IF;
END $$;

-- Exchanges a ticket for the candidates of the question that was recorded with it, records who they are and closes the
-- inquiry. It opens no row: the reader's policies see no search. `more` says whether another page follows.
CREATE FUNCTION control.search_candidates(p_ticket uuid) RETURNS TABLE (
  person_id text, cpf text, name text, city text, state text, birth_year integer, rank integer, spelling integer, more boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_inquiry text;
  v_question control.search_question;
  v_shown integer;
BEGIN
  DELETE FROM control.access_ticket t
  WHERE t.ticket = p_ticket AND t.kind = 'search' AND clock_timestamp() < t.expires_at
    AND t.issued_in <> pg_current_xact_id()::text::bigint
  RETURNING t.inquiry_id INTO v_inquiry;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such access' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO STRICT v_question FROM control.search_question q WHERE q.inquiry_id = v_inquiry;
  -- One more than is shown tells whether another page follows.
  v_shown := v_question.at_most;
  v_question.at_most := v_shown + 1;
  RETURN QUERY
  WITH found AS MATERIALIZED (
    SELECT * FROM control.named_people(v_question) WHERE v_question.sounds IS NOT NULL
    UNION ALL
    SELECT * FROM control.residents(v_question) WHERE v_question.address_index IS NOT NULL
  ), shown AS MATERIALIZED (
    SELECT p.id, p.cpf_index, p.cpf, p.name, p.city, p.state, extract(year FROM p.born_on)::integer AS birth_year,
      f.rank, f.spelling
    FROM (SELECT * FROM found o ORDER BY o.rank, o.spelling, o.person_id LIMIT v_shown) f
    JOIN records.person p ON p.id = f.person_id
  ), hits AS (
    INSERT INTO control.search_hit (inquiry_id, subject_index) SELECT v_inquiry, s.cpf_index FROM shown s
  )
  SELECT s.id, s.cpf, s.name, s.city, s.state, s.birth_year, s.rank, s.spelling, (SELECT count(*) FROM found) > v_shown
  FROM shown s ORDER BY s.rank, s.spelling, s.id;
  GET DIAGNOSTICS v_shown = ROW_COUNT;
  INSERT INTO control.inquiry_outcome (inquiry_id, outcome, rows_shown) VALUES (v_inquiry, 'concluida', v_shown);
END $$;

GRANT EXECUTE ON FUNCTION control.begin_search, control.search_candidates TO basea_app;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;
