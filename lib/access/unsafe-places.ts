import { passesLuhn } from '#lib/identifiers/card-number.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { SECRET_ANYWHERE } from './access-key.ts'

/** Our secrets, and anything shaped like a signed token: a URL ends up in logs, histories and referrers. */
const TOKEN_ANYWHERE = /eyJ[\w-]{8,}\.eyJ[\w-]{8,}\./
/** 13 to 19 digits in a row, or grouped as cards are; neighbours that are digits make it another number. */
const CARD_SHAPE = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g

/** Percent-decoding that never throws: a broken sequence is looked at as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** Throws `credencial_em_lugar_inseguro` for a URL that carries a secret. Asked before any credential is looked at. */
export function refuseSecretInUrl(url: string): void {
  const text = decoded(url)
  if (SECRET_ANYWHERE.test(text) || TOKEN_ANYWHERE.test(text)) throw new AppError('credencial_em_lugar_inseguro')
}

/** Whether a text holds a Luhn-valid number of 13 to 19 digits. */
export function holdsCardNumber(text: string): boolean {
  for (const [found] of decoded(text).matchAll(CARD_SHAPE)) {
    if (passesLuhn(found.replace(/[ -]/g, ''))) return true
  }
  return false
}

/** Throws `cartao_em_lugar_inseguro` for a card number in a path, a query or one of `headers`' values. */
export function refuseCardNumberOutsideBody(url: string, headers: Iterable<string | undefined>): void {
  const { pathname, search } = new URL(url)
  for (const place of [pathname, search, ...headers]) {
    if (place !== undefined && holdsCardNumber(place)) throw new AppError('cartao_em_lugar_inseguro')
  }
}
