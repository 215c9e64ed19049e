import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { DebtsAnswer } from './debts-port.ts'
import { featuresOf, isThinFile } from './features.ts'
import type { ScoreContext } from './operations/define-score-operation.ts'
import type { Person } from './person.ts'
import { featureNames, scoreFromFeatures } from './rules.ts'
import type { Block, ScoreOutcome, ShownDebts } from './score-file.ts'
import { SCORECARD } from './scorecard.ts'

/** A person's score at an instant, from what Base A has answered; null is "not asked". */
export function scoreBlock(
  person: Person,
  answer: DebtsAnswer | null,
  now: Date,
  allowed: boolean,
): Block<ScoreOutcome> {
  if (!allowed) return { kind: 'not_authorized' }
  return { kind: 'shown', value: scoreOutcome(person, answer, now) }
}

function scoreOutcome(person: Person, answer: DebtsAnswer | null, now: Date): ScoreOutcome {
  if (person.scoreLocked) return { kind: 'locked' }
  if (answer?.kind === 'denied') return { kind: 'none', reason: 'dividas_negadas' }
  if (answer?.kind !== 'permitted') return { kind: 'none', reason: 'dividas_indisponiveis' }
  const { summary } = answer
  if (isThinFile(person, summary)) return { kind: 'none', reason: 'dados_insuficientes' }
  const result = scoreFromFeatures(SCORECARD, featuresOf(person, summary, now))
  return { kind: 'scored', result, snapshotId: summary.snapshotId, debtsUpdatedAt: summary.updatedAt }
}

export function debtsBlock(answer: DebtsAnswer | null): Block<ShownDebts> {
  if (answer?.kind !== 'permitted') return { kind: answer?.kind ?? 'unavailable' }
  const { count, totalCents, largestCents, updatedAt } = answer.summary
  return { kind: 'shown', value: { count, totalCents, largestCents, updatedAt } }
}

/**
 * What Base B keeps of a score: the model, the value, where Base A keeps what it said, and the points of Base B's own
 * characteristics. Points of debts would be debts again.
 */
export function scoreRecord(block: Block<ScoreOutcome>): Readonly<Record<string, unknown>> {
  if (block.kind !== 'shown' || block.value.kind !== 'scored') return {}
  const { result, snapshotId } = block.value
  const own = featureNames(SCORECARD).filter((name) => SCORECARD.characteristics[name].source.base === 'sistema2')
  const points = Object.fromEntries(own.map((name) => [name, result.points[name]]))
  return { score: { model: result.model, value: result.value, snapshot: snapshotId, points } }
}

/**
 * Leaves the value behind by which portfolios are ordered; a locked score leaves none. That it can't be kept makes an
 * order a little older, and is no reason to withhold an answer.
 */
export async function keepForOrders(
  { portfolio, clock, logger }: Pick<ScoreContext, 'portfolio' | 'clock' | 'logger'>,
  cpf: Cpf,
  block: Block<ScoreOutcome>,
): Promise<void> {
  if (block.kind !== 'shown' || block.value.kind === 'none') return
  const kept = block.value.kind === 'scored' ? { value: block.value.result.value, at: clock.now() } : null
  try {
    await portfolio.keepScore(cpf, kept)
  } catch (error) {
    logger.error({ event: 'score.order_not_kept', err: error })
  }
}
