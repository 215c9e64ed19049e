import { join } from 'node:path'
import type { Clock } from '#lib/kernel/clock.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { createFileMail } from './file-mail.ts'
import type { MailPort } from './mail.ts'
import { createSmtpMail } from './smtp-mail.ts'

export {
  approvalAskedLetter,
  invitationLetter,
  passwordChangedLetter,
  passwordResetLetter,
  secondFactorLetter,
} from './letters.ts'
export type { Mail, MailPort } from './mail.ts'

type MailConfig = {
  CRIVO_ENV: 'demo' | 'production'
  CRIVO_STATE: string
  SMTP_URL?: Redacted<string> | undefined
  MAIL_FROM: string
}

/** Mail by the configured server; without one, files in `<state>/mail`, which only the demonstration allows. */
export function createMail(config: MailConfig, clock: Clock): MailPort {
  if (config.SMTP_URL) return createSmtpMail(config.SMTP_URL, config.MAIL_FROM)
  if (config.CRIVO_ENV === 'production') throw new Error('SMTP_URL is required in production')
  return createFileMail(join(config.CRIVO_STATE, 'mail'), config.MAIL_FROM, clock)
}
