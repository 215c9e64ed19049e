import { type Day, instantOf } from './calendar.ts'
import { DEMO_INSTITUTIONS, DEMO_PEOPLE } from './demo.ts'
import { CONSENT_CLASSES, type ConsentClass, type SyntheticConsent } from './person.ts'
import { type Random, randomFor } from './random.ts'

const TERM_DAYS = 365
/** A live consent was given this long ago at most, so that it lasts two months more after seeding. */
const MAX_LIVE_AGE_DAYS = 300
const NOON = 12 * 3_600

/** The share of people with a live consent to an institution, and with one that has run out. */
const SHARES = [
  { institution: DEMO_INSTITUTIONS.aurora, live: 0.3, expired: 0.05 },
  { institution: DEMO_INSTITUTIONS.boreal, live: 0.2, expired: 0.03 },
] as const

/** Banco Aurora's own: the demo shows what Cooperativa Boreal may not see of them. */
const AURORA_ONLY: ReadonlySet<number> = new Set([DEMO_PEOPLE.plain, DEMO_PEOPLE.indebted])

/** One consent at most to each institution of the demo. One in twenty live ones leaves bank secrecy out. */
export function consentsOf(seed: number, index: number, today: Day): SyntheticConsent[] {
  const random = randomFor(seed, index, 'consents')
  return SHARES.flatMap(({ institution, live, expired }, ordinal) => {
    const isPromised = institution === DEMO_INSTITUTIONS.aurora && AURORA_ONLY.has(index)
    const fate = isPromised ? 0 : random.unit()
    if (!isPromised && AURORA_ONLY.has(index)) return []
    const daysAgo = isPromised ? 1 : random.integer(1, MAX_LIVE_AGE_DAYS)
    const classes = isPromised ? CONSENT_CLASSES : drawClasses(random)
    const evidence = `Termo eletrônico TE-${String(random.integer(0, 999_999)).padStart(6, '0')}, aceito no aplicativo`
    if (fate >= live + expired) return []
    // The expired ones were given a term earlier still.
    const granted = today - daysAgo - (fate < live ? 0 : TERM_DAYS)
    return [
      {
        id: `cst_${randomFor(seed, index, 'consentId', ordinal).base62(22)}`,
        institutionId: institution.id,
        classes,
        evidence,
        grantedAt: instantOf(granted, NOON),
        expiresAt: instantOf(granted + TERM_DAYS, NOON),
      },
    ]
  })
}

function drawClasses(random: Random): readonly ConsentClass[] {
  const kind = random.unit()
  if (kind < 0.05) return ['POSITIVE_HISTORY', 'REGISTRATION']
  return kind < 0.25 ? ['REGISTRATION', 'BANK_SECRECY'] : CONSENT_CLASSES
}
