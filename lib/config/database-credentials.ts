import { isGuessable } from './variable.ts'

const MIN_PASSWORD_LENGTH = 16
const MIN_DIFFERENT_CHARACTERS = 8

/**
 * Whether a database URL carries what production asks for: a password of some strength, or none where the server knows
 * its peer another way. That is a Unix socket for Postgres (`host=/…`), a client certificate for Mongo.
 */
export function carriesStrongCredential(url: string): boolean {
  try {
    const { password, host, query } = partsOf(url)
    if (url.startsWith('mongodb')) {
      return password === null ? query.get('authMechanism') === 'MONGODB-X509' : isStrongPassword(password)
    }
    // Postgres' driver lets what the query says win.
    const wins = query.get('password') || password
    return wins === null ? (query.get('host') || host).startsWith('/') : isStrongPassword(wins)
  } catch {
    // A stray % can't be decoded: no driver would read it either.
    return false
  }
}

/** Read without `URL`, which takes no list of hosts. */
function partsOf(url: string): { password: string | null; host: string; query: URLSearchParams } {
  const [, authority = '', search = ''] = /^[a-z+]+:\/\/([^/?]*)[^?]*(?:\?(.*))?$/s.exec(url) ?? []
  const query = new URLSearchParams(search)
  const at = authority.lastIndexOf('@')
  const [, given] = /^[^:]*:(.*)$/s.exec(authority.slice(0, Math.max(at, 0))) ?? []
  return {
    password: given ? decodeURIComponent(given) : null,
    host: decodeURIComponent(authority.slice(at + 1)),
    query,
  }
}

function isStrongPassword(password: string): boolean {
  return (
    password.length >= MIN_PASSWORD_LENGTH &&
    new Set(password).size >= MIN_DIFFERENT_CHARACTERS &&
    !isGuessable(password)
  )
}
