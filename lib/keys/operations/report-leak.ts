import { isWellFormedSecret, secretDigest } from '#lib/access/access-key.ts'
import { defineKeysOperation } from '../operation.ts'
import { ReportLeakInput } from '../schemas.ts'

/**
 * Takes secrets that were found where they don't belong. Whoever shows one has shown that it is out: the live key that it
 * opens, of whichever institution, is suspended, and a test key revoked. The answer says how many texts came in and
 * nothing of what they open.
 */
export const reportLeak = defineKeysOperation({
  permission: 'chaves:administrar',
  audit: { event: 'key.leak_reported', tier: 'committed', subjects: () => [] },
  input: ReportLeakInput,
  async run({ changes, clock, pepper, ids }, { segredos }, { requestId, ip }): Promise<{ received: number }> {
    // Whatever isn't one of ours by its checksum costs the same as what is: it opens nothing.
    const digests = segredos.map((secret) => secretDigest(isWellFormedSecret(secret) ? secret : '', pepper))
    const events = digests.map(() => ids('event'))
    await changes.commit((rows) => rows.stopLeaked({ digests, events, at: clock.now(), requestId, ip }))
    return { received: segredos.length }
  },
})
