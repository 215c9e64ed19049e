-- Grants of scope `busca`: they name nobody, open no row, and need two approvals by two people.
SET ROLE basea_owner;

ALTER TABLE control.grant_request
  DROP CONSTRAINT grant_request_scope,
  ADD CONSTRAINT grant_request_scope CHECK (scope IN ('pessoa', 'lote', 'busca'));
-- What an approved grant must agree with: see access_grant.
CREATE UNIQUE INDEX grant_request_id_scope_key ON control.grant_request (id, scope);

-- What spends a grant of scope `busca`; the others have a secret for each of their people.
CREATE TABLE control.grant_search_secret (
  request_id text NOT NULL,
  secret_hash bytea NOT NULL,
  CONSTRAINT grant_search_secret_pkey PRIMARY KEY (request_id),
  CONSTRAINT grant_search_secret_request_id_fkey FOREIGN KEY (request_id) REFERENCES control.grant_request (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT grant_search_secret_length CHECK (length(secret_hash) = 32)
);

RESET ROLE;
-- As superuser: forced row security hides the rows that are there from their tables' owner.
ALTER TABLE control.access_grant ADD COLUMN scope text, ADD COLUMN first_approver_id text;
UPDATE control.access_grant g SET scope = r.scope FROM control.grant_request r WHERE r.id = g.request_id;
ALTER TABLE control.access_grant
  ALTER COLUMN scope SET NOT NULL,
  ADD CONSTRAINT access_grant_request_id_scope_fkey FOREIGN KEY (request_id, scope)
    REFERENCES control.grant_request (id, scope) ON DELETE RESTRICT ON UPDATE RESTRICT,
  ADD CONSTRAINT access_grant_request_id_first_approver_id_fkey FOREIGN KEY (request_id, first_approver_id)
    REFERENCES control.grant_approval (request_id, approver_id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  -- Whatever a function forgets: a live grant to search stands on two approvals, and they are two people's.
  ADD CONSTRAINT access_grant_two_approvals CHECK (
    (scope = 'busca') = (first_approver_id IS NOT NULL) AND first_approver_id <> approver_id);

ALTER TABLE control.grant_search_secret ENABLE ROW LEVEL SECURITY;
ALTER TABLE control.grant_search_secret FORCE ROW LEVEL SECURITY;
CREATE POLICY definer ON control.grant_search_secret TO basea_definer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON control.grant_search_secret TO basea_definer;

GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

-- Asks for a grant to search. One of scope `pessoa` or `lote` is asked for by `request_grant`, which names people.
CREATE FUNCTION control.request_search_grant(
  p_asker control.asker, p_id text, p_reason text, p_minutes integer, p_uses integer, p_secret_hash bytea
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO control.grant_request (
    id, institution_id, requester_kind, requester_id, requester_label, scope, purpose, reason, relationship, minutes, max_uses)
  VALUES (
    p_id, p_asker.institution_id, p_asker.actor_kind, p_asker.actor_id, p_asker.actor_label, 'busca', p_asker.purpose,
    p_reason, p_asker.relationship, p_minutes, p_uses);
  INSERT INTO control.grant_search_secret (request_id, secret_hash) VALUES (p_id, p_secret_hash);
  PERFORM control.append_inquiry(p_asker, 'grant.requested', p_id, NULL, NULL, false);
END $$;

-- As before for one person or named ones. A grant to search becomes live by its second approval; the first leaves it
-- waiting. The row lock makes approvals that race take turns.
CREATE OR REPLACE FUNCTION control.approve_grant(p_asker control.asker, p_id text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_request control.grant_request;
  v_first text;
BEGIN
  SELECT * INTO v_request FROM control.grant_request r
  WHERE r.id = p_id AND r.institution_id = p_asker.institution_id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN 'missing';
  END IF;
  IF v_request.decision IS NOT NULL OR v_request.created_at <= clock_timestamp() - interval '1 day'
    OR v_request.requester_id = p_asker.actor_id THEN
    RETURN 'conflict';
  END IF;
  SELECT a.approver_id INTO v_first FROM control.grant_approval a WHERE a.request_id = p_id ORDER BY a.at LIMIT 1;
  IF v_first = p_asker.actor_id THEN
    RETURN 'conflict';
  END IF;
  INSERT INTO control.grant_approval (request_id, institution_id, requester_id, approver_id, approver_label)
  VALUES (p_id, p_asker.institution_id, v_request.requester_id, p_asker.actor_id, p_asker.actor_label);
  IF v_request.scope <> 'busca' OR v_first IS NOT NULL THEN
    UPDATE control.grant_request r SET decision = 'aprovada', decided_at = clock_timestamp()
    WHERE r.id = p_id RETURNING r.decided_at INTO v_request.decided_at;
    INSERT INTO control.access_grant (
      request_id, scope, first_approver_id, approver_id, institution_id, grantee_id, purpose, not_before, expires_at, max_uses)
    VALUES (
      p_id, v_request.scope, v_first, p_asker.actor_id, v_request.institution_id, v_request.requester_id,
      v_request.purpose, v_request.decided_at, v_request.decided_at + make_interval(mins => v_request.minutes),
      v_request.max_uses);
  END IF;
  PERFORM control.append_inquiry(p_asker, 'grant.approved', p_id, NULL, NULL, false);
  RETURN 'done';
END $$;

GRANT EXECUTE ON FUNCTION control.request_search_grant TO basea_grants;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;
