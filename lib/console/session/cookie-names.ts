import type { NextAuthOptions } from 'next-auth'

/** Whether cookies travel by https only. Decided by the public address, never by what a request says. */
export function areCookiesSecure(publicUrl: string): boolean {
  return publicUrl.startsWith('https:')
}

/**
 * The name of a cookie. Behind https it begins with `__Host-`: browsers then take it from this very host only, by https,
 * for every path, so that no neighbouring subdomain and no plain connection can plant one. On http loopback browsers
 * would refuse that name.
 */
export function cookieName(name: string, publicUrl: string): string {
  return areCookiesSecure(publicUrl) ? `__Host-${name}` : name
}

/** next-auth's own cookies under such names; by itself it protects only one of the three so. */
export function authCookies(publicUrl: string): NonNullable<NextAuthOptions['cookies']> {
  const cookie = (name: string) => ({
    name: cookieName(`next-auth.${name}`, publicUrl),
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure: areCookiesSecure(publicUrl) } as const,
  })
  return {
    sessionToken: cookie('session-token'),
    callbackUrl: cookie('callback-url'),
    csrfToken: cookie('csrf-token'),
  }
}
