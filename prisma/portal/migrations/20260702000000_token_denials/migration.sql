-- Tokens that stopped being good before their end. A token lives five minutes, so a row is needed for as long and no
-- longer; the worker removes it afterwards.

-- CreateTable
CREATE TABLE "token_denial" (
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "denied_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "token_denial_pkey" PRIMARY KEY ("kind","subject")
);

-- CreateIndex
CREATE INDEX "token_denial_expires_at_idx" ON "token_denial"("expires_at");

ALTER TABLE "token_denial"
  ADD CONSTRAINT "token_denial_kind" CHECK ("kind" IN ('token', 'session', 'member', 'key', 'institution')),
  ADD CONSTRAINT "token_denial_subject_length" CHECK (length("subject") BETWEEN 16 AND 64),
  ADD CONSTRAINT "token_denial_life" CHECK ("expires_at" <= "denied_at" + interval '10 minutes');

ALTER TABLE "token_denial" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "token_denial" FORCE ROW LEVEL SECURITY;

-- Whoever ends a session, suspends a key or narrows what somebody may do denies the tokens in the same transaction,
-- without a right to this table and without having to think of it. Nobody signs in as the owner of that function.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'portal_definer') THEN
    CREATE ROLE portal_definer NOLOGIN NOINHERIT NOBYPASSRLS NOCREATEDB NOCREATEROLE NOSUPERUSER NOREPLICATION;
  END IF;
END $$;
GRANT USAGE ON SCHEMA "public" TO portal_definer;
GRANT SELECT, INSERT, UPDATE ON "token_denial" TO portal_definer;
CREATE POLICY "definer" ON "token_denial" TO portal_definer USING (true) WITH CHECK (true);

CREATE FUNCTION "deny_tokens"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  -- Five minutes of life, five seconds of clocks, and what the statement may still take until it commits.
  INSERT INTO public.token_denial AS d (kind, subject, denied_at, expires_at)
  VALUES (TG_ARGV[0], NEW.id, clock_timestamp(), clock_timestamp() + interval '330 seconds')
  ON CONFLICT (kind, subject) DO UPDATE SET denied_at = excluded.denied_at, expires_at = excluded.expires_at;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "deny_tokens"() FROM PUBLIC;
ALTER FUNCTION "deny_tokens"() OWNER TO portal_definer;

CREATE TRIGGER "session_denies_tokens" AFTER UPDATE ON "session" FOR EACH ROW
  WHEN (OLD."revoked_at" IS NULL AND NEW."revoked_at" IS NOT NULL)
  EXECUTE FUNCTION "deny_tokens"('session');
CREATE TRIGGER "member_denies_tokens" AFTER UPDATE ON "member" FOR EACH ROW
  WHEN ((OLD."status", OLD."role") IS DISTINCT FROM (NEW."status", NEW."role"))
  EXECUTE FUNCTION "deny_tokens"('member');
CREATE TRIGGER "access_key_denies_tokens" AFTER UPDATE ON "access_key" FOR EACH ROW
  WHEN ((OLD."status", OLD."scopes", OLD."purposes", OLD."ips", OLD."expires_at")
    IS DISTINCT FROM (NEW."status", NEW."scopes", NEW."purposes", NEW."ips", NEW."expires_at"))
  EXECUTE FUNCTION "deny_tokens"('key');
CREATE TRIGGER "institution_denies_tokens" AFTER UPDATE ON "institution" FOR EACH ROW
  WHEN ((OLD."status", OLD."purposes") IS DISTINCT FROM (NEW."status", NEW."purposes"))
  EXECUTE FUNCTION "deny_tokens"('institution');

-- The authorization server: the key whose id is presented, with the digests of its secrets; every denial; and of its own
-- making only denials of single tokens.
GRANT SELECT ("id", "institution_id", "environment", "kind", "scopes", "purposes", "ips", "status", "expires_at")
  ON "access_key" TO portal_auth;
GRANT SELECT ("institution_id", "access_key_id", "secret_hmac", "pepper_version", "expires_at")
  ON "access_key_secret" TO portal_auth;
CREATE POLICY "presented_credential" ON "access_key" FOR SELECT TO portal_auth
  USING ("id" = (SELECT current_setting('crivo.credential', true)));
CREATE POLICY "presented_credential" ON "access_key_secret" FOR SELECT TO portal_auth
  USING ("access_key_id" = (SELECT current_setting('crivo.credential', true)));
GRANT SELECT, INSERT ON "token_denial" TO portal_auth;
CREATE POLICY "read" ON "token_denial" FOR SELECT TO portal_auth USING (true);
CREATE POLICY "single_tokens" ON "token_denial" FOR INSERT TO portal_auth WITH CHECK ("kind" = 'token');

GRANT DELETE ON "token_denial" TO portal_worker;
GRANT SELECT ("expires_at") ON "token_denial" TO portal_worker;
CREATE POLICY "purge_read" ON "token_denial" FOR SELECT TO portal_worker USING (true);
CREATE POLICY "purge" ON "token_denial" FOR DELETE TO portal_worker USING (true);
