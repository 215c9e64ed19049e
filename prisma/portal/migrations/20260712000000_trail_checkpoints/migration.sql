-- Signed ends of Base A's trail, kept where nobody who could rewrite it reaches: the worker adds, and nobody changes.

-- CreateTable
CREATE TABLE "trail_checkpoint" (
    "number" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "rows" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "signature" BYTEA NOT NULL,

    CONSTRAINT "trail_checkpoint_pkey" PRIMARY KEY ("number")
);

ALTER TABLE "trail_checkpoint" ADD CONSTRAINT "trail_checkpoint_shape" CHECK (
  "number" > 0 AND "rows" BETWEEN 1 AND "number" AND length("hash") = 32 AND length("signature") = 64);
ALTER TABLE "trail_checkpoint" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "trail_checkpoint" FORCE ROW LEVEL SECURITY;

CREATE FUNCTION "refuse_checkpoint_edit"() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  RAISE EXCEPTION 'checkpoints only grow' USING ERRCODE = 'insufficient_privilege';
END $$;
REVOKE ALL ON FUNCTION "refuse_checkpoint_edit"() FROM PUBLIC;
CREATE TRIGGER "trail_checkpoint_only_grows" BEFORE UPDATE OR DELETE OR TRUNCATE ON "trail_checkpoint"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_checkpoint_edit"();

GRANT SELECT, INSERT ON "trail_checkpoint" TO portal_worker;
CREATE POLICY "sign" ON "trail_checkpoint" FOR SELECT TO portal_worker USING (true);
CREATE POLICY "add" ON "trail_checkpoint" FOR INSERT TO portal_worker WITH CHECK (true);
-- Public by nature: a number, a hash and a signature. The page says how far the trail is signed.
GRANT SELECT ON "trail_checkpoint" TO portal_app;
CREATE POLICY "show" ON "trail_checkpoint" FOR SELECT TO portal_app USING (true);
