import { argv, exit } from 'node:process'

/** `npm run bench -- <name>`: one measurement, against the demonstration that is running in this folder. */
const BENCHES: Readonly<Record<string, () => Promise<{ run(): Promise<void> }>>> = {
  revocation: () => import('./revocation.ts'),
  breakers: () => import('./breakers.ts'),
  'audit-verify': () => import('./audit-verify.ts'),
  sistema3: () => import('./sistema3.ts'),
  million: () => import('./million.ts'),
}

const [name = ''] = argv.slice(2)
const load = BENCHES[name]
if (!load) {
  console.error(`Uso: npm run bench -- ${Object.keys(BENCHES).join('|')}`)
  exit(2)
}
const { run } = await load()
await run()
exit(0)
