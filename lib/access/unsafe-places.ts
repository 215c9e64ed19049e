import { containsCardNumber } from '#lib/identifiers/card-number-in-text.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { SECRET_ANYWHERE } from './access-key.ts'

/** Our secrets, and anything shaped like a signed token: a URL ends up in logs, histories and referrers. */
const TOKEN_ANYWHERE = /eyJ[\w-]{8,}\.eyJ[\w-]{8,}\./
/** Headers whose digits are machines' own: credentials, traces, lengths, hops. */
const MACHINE_HEADERS = new Set([
  'authorization',
  'membro',
  'cookie',
  'traceparent',
  'tracestate',
  'content-length',
  'x-forwarded-for',
])

/** Percent-decoding that never throws: one broken sequence, as U+FFFD, hides nothing beside it. */
function decoded(text: string): string {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** Throws `credencial_em_lugar_inseguro` for a URL that carries a secret. Asked before any credential is looked at. */
export function refuseSecretInUrl(url: string): void {
  const text = decoded(url)
  if (SECRET_ANYWHERE.test(text) || TOKEN_ANYWHERE.test(text)) throw new AppError('credencial_em_lugar_inseguro')
}

/** Throws `cartao_em_lugar_inseguro` for a card number in a request's path, query or headers. */
export function refuseCardNumberOutsideBody(url: string, headers: Headers): void {
  const { pathname, search } = new URL(url)
  const texts = [...headers].flatMap(([name, value]) => (MACHINE_HEADERS.has(name) ? [] : [value]))
  if ([decoded(pathname), decoded(search), ...texts].some(containsCardNumber))
    throw new AppError('cartao_em_lugar_inseguro')
}
