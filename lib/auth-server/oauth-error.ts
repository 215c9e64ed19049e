/** The errors of RFC 6749 §5.2, RFC 8707 §2 and RFC 6585 that this server gives, each with its HTTP status. */
export const OAUTH_ERROR_STATUS = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  invalid_scope: 400,
  invalid_target: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  slow_down: 429,
  temporarily_unavailable: 503,
  server_error: 500,
} as const
export type OAuthErrorCode = keyof typeof OAUTH_ERROR_STATUS

export function isOAuthErrorCode(code: unknown): code is OAuthErrorCode {
  return typeof code === 'string' && Object.hasOwn(OAUTH_ERROR_STATUS, code)
}

/**
 * A refusal of an OAuth endpoint. OAuth's clients expect RFC 6749's JSON, so it is never a problem document. The
 * description is a fixed sentence for a developer; what exactly was wrong with a credential isn't told.
 */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: OAuthErrorCode,
    description: string,
    { retryAfterSeconds, ...options }: { cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(description, options)
    this.name = 'OAuthError'
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}
