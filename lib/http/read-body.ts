import { AppError } from '#lib/kernel/app-error.ts'

export const MAX_BODY_BYTES = 64 * 1_024
const MAX_DEPTH = 16
/** Names that change an object's nature when assigned; no schema of ours has them. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * A request's JSON body as an untrusted value, for a strict schema to parse. Refuses another content type, a body over
 * `maxBytes` (counted as it arrives, whatever Content-Length says), invalid UTF-8, nesting over 16 levels and keys
 * that name an object's prototype.
 */
export async function readJsonBody(request: Request, maxBytes: number = MAX_BODY_BYTES): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i.test(type.trim())) throw new AppError('tipo_de_conteudo')
  if (request.headers.get('content-encoding')) throw new AppError('tipo_de_conteudo', { reason: 'content-encoding' })
  const bytes = await readBytes(request, maxBytes)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch (cause) {
    // The parser's message quotes the body, so it stays out of the answer and of the reason.
    throw new AppError('requisicao_invalida', { fields: [{ campo: 'corpo', codigo: 'invalido' }], cause })
  }
  refuseHostileShape(value)
  return value
}

/** A body as bytes; `corpo_grande` as soon as it is over `maxBytes`, whatever Content-Length says. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw new AppError('corpo_grande')
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw new AppError('corpo_grande')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Walks with a stack of its own, so that depth is bounded by a rule and not by the engine's stack. */
function refuseHostileShape(root: unknown): void {
  const stack: { value: unknown; depth: number }[] = [{ value: root, depth: 1 }]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue
    if (next.depth > MAX_DEPTH) {
      throw new AppError('requisicao_invalida', { fields: [{ campo: 'corpo', codigo: 'invalido' }] })
    }
    for (const [key, value] of Object.entries(next.value)) {
      if (FORBIDDEN_KEYS.has(key)) {
        throw new AppError('parametro_desconhecido', { fields: [{ campo: key, codigo: 'desconhecido' }] })
      }
      stack.push({ value, depth: next.depth + 1 })
    }
  }
}
