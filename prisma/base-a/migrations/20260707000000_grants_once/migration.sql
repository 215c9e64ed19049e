-- A request for a grant that is sent again under its `Idempotency-Key` gets the grant of the first time. Keys and bodies
-- are kept as keyed hashes: either may hold a CPF.
SET ROLE basea_owner;

CREATE TABLE control.grant_once (
  institution_id text NOT NULL,
  requester_id text NOT NULL,
  key_hash bytea NOT NULL,
  body_hash bytea NOT NULL,
  request_id text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT grant_once_pkey PRIMARY KEY (institution_id, requester_id, key_hash),
  CONSTRAINT grant_once_key_length CHECK (length(key_hash) = 32),
  CONSTRAINT grant_once_body_length CHECK (length(body_hash) = 32)
);
CREATE INDEX grant_once_created_at_idx ON control.grant_once (created_at);

RESET ROLE;
ALTER TABLE control.grant_once ENABLE ROW LEVEL SECURITY;
ALTER TABLE control.grant_once FORCE ROW LEVEL SECURITY;
CREATE POLICY definer ON control.grant_once TO basea_definer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON control.grant_once TO basea_definer;

GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

-- Which grant a request stands for: `p_id`, to be written next in the same transaction, or the one of the first time. Null
-- where the key came with another body within the day. Of two at once the second waits for the first to commit.
CREATE FUNCTION control.grant_of_key(p_asker control.asker, p_key_hash bytea, p_body_hash bytea, p_id text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_known control.grant_once;
BEGIN
  DELETE FROM control.grant_once o WHERE o.ctid = ANY (ARRAY(
    SELECT k.ctid FROM control.grant_once k WHERE k.created_at <= clock_timestamp() - interval '1 day'
    ORDER BY k.created_at LIMIT 100));
  DELETE FROM control.grant_once o
  WHERE o.institution_id = p_asker.institution_id AND o.requester_id = p_asker.actor_id AND o.key_hash = p_key_hash
    AND o.created_at <= clock_timestamp() - interval '1 day';
  INSERT INTO control.grant_once (institution_id, requester_id, key_hash, body_hash, request_id)
  VALUES (p_asker.institution_id, p_asker.actor_id, p_key_hash, p_body_hash, p_id)
  ON CONFLICT DO NOTHING;
  IF FOUND THEN
    RETURN p_id;
  END IF;
  SELECT * INTO v_known FROM control.grant_once o
  WHERE o.institution_id = p_asker.institution_id AND o.requester_id = p_asker.actor_id AND o.key_hash = p_key_hash;
  RETURN CASE WHEN v_known.body_hash = p_body_hash THEN v_known.request_id END;
END $$;

GRANT EXECUTE ON FUNCTION control.grant_of_key TO basea_grants;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;
