import { createHmac } from 'node:crypto'

/** One random secret a cluster, and from it a different password for each of its roles. */
export function rolePassword(secret: string, role: string): string {
  return createHmac('sha256', secret).update(role).digest('base64url')
}
