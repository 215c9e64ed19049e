/** One mail, plain text: nothing loads from elsewhere, and every reader shows it. */
export type Mail = { to: string; subject: string; text: string }

/** The way out for mail. `send` resolves when the mail is handed over, and throws `fonte_indisponivel` when it isn't. */
export type MailPort = {
  send(mail: Mail): Promise<void>
  close(): Promise<void>
}

const ADDRESS = /^[^\s<>(),;:"[\]\\@]+@[^\s<>(),;:"[\]\\@]+$/

/** Line breaks in a header would add headers of the sender's choosing; such a mail is refused, never repaired. */
export function requireSafeHeaders(mail: Mail): void {
  if (!ADDRESS.test(mail.to) || /\p{Cc}/u.test(mail.to + mail.subject)) {
    throw new Error('a mail with an unsafe address or subject')
  }
}
