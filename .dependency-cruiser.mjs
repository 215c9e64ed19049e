// Which room may import which. Rooms stand in levels, and imports point down; see docs/architecture.md.

/** From the top down. Rooms of one level may import each other, unless a rule below says otherwise. */
const LEVELS = [
  ['app', 'e2e'],
  ['components', 'lib/console'],
  ['lib/runtime'],
  ['lib/public-api', 'lib/jobs', 'lib/auth-server'],
  ['lib/systems', 'lib/members', 'lib/keys', 'lib/tasks', 'lib/mail'],
  ['lib/gateway', 'lib/messaging', 'lib/audit', 'lib/access', 'lib/openapi'],
  ['lib/http', 'lib/datastores'],
  ['lib/telemetry'],
  ['lib/config'],
  ['lib/identifiers', 'lib/population'],
  ['lib/kernel'],
]

/** Tests may reach for anything that helps them. */
const TESTS = '\\.(test|contract)\\.tsx?$|^lib/testing/|(^|[/-])(testing|test-bench)\\.ts$'
/** A system's schemas are a leaf that anyone may read. */
const SCHEMAS = '^lib/systems/[^/]+/[a-z-]*schemas\\.ts$'
/** What forms check on both sides: safe in a browser. */
const LEAVES =
  '^lib/(systems/[^/]+|members|keys|tasks)/[a-z-]*schemas\\.ts$|^lib/access/passwords/password-policy\\.ts$'

const pathOf = (rooms) => `^(${rooms.join('|')})/`

const levelRules = LEVELS.slice(1).map((rooms, index) => ({
  name: `${rooms.join('-').replaceAll('lib/', '')}-points-down`,
  comment: 'A room may import its own level and those below it.',
  severity: 'error',
  from: { path: pathOf(rooms), pathNot: TESTS },
  to: { path: pathOf(LEVELS.slice(0, index + 1).flat()), pathNot: SCHEMAS },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...levelRules,
    {
      name: 'no-circle',
      comment: 'Two files that need each other when they run are one, or lack a third. A type alone is no need.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'systems-never-each-other',
      comment: 'Each system makes its own bargain; what one needs of another it asks through a port and the gateway.',
      severity: 'error',
      from: { path: '^lib/systems/([^/]+)/', pathNot: TESTS },
      to: { path: '^lib/systems/', pathNot: [`^lib/systems/$1/`, SCHEMAS] },
    },
    {
      name: 'one-door-to-a-system',
      comment: 'Outside a system only its index, its schemas, its seed and what it says of its operations are seen.',
      severity: 'error',
      from: { path: '^(app|components|e2e|lib)/', pathNot: ['^lib/systems/', TESTS] },
      to: { path: '^lib/systems/', pathNot: '^lib/systems/[^/]+/(index|[a-z-]*schemas|seed|openapi)\\.ts$' },
    },
    {
      name: 'a-description-is-light',
      comment: 'Front loads what systems say of their operations: it must bring no door, no store and no driver along.',
      severity: 'error',
      from: { path: '^lib/(systems/[^/]+|members|keys|tasks)/openapi\\.ts$' },
      to: { path: '/(operations/|[^/]*store|http|door|seed)[^/]*\\.ts$|node_modules/(pg|mongodb|@prisma)/' },
    },
    {
      name: 'drivers-stay-in-stores',
      comment: 'Drivers are known to datastores and to the adapters of stores alone.',
      severity: 'error',
      from: {
        path: '^(app|components|lib)/',
        pathNot: ['^lib/datastores/', '/store\\.(postgres|mongo)[^/]*\\.ts$', TESTS],
      },
      to: { path: 'node_modules/(pg|mongodb|@prisma/client)/' },
    },
    {
      name: 'generated-clients-stay-in-stores',
      comment: 'The typed clients are the drivers of Postgres.',
      severity: 'error',
      from: {
        path: '^(app|components|lib)/',
        pathNot: ['^lib/datastores/', 'store\\.(postgres|mongo)[^/]*\\.ts$', TESTS],
      },
      to: { path: '^lib/datastores/generated/' },
    },
    {
      name: 'next-and-react-on-top',
      comment: 'Below the console nothing knows which framework draws the pages.',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/(console|runtime)/' },
      to: { path: 'node_modules/(next|react|react-dom|next-auth|next-intl)/' },
    },
    {
      name: 'pages-hold-no-machinery',
      comment: 'Pages and widgets take types, schemas and the services holder; the rest stays out of their bundles.',
      severity: 'error',
      from: { path: '^(app|components)/' },
      to: {
        path: '^lib/',
        pathNot: ['^lib/console/', '^lib/runtime/services\\.ts$', '^lib/(kernel|identifiers)/', LEAVES],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nothing-runs-on-test-code',
      comment: 'What is shipped does not depend on what tests it.',
      severity: 'error',
      from: { path: '^(app|components|lib|scripts)/', pathNot: [TESTS, '^scripts/'] },
      to: { path: TESTS },
    },
    {
      name: 'known-packages-only',
      comment: 'A package that is imported stands in package.json.',
      severity: 'error',
      from: { path: '^(app|components|lib)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'imports-lead-somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^lib/datastores/generated/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^lib/datastores/generated/.*/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
}
