/**
 * Whether a request that changes something comes from our own pages: its Origin names the host that was asked. A
 * missing Origin is refused too; browsers send it with every POST, PUT and DELETE.
 */
export function isSameOrigin(headers: Pick<Headers, 'get'>): boolean {
  const origin = headers.get('origin')
  const host = headers.get('host')
  if (!origin || !host || !URL.canParse(origin)) return false
  return new URL(origin).host === host.toLowerCase()
}
