import { STATUS_CODES } from 'node:http'
import { type Language, languageOf } from '#lib/http/problem-words.ts'
import { randomId } from '#lib/kernel/ids.ts'
import type { TransportRefusal } from './transport-rules.ts'

const STATUS: Readonly<Record<TransportRefusal, number>> = {
  malformed: 400,
  duplicate_header: 400,
  upgrade: 400,
  direct_peer: 403,
  timeout: 408,
  body_too_large: 413,
  uri_too_long: 414,
  wrong_host: 421,
  headers_too_large: 431,
}

const DETAIL: Readonly<Record<TransportRefusal, Readonly<Record<Language, string>>>> = {
  malformed: { 'pt-BR': 'A mensagem HTTP não pôde ser lida.', en: 'The HTTP message could not be read.' },
  duplicate_header: {
    'pt-BR': 'Host, Content-Length e Transfer-Encoding só podem vir uma vez.',
    en: 'Host, Content-Length and Transfer-Encoding may come only once.',
  },
  upgrade: { 'pt-BR': 'Este endereço não troca de protocolo.', en: 'This address does not switch protocols.' },
  timeout: { 'pt-BR': 'A requisição não chegou completa a tempo.', en: 'The request did not arrive complete in time.' },
  body_too_large: { 'pt-BR': 'O corpo passa de 64 KiB.', en: 'The body is over 64 KiB.' },
  uri_too_long: { 'pt-BR': 'O endereço passa de 8 KiB.', en: 'The address is over 8 KiB.' },
  wrong_host: {
    'pt-BR': 'Este servidor não responde por esse nome.',
    en: 'This server does not answer to that name.',
  },
  direct_peer: {
    'pt-BR': 'Este endereço só responde por HTTPS, através do seu proxy.',
    en: 'This address answers by HTTPS only, through its proxy.',
  },
  headers_too_large: { 'pt-BR': 'Os cabeçalhos passam de 16 KiB.', en: 'The headers are over 16 KiB.' },
}

export type TransportProblem = { status: number; headers: Record<string, string>; body: string }

/** A refusal by the listener itself as problem details. The connection ends with it: its framing can't be trusted. */
export function transportProblem(
  refusal: TransportRefusal,
  context: { docsUrl: string; acceptLanguage?: string | undefined; requestId?: string },
): TransportProblem {
  const status = STATUS[refusal]
  const language = languageOf(context.acceptLanguage)
  const { requestId = randomId('request') } = context
  const body = JSON.stringify({
    type: `${context.docsUrl}#requisicao_invalida`,
    title: STATUS_CODES[status] ?? '',
    status,
    detail: DETAIL[refusal][language],
    codigo: 'requisicao_invalida',
    requisicao: requestId,
  })
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json; charset=utf-8',
      'Content-Length': String(Buffer.byteLength(body)),
      'Content-Language': language,
      'Cache-Control': 'no-store',
      'X-Request-Id': requestId,
      Connection: 'close',
    },
    body,
  }
}

/** The same, for a socket whose request Node could not parse. */
export function rawHttpAnswer({ status, headers, body }: TransportProblem): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n')
}
