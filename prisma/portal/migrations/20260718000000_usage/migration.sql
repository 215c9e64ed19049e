-- What was called, by whom and how it went, added up by day. Services count in memory; whoever collects hands their
-- batches in, each once.

-- CreateTable
CREATE TABLE "usage_day" (
    "institution_id" TEXT NOT NULL,
    "access_key_id" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "system" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "calls" BIGINT NOT NULL,
    "refused" BIGINT NOT NULL,
    "limited" BIGINT NOT NULL,
    "failed" BIGINT NOT NULL,
    "latency" BIGINT[],
    "people" INTEGER NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_day_pkey" PRIMARY KEY ("institution_id","day","access_key_id","secret","system","purpose")
);

-- CreateTable
CREATE TABLE "usage_batch" (
    "process" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_batch_pkey" PRIMARY KEY ("process")
);

-- CreateIndex
CREATE INDEX "usage_day_institution_id_access_key_id_idx" ON "usage_day"("institution_id", "access_key_id");

-- No foreign keys: one row that fits nobody would hold up every number that comes in its batch.
ALTER TABLE "usage_day" ADD CONSTRAINT "usage_day_words" CHECK (
  "system" IN ('sistema1', 'sistema2', 'sistema3', 'crivo')
  AND "purpose" IN ('analise_de_credito', 'concessao_de_credito', 'venda_a_prazo', 'risco_financeiro')
  AND length("secret") <= 4 AND array_length("latency", 1) = 11
  AND "calls" >= 0 AND "refused" >= 0 AND "limited" >= 0 AND "failed" >= 0 AND "people" >= 0);
ALTER TABLE "usage_day" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "usage_day" FORCE ROW LEVEL SECURITY;
ALTER TABLE "usage_batch" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "usage_batch" FORCE ROW LEVEL SECURITY;

-- Adds a batch, unless it, or a later one of its process, is in already; says whether it did. Rows are taken in one
-- order, so that two who add at once wait for each other instead of failing.
CREATE FUNCTION "add_usage"("p_process" text, "p_number" bigint, "p_at" timestamptz, "p_items" jsonb) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO public.usage_batch AS b (process, number, at) VALUES (p_process, p_number, p_at)
    ON CONFLICT (process) DO UPDATE SET number = EXCLUDED.number, at = EXCLUDED.at WHERE b.number < EXCLUDED.number;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO public.usage_day AS u (institution_id, day, access_key_id, secret, system, purpose,
      calls, refused, limited, failed, latency, people, last_at)
    SELECT i.instituicao, i.dia, i.chave, i.segredo, i.sistema, i.finalidade,
      i.chamadas, i.recusadas, i.limitadas, i.falhas, i.latencia, i.pessoas, i.ultima
    FROM pg_catalog.jsonb_to_recordset(p_items) AS i(instituicao text, dia date, chave text, segredo text, sistema text,
      finalidade text, chamadas bigint, recusadas bigint, limitadas bigint, falhas bigint, latencia bigint[],
      pessoas integer, ultima timestamptz)
    ORDER BY 1, 2, 3, 4, 5, 6
  ON CONFLICT (institution_id, day, access_key_id, secret, system, purpose) DO UPDATE SET
    calls = u.calls + EXCLUDED.calls,
    refused = u.refused + EXCLUDED.refused,
    limited = u.limited + EXCLUDED.limited,
    failed = u.failed + EXCLUDED.failed,
    latency = ARRAY(SELECT l.a + l.b FROM unnest(u.latency, EXCLUDED.latency)
      WITH ORDINALITY AS l(a, b, n) ORDER BY l.n),
    people = GREATEST(u.people, EXCLUDED.people),
    last_at = GREATEST(u.last_at, EXCLUDED.last_at);
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION "add_usage"(text, bigint, timestamptz, jsonb) FROM PUBLIC;
ALTER FUNCTION "add_usage"(text, bigint, timestamptz, jsonb) OWNER TO portal_definer;
GRANT EXECUTE ON FUNCTION "add_usage"(text, bigint, timestamptz, jsonb) TO portal_worker, portal_app;
GRANT SELECT, INSERT, UPDATE ON "usage_day", "usage_batch" TO portal_definer;
CREATE POLICY "definer" ON "usage_day" TO portal_definer USING (true) WITH CHECK (true);
CREATE POLICY "definer" ON "usage_batch" TO portal_definer USING (true) WITH CHECK (true);

GRANT SELECT ON "usage_day" TO portal_app;
CREATE POLICY "institution" ON "usage_day" FOR SELECT TO portal_app
  USING ("institution_id" = (SELECT current_setting('crivo.institution', true)));

-- The worker removes what is old, by its age and nothing else.
GRANT SELECT ("day"), DELETE ON "usage_day" TO portal_worker;
GRANT SELECT ("at"), DELETE ON "usage_batch" TO portal_worker;
CREATE POLICY "purge" ON "usage_day" TO portal_worker USING (true);
CREATE POLICY "purge" ON "usage_batch" TO portal_worker USING (true);
