-- Rankings of an institution's portfolio by debts, under its mandate. Recorded in the same two steps as everything:
-- `begin_ranking` picks the page, writes an inquiry for each person on it and commits; `debt_ranking` sums.
SET ROLE basea_owner;

ALTER TABLE control.access_ticket
  ADD COLUMN position integer,
  ADD COLUMN reference text,
  -- What the person was ranked by: where the next page goes on.
  ADD COLUMN rank_value bigint,
  ADD CONSTRAINT access_ticket_ranking CHECK (
    (kind = 'ranking') = (position IS NOT NULL AND reference IS NOT NULL AND rank_value IS NOT NULL));

CREATE TYPE control.ranking AS (
  -- total | largest | count
  measure text,
  descending boolean,
  state text,
  born_from date,
  born_to date,
  -- The last person of the page before.
  after_value bigint,
  after_reference text
);
GRANT USAGE ON TYPE control.ranking TO basea_definer, basea_app;

RESET ROLE;
GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

-- One page of a portfolio in order; ties by reference, in the same direction, so that it is one scan of one index.
CREATE FUNCTION control.ranked_people(p_institution text, p_ranking control.ranking, p_at_most integer)
RETURNS TABLE (subject_index bytea, reference text, rank_value bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_column CONSTANT text := CASE p_ranking.measure
    WHEN 'total' THEN 'total_cents' WHEN 'largest' THEN 'largest_cents' WHEN 'count' THEN 'debts' END;
BEGIN
  IF v_column IS NULL THEN
    RAISE EXCEPTION 'no such order' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- The only words that are put in are written here; what a caller gave is bound.
  RETURN QUERY EXECUTE format(
    $q$ SELECT f.subject_index, f.reference, f.%1$I::bigint FROM records.portfolio_person f
      WHERE f.institution_id = $1 AND f.consent_until > $2
        AND ($3 IS NULL OR f.state = $3) AND ($4 IS NULL OR f.born_on >= $4) AND ($5 IS NULL OR f.born_on <= $5)
        AND ($6 IS NULL OR (f.%1$I, f.reference) %2$s ($6, $7))
      ORDER BY f.%1$I %3$s, f.reference %3$s LIMIT $8 $q$,
    v_column, CASE WHEN p_ranking.descending THEN '<' ELSE '>' END, CASE WHEN p_ranking.descending THEN 'DESC' ELSE 'ASC' END)
  USING p_institution, clock_timestamp(), p_ranking.state, p_ranking.born_from, p_ranking.born_to,
    p_ranking.after_value, p_ranking.after_reference, p_at_most;
END $$;

-- Picks a page and writes an inquiry for each person on it, under the institution's mandate. No ticket and a refusal: it
-- was refused. Neither: nobody is on the page. `more` says whether another page follows. `p_inquiries` are as many as
-- the page may hold.
CREATE FUNCTION control.begin_ranking(
  p_asker control.asker, p_inquiries text[], p_ranking control.ranking, p_token control.presented_token,
  OUT ticket uuid, OUT refusal text, OUT more boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_mandate text := control.live_mandate(p_asker.institution_id);
  v_limit CONSTANT integer := cardinality(p_inquiries);
  v_asker control.asker := p_asker;
  v_subjects bytea[];
  v_references text[];
  v_values bigint[];
BEGIN
  IF v_limit NOT BETWEEN 1 AND 100 THEN
    RAISE EXCEPTION 'a page has between 1 and 100 people' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF control.is_token_denied(p_asker, p_token) THEN
    refusal := 'credencial_invalida';
  ELSIF v_mandate IS NULL THEN
    refusal := 'mandato_ausente';
  ELSIF control.refresh_stale_sums(5000) = 5000 THEN
    -- More than a day's: somebody else is at it, or it goes on at the next question.
    refusal := 'fonte_indisponivel';
  ELSE
    SELECT array_agg(q.subject_index ORDER BY q.n), array_agg(q.reference ORDER BY q.n), array_agg(q.rank_value ORDER BY q.n)
    INTO v_subjects, v_references, v_values
    FROM control.ranked_people(p_asker.institution_id, p_ranking, v_limit + 1)
      WITH ORDINALITY AS q (subject_index, reference, rank_value, n);
    more := coalesce(cardinality(v_subjects), 0) > v_limit;
    v_subjects := v_subjects[1:v_limit];
    BEGIN
      PERFORM control.count_mandate_people(v_mandate, v_subjects) WHERE v_subjects IS NOT NULL;
    EXCEPTION WHEN SQLSTATE 'CR001' THEN
      refusal := 'pessoas_demais';
    END;
  END IF;
  IF refusal IS NOT NULL OR v_subjects IS NULL THEN
    v_asker.inquiry_id := p_inquiries[1];
    PERFORM control.append_inquiry(v_asker, 'debts.ranked', NULL, v_mandate, NULL, false);
    INSERT INTO control.inquiry_outcome (inquiry_id, outcome, code, rows_shown)
    VALUES (v_asker.inquiry_id, CASE WHEN refusal IS NULL THEN 'concluida' ELSE 'negada' END, refusal, 0);
    more := false;
    RETURN;
  END IF;
  ticket := gen_random_uuid();
  FOR n IN 1 .. cardinality(v_subjects) LOOP
    v_asker.inquiry_id := p_inquiries[n];
    PERFORM control.append_inquiry(v_asker, 'debts.ranked', NULL, v_mandate, v_subjects[n], true);
    INSERT INTO control.access_ticket (
      inquiry_id, ticket, kind, subject_index, person_id, issued_in, expires_at, position, reference, rank_value)
    VALUES (
      p_inquiries[n], ticket, 'ranking', v_subjects[n],
      (SELECT p.id FROM records.person p WHERE p.cpf_index = v_subjects[n] AND p.file_status = 'open'),
      pg_current_xact_id()::text::bigint, clock_timestamp() + interval '5 seconds', n, v_references[n], v_values[n]);
  END LOOP;
END $$;

-- Exchanges a ticket for the sums of the people on its page, in their order, keeps them as snapshots and closes the
-- inquiries. `updated_at` is of the youngest visible debt, or of the registration.
CREATE FUNCTION control.debt_ranking(p_ticket uuid) RETURNS TABLE (
  inquiry_id text, reference text, rank_value bigint, debts integer, total_cents bigint, largest_cents bigint,
  oldest_due_on date, last_removed_on date, updated_at timestamptz
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_today CONSTANT date := control.today();
BEGIN
  RETURN QUERY
  WITH used AS (
    DELETE FROM control.access_ticket t
    WHERE t.ticket = p_ticket AND t.kind = 'ranking' AND clock_timestamp() < t.expires_at
      AND t.issued_in <> pg_current_xact_id()::text::bigint
    RETURNING t.inquiry_id, t.person_id, t.position, t.reference, t.rank_value
  ), sums AS (
    SELECT u.inquiry_id, u.position, u.reference, u.rank_value, d.*,
      coalesce(d.touched_at, p.updated_at, clock_timestamp()) AS updated_at
    FROM used u
    LEFT JOIN records.person p ON p.id = u.person_id
    CROSS JOIN LATERAL (
      SELECT
        (count(*) FILTER (WHERE v.visible))::integer AS debts,
        (coalesce(sum(v.amount_cents) FILTER (WHERE v.visible), 0))::bigint AS total_cents,
        coalesce(max(v.amount_cents) FILTER (WHERE v.visible), 0) AS largest_cents,
        min(v.due_on) FILTER (WHERE v.visible) AS oldest_due_on,
        max(v.removed_on) FILTER (WHERE v.listed_on IS NOT NULL AND v_today <= v.visible_until) AS last_removed_on,
        max(v.updated_at) FILTER (WHERE v.visible) AS touched_at
      FROM (
        SELECT x.*, records.is_visible(x.status, x.notice_delivered_on, x.listed_on, x.visible_until, v_today) AS visible
        FROM records.debt x WHERE x.person_id = u.person_id
      ) v
    ) d
  ), snapshots AS (
    INSERT INTO control.debt_snapshot
    SELECT s.inquiry_id, s.debts, s.total_cents, s.largest_cents, s.oldest_due_on, s.last_removed_on, s.updated_at FROM sums s
  ), outcomes AS (
    INSERT INTO control.inquiry_outcome (inquiry_id, outcome, rows_shown)
    SELECT s.inquiry_id, 'concluida', 0 FROM sums s
  )
  SELECT s.inquiry_id, s.reference, s.rank_value, s.debts, s.total_cents, s.largest_cents, s.oldest_due_on,
    s.last_removed_on, s.updated_at::timestamptz
  FROM sums s ORDER BY s.position;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such access' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

GRANT EXECUTE ON FUNCTION control.begin_ranking, control.debt_ranking TO basea_app;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;
