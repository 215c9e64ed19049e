// The one entry of `npm start`, `npm test` and the others. Runs on whatever Node the machine has (20 or newer), before
// anything is installed: plain JavaScript, no dependencies. Installs what is missing, then goes on under the pinned Node.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')
const PINNED_NODE = join(ROOT, 'node_modules', '.bin', 'node')
const STAMP = join(ROOT, 'node_modules', '.crivo-lock-hash')
const OLDEST_NODE = 20

/** What goes on under the pinned Node, by the name of the npm script. */
const ENTRIES = {
  start: 'lib/runtime/orchestrator/start.ts',
  serve: 'lib/runtime/orchestrator/serve-one.ts',
  seed: 'lib/runtime/orchestrator/seed-now.ts',
  approvers: 'lib/runtime/orchestrator/approvers-now.ts',
  check: 'scripts/check.ts',
  test: 'scripts/test.ts',
  'audit:verify': 'lib/runtime/orchestrator/audit-verify.ts',
  soak: 'scripts/soak.ts',
  bench: 'bench/run.ts',
}

function fail(message) {
  console.error(`✗ ${message}`)
  process.exit(1)
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1).replace('.', ',')} s`
}

function requireNode() {
  if (process.platform === 'win32') fail('O Crivo roda em Linux e macOS; no Windows, use o WSL.')
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return
  fail(
    `O Crivo precisa do Node ${OLDEST_NODE} ou mais novo; este é o ${process.versions.node}. Há um em https://nodejs.org.`,
  )
}

/** The lockfile decides what is installed: a stamp beside the packages says which lockfile they are of. */
function hashOfWanted() {
  const hash = createHash('sha256')
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(ROOT, file)))
  return hash.digest('hex')
}

async function installIfChanged() {
  const since = Date.now()
  const installed = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : ''
  if (installed !== hashOfWanted() || !existsSync(PINNED_NODE)) {
    await runNpmInstall(since)
    // npm may have tidied the lockfile: the stamp is of what is there now.
    writeFileSync(STAMP, hashOfWanted())
  }
  console.log(`✓ dependências ${seconds(since)}`)
}

async function runNpmInstall(since) {
  console.log('… dependências: instalando (na primeira vez leva um ou dois minutos)')
  const progress = setInterval(() => console.log(`… dependências ${seconds(since)}`), 15000)
  const npm = spawn('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: Object.assign({}, process.env, { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1', npm_config_update_notifier: 'false' }),
  })
  let output = ''
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  const code = await new Promise((resolve) => {
    npm.once('error', (error) =>
      fail(`O npm não pôde ser executado (${error.message}). Ele vem com o Node: https://nodejs.org.`),
    )
    npm.once('close', resolve)
  })
  clearInterval(progress)
  if (code === 0) return
  process.stderr.write(output)
  fail(
    'A instalação das dependências falhou; acima está o que o npm disse. Verifique o acesso ao registro de pacotes e repita.',
  )
}

/** Hands over to the pinned Node and ends as it ends. Signals are passed on; if this process is killed, it notices. */
function handOver(entry, args) {
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
  const env = Object.assign({ NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'compiled') }, process.env)
  const child = spawn(PINNED_NODE, [join(ROOT, entry)].concat(args), { cwd: ROOT, stdio, env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  endWithNpm(child)
  child.once('error', (error) => {
    fail(`O Node do projeto não pôde ser executado (${error.message}). Apague a pasta node_modules e repita.`)
  })
  child.once('exit', (code) => process.exit(code === null ? 1 : code))
}

/** npm killed without a chance to pass the signal on leaves this process behind, and nobody to stop what it started. */
function endWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return
  const npm = process.ppid
  setInterval(() => process.ppid !== npm && child.kill('SIGTERM'), 1000).unref()
}

const [command = 'start', ...args] = process.argv.slice(2)
requireNode()
const entry = ENTRIES[command]
if (!entry) fail(`Comando desconhecido: ${command}. Há: ${Object.keys(ENTRIES).join(', ')}.`)
await installIfChanged()
handOver(entry, args)
