import { Prisma } from '#lib/datastores/generated/base-a/client.ts'
import type { PresentedToken } from '#lib/kernel/call.ts'
import type { Asker } from './store.ts'

/** The composite value that every recording function takes; all of it bound as parameters. */
export function askerValue(asker: Asker): Prisma.Sql {
  return Prisma.sql`ROW(
    ${asker.inquiryId}, ${asker.actorKind}, ${asker.actorId}, ${asker.actorLabel}, ${asker.institutionId},
    ${asker.ip}, ${asker.purpose}, ${asker.relationship}, ${asker.requestId})::control.asker`
}

export function tokenValue(token: PresentedToken | undefined): Prisma.Sql {
  if (token === undefined) return Prisma.sql`NULL::control.presented_token`
  return Prisma.sql`ROW(${token.id}, ${token.sessionId}, ${token.issuedAt})::control.presented_token`
}

export function arrayValue(
  type: 'bytea' | 'text' | 'bigint' | 'integer',
  values: readonly (Buffer | string | bigint | number)[],
): Prisma.Sql {
  // Prisma binds no array of bytes, so each element is a parameter of its own; the type is one of four literals.
  return Prisma.sql`ARRAY[${Prisma.join(values.map((value) => Prisma.sql`${value}`))}]::${Prisma.raw(type)}[]`
}
