-- What Prisma's schema can't say: the closed lists of words, and a trail that only grows.

ALTER TABLE "institution"
  ADD CONSTRAINT "institution_id_shape" CHECK ("id" ~ '^ins_[0-9A-Za-z]{22}$'),
  ADD CONSTRAINT "institution_kind" CHECK ("kind" IN ('creditor', 'platform')),
  ADD CONSTRAINT "institution_status" CHECK ("status" IN ('active', 'suspended'));

ALTER TABLE "member"
  ADD CONSTRAINT "member_id_shape" CHECK ("id" ~ '^mem_[0-9A-Za-z]{22}$'),
  -- The unique index on "email" is only worth something if an address has one spelling.
  ADD CONSTRAINT "member_email_lower" CHECK ("email" = lower("email")),
  ADD CONSTRAINT "member_role" CHECK ("role" IN ('admin', 'approver', 'analyst', 'auditor', 'operator')),
  ADD CONSTRAINT "member_status" CHECK ("status" IN ('active', 'suspended')),
  ADD CONSTRAINT "member_language" CHECK ("language" IN ('pt-BR', 'en')),
  ADD CONSTRAINT "member_password_hash" CHECK ("password_hash" LIKE '$argon2id$%');

ALTER TABLE "session"
  ADD CONSTRAINT "session_id_shape" CHECK ("id" ~ '^ses_[0-9A-Za-z]{22}$'),
  ADD CONSTRAINT "session_idle_within_absolute" CHECK ("idle_expires_at" <= "absolute_expires_at"),
  ADD CONSTRAINT "session_life" CHECK ("absolute_expires_at" <= "created_at" + interval '12 hours');

ALTER TABLE "password_reset"
  ADD CONSTRAINT "password_reset_hash_length" CHECK (length("token_hash") = 32);

ALTER TABLE "invitation"
  ADD CONSTRAINT "invitation_id_shape" CHECK ("id" ~ '^cvt_[0-9A-Za-z]{22}$'),
  ADD CONSTRAINT "invitation_hash_length" CHECK (length("token_hash") = 32),
  ADD CONSTRAINT "invitation_email_lower" CHECK ("email" = lower("email")),
  ADD CONSTRAINT "invitation_role" CHECK ("role" IN ('admin', 'approver', 'analyst', 'auditor')),
  ADD CONSTRAINT "invitation_language" CHECK ("language" IN ('pt-BR', 'en'));

ALTER TABLE "access_key"
  ADD CONSTRAINT "access_key_id_shape" CHECK ("id" ~ ('^crk_' || "environment" || '_[0-9A-Za-z]{22}$')),
  ADD CONSTRAINT "access_key_environment" CHECK ("environment" IN ('live', 'test')),
  ADD CONSTRAINT "access_key_kind" CHECK ("kind" IN ('partner', 'portal')),
  ADD CONSTRAINT "access_key_status" CHECK ("status" IN ('ativa', 'pendente', 'suspensa', 'revogada', 'expirada'));

ALTER TABLE "access_key_secret"
  ADD CONSTRAINT "access_key_secret_hmac_length" CHECK (length("secret_hmac") = 32),
  ADD CONSTRAINT "access_key_secret_last4" CHECK (length("last4") = 4);

ALTER TABLE "portal_event"
  ADD CONSTRAINT "portal_event_outcome" CHECK ("outcome" IN ('done', 'refused', 'throttled'));

CREATE FUNCTION "portal_event_append_only"() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  RAISE EXCEPTION 'the trail is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER "portal_event_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "portal_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "portal_event_append_only"();
