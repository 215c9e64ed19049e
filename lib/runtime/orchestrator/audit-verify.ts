import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readCheckpointFile } from '#lib/audit/checkpoint-file.ts'
import { createPostgresCheckpointStore } from '#lib/audit/checkpoint-store.postgres.ts'
import type { Checkpoint } from '#lib/audit/trail-checkpoint.ts'
import { type Fault, type Verdict, verifyTrail } from '#lib/audit/verify-trail.ts'
import { createBaseAClient } from '#lib/datastores/base-a-database.ts'
import { createPortalClient } from '#lib/datastores/portal-database.ts'
import { Redacted } from '#lib/kernel/redacted.ts'
import { withTrailSource } from '#lib/systems/debts/index.ts'
import { databaseUrls, prepareServers } from './databases.ts'
import { explain } from './explain.ts'
import { openInstance, secretsOf } from './instance.ts'
import { readKeptPorts } from './ports.ts'
import { checkpointFile } from './process-environments.ts'
import { StartRefused } from './start-refused.ts'
import { Steps } from './steps.ts'

const USAGE =
  'Uso: npm run audit:verify -- [--public-key arquivo.pem] [--since número ou instante] [--checkpoints arquivo.jsonl]'
const BROKEN = 2

const WORDS: Readonly<Record<Fault, string>> = {
  changed: 'a linha não é a que foi encadeada, ou não está onde estava',
  missing: 'a linha, ou o seu elo, não está mais lá',
  inserted: 'há uma linha que não pertence à cadeia',
  cut: 'a trilha termina antes do que foi assinado',
  rewritten: 'a cadeia concorda consigo mesma, mas não com o que foi assinado',
  forged: 'o ponto de controle não foi assinado por esta chave',
  checkpoint_lost: 'um ponto de controle do arquivo falta no banco',
}

/** `npm run audit:verify`: follows Base A's trail beside a running start. Ends with 0 where it is whole, 2 where it isn't. */
async function main(): Promise<number> {
  const options = optionsAskedFor()
  const instance = openInstance()
  const { config, state } = instance
  const secrets = secretsOf(instance)
  const servers = await prepareServers(config, state.dir, readKeptPorts(state.dir))
  const urls = databaseUrls(config, servers, secrets)
  const keyFile = options.publicKey ?? secrets?.files.trailPublic
  if (keyFile === undefined) throw new StartRefused(`Falta a chave pública. ${USAGE}`)
  const publicKey = createPublicKey(readFileSync(keyFile, 'utf8'))
  const parts = { max: 1, applicationName: 'crivo-audit-verify', onIdleError: () => {} }
  const portal = createPortalClient(new Redacted(urls.portal.worker), parts)
  const baseA = createBaseAClient(new Redacted(urls.baseA.auditor), parts)
  const steps = new Steps()
  const started = performance.now()
  try {
    // The file before the table, which it is copied from, and both before the trail, which is never behind them.
    const copies = await readCheckpointFile(options.checkpoints ?? checkpointFile(config, state.dir))
    const checkpoints = await createPostgresCheckpointStore(portal.client).listAfter(0)
    const verdict = await steps.run('trilha', (report) =>
      withTrailSource(baseA.pool, (source) =>
        verifyTrail({
          source,
          checkpoints,
          copies,
          publicKey,
          since: numberOf(options.since, checkpoints),
          onProgress: ({ number, of }) => report(`${count(number)} de ${count(of)}`),
        }),
      ),
    )
    tell(verdict, (performance.now() - started) / 1_000)
    return verdict.kind === 'intact' ? 0 : BROKEN
  } finally {
    steps.close()
    await Promise.all([portal.close(), baseA.close()])
  }
}

function optionsAskedFor() {
  const text = { type: 'string' } as const
  try {
    const { values } = parseArgs({ options: { 'public-key': text, since: text, checkpoints: text } })
    return { publicKey: values['public-key'], since: values.since, checkpoints: values.checkpoints }
  } catch {
    throw new StartRefused(USAGE)
  }
}

/** A number of the trail as it stands, or the newest checkpoint up to an instant. */
function numberOf(since: string | undefined, checkpoints: readonly Checkpoint[]): number {
  if (since === undefined) return 0
  if (/^\d{1,15}$/.test(since)) return Number(since)
  const instant = Date.parse(since)
  if (Number.isNaN(instant)) throw new StartRefused(USAGE)
  return checkpoints.findLast(({ at }) => at.getTime() <= instant)?.number ?? 0
}

function tell(verdict: Verdict, seconds: number): void {
  const speed = `${count(verdict.rows)} linhas, ${count(Math.round(verdict.rows / seconds))} por segundo`
  if (verdict.kind === 'broken') {
    console.error(
      `✗ A trilha não confere a partir do nº ${verdict.number}: ${WORDS[verdict.fault]} (${verdict.fault}). ${speed}.`,
    )
    return
  }
  const { end, signedUpTo } = verdict
  const signed = signedUpTo
    ? `assinada até o nº ${count(signedUpTo.number)}, ${signedUpTo.at.toISOString()}`
    : 'nada assinado ainda'
  console.log(`✓ A trilha confere até o nº ${count(end.number)}; ${signed}. ${speed}.`)
}

function count(n: number): string {
  return n.toLocaleString('pt-BR')
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(`✗ ${explain(error, () => [])}`)
    process.exit(1)
  },
)
