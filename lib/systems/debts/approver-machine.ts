import { hostname, userInfo } from 'node:os'
import { randomId } from '#lib/kernel/ids.ts'
import type { Redacted } from '#lib/kernel/redacted.ts'
import { withBaseA } from './seed-database.ts'
import { askerValue } from './sql-values.ts'
import type { Asker, ChangeOutcome } from './store.ts'

export type ListedApprover = {
  id: string
  institution: string
  label: string
  asked: Date
  shown: boolean
  confirmed: Date | null
}

/**
 * What whoever administers the machine does with approvers, by the role that migrates Base A, which no process holds:
 * an institution's first one has no colleague to confirm them.
 */
export const approversByMachine = {
  /** Of all institutions: those in force, and those who asked within a day. */
  list: (managingUrl: Redacted<string>): Promise<ListedApprover[]> =>
    withBaseA(
      managingUrl,
      ({ client }) => client.$queryRaw<ListedApprover[]>`
        SELECT e.id, e.institution_id AS institution, e.member_label AS label, e.asked_at AS asked,
          e.totp_shown_at IS NOT NULL AS shown, a.confirmed_at AS confirmed
        FROM control.approver_enrolment e LEFT JOIN control.approver a ON a.enrolment_id = e.id
        WHERE e.replaced_at IS NULL AND (a.enrolment_id IS NOT NULL OR e.asked_at > clock_timestamp() - interval '1 day')
        ORDER BY e.institution_id, e.asked_at`,
    ),
  confirm: (managingUrl: Redacted<string>, id: string): Promise<ChangeOutcome> =>
    withBaseA(managingUrl, async ({ client }) => {
      const [row] = await client.$queryRaw<{ outcome: ChangeOutcome }[]>`
        SELECT control.confirm_approver_by_machine(${askerValue(machine())}, ${id}) AS outcome`
      return row?.outcome ?? 'missing'
    }),
  /** Strikes off at once: whoever it is proves nothing any more. */
  end: (managingUrl: Redacted<string>, id: string): Promise<ChangeOutcome> =>
    withBaseA(managingUrl, async ({ client }) => {
      const [row] = await client.$queryRaw<{ outcome: ChangeOutcome }[]>`
        SELECT control.end_approver_by_machine(${askerValue(machine())}, ${id}) AS outcome`
      return row?.outcome ?? 'missing'
    }),
}

/** The ledger names the machine's user; the function puts the approver's institution in. */
function machine(): Asker {
  return {
    inquiryId: randomId('inquiry'),
    actorKind: 'service',
    actorId: 'machine',
    actorLabel: `${userInfo().username}@${hostname()}`.slice(0, 254),
    institutionId: '',
    ip: '127.0.0.1',
    purpose: null,
    relationship: null,
    requestId: randomId('request'),
  }
}
