import type { PasswordHasher } from '#lib/access/passwords/password-hash.ts'
import type { Clock } from '#lib/kernel/clock.ts'
import type { IdSource } from '#lib/kernel/ids.ts'
import type { MailPort } from '#lib/mail/index.ts'
import type { Background } from './background.ts'
import type { PersonReferences } from './person-reference.ts'
import type { SecondFactors } from './second-factor.ts'
import type { MembersStore } from './store.ts'
import type { Throttle } from './throttle.ts'

/** What the operations of this room work with; wired once, in `services.ts`. */
export type MembersContext = {
  store: MembersStore
  passwords: PasswordHasher
  throttle: Throttle
  mail: MailPort
  references: PersonReferences
  secondFactors: SecondFactors
  /** Whether roles that decide for others may do so without a second factor; only the demonstration's may. */
  secondFactorRequired: boolean
  background: Background
  clock: Clock
  ids: IdSource
  /** The address that people use, without a slash at its end: links in mails start with it. */
  publicUrl: string
}
