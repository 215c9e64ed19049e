import { readFile } from 'node:fs/promises'
import type { ClientTls } from '#lib/gateway/index.ts'
import { Redacted } from '#lib/kernel/redacted.ts'

type TlsFiles = { TLS_CA_FILE: string; TLS_CERT_FILE: string; TLS_KEY_FILE: string }

/** How a process proves itself at sistema1, from the files that its configuration names. */
export async function readClientTls({ TLS_CA_FILE, TLS_CERT_FILE, TLS_KEY_FILE }: TlsFiles): Promise<ClientTls> {
  const files = [TLS_CA_FILE, TLS_CERT_FILE, TLS_KEY_FILE]
  const [ca = '', cert = '', key = ''] = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return { ca, cert, key: new Redacted(key) }
}
