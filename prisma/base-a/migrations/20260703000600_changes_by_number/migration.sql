-- Which of two changes of a consent is the newer one is said by their keeper's own count, not by clocks: the end of a
-- consent and the beginning of the one that replaces it share an instant, and clocks may go back.
SET ROLE basea_owner;
-- 0: as the portfolio was first loaded, before any change.
ALTER TABLE records.portfolio_person ADD COLUMN change_number bigint NOT NULL DEFAULT 0
  CONSTRAINT portfolio_person_change_number CHECK (change_number >= 0);
RESET ROLE;

GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

-- Merges changes of portfolios. One that is older than what is known says nothing new; the same once more neither. Between
-- two first loads, which have no number, the instant decides.
CREATE OR REPLACE FUNCTION control.merge_portfolio(p_items jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO records.portfolio_person AS f (
    subject_index, institution_id, reference, state, born_on, consent_until, change_number, changed_at)
  SELECT DISTINCT ON (r.subject_index, r.institution_id)
    decode(r.subject_index, 'hex'), r.institution_id, r.reference, r.state, r.born_on, r.consent_until, r.change_number,
    r.changed_at
  FROM jsonb_to_recordset(p_items) AS r (
    subject_index text, institution_id text, reference text, state text, born_on date, consent_until timestamptz,
    change_number bigint, changed_at timestamptz)
  ORDER BY r.subject_index, r.institution_id, r.change_number DESC, r.changed_at DESC
  ON CONFLICT (subject_index, institution_id) DO UPDATE SET
    reference = excluded.reference, state = excluded.state, born_on = excluded.born_on,
    consent_until = excluded.consent_until, change_number = excluded.change_number, changed_at = excluded.changed_at
  WHERE (f.change_number, f.changed_at) < (excluded.change_number, excluded.changed_at);
  PERFORM control.refresh_sums(q.subjects) FROM (
    SELECT array_agg(DISTINCT decode(r.subject_index, 'hex')) AS subjects
    FROM jsonb_to_recordset(p_items) AS r (subject_index text)
  ) q WHERE q.subjects IS NOT NULL;
END $$;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;
