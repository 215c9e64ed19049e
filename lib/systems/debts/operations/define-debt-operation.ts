import type { Permission } from '#lib/access/permission-catalogue.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { type LedgerEntry, operationFactory, type Recorder } from '#lib/kernel/operation.ts'
import { askerOf, type DebtContext, type LookUpContext } from '../context.ts'
import type {
  Asker,
  CandidatePosition,
  DebtEvent,
  FileStore,
  MandateAnswer,
  OpenedFile,
  Ranking,
  RankingAnswer,
  RankPosition,
  SearchQuestion,
} from '../store.ts'
import type { SubjectIndex } from '../subject-keys.ts'

type FileEvent = Extract<DebtEvent, 'debts.file_opened'>
type SummaryEvent = Extract<DebtEvent, 'debts.summarized'>
type SearchEvent = Extract<DebtEvent, 'debts.candidates_searched'>
type RankingEvent = Extract<DebtEvent, 'debts.ranked'>
type ChangeEvent = Exclude<DebtEvent, FileEvent | SummaryEvent | SearchEvent | RankingEvent>
type Entry<Event extends DebtEvent> = LedgerEntry<Permission, Event>

/** Refused attempts stand in the ledger too. A denial that can't be written stays a denial, and the log says so. */
async function recordDenied(entry: Entry<DebtEvent>, context: DebtContext, code: AppError['code']): Promise<void> {
  try {
    await context.files.recordDenial({
      asker: askerOf(entry.call, context.newId),
      event: entry.event,
      grantId: entry.call.grantId,
      subject: entry.subjects.length === 1 ? subjectOf(entry, context) : null,
      code,
    })
  } catch (err) {
    context.logger.error({ event: 'ledger.denial-lost', requestId: entry.call.requestId, code, err })
  }
}

function subjectOf({ subjects, event }: Entry<DebtEvent>, { subjects: keys }: DebtContext): SubjectIndex {
  const [cpf, second] = subjects
  if (cpf === undefined || second !== undefined) throw new Error(`${event} is about one person`)
  // `audit.subjects` of this room's operations gives CPFs that their schema has parsed.
  return keys.indexOf(cpf as Cpf)
}

/** Counts people among the caller's of today. Over the limit the refusal is recorded and thrown. */
async function meet(entry: Entry<DebtEvent>, context: LookUpContext, people: readonly Cpf[]): Promise<void> {
  try {
    for (const cpf of people) context.meetPerson(cpf)
  } catch (error) {
    if (AppError.is(error)) await recordDenied(entry, context, error.code)
    throw error
  }
}

/** Records and commits, then opens the person's rows, then runs: `file` reads what the grant has opened. */
const fileRecorder: Recorder<Permission, FileEvent, LookUpContext, { file: OpenedFile }> = {
  async around(entry, context, run) {
    const { grantId } = entry.call
    if (grantId === null) {
      await recordDenied(entry, context, 'concessao_ausente')
      throw new AppError('concessao_ausente')
    }
    const subject = subjectOf(entry, context)
    // Before anybody is looked for and any use is spent; whether the grant is good makes no difference. As in `subjectOf`.
    await meet(entry, context, entry.subjects as readonly Cpf[])
    const secret = context.subjects.grantSecret(grantId, subject)
    const asker = askerOf(entry.call, context.newId)
    return context.files.withGrant({ asker, grantId, subject, secret, token: entry.call.token }, (file) =>
      run({ file }),
    )
  },
  denied: recordDenied,
}

/** Records and commits, then sums under the institution's mandate; no row is opened. */
const summaryRecorder: Recorder<Permission, SummaryEvent, DebtContext, { answer: MandateAnswer }> = {
  async around(entry, context, run) {
    const asker = askerOf(entry.call, context.newId)
    const answer = await context.files.withMandate({
      asker,
      subject: subjectOf(entry, context),
      token: entry.call.token,
    })
    return run({ answer })
  },
  denied: recordDenied,
}

type Summaries = Awaited<ReturnType<FileStore['withMandateOver']>>

/** As above for many people, each under an inquiry of their own. */
const summariesRecorder: Recorder<Permission, SummaryEvent, DebtContext, { answer: Summaries }> = {
  async around({ call, subjects: cpfs }, context, run) {
    const people = cpfs.map((cpf) => ({
      inquiryId: context.newId('inquiry'),
      // As in `subjectOf`.
      subject: context.subjects.indexOf(cpf as Cpf),
    }))
    const answer = await context.files.withMandateOver({
      asker: askerOf(call, context.newId),
      people,
      token: call.token,
    })
    return run({ answer })
  },
  denied: recordDenied,
}

type Find = (search: {
  question: SearchQuestion
  limit: number
  after: CandidatePosition | null
}) => ReturnType<FileStore['searchCandidates']>

/**
 * `find` records its question and commits, spending one use of the grant, and only then looks. Whom it finds counts among
 * the caller's people of the day; over the limit nobody is shown, and that stands in the ledger besides.
 */
const searchRecorder: Recorder<Permission, SearchEvent, LookUpContext, { find: Find }> = {
  async around(entry, context, run) {
    const { grantId, token } = entry.call
    if (grantId === null) {
      await recordDenied(entry, context, 'concessao_ausente')
      throw new AppError('concessao_ausente')
    }
    const secret = context.subjects.searchSecret(grantId)
    const asker = askerOf(entry.call, context.newId)
    return run({
      async find(search) {
        const found = await context.files.searchCandidates({ ...search, asker, grantId, secret, token })
        await meet(
          entry,
          context,
          found.candidates.map(({ cpf }) => cpf),
        )
        return found
      },
    })
  },
  denied: recordDenied,
}

type Rank = (page: { ranking: Ranking; limit: number; after: RankPosition | null }) => Promise<RankingAnswer>

/** `rank` picks a page, records each person on it and commits, and only then sums. */
const rankingRecorder: Recorder<Permission, RankingEvent, DebtContext, { rank: Rank }> = {
  async around({ call }, context, run) {
    return run({
      rank: ({ limit, ...page }) =>
        context.files.rankPortfolio({
          ...page,
          asker: askerOf(call, context.newId),
          inquiryIds: Array.from({ length: limit }, () => context.newId('inquiry')),
          token: call.token,
        }),
    })
  },
  denied: recordDenied,
}

/**
 * Changes of grants and of debts: the store writes `asker`'s inquiry in the same transaction as the change, so there is nothing to
 * open beforehand. What the change refuses (another's request, one's own) is recorded as refused.
 */
const changeRecorder: Recorder<Permission, ChangeEvent, DebtContext, { asker: Asker }> = {
  async around(entry, context, run) {
    try {
      return await run({ asker: askerOf(entry.call, context.newId) })
    } catch (error) {
      if (AppError.is(error) && error.status < 500) await recordDenied(entry, context, error.code)
      throw error
    }
  },
  denied: recordDenied,
}

type Committed = 'committed'

export const defineFileOperation = operationFactory<
  Permission,
  FileEvent,
  Committed,
  LookUpContext,
  { file: OpenedFile }
>(fileRecorder)
export const defineSummaryOperation = operationFactory<
  Permission,
  SummaryEvent,
  Committed,
  DebtContext,
  { answer: MandateAnswer }
>(summaryRecorder)
export const defineSummariesOperation = operationFactory<
  Permission,
  SummaryEvent,
  Committed,
  DebtContext,
  { answer: Summaries }
>(summariesRecorder)
export const defineSearchOperation = operationFactory<
  Permission,
  SearchEvent,
  Committed,
  LookUpContext,
  { find: Find }
>(searchRecorder)
export const defineRankingOperation = operationFactory<
  Permission,
  RankingEvent,
  Committed,
  DebtContext,
  { rank: Rank }
>(rankingRecorder)
export const defineChangeOperation = operationFactory<
  Permission,
  ChangeEvent,
  Committed,
  DebtContext,
  { asker: Asker }
>(changeRecorder)
