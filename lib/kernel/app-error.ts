/** Stable error codes on the wire, each with the HTTP status it is answered with. The single list of them. */
export const ERROR_STATUS = {
  requisicao_invalida: 400,
  cpf_tamanho: 400,
  cpf_formato: 400,
  cpf_digito: 400,
  cpf_repetido: 400,
  cartao_invalido: 400,
  cep_invalido: 400,
  nome_invalido: 400,
  cartao_em_lugar_inseguro: 400,
  credencial_em_lugar_inseguro: 400,
  intervalo_de_datas: 400,
  cursor_invalido: 400,
  referencia_invalida: 400,
  parametro_desconhecido: 400,
  credencial_invalida: 401,
  token_expirado: 401,
  escopo_insuficiente: 403,
  finalidade_nao_permitida: 403,
  concessao_ausente: 403,
  concessao_negada: 403,
  ip_nao_permitido: 403,
  pessoa_nao_encontrada: 404,
  recurso_nao_encontrado: 404,
  rota_desconhecida: 404,
  metodo_nao_permitido: 405,
  conflito: 409,
  resultado_usado: 410,
  corpo_grande: 413,
  tipo_de_conteudo: 415,
  chave_de_idempotencia_reutilizada: 422,
  limite_excedido: 429,
  cota_excedida: 429,
  pessoas_demais: 429,
  erro_interno: 500,
  fonte_indisponivel: 503,
  auditoria_indisponivel: 503,
  sobrecarga: 503,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** One input that was refused: `campo` is its wire name (`cpf`, `endereco.numero`), never its value. */
export type FieldError = { campo: string; codigo: ErrorCode | 'obrigatorio' | 'invalido' | 'desconhecido' }

export type AppErrorOptions = {
  /** For the log only; never sent. Must hold no personal data. */
  reason?: string
  fields?: readonly FieldError[]
  retryAfterSeconds?: number
  cause?: unknown
}

const BRAND = Symbol.for('crivo.app-error')

/**
 * The one error that Crivo throws on purpose. Its code decides the status and the words a caller sees; `reason` and
 * `cause` stay in the log. Next bundles its own copy of this module, so ask `AppError.is`, never `instanceof`.
 */
export class AppError extends Error {
  readonly [BRAND] = true
  readonly code: ErrorCode
  readonly fields: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.reason ?? code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.fields = options.fields ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  get status(): number {
    return ERROR_STATUS[this.code]
  }

  static is(value: unknown): value is AppError {
    return typeof value === 'object' && value !== null && BRAND in value
  }

  static hasCode(value: unknown, code: ErrorCode): value is AppError {
    return AppError.is(value) && value.code === code
  }
}

/** Any thrown value as an AppError: an unknown one becomes `erro_interno`, with the original kept as its cause. */
export function toAppError(value: unknown): AppError {
  return AppError.is(value) ? value : new AppError('erro_interno', { cause: value })
}
