import { Redacted } from '#lib/kernel/redacted.ts'
import { approversByMachine, type ListedApprover } from '#lib/systems/debts/index.ts'
import { databaseUrls, prepareServers } from './databases.ts'
import { explain } from './explain.ts'
import { openInstance, secretsOf } from './instance.ts'
import { readKeptPorts } from './ports.ts'
import { StartRefused } from './start-refused.ts'

const APPROVER = /^apr_[0-9A-Za-z]{22}$/
const USAGE = 'Uso: npm run approvers -- list | confirm apr_… | end apr_…'

/** `npm run approvers`: who may approve, for whoever administers the machine. Base A has to be running. */
async function main([command, id = '', ...rest]: string[]): Promise<void> {
  const known = command === 'list' ? id === '' : (command === 'confirm' || command === 'end') && APPROVER.test(id)
  if (!known || rest.length > 0) throw new StartRefused(USAGE)
  const url = await managingUrl()
  if (command === 'list') return print(await approversByMachine.list(url))
  const outcome = await (command === 'confirm' ? approversByMachine.confirm : approversByMachine.end)(url, id)
  if (outcome === 'missing') throw new StartRefused(`${id}: não há tal pedido. Veja: npm run approvers -- list`)
  if (outcome !== 'done') {
    throw new StartRefused(`${id}: já confirmado, de mais de um dia, ou o celular ainda não mostrou um código.`)
  }
  console.log(command === 'confirm' ? `✓ ${id} pode aprovar` : `✓ ${id} não aprova mais`)
}

async function managingUrl(): Promise<Redacted<string>> {
  const instance = openInstance()
  const { config, state } = instance
  if (config.DATABASE_URL_BASE_A_MIGRATIONS) return config.DATABASE_URL_BASE_A_MIGRATIONS
  const servers = await prepareServers(config, state.dir, readKeptPorts(state.dir))
  return new Redacted(databaseUrls(config, servers, secretsOf(instance)).baseA.migrations)
}

function print(approvers: readonly ListedApprover[]): void {
  if (approvers.length === 0) console.log('Ninguém aprova, e ninguém pediu para aprovar no último dia.')
  for (const { id, institution, label, asked, shown, confirmed } of approvers) {
    const state = confirmed
      ? `ativo desde ${confirmed.toISOString()}`
      : shown
        ? `aguarda confirmação; pediu em ${asked.toISOString()}`
        : 'ainda sem código do celular'
    console.log(`${id}  ${institution}  ${label}  ${state}`)
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(`✗ ${explain(error, () => [])}`)
    process.exit(1)
  },
)
