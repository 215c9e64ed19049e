import type { Permission } from '#lib/access/permission-catalogue.ts'
import { lastInquiryFor } from '#lib/audit/inquiry-ledger.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import { civilDateOf, yearsBetween } from '#lib/kernel/clock.ts'
import { DEBTS_TIMEOUT_MS, type DebtsAnswer, type DebtsPort } from '../debts-port.ts'
import { featuresOf, isThinFile } from '../features.ts'
import type { Person } from '../person.ts'
import { featureNames, scoreFromFeatures } from '../rules.ts'
import { FindScoreFileInput } from '../schemas.ts'
import type { Block, ScoreFileView, ScoreOutcome, ShownDebts } from '../score-file.ts'
import { SCORECARD } from '../scorecard.ts'
import { defineScoreOperation } from './define-score-operation.ts'

/**
 * File 2 of a person by CPF, cut to what the caller may see. Base A is asked anew each time and only where its answer
 * is needed; without it there is no score and no debt block, never a score or a sum as if there were no debts. Unknown
 * and closed files are both `pessoa_nao_encontrada`. Not idempotent: each call is an inquiry on record.
 */
export const findScoreFile = defineScoreOperation({
  permission: { anyOf: ['sistema2:score', 'sistema2:cadastro'] },
  audit: { event: 'score.consulted', tier: 'grouped', subjects: ({ cpf }) => [cpf] },
  input: FindScoreFileInput,
  async run({ people, ledger, debts, inquiry, meetPerson }, { cpf }, call) {
    meetPerson(cpf)
    const may = (permission: Permission) => call.actor.permissions.has(permission)
    const [person, past] = await Promise.all([people.findByCpf(cpf), ledger.findLast(cpf)])
    if (person === null || person.closed) throw new AppError('pessoa_nao_encontrada')

    const scoreWanted = may('sistema2:score') && !person.scoreLocked
    const answer = scoreWanted || may('dividas:resumo') ? await askDebts(debts, cpf, call) : null
    const score = scoreBlock(person, answer, inquiry.at, may('sistema2:score'))
    inquiry.note(scoreRecord(score))

    const registration = <Value>(value: Value): Block<Value> =>
      may('sistema2:cadastro') ? { kind: 'shown', value } : { kind: 'not_authorized' }
    return {
      cpf,
      identified: may('sistema2:identificar'),
      name: person.name,
      ageYears: yearsBetween(person.birthDate, civilDateOf(inquiry.at)),
      address: registration(person.address),
      assets: registration(person.assets),
      income: registration(person.income),
      score,
      showsPoints: call.actor.kind === 'member',
      debts: may('dividas:resumo') ? debtsBlock(answer) : { kind: 'not_authorized' },
      fraudAlert: person.fraudAlert,
      lastInquiry: lastInquiryFor(past, call.actor.institutionId),
      updatedAt: person.updatedAt,
      answeredAt: inquiry.at,
    } satisfies ScoreFileView
  },
})

/** Base A's answer within the time it has; whatever goes wrong on the way is "unavailable". */
async function askDebts(debts: DebtsPort, cpf: string, call: Call): Promise<DebtsAnswer> {
  const signal = AbortSignal.timeout(DEBTS_TIMEOUT_MS)
  const tooLate = new Promise<DebtsAnswer>((resolve) => {
    signal.addEventListener('abort', () => resolve({ kind: 'unavailable' }), { once: true })
  })
  try {
    return await Promise.race([debts.summarize({ cpf, call, signal }), tooLate])
  } catch {
    // The port promises not to reject; an adapter that breaks it must not turn into an answer.
    return { kind: 'unavailable' }
  }
}

function scoreBlock(person: Person, answer: DebtsAnswer | null, now: Date, allowed: boolean): Block<ScoreOutcome> {
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

function debtsBlock(answer: DebtsAnswer | null): Block<ShownDebts> {
  if (answer?.kind !== 'permitted') return { kind: answer?.kind ?? 'unavailable' }
  const { count, totalCents, largestCents, updatedAt } = answer.summary
  return { kind: 'shown', value: { count, totalCents, largestCents, updatedAt } }
}

/**
 * What Base B keeps of a score: the model, the value, where Base A keeps what it said, and the points of Base B's own
 * characteristics. Points of debts would be debts again.
 */
function scoreRecord(block: Block<ScoreOutcome>): Readonly<Record<string, unknown>> {
  if (block.kind !== 'shown' || block.value.kind !== 'scored') return {}
  const { result, snapshotId } = block.value
  const own = featureNames(SCORECARD).filter((name) => SCORECARD.characteristics[name].source.base === 'sistema2')
  const points = Object.fromEntries(own.map((name) => [name, result.points[name]]))
  return { score: { model: result.model, value: result.value, snapshot: snapshotId, points } }
}
