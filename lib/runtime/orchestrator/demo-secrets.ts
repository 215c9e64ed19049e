import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { createAccessKey } from '#lib/access/access-key.ts'
import { type Environment, generatedSecretNames, type VariableName } from '#lib/config/index.ts'
import { keepSecretFile, keepSecrets } from '#lib/datastores/embedded/secret-files.ts'

const ROLE_PASSWORDS = ['baseA', 'portal', 'sistema2', 'sistema3', 'relay', 'seed'] as const

export type KeyFiles = {
  authSigning: string
  statementPrivate: string
  statementPublic: string
  trailSigning: string
  trailPublic: string
}

export type DemoSecrets = {
  /** By the name of its variable; one that was given by name stands in place of ours. */
  application: Readonly<Record<string, string>>
  /** Passwords of database users; one per Postgres role is derived from the entry of its cluster. */
  databases: Readonly<Record<(typeof ROLE_PASSWORDS)[number], string>>
  portalKey: { id: string; secret: string }
  files: KeyFiles
}

/** The secrets of this machine's demonstration: random, made at first start, kept with mode 0600. */
export function keepDemoSecrets(stateDir: string, given: Environment): DemoSecrets {
  const dir = join(stateDir, 'secrets')
  const portalKey = keepSecretFile(join(dir, 'portal-key.json'), () => JSON.stringify(createAccessKey('live')))
  const kept = Object.entries(keepSecrets(join(dir, 'application.json'), generatedSecretNames()))
  return {
    application: Object.fromEntries(kept.map(([name, secret]) => [name, given[name] || secret])),
    databases: keepSecrets(join(dir, 'databases.json'), ROLE_PASSWORDS),
    // Written by the line above, in this very shape.
    portalKey: JSON.parse(portalKey) as DemoSecrets['portalKey'],
    files: keepKeyFiles(dir),
  }
}

/** One of the application's secrets. Throws where the configuration knows none of that name. */
export function secretNamed({ application }: Pick<DemoSecrets, 'application'>, name: VariableName): string {
  const secret = application[name]
  if (secret === undefined) throw new Error(`${name} is no secret that the demo makes`)
  return secret
}

function keepKeyFiles(dir: string): KeyFiles {
  const pkcs8 = { type: 'pkcs8', format: 'pem' } as const
  const spki = { type: 'spki', format: 'pem' } as const
  const authSigning = join(dir, 'auth-signing.pem')
  keepSecretFile(authSigning, () =>
    generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export(pkcs8).toString(),
  )
  const keepPair = (name: string): [privateFile: string, publicFile: string] => {
    const pair = keepSecretFile(join(dir, `${name}-pair.json`), () => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519')
      return JSON.stringify({ privateKey: privateKey.export(pkcs8), publicKey: publicKey.export(spki) })
    })
    // Written by the lines above, in this very shape. One file for both halves, so that they can't come apart.
    const { privateKey, publicKey } = JSON.parse(pair) as { privateKey: string; publicKey: string }
    const files: [string, string] = [join(dir, `${name}-private.pem`), join(dir, `${name}-public.pem`)]
    keepSecretFile(files[0], () => privateKey)
    keepSecretFile(files[1], () => publicKey)
    return files
  }
  const [statementPrivate, statementPublic] = keepPair('statement')
  const [trailSigning, trailPublic] = keepPair('trail')
  return { authSigning, statementPrivate, statementPublic, trailSigning, trailPublic }
}
