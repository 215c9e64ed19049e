import { ERROR_STATUS, type ErrorCode } from '#lib/kernel/app-error.ts'
import type { ApiOperation } from './declaration.ts'

/** What a call is made of, as far as refusing it goes. */
export type OperationInput = {
  /** Wire names of the query's parameters and the body's members, and how a path may be read. */
  members: ReadonlySet<string>
  /** How the parsers in its schemas refuse. */
  codes: ReadonlySet<ErrorCode>
}

/** Every code that an operation's problem documents can carry, in the catalogue's order. */
export function refusalsOf(operation: ApiOperation, { members, codes }: OperationInput): readonly ErrorCode[] {
  // OAuth refuses in its own form; only what never got that far is told in ours.
  if (operation.refusesAs === 'oauth') return ['requisicao_invalida']
  const given = new Set<ErrorCode>([
    'requisicao_invalida',
    'credencial_em_lugar_inseguro',
    'erro_interno',
    ...codes,
    ...ofAccess(operation),
    ...ofHeaders(operation),
    ...(operation.query || operation.body ? (['parametro_desconhecido'] as const) : []),
    ...(operation.body ? (['corpo_grande', 'tipo_de_conteudo'] as const) : []),
    ...(members.has('cursor') ? (['cursor_invalido'] as const) : []),
    ...(members.has('ref') ? (['referencia_invalida'] as const) : []),
    ...(operation.limited ? (['limite_excedido', 'cota_excedida'] as const) : []),
    ...(operation.limited === 'people' ? (['pessoas_demais'] as const) : []),
    ...(operation.recorded ? (['auditoria_indisponivel'] as const) : []),
    ...(operation.refusals ?? []),
  ])
  // The keys of an object literal are its codes.
  return (Object.keys(ERROR_STATUS) as ErrorCode[]).filter((code) => given.has(code))
}

function ofAccess({ access }: ApiOperation): readonly ErrorCode[] {
  if (access.by.length === 0) return []
  return [
    'credencial_invalida',
    'ip_nao_permitido',
    'cartao_em_lugar_inseguro',
    'fonte_indisponivel',
    ...(access.by.includes('token') ? (['token_expirado'] as const) : []),
    ...(access.scopes.length > 0 ? (['escopo_insuficiente'] as const) : []),
  ]
}

function ofHeaders({ headers = [] }: ApiOperation): readonly ErrorCode[] {
  return [
    ...(headers.includes('Finalidade') ? (['finalidade_nao_permitida'] as const) : []),
    ...(headers.includes('Concessao') ? (['concessao_ausente', 'concessao_negada'] as const) : []),
    ...(headers.includes('Idempotency-Key') ? (['chave_de_idempotencia_reutilizada'] as const) : []),
  ]
}
