import { randomBytes } from 'node:crypto'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

type Branded<Name extends string> = string & { readonly __id: Name }

export type InstitutionId = Branded<'institution'>
export type MemberId = Branded<'member'>
export type SessionId = Branded<'session'>
export type AccessKeyId = Branded<'access-key'>
export type GrantId = Branded<'grant'>
export type MandateId = Branded<'mandate'>
export type InquiryId = Branded<'inquiry'>
export type RequestId = Branded<'request'>
export type CardToken = Branded<'card-token'>
export type BureauId = Branded<'bureau'>
export type ConsentId = Branded<'consent'>
export type ApproverId = Branded<'approver'>
export type TaskId = Branded<'task'>

const PREFIX = {
  institution: 'ins',
  member: 'mem',
  session: 'ses',
  grant: 'con',
  mandate: 'man',
  inquiry: 'inq',
  request: 'req',
  invitation: 'cvt',
  consent: 'cst',
  approver: 'apr',
  task: 'tar',
  event: 'evt',
} as const

/** Bytes as base62, left-padded with 0 to `length`; the number is read big-endian. */
export function encodeBase62(bytes: Uint8Array, length: number): string {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  let text = ''
  while (value > 0n) {
    text = BASE62[Number(value % 62n)] + text
    value /= 62n
  }
  return text.padStart(length, '0')
}

export type IdSource = <Kind extends keyof typeof PREFIX>(kind: Kind) => Branded<Kind>

/** A new identifier, `<prefix>_<22 base62>` of 128 random bits. Injected where a test needs to foresee it. */
export const randomId: IdSource = (kind) => {
  // The brand exists only in the type system; this is the one place that mints it.
  return `${PREFIX[kind]}_${encodeBase62(randomBytes(16), 22)}` as never
}
