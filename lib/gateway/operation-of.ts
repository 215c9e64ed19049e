/** Paths of calls by what they ask for, the first that fits. Names of breakers and labels of metrics: a bounded list. */
const OPERATIONS = [
  ['health', /^\/health\//],
  ['look_up', /^\/v1\/sistema\d(\/|\?|$)/],
  ['grants', /^\/v1\/concessoes/],
  ['mandates', /^\/v1\/mandatos/],
  ['sources', /^\/v1\/fontes\//],
  ['consents', /^\/v1\/consentimentos/],
  ['token', /^\/oauth\/token/],
  ['introspection', /^\/oauth\/introspect/],
  ['revocation', /^\/oauth\/revoke/],
  ['key_set', /^\/\.well-known\//],
  ['denials', /^\/interno\/revogacoes/],
  ['debt_summary', /^\/interno\/resumos?$/],
  ['debt_ranking', /^\/interno\/ranking/],
  ['portfolio', /^\/interno\/(carteira|consentimentos)/],
  ['trail', /^\/interno\/trilha/],
  ['breakers', /^\/interno\/disjuntores$/],
] as const

export type OutboundOperation = (typeof OPERATIONS)[number][0] | 'other'

export function operationOf(path: string): OutboundOperation {
  return OPERATIONS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'other'
}
