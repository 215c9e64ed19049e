import { createTransport } from 'nodemailer'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { type MailPort, requireSafeHeaders } from './mail.ts'

const TIMEOUT_MS = 10_000

/** Mail by SMTP. TLS is required for `smtps://`, and for `smtp://` wherever the server offers it; certificates are checked. */
export function createSmtpMail(url: Redacted<string>, from: string): MailPort {
  const transport = createTransport(
    {
      url: url.reveal(),
      pool: true,
      maxConnections: 2,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      // Texts are ours, but nothing in one may ever make the server read a file or fetch a URL.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  )
  return {
    async send(mail) {
      requireSafeHeaders(mail)
      try {
        await transport.sendMail(mail)
      } catch (cause) {
        throw new AppError('fonte_indisponivel', { reason: 'smtp', retryAfterSeconds: 30, cause })
      }
    },
    async close() {
      transport.close()
    },
  }
}
