import { z } from 'zod'

/** What each operation accepts. Free of server code: the pages' forms use these very schemas. */

export const LANGUAGES = ['pt-BR', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** Roles that an administrator may give; an operator is made only by the platform itself. */
export const INVITABLE_ROLES = ['admin', 'approver', 'analyst', 'auditor'] as const

/** An address has one spelling here: trimmed, lower case, at most 254 characters (RFC 5321 §4.5.3.1.3). */
export const Email = z.string().trim().toLowerCase().pipe(z.email().max(254))

/** Any text goes in as a password, so that "too weak" can be told in words; a bound keeps it from being a payload. */
const Password = z.string().min(1).max(1_024)
const OneTimeToken = z.string().regex(/^[0-9A-Za-z]{43}$/)
const PersonName = z
  .string()
  .trim()
  .min(2)
  .max(120)
  .regex(/^[\p{L}\p{M}][\p{L}\p{M} .'’-]*$/u)
const identifier = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9A-Za-z]{22}$`))

/** Six digits of an app, or a recovery code as it was written down. */
const FactorCode = z.string().trim().min(6).max(40)

export const SignInInput = z.strictObject({ email: Email, password: Password, code: FactorCode.optional() })
export const RequestPasswordResetInput = z.strictObject({ email: Email })
export const ResetPasswordInput = z.strictObject({ token: OneTimeToken, password: Password })
export const FindInvitationInput = z.strictObject({ token: OneTimeToken })
export const AcceptInvitationInput = z.strictObject({ token: OneTimeToken, name: PersonName, password: Password })

export const NoInput = z.strictObject({})
export const ChangePasswordInput = z.strictObject({ currentPassword: Password, newPassword: Password })
/** What shows that the person at an open session is its member: the password, and a code where they have a second factor. */
export const ProofInput = z.strictObject({ password: Password, code: FactorCode.optional() })
export const ConfirmSecondFactorInput = z.strictObject({ code: FactorCode })
export const ChangeLanguageInput = z.strictObject({ language: z.enum(LANGUAGES) })
export const EndSessionInput = z.strictObject({ sessionId: identifier('ses') })
export const InviteMemberInput = z.strictObject({
  email: Email,
  role: z.enum(INVITABLE_ROLES),
  language: z.enum(LANGUAGES).default('pt-BR'),
})
export const ManageMemberInput = z.strictObject({ memberId: identifier('mem') })
export const ChangeRoleInput = z.strictObject({ memberId: identifier('mem'), role: z.enum(INVITABLE_ROLES) })
export const RevokeInvitationInput = z.strictObject({ invitationId: identifier('cvt') })
export const ListMembersInput = pageInput('mem')
export const ListInvitationsInput = pageInput('cvt')

export const PERSON_REFERENCE = /^pes_[0-9A-Za-z]{22}$/
export const KeepPersonReferenceInput = z.strictObject({ cpf: z.string().max(20) })
export const FindPersonReferenceInput = z.strictObject({ reference: z.string().regex(PERSON_REFERENCE) })

/** The number of the inquiry that showed what is exported. */
export const RecordExportInput = z.strictObject({
  reference: z.string().regex(PERSON_REFERENCE),
  inquiry: identifier('req'),
})

/** A page of a list inside one institution; the cursor is the id of the row before it. */
function pageInput(prefix: string) {
  return z.strictObject({
    limit: z.number().int().min(1).max(100).default(20),
    cursor: identifier(prefix).optional(),
  })
}
