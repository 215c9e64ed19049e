import { scopesOfAudience, TOKEN_AUDIENCES } from '#lib/access/token-audiences.ts'
import { ENDPOINTS } from './engine.ts'
import { EXCHANGE_GRANT } from './token-request.ts'

export const JWKS_PATH = '/.well-known/jwks.json'
export const METADATA_PATH = '/.well-known/oauth-authorization-server'

/**
 * Authorization server metadata (RFC 8414). Written here and not by the library, which names an authorization endpoint
 * and response types that aren't served, and addresses by the request's host instead of the issuer's.
 */
export function metadataOf(issuer: string) {
  const at = (path: string) => new URL(path, issuer).href
  const basicOnly = ['client_secret_basic']
  return {
    issuer,
    token_endpoint: at(ENDPOINTS.token),
    token_endpoint_auth_methods_supported: basicOnly,
    introspection_endpoint: at(ENDPOINTS.introspection),
    introspection_endpoint_auth_methods_supported: basicOnly,
    revocation_endpoint: at(ENDPOINTS.revocation),
    revocation_endpoint_auth_methods_supported: basicOnly,
    jwks_uri: at(JWKS_PATH),
    grant_types_supported: ['client_credentials', EXCHANGE_GRANT],
    // There is no authorization endpoint, and so no type of response.
    response_types_supported: [],
    scopes_supported: TOKEN_AUDIENCES.flatMap(scopesOfAudience),
    service_documentation: at('/documentacao'),
    ui_locales_supported: ['pt-BR', 'en'],
  }
}
