-- A second factor for members (TOTP, RFC 6238): its secret sealed by the portal, the last step whose code was used, and
-- one-time codes for a lost phone, of which only keyed hashes are kept.

-- AlterTable
ALTER TABLE "member"
    ADD COLUMN "totp_secret" BYTEA,
    ADD COLUMN "totp_since" TIMESTAMPTZ(3),
    ADD COLUMN "totp_last_step" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "totp_pending" BYTEA,
    ADD COLUMN "totp_pending_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "recovery_code" (
    "institution_id" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "code_hmac" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("member_id","code_hmac")
);

-- AddForeignKey
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_institution_id_member_id_fkey" FOREIGN KEY ("institution_id", "member_id") REFERENCES "member"("institution_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "member"
  ADD CONSTRAINT "member_totp_whole" CHECK (("totp_secret" IS NULL) = ("totp_since" IS NULL)),
  ADD CONSTRAINT "member_totp_pending_whole" CHECK (("totp_pending" IS NULL) = ("totp_pending_at" IS NULL));
ALTER TABLE "recovery_code"
  ADD CONSTRAINT "recovery_code_hmac_length" CHECK (length("code_hmac") = 32);

ALTER TABLE "recovery_code" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "recovery_code" FORCE ROW LEVEL SECURITY;
CREATE POLICY "own_institution" ON "recovery_code" TO portal_app
  USING ("institution_id" = (SELECT current_setting('crivo.institution', true)));

GRANT UPDATE ("totp_secret", "totp_since", "totp_last_step", "totp_pending", "totp_pending_at") ON "member" TO portal_app;
GRANT SELECT, INSERT, DELETE ON "recovery_code" TO portal_app;
GRANT UPDATE ("used_at") ON "recovery_code" TO portal_app;
