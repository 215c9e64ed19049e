-- A token says the tier of its key, so that the services that take it count by the right limits.
GRANT SELECT ("tier") ON "access_key" TO portal_auth;
