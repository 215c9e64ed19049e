import { AppError } from '#lib/kernel/app-error.ts'

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

function fieldName(name: string): string {
  return /^[a-z_]{1,40}$/i.test(name) ? name : '?'
}
