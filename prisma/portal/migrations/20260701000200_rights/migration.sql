-- Who may do what. Roles belong to the whole cluster, so each is made only if it isn't there; none gets a password
-- here: whoever starts the cluster sets them afterwards.
--   portal_app     the portal: its rows, inside one institution at a time; the trail, only by adding
--   portal_auth    the token server: reads the columns that decide whether a session lives, and changes nothing
--   portal_worker  the worker: deletes what its jobs purge, and sees no more than the columns they go by

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['portal_app', 'portal_auth', 'portal_worker'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
      EXECUTE format(
        'CREATE ROLE %I LOGIN NOINHERIT NOBYPASSRLS NOCREATEDB NOCREATEROLE NOSUPERUSER NOREPLICATION', name);
      EXECUTE format('ALTER ROLE %I SET search_path = %L', name, '');
      EXECUTE format('ALTER ROLE %I SET statement_timeout = %L', name, CASE name WHEN 'portal_worker' THEN '60s' ELSE '5s' END);
      EXECUTE format('ALTER ROLE %I SET lock_timeout = %L', name, '2s');
      EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', name, '10s');
    END IF;
  END LOOP;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO portal_app, portal_auth, portal_worker', current_database());
END $$;

REVOKE ALL ON SCHEMA "public" FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA "public" FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA "public" FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA "public" TO portal_app, portal_auth, portal_worker;

GRANT SELECT, INSERT ON
  "institution", "member", "session", "password_reset", "invitation", "access_key", "access_key_secret", "person_reference"
  TO portal_app;
GRANT UPDATE ("name", "tier", "status", "purposes") ON "institution" TO portal_app;
GRANT UPDATE ("name", "role", "password_hash", "password_changed_at", "status", "language") ON "member" TO portal_app;
GRANT UPDATE ("last_seen_at", "idle_expires_at", "revoked_at") ON "session" TO portal_app;
GRANT UPDATE ("used_at") ON "password_reset" TO portal_app;
GRANT UPDATE ("accepted_at", "revoked_at") ON "invitation" TO portal_app;
GRANT UPDATE ("name", "scopes", "tier", "purposes", "ips", "status", "expires_at") ON "access_key" TO portal_app;
GRANT UPDATE ("expires_at") ON "access_key_secret" TO portal_app;
GRANT UPDATE ("last_used_at") ON "person_reference" TO portal_app;
GRANT INSERT ON "portal_event" TO portal_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "throttle" TO portal_app;

GRANT SELECT ("id", "status", "purposes") ON "institution" TO portal_auth;
GRANT SELECT ("id", "institution_id", "email", "role", "status") ON "member" TO portal_auth;
GRANT SELECT ("id", "institution_id", "member_id", "idle_expires_at", "absolute_expires_at", "revoked_at")
  ON "session" TO portal_auth;

GRANT DELETE ON "session", "password_reset", "invitation", "person_reference", "throttle" TO portal_worker;
GRANT SELECT ("created_at") ON "session" TO portal_worker;
GRANT SELECT ("expires_at") ON "password_reset", "invitation" TO portal_worker;
GRANT SELECT ("last_used_at") ON "person_reference" TO portal_worker;
GRANT SELECT ("expire") ON "throttle" TO portal_worker;

-- Row security is the second lock, against a query that forgets its institution: it shows only the rows of the
-- institution that the transaction has named (`crivo.institution`), or, for finding out which one that is, the one row
-- whose credential the caller presents (`crivo.credential`: an e-mail at sign-in, a session's id, a token's hash).
-- It doesn't stop injected SQL, which could name another. Policies read the settings through scalar sub-selects, so
-- that they run once a statement and not once a row.

ALTER TABLE "institution" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "institution" FORCE ROW LEVEL SECURITY;
ALTER TABLE "member" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "member" FORCE ROW LEVEL SECURITY;
ALTER TABLE "session" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "session" FORCE ROW LEVEL SECURITY;
ALTER TABLE "password_reset" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "password_reset" FORCE ROW LEVEL SECURITY;
ALTER TABLE "invitation" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "invitation" FORCE ROW LEVEL SECURITY;
ALTER TABLE "access_key" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "access_key" FORCE ROW LEVEL SECURITY;
ALTER TABLE "access_key_secret" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "access_key_secret" FORCE ROW LEVEL SECURITY;
ALTER TABLE "person_reference" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "person_reference" FORCE ROW LEVEL SECURITY;
ALTER TABLE "portal_event" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "portal_event" FORCE ROW LEVEL SECURITY;

CREATE POLICY "own_institution" ON "institution" TO portal_app, portal_auth
  USING ("id" = (SELECT current_setting('crivo.institution', true)));
CREATE POLICY "own_institution" ON "member" TO portal_app, portal_auth
  USING ("institution_id" = (SELECT current_setting('crivo.institution', true)));
CREATE POLICY "own_institution" ON "session" TO portal_app
  USING ("institution_id" = (SELECT current_setting('crivo.institution', true)));
CREATE POLICY "own_institution" ON "password_reset" TO portal_app
  USING ("institution_id" = (SELECT current_setting('crivo.institution', true)));
CREATE POLICY "own_institution" ON "invitation" TO portal_app
  USING ("institution_id" = (SELECT current_setting('crivo.institution', true)));
CREATE POLICY "own_institution" ON "access_key" TO portal_app
  USING ("institution_id" = (SELECT current_setting('crivo.institution', true)));
CREATE POLICY "own_institution" ON "access_key_secret" TO portal_app
  USING ("institution_id" = (SELECT current_setting('crivo.institution', true)));
CREATE POLICY "own_institution" ON "person_reference" TO portal_app
  USING ("institution_id" = (SELECT current_setting('crivo.institution', true)));

CREATE POLICY "presented_credential" ON "member" FOR SELECT TO portal_app
  USING ("email" = (SELECT current_setting('crivo.credential', true)));
CREATE POLICY "presented_credential" ON "session" FOR SELECT TO portal_app, portal_auth
  USING ("id" = (SELECT current_setting('crivo.credential', true)));
CREATE POLICY "presented_credential" ON "password_reset" FOR SELECT TO portal_app
  USING (encode("token_hash", 'hex') = (SELECT current_setting('crivo.credential', true)));
CREATE POLICY "presented_credential" ON "invitation" FOR SELECT TO portal_app
  USING (encode("token_hash", 'hex') = (SELECT current_setting('crivo.credential', true)));

-- Events of people who aren't known yet belong to no institution.
CREATE POLICY "append" ON "portal_event" FOR INSERT TO portal_app
  WITH CHECK ("institution_id" IS NULL OR "institution_id" = (SELECT current_setting('crivo.institution', true)));

CREATE POLICY "purge_read" ON "session" FOR SELECT TO portal_worker USING (true);
CREATE POLICY "purge" ON "session" FOR DELETE TO portal_worker USING (true);
CREATE POLICY "purge_read" ON "password_reset" FOR SELECT TO portal_worker USING (true);
CREATE POLICY "purge" ON "password_reset" FOR DELETE TO portal_worker USING (true);
CREATE POLICY "purge_read" ON "invitation" FOR SELECT TO portal_worker USING (true);
CREATE POLICY "purge" ON "invitation" FOR DELETE TO portal_worker USING (true);
CREATE POLICY "purge_read" ON "person_reference" FOR SELECT TO portal_worker USING (true);
CREATE POLICY "purge" ON "person_reference" FOR DELETE TO portal_worker USING (true);
