import { type Day, instantOf } from './calendar.ts'
import { INQUIRERS } from './companies.ts'
import { DEMO_BUREAUS, DEMO_PEOPLE } from './demo.ts'
import type { SyntheticBureauInquiry } from './person.ts'
import type { Profile } from './profile.ts'
import { ascendingId, type Random, randomFor } from './random.ts'

/** Inquiries go back as far as this. */
export const INQUIRY_DAYS = 720

const MEAN_DAYS_AGO = 170
const FIRST_SECOND = 8 * 3_600
const LAST_SECOND = 20 * 3_600

const SURELY_ASKED_ABOUT: ReadonlySet<number> = new Set([DEMO_PEOPLE.plain, DEMO_PEOPLE.indebted])

/**
 * Who asked bureaus about a person, newest first. The riskier is asked about more. A fifth of proposals are looked up
 * twice, under the same relationship: one inquiry as far as a score is concerned.
 */
export function bureauInquiriesOf(seed: number, index: number, profile: Profile, today: Day): SyntheticBureauInquiry[] {
  const random = randomFor(seed, index, 'inquiries')
  const mean = profile.isThin ? 0.3 : 1.3 * Math.exp(0.4 * profile.risk)
  const drawn = Math.min(12, Math.floor(random.exponential(mean) + 0.5))
  const proposals = Math.max(drawn, SURELY_ASKED_ABOUT.has(index) ? 1 : 0)
  const rows: Omit<SyntheticBureauInquiry, 'id'>[] = []
  for (let count = 0; count < proposals; count++) addProposal(random, rows, today)
  return rows
    .sort((one, other) => other.at.getTime() - one.at.getTime())
    .map((row, ordinal) => ({ id: `cbi_${ascendingId(seed, index, 'inquiryId', ordinal)}`, ...row }))
}

function addProposal(random: Random, rows: Omit<SyntheticBureauInquiry, 'id'>[], today: Day): void {
  const daysAgo = Math.min(INQUIRY_DAYS, 1 + Math.floor(random.exponential(MEAN_DAYS_AGO)))
  const second = random.integer(FIRST_SECOND, LAST_SECOND)
  const row = {
    bureauId: random.pick(DEMO_BUREAUS).id,
    institutionName: random.pick(INQUIRERS),
    relationship: `PROP-${String(random.integer(0, 99_999_999)).padStart(8, '0')}`,
  }
  rows.push({ ...row, at: instantOf(today - daysAgo, second) })
  const laterDays = random.integer(1, 15)
  const isRepeated = random.chance(0.2) && daysAgo > laterDays
  if (isRepeated) rows.push({ ...row, at: instantOf(today - daysAgo + laterDays, second) })
}
