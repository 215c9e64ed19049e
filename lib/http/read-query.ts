import { z } from 'zod'
import { AppError } from '#lib/kernel/app-error.ts'
import { parseInput } from '#lib/kernel/operation.ts'

/** Of an operation that takes no parameter. */
export const NoQuery = z.strictObject({})
/** Of an operation that answers a list by pages, as it is written; the operation's own input judges the number. */
export const PageQuery = z.strictObject({ limite: z.string().optional(), cursor: z.string().optional() })

/**
 * A query string as a flat object of strings, for a strict schema to parse. A parameter that comes twice is
 * `requisicao_invalida`: two readers of the same URL must never see two values.
 */
export function readQuery(url: URL): Record<string, string> {
  const query: Record<string, string> = Object.create(null)
  for (const [name, value] of url.searchParams) {
    if (name in query) {
      throw new AppError('requisicao_invalida', { fields: [{ campo: fieldName(name), codigo: 'invalido' }] })
    }
    // URLSearchParams turns broken UTF-8 into U+FFFD; nobody means that character.
    if (value.includes('\uFFFD')) {
      throw new AppError('requisicao_invalida', { fields: [{ campo: fieldName(name), codigo: 'invalido' }] })
    }
    query[name] = value
  }
  return { ...query }
}

/** Any parameter is `parametro_desconhecido`. */
export function refuseQuery(url: string): void {
  parseInput(NoQuery, readQuery(new URL(url)))
}

/** A number as a query writes it; anything else is left for the schema to refuse. */
export function numberIn<Text extends string | undefined>(text: Text): number | Text {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : text
}

function fieldName(name: string): string {
  return /^[a-z_]{1,40}$/i.test(name) ? name : '?'
}
