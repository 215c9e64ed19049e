-- What an institution does with its own keys: who made and approved one, why it ended, its own limit; and under which
-- `Idempotency-Key` something was asked for, so that the same request makes one key and not two.

-- AlterTable
ALTER TABLE "access_key"
    ADD COLUMN "limit_quota" INTEGER,
    ADD COLUMN "limit_seconds" INTEGER,
    ADD COLUMN "created_by" TEXT,
    ADD COLUMN "approved_by" TEXT,
    ADD COLUMN "leaked_at" TIMESTAMPTZ(3),
    ADD COLUMN "revoked_at" TIMESTAMPTZ(3),
    ADD COLUMN "revoked_because" TEXT;

-- AlterTable
ALTER TABLE "portal_event" ADD COLUMN "access_key_id" TEXT;

-- CreateTable
CREATE TABLE "access_key_request" (
    "institution_id" TEXT NOT NULL,
    "caller" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "digest" BYTEA NOT NULL,
    "access_key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "access_key_request_pkey" PRIMARY KEY ("institution_id","caller","idempotency_key")
);

-- CreateIndex
CREATE INDEX "access_key_institution_id_created_at_idx" ON "access_key"("institution_id", "created_at");

ALTER TABLE "access_key"
  ADD CONSTRAINT "access_key_own_limit" CHECK (
    ("limit_quota" IS NULL) = ("limit_seconds" IS NULL) AND "limit_quota" >= 1 AND "limit_seconds" BETWEEN 1 AND 86400),
  -- Whoever asked for a key never approves it.
  ADD CONSTRAINT "access_key_two_people" CHECK ("approved_by" IS NULL OR "approved_by" <> "created_by"),
  ADD CONSTRAINT "access_key_addresses" CHECK (cardinality("ips") <= 100),
  ADD CONSTRAINT "access_key_revoked_because" CHECK (
    "revoked_because" IN ('comprometida', 'vazada', 'substituida', 'sem_uso', 'recusada', 'outro'));

-- Revoking is for good, whoever tries and by whatever code.
CREATE FUNCTION "access_key_stays_revoked"() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  RAISE EXCEPTION 'a revoked key stays revoked' USING ERRCODE = 'check_violation';
END $$;
REVOKE ALL ON FUNCTION "access_key_stays_revoked"() FROM PUBLIC;
CREATE TRIGGER "access_key_stays_revoked" BEFORE UPDATE ON "access_key" FOR EACH ROW
  WHEN (OLD."status" = 'revogada' AND NEW."status" <> 'revogada')
  EXECUTE FUNCTION "access_key_stays_revoked"();

ALTER TABLE "access_key_request" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "access_key_request" FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_institution" ON "access_key_request" TO portal_app
  USING ("institution_id" = (SELECT current_setting('crivo.institution', true)));

GRANT SELECT, INSERT ON "access_key_request" TO portal_app;
GRANT UPDATE ("approved_by", "leaked_at", "revoked_at", "revoked_because") ON "access_key" TO portal_app;

-- A secret that is rotated out takes the key's tokens with it: which of them came from which secret isn't known.
CREATE FUNCTION "deny_tokens_of_secret"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO public.token_denial AS d (kind, subject, denied_at, expires_at)
  VALUES ('key', NEW.access_key_id, clock_timestamp(), clock_timestamp() + interval '330 seconds')
  ON CONFLICT (kind, subject) DO UPDATE SET denied_at = excluded.denied_at, expires_at = excluded.expires_at;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "deny_tokens_of_secret"() FROM PUBLIC;
ALTER FUNCTION "deny_tokens_of_secret"() OWNER TO portal_definer;
-- One that overlaps for days ends by its own time; only one that ends now takes tokens back.
CREATE TRIGGER "access_key_secret_denies_tokens" AFTER UPDATE ON "access_key_secret" FOR EACH ROW
  WHEN (NEW."expires_at" IS NOT NULL AND NEW."expires_at" <= clock_timestamp() + interval '1 hour'
    AND (OLD."expires_at" IS NULL OR OLD."expires_at" > clock_timestamp()))
  EXECUTE FUNCTION "deny_tokens_of_secret"();

-- Whoever shows a secret has shown that it is out, whichever institution's key it opens: live keys stop until somebody
-- rotates them, test keys end. What was found isn't answered; it stands in the trail of whose keys they are.
CREATE FUNCTION "stop_leaked_keys"(digests bytea[], seen_at timestamptz, events text[], request text, peer text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  leaked record;
  nth integer := 0;
BEGIN
  IF cardinality(digests) > 300 OR cardinality(events) <> cardinality(digests) THEN
    RAISE EXCEPTION 'too many at once' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  FOR leaked IN
    SELECT DISTINCT k.id, k.institution_id, k.environment
    FROM public.access_key_secret s JOIN public.access_key k ON k.id = s.access_key_id
    WHERE s.secret_hmac = ANY (digests) AND (s.expires_at IS NULL OR s.expires_at > seen_at)
      AND k.kind = 'partner' AND k.status <> 'revogada'
  LOOP
    nth := nth + 1;
    UPDATE public.access_key SET
      leaked_at = seen_at,
      status = CASE environment WHEN 'test' THEN 'revogada' WHEN 'live' THEN
        CASE status WHEN 'pendente' THEN 'revogada' ELSE 'suspensa' END END,
      revoked_at = CASE WHEN environment = 'test' OR status = 'pendente' THEN seen_at END,
      revoked_because = CASE WHEN environment = 'test' OR status = 'pendente' THEN 'vazada' END
    WHERE id = leaked.id;
    INSERT INTO public.portal_event (id, at, event, outcome, institution_id, subjects, ip, request_id)
    VALUES (events[nth], seen_at, 'key.leaked', 'done', leaked.institution_id, ARRAY[leaked.id], peer, request);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION "stop_leaked_keys"(bytea[], timestamptz, text[], text, text) FROM PUBLIC;
ALTER FUNCTION "stop_leaked_keys"(bytea[], timestamptz, text[], text, text) OWNER TO portal_definer;
GRANT EXECUTE ON FUNCTION "stop_leaked_keys"(bytea[], timestamptz, text[], text, text) TO portal_app;
GRANT SELECT ("id", "institution_id", "environment", "kind", "status") ON "access_key" TO portal_definer;
GRANT UPDATE ("leaked_at", "status", "revoked_at", "revoked_because") ON "access_key" TO portal_definer;
GRANT SELECT ("secret_hmac", "access_key_id", "expires_at") ON "access_key_secret" TO portal_definer;
GRANT INSERT ON "portal_event" TO portal_definer;
CREATE POLICY "definer" ON "access_key" TO portal_definer USING (true) WITH CHECK (true);
CREATE POLICY "definer" ON "access_key_secret" FOR SELECT TO portal_definer USING (true);
CREATE POLICY "definer" ON "portal_event" FOR INSERT TO portal_definer WITH CHECK (true);

-- The own limit stands in tokens too.
GRANT SELECT ("limit_quota", "limit_seconds") ON "access_key" TO portal_auth;
