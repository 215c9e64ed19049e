-- Somebody who stands in the portfolios of several institutions could come several times into one call, and was then
-- summed as often: totals and counts came out multiplied, and rankings out of order.

GRANT CREATE ON SCHEMA control TO basea_definer;
SET ROLE basea_definer;

-- Sums anew what may be shown today of these people, wherever they stand in a portfolio. An unknown person and a closed
-- file have no debts here. Whoever comes more than once counts once.
CREATE OR REPLACE FUNCTION control.refresh_sums(p_subjects bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_today CONSTANT date := control.today();
BEGIN
  -- In one order, so that two refreshes of the same people wait for each other instead of dying together.
  PERFORM FROM records.portfolio_person f WHERE f.subject_index = ANY (p_subjects)
  ORDER BY f.subject_index, f.institution_id FOR NO KEY UPDATE;
  UPDATE records.portfolio_person f SET
    debts = s.debts, total_cents = s.total_cents, largest_cents = s.largest_cents, stale_on = s.stale_on
  FROM (
    SELECT q.subject_index, count(d.id)::integer AS debts, coalesce(sum(d.amount_cents), 0)::bigint AS total_cents,
      coalesce(max(d.amount_cents), 0) AS largest_cents, min(d.visible_until) + 1 AS stale_on
    FROM (SELECT DISTINCT u.subject_index FROM unnest(p_subjects) AS u (subject_index)) q
    LEFT JOIN records.person p ON p.cpf_index = q.subject_index AND p.file_status = 'open'
    LEFT JOIN records.debt d ON d.person_id = p.id
      AND records.is_visible(d.status, d.notice_delivered_on, d.listed_on, d.visible_until, v_today)
    GROUP BY q.subject_index
  ) s
  WHERE f.subject_index = s.subject_index
    AND (f.debts, f.total_cents, f.largest_cents, f.stale_on)
      IS DISTINCT FROM (s.debts, s.total_cents, s.largest_cents, s.stale_on);
END $$;

RESET ROLE;
REVOKE CREATE ON SCHEMA control FROM basea_definer;

-- What was summed before is summed anew.
SELECT control.refresh_sums(q.subjects) FROM (
  SELECT array_agg(DISTINCT f.subject_index) AS subjects FROM records.portfolio_person f
) q WHERE q.subjects IS NOT NULL;
