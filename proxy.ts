import { type NextRequest, NextResponse } from 'next/server'
import { PATH_HEADER } from '#lib/console/session/path-header.ts'

// React's development build evaluates code to rebuild stack traces, and styles arrive without a nonce there.
const DEVELOPMENT = process.env.NODE_ENV === 'development'

/** Scalar writes style attributes, which no nonce can allow. Its page shows nobody's data, and scripts stay as strict. */
const WITH_INLINE_STYLES = '/documentacao/referencia'

/**
 * Headers of every page: which scripts may run, who may frame it, what it may tell others. Nothing here decides who
 * may see what; pages and operations do.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
  const policy = contentSecurityPolicy(nonce, request.nextUrl.pathname)
  const headers = new Headers(request.headers)
  // Next finds the nonce in this header of the request and puts it on each script that it writes.
  headers.set('content-security-policy', policy)
  headers.set(PATH_HEADER, request.nextUrl.pathname)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  response.headers.set('cache-control', 'private, no-cache, no-store, max-age=0, must-revalidate')
  response.headers.set('referrer-policy', 'same-origin')
  response.headers.set('x-content-type-options', 'nosniff')
  response.headers.set('cross-origin-opener-policy', 'same-origin')
  response.headers.set(
    'permissions-policy',
    'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
  )
  return response
}

function contentSecurityPolicy(nonce: string, path: string): string {
  const inlineStyles = DEVELOPMENT || path === WITH_INLINE_STYLES
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${DEVELOPMENT ? " 'unsafe-eval'" : ''}`,
    inlineStyles ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export const config = {
  matcher: ['/((?!_next/static|v1/|oauth/|documentacao/referencia/scalar.js|\\.well-known/|icon.svg).*)'],
}
