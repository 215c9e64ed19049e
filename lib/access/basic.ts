const MAX_HEADER_BYTES = 512

/**
 * `Authorization: Basic base64(id:secret)` (RFC 7617). Null for anything else: other schemes, over 512 bytes, base64
 * that isn't canonical, control characters, invalid UTF-8.
 */
export function parseBasic(header: string | null | undefined): { id: string; secret: string } | null {
  if (!header || header.length > MAX_HEADER_BYTES) return null
  const match = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header)
  if (match?.[1] === undefined) return null
  const bytes = Buffer.from(match[1], 'base64')
  if (bytes.toString('base64') !== match[1]) return null
  // Ids and secrets are printable ASCII; whatever isn't can't be a credential of ours.
  for (const byte of bytes) if (byte < 0x20 || byte > 0x7e) return null
  const text = bytes.toString('latin1')
  const colon = text.indexOf(':')
  return colon < 1 ? null : { id: text.slice(0, colon), secret: text.slice(colon + 1) }
}

/** `Authorization: Bearer <token>` (RFC 6750); null for anything else or for tokens over 8 KiB. */
export function parseBearer(header: string | null | undefined): string | null {
  if (!header || header.length > 8_192) return null
  return /^Bearer ([A-Za-z0-9\-._~+/]+=*)$/i.exec(header)?.[1] ?? null
}

/** The value of an `Authorization` header for an id and a secret. */
export function formatBasic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
}
