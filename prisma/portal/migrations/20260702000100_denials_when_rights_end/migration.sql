-- Tokens are denied when a right ends, not when one is given back or widened: a denial also covers the seconds after it,
-- in which a key that was just resumed would be refused its first tokens.

DROP TRIGGER "member_denies_tokens" ON "member";
DROP TRIGGER "access_key_denies_tokens" ON "access_key";
DROP TRIGGER "institution_denies_tokens" ON "institution";

CREATE TRIGGER "member_denies_tokens" AFTER UPDATE ON "member" FOR EACH ROW
  WHEN (OLD."status" = 'active' AND (NEW."status" <> 'active' OR NEW."role" <> OLD."role"))
  EXECUTE FUNCTION "deny_tokens"('member');
CREATE TRIGGER "access_key_denies_tokens" AFTER UPDATE ON "access_key" FOR EACH ROW
  WHEN (OLD."status" = 'ativa' AND (
    NEW."status" <> 'ativa'
    OR NOT NEW."scopes" @> OLD."scopes"
    OR NOT NEW."purposes" @> OLD."purposes"
    OR NEW."ips" IS DISTINCT FROM OLD."ips"
    OR coalesce(NEW."expires_at", 'infinity') < coalesce(OLD."expires_at", 'infinity')))
  EXECUTE FUNCTION "deny_tokens"('key');
CREATE TRIGGER "institution_denies_tokens" AFTER UPDATE ON "institution" FOR EACH ROW
  WHEN (OLD."status" = 'active' AND (NEW."status" <> 'active' OR NOT NEW."purposes" @> OLD."purposes"))
  EXECUTE FUNCTION "deny_tokens"('institution');
