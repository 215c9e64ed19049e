-- What changes about keys is put on a list in the same transaction, for whoever carries it to the services' own copies;
-- and a row that says how far the list has been carried.

-- CreateTable
CREATE TABLE "credential_outbox" (
    "number" BIGSERIAL NOT NULL,
    "access_key_id" TEXT NOT NULL,

    CONSTRAINT "credential_outbox_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "credential_heartbeat" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credential_heartbeat_pkey" PRIMARY KEY ("id")
);

ALTER TABLE "credential_heartbeat" ADD CONSTRAINT "credential_heartbeat_one" CHECK ("id" = 1);
INSERT INTO "credential_heartbeat" ("at") VALUES (clock_timestamp());
ALTER TABLE "credential_outbox" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "credential_outbox" FORCE ROW LEVEL SECURITY;
ALTER TABLE "credential_heartbeat" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "credential_heartbeat" FORCE ROW LEVEL SECURITY;

-- Whoever changes a key needs no right to the list, and can't forget it.
CREATE FUNCTION "note_credential"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  IF TG_ARGV[0] = 'key' THEN
    INSERT INTO public.credential_outbox (access_key_id) VALUES (NEW.id);
  ELSIF TG_ARGV[0] = 'secret' THEN
    INSERT INTO public.credential_outbox (access_key_id) VALUES (NEW.access_key_id);
  ELSE
    INSERT INTO public.credential_outbox (access_key_id)
      SELECT k.id FROM public.access_key k WHERE k.institution_id = NEW.id;
  END IF;
  PERFORM pg_catalog.pg_notify('crivo_credentials', '');
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "note_credential"() FROM PUBLIC;
ALTER FUNCTION "note_credential"() OWNER TO portal_definer;
GRANT INSERT ON "credential_outbox" TO portal_definer;
GRANT USAGE ON SEQUENCE "credential_outbox_number_seq" TO portal_definer;
CREATE POLICY "definer" ON "credential_outbox" FOR INSERT TO portal_definer WITH CHECK (true);

CREATE TRIGGER "access_key_is_noted" AFTER INSERT OR UPDATE ON "access_key" FOR EACH ROW
  EXECUTE FUNCTION "note_credential"('key');
CREATE TRIGGER "access_key_secret_is_noted" AFTER INSERT OR UPDATE ON "access_key_secret" FOR EACH ROW
  EXECUTE FUNCTION "note_credential"('secret');
CREATE TRIGGER "institution_is_noted" AFTER UPDATE ON "institution" FOR EACH ROW
  WHEN (OLD."status" IS DISTINCT FROM NEW."status")
  EXECUTE FUNCTION "note_credential"('institution');

-- The worker carries: it sees what a copy needs of every institution's keys, and changes none.
GRANT SELECT, DELETE ON "credential_outbox" TO portal_worker;
GRANT SELECT, UPDATE ("at") ON "credential_heartbeat" TO portal_worker;
GRANT SELECT ("id", "status") ON "institution" TO portal_worker;
GRANT SELECT ("id", "institution_id", "environment", "kind", "scopes", "tier", "purposes", "ips", "status", "expires_at",
  "limit_quota", "limit_seconds") ON "access_key" TO portal_worker;
GRANT SELECT ("access_key_id", "secret_hmac", "last4", "pepper_version", "created_at", "expires_at")
  ON "access_key_secret" TO portal_worker;
CREATE POLICY "carry" ON "credential_outbox" TO portal_worker USING (true);
CREATE POLICY "carry" ON "credential_heartbeat" TO portal_worker USING (true);
CREATE POLICY "carry" ON "institution" FOR SELECT TO portal_worker USING (true);
CREATE POLICY "carry" ON "access_key" FOR SELECT TO portal_worker USING (true);
CREATE POLICY "carry" ON "access_key_secret" FOR SELECT TO portal_worker USING (true);

-- What there is already travels once.
INSERT INTO "credential_outbox" ("access_key_id") SELECT "id" FROM "access_key";
