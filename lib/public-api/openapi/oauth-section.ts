import { z } from 'zod'
import { KeyClaims } from '#lib/access/key-claims.ts'
import { TOKEN_AUDIENCES } from '#lib/access/token-audiences.ts'
import { OAUTH_ERROR_STATUS, type OAuthErrorCode } from '#lib/auth-server/oauth-error.ts'
import type { ApiAnswer, ApiOperation, ApiSection } from '#lib/openapi/declaration.ts'

const FORM = 'application/x-www-form-urlencoded'

/** What partners ask for; the exchange of tokens is for our own processes. */
const TokenForm = z.object({
  grant_type: z.literal('client_credentials'),
  scope: z.string().optional(),
  resource: z.enum(['urn:crivo:sistema1', 'urn:crivo:sistema2', 'urn:crivo:crivo']).optional(),
})
const TokenAnswer = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().min(1).max(300),
  scope: z.string(),
})

const AboutTokenForm = z.object({ token: z.string(), token_type_hint: z.string().optional() })
const Introspection = z.union([
  z.object({ active: z.literal(false) }),
  z.object({
    active: z.literal(true),
    token_type: z.literal('Bearer'),
    iss: z.url(),
    aud: z.enum(TOKEN_AUDIENCES),
    client_id: z.string(),
    iat: z.int(),
    exp: z.int(),
    ...KeyClaims.shape,
  }),
])

const Metadata = z.object({
  issuer: z.url(),
  token_endpoint: z.url(),
  token_endpoint_auth_methods_supported: z.array(z.string()),
  introspection_endpoint: z.url(),
  introspection_endpoint_auth_methods_supported: z.array(z.string()),
  revocation_endpoint: z.url(),
  revocation_endpoint_auth_methods_supported: z.array(z.string()),
  jwks_uri: z.url(),
  grant_types_supported: z.array(z.string()),
  response_types_supported: z.array(z.string()),
  scopes_supported: z.array(z.string()),
  service_documentation: z.url(),
  ui_locales_supported: z.array(z.string()),
})

const KeySet = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('RSA'),
      alg: z.literal('PS256'),
      use: z.literal('sig'),
      kid: z.string(),
      n: z.string(),
      e: z.string(),
    }),
  ),
})

const WORDS = {
  ErroOAuth: 'O erro como a RFC 6749 o define; não é `application/problem+json`.',
  error: 'O código do erro.',
  error_description: 'O que houve, em inglês, para quem programa.',
  grant_type: 'Sempre `client_credentials`.',
  scope: 'Escopos, separados por espaço.',
  resource: 'O serviço a que o token se destina (RFC 8707); dispensável quando os escopos já o dizem.',
  access_token: 'O token, para `Authorization: Bearer`.',
  token_type: 'O tipo do token.',
  expires_in: 'Por quantos segundos vale.',
  token: 'O token de que se trata.',
  token_type_hint: 'Dispensável.',
  active: 'Se o token vale agora. Falso também para o token de outra chave.',
  iss: 'Quem emitiu.',
  aud: 'A que serviço se destina.',
  sub: 'A chave.',
  client_id: 'A chave.',
  jti: 'O número do token.',
  iat: 'Quando foi emitido, em segundos desde 1970.',
  exp: 'Até quando vale, em segundos desde 1970.',
  instituicao: 'A instituição da chave.',
  ambiente: 'O ambiente da chave.',
  nivel: 'O nível da chave, que diz seus limites.',
  finalidades: 'As finalidades registradas.',
  'examinarToken.limite': 'O limite só desta chave, abaixo do de seu nível; ausente onde não há.',
  'limite.limite': 'Quantas chamadas.',
  'limite.janela_s': 'Em quantos segundos.',
  segredo: 'Os quatro últimos caracteres do segredo com que o token foi pedido; ausente em tokens trocados.',
  enderecos: 'De onde a chave pode ser usada; ausente quando de qualquer lugar.',
  issuer: 'O emissor dos tokens.',
  token_endpoint: 'Onde se pedem tokens.',
  token_endpoint_auth_methods_supported: 'Como a chave se autentica ali.',
  introspection_endpoint: 'Onde se pergunta por um token.',
  introspection_endpoint_auth_methods_supported: 'Como a chave se autentica ali.',
  revocation_endpoint: 'Onde se revoga um token.',
  revocation_endpoint_auth_methods_supported: 'Como a chave se autentica ali.',
  jwks_uri: 'Onde estão as chaves públicas.',
  grant_types_supported: 'As formas de pedir um token; a troca é interna.',
  response_types_supported: 'Vazio: não há autorização por navegador.',
  scopes_supported: 'Os escopos que um token pode ter.',
  service_documentation: 'A documentação.',
  ui_locales_supported: 'As línguas da documentação.',
  keys: 'As chaves públicas em uso.',
  kty: 'O tipo da chave.',
  alg: 'O algoritmo.',
  use: 'Para que serve.',
  kid: 'O nome da chave, como no cabeçalho dos tokens.',
  n: 'O módulo.',
  e: 'O expoente.',
} as const

const ErrorOf = (codes: readonly OAuthErrorCode[]) => z.object({ error: z.enum(codes), error_description: z.string() })

/** The refusals of an endpoint, by status, each with its codes. */
function refusals(codes: readonly OAuthErrorCode[]): Record<number, ApiAnswer> {
  const answers: Record<number, ApiAnswer> = {}
  for (const status of new Set(codes.map((code) => OAUTH_ERROR_STATUS[code]))) {
    const own = codes.filter((code) => OAUTH_ERROR_STATUS[code] === status)
    answers[status] = {
      description: own.map((code) => `\`${code}\`.`).join(' '),
      schema: ErrorOf(own),
      cacheControl: 'no-store',
      ...(status === 401 ? { headers: ['WWW-Authenticate'] } : {}),
      ...(status === 429 || status === 503 ? { headers: ['Retry-After'] } : {}),
    }
  }
  return answers
}

const OF_ALL = ['invalid_request', 'server_error', 'temporarily_unavailable'] as const
const OF_CLIENTS = [...OF_ALL, 'invalid_client', 'unauthorized_client', 'slow_down'] as const
const OF_TOKENS = [...OF_CLIENTS, 'invalid_scope', 'invalid_target', 'unsupported_grant_type'] as const

const SCOPE = 'sistema2:score dividas:resumo'
const TOKEN_EXAMPLE = 'eyJhbGciOiJQUzI1NiIsInR5cCI6ImF0K2p3dCJ9…'

const common = { tag: 'oauth', refusesAs: 'oauth' } as const
const ofClients = {
  ...common,
  method: 'post',
  access: { by: ['key'], scopes: [] },
} as const satisfies Partial<ApiOperation>
const ofAll = { ...common, method: 'get', access: { by: [], scopes: [] } } as const satisfies Partial<ApiOperation>

const TOKEN_OPERATIONS: readonly ApiOperation[] = [
  {
    ...ofClients,
    id: 'pedirToken',
    path: '/oauth/token',
    summary: 'Token de acesso para uma chave',
    description:
      'A chave é o cliente OAuth: id e segredo por HTTP Basic. Um token vale para um só serviço, até 300 s. Sem `scope`, todos os que a chave tem para o `resource`.',
    body: {
      type: FORM,
      schema: TokenForm,
      examples: {
        por_escopo: { grant_type: 'client_credentials', scope: SCOPE },
        por_servico: { grant_type: 'client_credentials', resource: 'urn:crivo:sistema1' },
      },
    },
    answers: {
      200: {
        description: 'O token.',
        schema: TokenAnswer,
        examples: { token: { access_token: TOKEN_EXAMPLE, token_type: 'Bearer', expires_in: 300, scope: SCOPE } },
        cacheControl: 'no-store',
      },
      ...refusals(OF_TOKENS),
    },
  },
  {
    ...ofClients,
    id: 'examinarToken',
    path: '/oauth/introspect',
    summary: 'Se um token vale, e o que diz',
    description: 'Para os tokens da própria chave (RFC 7662). Os de outra chave e os que não existem são inativos.',
    body: { type: FORM, schema: AboutTokenForm, examples: { desconhecido: { token: TOKEN_EXAMPLE } } },
    answers: {
      200: {
        description: 'O estado do token.',
        schema: Introspection,
        examples: { inativo: { active: false } },
        cacheControl: 'no-store',
      },
      ...refusals(OF_CLIENTS),
    },
  },
  {
    ...ofClients,
    id: 'revogarToken',
    path: '/oauth/revoke',
    summary: 'Revogar um token',
    description:
      'Para os tokens da própria chave (RFC 7009). Um token revogado é recusado por todos os sistemas em um segundo. Revogar o que não existe não é erro.',
    body: { type: FORM, schema: AboutTokenForm, examples: { desconhecido: { token: TOKEN_EXAMPLE } } },
    answers: {
      200: { description: 'O token não vale mais.', cacheControl: 'no-store' },
      ...refusals(OF_CLIENTS),
    },
  },
]

const DISCOVERY_OPERATIONS: readonly ApiOperation[] = [
  {
    ...ofAll,
    id: 'lerMetadadosOAuth',
    path: '/.well-known/oauth-authorization-server',
    summary: 'Metadados do servidor de autorização',
    description: 'Os endereços e o que se pode pedir em cada um (RFC 8414).',
    answers: {
      200: { description: 'Os metadados.', schema: Metadata, cacheControl: 'public, max-age=3600' },
      ...refusals(OF_ALL),
    },
  },
  {
    ...ofAll,
    id: 'lerChavesPublicas',
    path: '/.well-known/jwks.json',
    summary: 'Chaves públicas dos tokens',
    description: 'Com que chaves as assinaturas dos tokens se conferem (RFC 7517).',
    answers: {
      200: { description: 'As chaves.', schema: KeySet, cacheControl: 'public, max-age=60' },
      ...refusals(OF_ALL),
    },
  },
]

/** The document's part on the authorization server's public paths. */
export function describeOAuth(): ApiSection {
  return { words: WORDS, operations: [...TOKEN_OPERATIONS, ...DISCOVERY_OPERATIONS] }
}
