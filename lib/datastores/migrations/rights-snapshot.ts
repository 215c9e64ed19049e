import type pg from 'pg'

/** Everything about rights that Prisma's own comparison doesn't see, each as sorted lines of text. */
const QUERIES = {
  roles: `SELECT concat_ws(' ', rolname,
      CASE WHEN rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END, CASE WHEN rolinherit THEN 'INHERIT' ELSE 'NOINHERIT' END,
      CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolbypassrls THEN 'BYPASSRLS' END,
      CASE WHEN rolcreatedb THEN 'CREATEDB' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END,
      CASE WHEN rolreplication THEN 'REPLICATION' END, 'limit=' || rolconnlimit)
    FROM pg_roles WHERE rolname !~ '^(pg_|crivo_superuser$)'`,
  memberships: `SELECT concat(m.rolname, ' in ', r.rolname, CASE WHEN a.admin_option THEN ' with admin' END,
      CASE WHEN a.inherit_option THEN ' inherits' END, CASE WHEN a.set_option THEN ' may set' END)
    FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles r ON r.oid = a.roleid
    WHERE r.rolname !~ '^pg_' OR m.rolname !~ '^pg_'`,
  roleSettings: `SELECT concat(coalesce(r.rolname, 'everybody'), ': ', setting)
    FROM pg_db_role_setting s LEFT JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) AS setting`,
  database: `SELECT coalesce(d.datacl::text, 'default') FROM pg_database d WHERE datname = current_database()`,
  schemas: `SELECT concat(nspname, ' owner ', pg_get_userbyid(nspowner), ' ', coalesce(nspacl::text, 'default'))
    FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`,
  relations: `SELECT concat(c.oid::regclass, ' ', c.relkind, ' owner ', pg_get_userbyid(c.relowner),
      CASE WHEN c.relrowsecurity THEN ' rls' END, CASE WHEN c.relforcerowsecurity THEN ' forced' END,
      ' ', coalesce(c.relacl::text, 'default'))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`,
  columns: `SELECT concat(a.attrelid::regclass, '.', a.attname, ' ', a.attacl::text)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.attacl IS NOT NULL AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`,
  policies: `SELECT concat(schemaname, '.', tablename, ' ', policyname, ' ', permissive, ' ', cmd, ' to ', roles::text,
      ' using ', coalesce(qual, '-'), ' check ', coalesce(with_check, '-')) FROM pg_policies`,
  functions: `SELECT concat(p.oid::regprocedure, ' owner ', pg_get_userbyid(p.proowner),
      CASE WHEN p.prosecdef THEN ' definer' END, ' ', coalesce(p.proconfig::text, 'no settings'),
      ' ', coalesce(p.proacl::text, 'default'), ' body ', md5(pg_get_functiondef(p.oid)))
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND p.prokind IN ('f', 'p')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`,
  triggers: `SELECT concat(t.tgrelid::regclass, ' ', pg_get_triggerdef(t.oid), ' ', t.tgenabled)
    FROM pg_trigger t WHERE NOT t.tgisinternal`,
  defaults: `SELECT concat(pg_get_userbyid(defaclrole), ' ', coalesce(n.nspname, 'everywhere'), ' ', defaclobjtype, ' ', defaclacl::text)
    FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace`,
} as const

/** A database's roles, policies, owners and access lists, in a stable order: for comparing with what was agreed. */
export async function snapshotRights(client: pg.Client): Promise<Record<string, string[]>> {
  const snapshot: Record<string, string[]> = {}
  for (const [name, query] of Object.entries(QUERIES)) {
    const { rows } = await client.query<{ line: string }>(
      `SELECT line FROM (${query}) AS q(line) ORDER BY line COLLATE "C"`,
    )
    snapshot[name] = rows.map(({ line }) => line)
  }
  return snapshot
}
