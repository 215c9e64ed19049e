import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { typedClientExample } from '#lib/console/read/typed-client.ts'
import { readDemo } from '../fixtures/instance.ts'
import { ask, keys, people } from './client.ts'

const run = promisify(execFile)
const CHECKOUT = join(import.meta.dirname, '..', '..')
const COMPILER = join(CHECKOUT, 'node_modules/typescript/bin/tsc')
const CHECKS = [
  '--ignoreConfig',
  '--noEmit',
  '--strict',
  '--module',
  'nodenext',
  '--target',
  'es2024',
  '--types',
  'node',
]

// The generator is built on the compiler's JavaScript interface, which ended with TypeScript 5.
registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'typescript' ? 'typescript-5' : specifier, context),
})

const url = readDemo().url
let project: string

before(async () => {
  // Within the checkout, so that what partners install is found.
  project = await mkdtemp(join(CHECKOUT, '.crivo', 'typed-client-'))
  await symlink(join(CHECKOUT, 'node_modules'), join(project, 'node_modules'))
  const { default: typesOf, astToString } = await import('openapi-typescript')
  const { json } = await ask('/v1/openapi.json')
  // What was served is the document; its shape is linted elsewhere.
  await writeFile(join(project, 'crivo.d.ts'), astToString(await typesOf(json as never)))
  await writeFile(join(project, 'package.json'), '{"type":"module"}')
})
after(() => rm(project, { recursive: true, force: true }))

async function compile(name: string, text: string): Promise<string> {
  const file = join(project, name)
  await writeFile(file, text)
  const flags = [...CHECKS, '--allowImportingTsExtensions', '--skipLibCheck']
  return run(process.execPath, [COMPILER, ...flags, file], { cwd: project, timeout: 60_000 }).then(
    () => '',
    (failure: { stdout: string }) => failure.stdout,
  )
}

describe('the typed client of the documentation', () => {
  test('its example compiles, runs, and prints a file', async () => {
    const example = typedClientExample(url)
    assert.equal(await compile('exemplo.ts', example), '')
    const environment = { CHAVE: keys.complete.id, SEGREDO: keys.complete.secret, CPF: people.plain }
    const { stdout } = await run(process.execPath, [join(project, 'exemplo.ts')], {
      timeout: 20_000,
      env: { ...process.env, ...environment },
    })
    assert.match(stdout, /movimentacoes/)
  })

  test('what the document doesn’t have doesn’t compile: a path, a type, a field of the answer', async () => {
    const example = typedClientExample(url)
    const wrong = [
      ['/v1/sistema3/consultas', '/v1/sistema4/consultas'],
      ['cpf: CPF', 'cpf: 99900000005'],
      ['console.log(data)', 'console.log(data.dividas_de_ontem)'],
    ] as const
    for (const [right, mistaken] of wrong) {
      assert.ok(example.includes(right))
      assert.match(
        await compile('errado.ts', example.replace(right, mistaken)),
        /^errado\.ts\(\d+,\d+\): error TS/,
        mistaken,
      )
    }
  })

  test('the types are those of the document that is served', async () => {
    assert.match(await readFile(join(project, 'crivo.d.ts'), 'utf8'), /"\/v1\/sistema1\/consultas": \{/)
  })
})
