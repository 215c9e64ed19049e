// The certificate library asks for this polyfill when it loads.
import 'reflect-metadata'
import { createPrivateKey, X509Certificate as NodeCertificate } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { replaceFile } from '#lib/datastores/embedded/secret-files.ts'
import { type Clock, systemClock } from '#lib/kernel/clock.ts'

/** Who gets a certificate: the one server, and the processes that may call it. The name is the common name. */
const LEAVES = { sistema1: 'server', front: 'client', sistema2: 'client', auth: 'client', worker: 'client' } as const
type LeafName = keyof typeof LEAVES

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const AUTHORITY = 'ca'
const AUTHORITY_NAME = 'CN=Crivo local authority'
const DAY_MS = 86_400_000
const AUTHORITY_DAYS = 3_650
const LEAF_DAYS = 397
const RENEW_BEFORE_DAYS = 30
/** Clocks of two processes on one machine agree, yet a restored virtual machine's may not. */
const BACKDATE_MS = 300_000

type Issued = { certificate: X509Certificate; privateKey: CryptoKey }

/**
 * Makes sure that the local authority and every process's certificate are in `dir`: `ca.pem`, and `<process>.pem` with
 * `<process>.key` for each. What is missing, broken, foreign or has less than thirty days left is made anew; a new
 * authority renews all. Keys are readable by their owner alone; certificates are public.
 */
export async function ensureLocalCertificates(dir: string, clock: Clock = systemClock): Promise<void> {
  mkdirSync(dir, { recursive: true, mode: 0o711 })
  chmodSync(dir, 0o711)
  const now = clock.now()
  const authority = (await readAuthority(dir, now)) ?? (await makeAuthority(dir, now))
  for (const name of Object.keys(LEAVES) as LeafName[]) {
    if (!isGood(dir, name, now)) await makeLeaf(dir, name, authority, now)
  }
}

async function readAuthority(dir: string, now: Date): Promise<Issued | null> {
  if (!isGood(dir, AUTHORITY, now)) return null
  const [pkcs8] = PemConverter.decode(readFileSync(join(dir, `${AUTHORITY}.key`), 'utf8'))
  if (pkcs8 === undefined) return null
  return {
    certificate: new X509Certificate(readFileSync(join(dir, `${AUTHORITY}.pem`), 'utf8')),
    privateKey: await crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']),
  }
}

/** Whether a certificate and its key can be read, belong together, are the authority's, and last long enough. */
function isGood(dir: string, name: string, now: Date): boolean {
  try {
    const authority = new NodeCertificate(readFileSync(join(dir, `${AUTHORITY}.pem`)))
    const certificate = new NodeCertificate(readFileSync(join(dir, `${name}.pem`)))
    const key = createPrivateKey(readFileSync(join(dir, `${name}.key`)))
    const daysLeft = (certificate.validToDate.getTime() - now.getTime()) / DAY_MS
    return certificate.checkPrivateKey(key) && certificate.verify(authority.publicKey) && daysLeft >= RENEW_BEFORE_DAYS
  } catch {
    // Missing or unreadable: whichever it is, it is made anew.
    return false
  }
}

async function makeAuthority(dir: string, now: Date): Promise<Issued> {
  const keys = await newKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: AUTHORITY_NAME,
    ...validity(now, AUTHORITY_DAYS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  await write(dir, AUTHORITY, certificate, keys.privateKey)
  return { certificate, privateKey: keys.privateKey }
}

async function makeLeaf(dir: string, name: LeafName, authority: Issued, now: Date): Promise<void> {
  const keys = await newKeys()
  const isServer = LEAVES[name] === 'server'
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: authority.certificate.subject,
    ...validity(now, LEAF_DAYS),
    publicKey: keys.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      // One use each: a caller's certificate can't pose as the server, nor the server's as a caller.
      new ExtendedKeyUsageExtension([isServer ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth], true),
      ...(isServer ? [new SubjectAlternativeNameExtension(SERVER_NAMES)] : []),
      await AuthorityKeyIdentifierExtension.create(authority.certificate),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  await write(dir, name, certificate, keys.privateKey)
}

const SERVER_NAMES: ConstructorParameters<typeof SubjectAlternativeNameExtension>[0] = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
]

function validity(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now.getTime() - BACKDATE_MS), notAfter: new Date(now.getTime() + days * DAY_MS) }
}

async function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

/** The key first: a crash in between leaves a pair that doesn't match, which the next start makes anew. */
async function write(dir: string, name: string, certificate: X509Certificate, privateKey: CryptoKey): Promise<void> {
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', privateKey)
  replaceFile(join(dir, `${name}.key`), `${PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`)
  replaceFile(join(dir, `${name}.pem`), `${certificate.toString('pem')}\n`, 0o644)
}
