-- Who may exist in Base A. Roles belong to the whole cluster, so each is made only where it isn't there; none gets a
-- password here: whoever starts the cluster sets them afterwards.
--   basea_owner    owns schemas and tables; nobody signs in as it, and forced row security hides every row from it
--   basea_definer  owns the SECURITY DEFINER functions, the only way to write anything; nobody signs in as it
--   basea_app      reads people and debts, only what a recorded access has opened
--   basea_grants   asks for, decides and ends grants and mandates; keeps the token keys; sees no person
--   basea_ingest   loads people and debts; reads nothing
--   basea_auditor  reads the ledger and the grants; sees no person

-- Two databases of one cluster that migrate at once take turns: pg_authid is shared by all of them.
LOCK TABLE pg_catalog.pg_authid IN SHARE ROW EXCLUSIVE MODE;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['basea_owner', 'basea_definer'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', name);
    END IF;
  END LOOP;
  FOREACH name IN ARRAY ARRAY['basea_app', 'basea_grants', 'basea_ingest', 'basea_auditor'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT NOBYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', name);
      EXECUTE format('ALTER ROLE %I SET search_path = %L', name, '');
      EXECUTE format('ALTER ROLE %I SET lock_timeout = %L', name, '500ms');
      EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', name, '5s');
      EXECUTE format('ALTER ROLE %I SET statement_timeout = %L', name,
        CASE name WHEN 'basea_ingest' THEN '30s' WHEN 'basea_auditor' THEN '30s' ELSE '2s' END);
      -- A statement that fails or is slow may be logged; what was asked about never is, nor a DETAIL that quotes a key.
      EXECUTE format('ALTER ROLE %I SET log_parameter_max_length = 0', name);
      EXECUTE format('ALTER ROLE %I SET log_parameter_max_length_on_error = 0', name);
      EXECUTE format('ALTER ROLE %I SET log_error_verbosity = %L', name, 'terse');
    END IF;
  END LOOP;
END $$;

-- No way into the cluster's other databases, and none into this one but by name.
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN
    SELECT datname FROM pg_catalog.pg_database
    WHERE (datname IN ('postgres', 'template1') AND has_database_privilege('public', oid, 'CONNECT'))
      OR datname = current_database()
  LOOP
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', name);
  END LOOP;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO basea_app, basea_grants, basea_ingest, basea_auditor', current_database());
END $$;

-- What PostgreSQL gives everyone unasked: a schema, languages to write blocks of code in, large objects.
REVOKE ALL ON SCHEMA "public" FROM PUBLIC;
REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql, sql TO basea_owner, basea_definer;

DO $$
DECLARE
  routine regprocedure;
BEGIN
  FOR routine IN
    SELECT oid::regprocedure FROM pg_catalog.pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ '^(lo_|lowrite$|loread$|pg_notify$|pg_logical_emit_message$)'
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine);
  END LOOP;
END $$;

-- A function or type that comes later is nobody's until it is given.
ALTER DEFAULT PRIVILEGES FOR ROLE basea_owner, basea_definer REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE basea_owner, basea_definer REVOKE ALL ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC;

CREATE SCHEMA records AUTHORIZATION basea_owner;
CREATE SCHEMA control AUTHORIZATION basea_owner;
GRANT USAGE ON SCHEMA records TO basea_definer, basea_app;
GRANT USAGE ON SCHEMA control TO basea_definer, basea_app, basea_grants, basea_ingest, basea_auditor;
