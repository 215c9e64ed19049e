-- Grants: asked for by one, decided by another of the same institution, ended by either. Each change writes its
-- inquiry in the same transaction. Functions answer `done`, `missing` (also for another institution's) or `conflict`.
GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

CREATE FUNCTION control.request_grant(
  p_asker control.asker, p_id text, p_scope text, p_reason text, p_minutes integer, p_uses integer,
  p_subjects bytea[], p_masked text[], p_secret_hashes bytea[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF cardinality(p_subjects) NOT BETWEEN 1 AND (CASE p_scope WHEN 'pessoa' THEN 1 ELSE 50 END)
    OR cardinality(p_masked) <> cardinality(p_subjects) OR cardinality(p_secret_hashes) <> cardinality(p_subjects) THEN
    RAISE EXCEPTION 'a grant names one person, or up to fifty' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO control.grant_request (
    id, institution_id, requester_kind, requester_id, requester_label, scope, purpose, reason, relationship, minutes, max_uses)
  VALUES (
    p_id, p_asker.institution_id, p_asker.actor_kind, p_asker.actor_id, p_asker.actor_label, p_scope, p_asker.purpose,
    p_reason, p_asker.relationship, p_minutes, p_uses);
  INSERT INTO control.grant_subject (request_id, subject_index, cpf_masked, secret_hash, position)
  SELECT p_id, s.subject_index, s.masked, s.secret_hash, s.position
  FROM unnest(p_subjects, p_masked, p_secret_hashes) WITH ORDINALITY AS s (subject_index, masked, secret_hash, position);
  PERFORM control.append_inquiry(p_asker, 'grant.requested', p_id, NULL, NULL, false);
END $$;

-- Takes a pending request for a decision; of two that race, the second finds it decided. A request nobody decided
-- within a day is over.
CREATE FUNCTION control.decide_request(p_asker control.asker, p_id text, p_decision text, p_own boolean)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  UPDATE control.grant_request r SET decision = p_decision, decided_at = clock_timestamp()
  WHERE r.id = p_id AND r.institution_id = p_asker.institution_id AND r.decision IS NULL
    AND r.created_at > clock_timestamp() - interval '1 day'
    AND (r.requester_id = p_asker.actor_id) = p_own;
  IF FOUND THEN
    RETURN 'done';
  END IF;
  PERFORM FROM control.grant_request r WHERE r.id = p_id AND r.institution_id = p_asker.institution_id;
  RETURN CASE WHEN FOUND THEN 'conflict' ELSE 'missing' END;
END $$;

-- The four eyes: checked here, and again by the constraints of grant_approval.
CREATE FUNCTION control.approve_grant(p_asker control.asker, p_id text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_outcome text := control.decide_request(p_asker, p_id, 'aprovada', false);
BEGIN
  IF v_outcome <> 'done' THEN
    RETURN v_outcome;
  END IF;
  INSERT INTO control.grant_approval (request_id, institution_id, requester_id, approver_id, approver_label)
  SELECT r.id, p_asker.institution_id, r.requester_id, p_asker.actor_id, p_asker.actor_label
  FROM control.grant_request r WHERE r.id = p_id;
  INSERT INTO control.access_grant (
    request_id, approver_id, institution_id, grantee_id, purpose, not_before, expires_at, max_uses)
  SELECT r.id, p_asker.actor_id, r.institution_id, r.requester_id, r.purpose, r.decided_at,
    r.decided_at + make_interval(mins => r.minutes), r.max_uses
  FROM control.grant_request r WHERE r.id = p_id;
  PERFORM control.append_inquiry(p_asker, 'grant.approved', p_id, NULL, NULL, false);
  RETURN v_outcome;
END $$;

CREATE FUNCTION control.refuse_grant(p_asker control.asker, p_id text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_outcome text := control.decide_request(p_asker, p_id, 'recusada', false);
BEGIN
  IF v_outcome = 'done' THEN
    PERFORM control.append_inquiry(p_asker, 'grant.refused', p_id, NULL, NULL, false);
  END IF;
  RETURN v_outcome;
END $$;

-- Ends an approved grant at once, or takes back a request of one's own. `p_any`: the caller may end others' grants of
-- the institution; otherwise only their own is there for them. What is over already stays as it is: `done`.
CREATE FUNCTION control.end_grant(p_asker control.asker, p_id text, p_any boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_request control.grant_request;
BEGIN
  SELECT * INTO v_request FROM control.grant_request r
  WHERE r.id = p_id AND r.institution_id = p_asker.institution_id AND (p_any OR r.requester_id = p_asker.actor_id);
  IF NOT FOUND THEN
    RETURN 'missing';
  END IF;
  UPDATE control.access_grant g SET ended_at = clock_timestamp(), ended_by = p_asker.actor_id
  WHERE g.request_id = p_id AND g.ended_at IS NULL AND clock_timestamp() < g.expires_at AND g.used < g.max_uses;
  IF NOT FOUND AND v_request.decision IS NULL AND v_request.requester_id <> p_asker.actor_id THEN
    -- Someone else's request that waits for its decision is refused, not ended.
    RETURN 'conflict';
  END IF;
  IF NOT FOUND AND v_request.decision IS NULL THEN
    IF control.decide_request(p_asker, p_id, 'retirada', true) <> 'done' THEN
      -- Decided by somebody in between: the caller reads it again.
      RETURN 'conflict';
    END IF;
  END IF;
  PERFORM control.append_inquiry(p_asker, 'grant.ended', p_id, NULL, NULL, false);
  RETURN 'done';
END $$;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;
