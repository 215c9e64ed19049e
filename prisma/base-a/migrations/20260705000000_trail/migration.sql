-- The ledger as a chain: each row of its four tables gets a link with the next number, whose hash is made of the hash
-- before it and of all that the row says. docs/decisions/028 has the form; the verifier makes it again by itself.
SET ROLE basea_owner;

CREATE TABLE control.trail_link (
  number bigint NOT NULL,
  -- Of the canonical form that was hashed: rows keep the one they were written by.
  version smallint NOT NULL DEFAULT 1,
  kind text NOT NULL,
  inquiry_id text NOT NULL,
  -- Of a `hit`, whom it is about: the only kind with several rows to one inquiry.
  subject_index bytea,
  hash bytea NOT NULL,
  CONSTRAINT trail_link_pkey PRIMARY KEY (number),
  CONSTRAINT trail_link_number CHECK (number > 0),
  CONSTRAINT trail_link_kind CHECK (kind IN ('inquiry', 'question', 'outcome', 'hit')),
  CONSTRAINT trail_link_hash_length CHECK (length(hash) = 32)
);
CREATE INDEX trail_link_inquiry_id_idx ON control.trail_link (inquiry_id);

-- Where the chain ends. One row, which every append moves, and so takes in turn.
CREATE TABLE control.trail_head (
  one boolean NOT NULL DEFAULT true,
  number bigint NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT trail_head_pkey PRIMARY KEY (one),
  CONSTRAINT trail_head_one CHECK (one),
  CONSTRAINT trail_head_hash_length CHECK (length(hash) = 32)
);

CREATE TRIGGER trail_link_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON control.trail_link
  FOR EACH STATEMENT EXECUTE FUNCTION control.refuse_edit();
CREATE TRIGGER trail_head_stays BEFORE DELETE OR TRUNCATE ON control.trail_head
  FOR EACH STATEMENT EXECUTE FUNCTION control.refuse_edit();

-- The pages of auditors, newest first: all of an institution's, or one member's or key's.
CREATE INDEX inquiry_institution_id_number_idx ON control.inquiry (institution_id, number);
CREATE INDEX inquiry_institution_id_actor_id_number_idx ON control.inquiry (institution_id, actor_id, number);

-- What a row says, column by column in one order; whatever a column is added for later takes a new version.
CREATE FUNCTION control.trail_instant(at timestamptz) RETURNS text LANGUAGE sql STABLE
RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
CREATE FUNCTION control.trail_fields(r control.inquiry) RETURNS text[] LANGUAGE sql STABLE
RETURN ARRAY[
  (r).id, (r).number::text, control.trail_instant((r).at), (r).event, (r).actor_kind, (r).actor_id, (r).actor_label,
  (r).institution_id, text((r).ip), (r).purpose, (r).relationship, (r).request_id, (r).grant_id, (r).mandate_id,
  encode((r).subject_index, 'hex'), (r).opened::text];
CREATE FUNCTION control.trail_fields(r control.search_question) RETURNS text[] LANGUAGE sql STABLE
RETURN ARRAY[
  (r).inquiry_id, (r).sounds::text, (r).spellings::text, encode((r).address_index, 'hex'), (r).with_cep::text,
  (r).at_most::text, (r).after_rank::text, (r).after_spelling::text, (r).after_person];
CREATE FUNCTION control.trail_fields(r control.inquiry_outcome) RETURNS text[] LANGUAGE sql STABLE
RETURN ARRAY[(r).inquiry_id, control.trail_instant((r).at), (r).outcome, (r).code, (r).rows_shown::text];
CREATE FUNCTION control.trail_fields(r control.search_hit) RETURNS text[] LANGUAGE sql STABLE
RETURN ARRAY[(r).inquiry_id, encode((r).subject_index, 'hex')];

RESET ROLE;
DO $$
DECLARE
  t regclass;
BEGIN
  FOREACH t IN ARRAY ARRAY['control.trail_link', 'control.trail_head']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY definer ON %s TO basea_definer USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON control.trail_link TO basea_definer;
GRANT SELECT, UPDATE (number, hash) ON control.trail_head TO basea_definer;
GRANT EXECUTE ON FUNCTION control.trail_instant, control.trail_fields(control.inquiry),
  control.trail_fields(control.search_question), control.trail_fields(control.inquiry_outcome),
  control.trail_fields(control.search_hit) TO basea_definer;
INSERT INTO control.trail_head (number, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

CREATE FUNCTION control.append_link(p_kind text, p_inquiry text, p_subject bytea, p_fields text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_number bigint;
  v_hash bytea;
BEGIN
  -- Once more at the end, whatever the session has asked for meanwhile: the record is on disk before anybody is answered.
  PERFORM set_config('synchronous_commit', 'on', true);
  UPDATE control.trail_head h SET
    number = h.number + 1,
    hash = sha256(h.hash || convert_to(
      array_to_json(ARRAY['1', (h.number + 1)::text, p_kind] || p_fields)::text, 'UTF8'))
  RETURNING h.number, h.hash INTO v_number, v_hash;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the trail has no head';
  END IF;
  INSERT INTO control.trail_link (number, kind, inquiry_id, subject_index, hash)
  VALUES (v_number, p_kind, p_inquiry, p_subject, v_hash);
END $$;

CREATE FUNCTION control.chain_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  CASE TG_TABLE_NAME
    WHEN 'inquiry' THEN PERFORM control.append_link('inquiry', NEW.id, NULL, control.trail_fields(NEW));
    WHEN 'search_question' THEN PERFORM control.append_link('question', NEW.inquiry_id, NULL, control.trail_fields(NEW));
    WHEN 'inquiry_outcome' THEN PERFORM control.append_link('outcome', NEW.inquiry_id, NULL, control.trail_fields(NEW));
    WHEN 'search_hit' THEN
      PERFORM control.append_link('hit', NEW.inquiry_id, NEW.subject_index, control.trail_fields(NEW));
  END CASE;
  RETURN NULL;
END $$;

-- A reading of the ledger itself stands in it.
CREATE FUNCTION control.record_trail_reading(p_asker control.asker, p_event text, p_subject bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF p_event NOT IN ('trail.read', 'trail.exported') THEN
    RAISE EXCEPTION 'no reading of the trail' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM control.append_inquiry(p_asker, p_event, NULL, NULL, p_subject, false);
END $$;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;

-- What is there already is chained in the order it came. The head moves once: a row that one transaction changes over and
-- over gets slower each time.
DO $$
DECLARE
  r record;
  v_number bigint := 0;
  v_hash bytea := decode(repeat('00', 32), 'hex');
BEGIN
  FOR r IN
    SELECT 'inquiry' AS kind, i.id AS inquiry_id, NULL::bytea AS subject_index, control.trail_fields(i) AS fields, i.at, i.number, 0 AS stage
      FROM control.inquiry i
    UNION ALL SELECT 'question', i.id, NULL, control.trail_fields(q), i.at, i.number, 1
      FROM control.search_question q JOIN control.inquiry i ON i.id = q.inquiry_id
    UNION ALL SELECT 'outcome', i.id, NULL, control.trail_fields(o), o.at, i.number, 2
      FROM control.inquiry_outcome o JOIN control.inquiry i ON i.id = o.inquiry_id
    UNION ALL SELECT 'hit', i.id, h.subject_index, control.trail_fields(h), i.at, i.number, 3
      FROM control.search_hit h JOIN control.inquiry i ON i.id = h.inquiry_id
    ORDER BY at, number, stage, subject_index
  LOOP
    v_number := v_number + 1;
    v_hash := sha256(v_hash || convert_to(array_to_json(ARRAY['1', v_number::text, r.kind] || r.fields)::text, 'UTF8'));
    INSERT INTO control.trail_link (number, kind, inquiry_id, subject_index, hash)
    VALUES (v_number, r.kind, r.inquiry_id, r.subject_index, v_hash);
  END LOOP;
  UPDATE control.trail_head SET number = v_number, hash = v_hash;
END $$;

-- Whatever function writes a row, and whatever later one does, its link is made with it. Deferred: the head is taken when
-- a transaction commits, and so held for nothing but the links and the commit itself. Always: for a replica's sessions too.
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['inquiry', 'search_question', 'inquiry_outcome', 'search_hit'] LOOP
    EXECUTE format('CREATE CONSTRAINT TRIGGER %I AFTER INSERT ON control.%I DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION control.chain_row()', t || '_is_chained', t);
    EXECUTE format('ALTER TABLE control.%I ENABLE ALWAYS TRIGGER %I', t, t || '_is_chained');
  END LOOP;
END $$;

-- The two events besides those that are there.
DO $$
DECLARE
  v_words text;
BEGIN
  SELECT string_agg(DISTINCT quote_literal(w.word), ', ') INTO v_words FROM (
    SELECT (regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_.]+)''', 'g'))[1] AS word
    FROM pg_catalog.pg_constraint c WHERE c.conrelid = 'control.inquiry'::regclass AND c.conname = 'inquiry_event'
    UNION SELECT unnest(ARRAY['trail.read', 'trail.exported'])
  ) w;
  EXECUTE format('ALTER TABLE control.inquiry DROP CONSTRAINT inquiry_event,
    ADD CONSTRAINT inquiry_event CHECK (event IN (%s))', v_words);
END $$;

-- The auditor: one institution at a time, or, for whoever verifies the chain, all of it ('*'); unset, nothing.
GRANT SELECT ON control.trail_link, control.trail_head TO basea_auditor;
GRANT USAGE ON TYPE control.asker TO basea_auditor;
GRANT EXECUTE ON FUNCTION control.record_trail_reading TO basea_auditor;
DROP POLICY audit ON control.inquiry;
CREATE POLICY audit ON control.inquiry FOR SELECT TO basea_auditor
  USING ((SELECT current_setting('crivo.institution', true)) = '*'
    OR institution_id = (SELECT current_setting('crivo.institution', true)));
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['inquiry_outcome', 'search_question', 'search_hit', 'trail_link'] LOOP
    EXECUTE format('DROP POLICY IF EXISTS audit ON control.%I', t);
    EXECUTE format('CREATE POLICY audit ON control.%I FOR SELECT TO basea_auditor
      USING ((SELECT current_setting(''crivo.institution'', true)) = ''*''
        OR EXISTS (SELECT FROM control.inquiry i WHERE i.id = inquiry_id))', t);
  END LOOP;
END $$;
CREATE POLICY audit ON control.trail_head FOR SELECT TO basea_auditor USING (true);
