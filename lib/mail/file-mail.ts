import { randomBytes } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#lib/kernel/clock.ts'
import { type MailPort, requireSafeHeaders } from './mail.ts'

/**
 * Mail as files, for the demonstration: one readable text per mail in `folder`, named by its instant, for this user's
 * eyes only, since links in mails are credentials. A file appears whole or not at all.
 */
export function createFileMail(folder: string, from: string, clock: Clock): MailPort {
  return {
    async send(mail) {
      requireSafeHeaders(mail)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const at = clock.now()
      const name = `${at.toISOString().replaceAll(':', '-')}-${randomBytes(4).toString('hex')}.txt`
      const text = [
        `From: ${from}`,
        `To: ${mail.to}`,
        `Date: ${at.toUTCString()}`,
        `Subject: ${mail.subject}`,
        '',
        mail.text,
      ]
      const unfinished = join(folder, `.${name}`)
      await writeFile(unfinished, text.join('\n'), { mode: 0o600, flag: 'wx' })
      await rename(unfinished, join(folder, name))
    },
    async close() {},
  }
}
