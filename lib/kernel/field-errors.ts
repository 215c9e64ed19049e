import type { z } from 'zod'
import { ERROR_STATUS, type ErrorCode, type FieldError } from './app-error.ts'

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_STATUS, text)
}

/**
 * zod's issues as wire field errors. A schema that wants a code of its own gives it as the issue's message
 * (`ctx.addIssue({ code: 'custom', message: 'cpf_digito' })`); values never leave, only paths do. Telling a missing
 * member from a wrong one takes an error parsed with `reportInput`.
 */
export function fieldErrorsOf(error: z.ZodError): FieldError[] {
  return error.issues.flatMap((issue): FieldError[] => {
    const path = issue.path.map(String)
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ campo: [...path, printable(key)].join('.'), codigo: 'desconhecido' }))
    }
    const campo = path.join('.') || 'corpo'
    if (isErrorCode(issue.message)) return [{ campo, codigo: issue.message }]
    const missing = issue.code === 'invalid_type' && 'input' in issue && issue.input === undefined
    return [{ campo, codigo: missing ? 'obrigatorio' : 'invalido' }]
  })
}

/** A caller's own member name, safe to send back: short, and without anything that could be a value in disguise. */
function printable(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]{0,39}$/.test(key) ? key : '?'
}
