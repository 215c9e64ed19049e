import type { z } from 'zod'
import { addressKeyOf } from '#lib/identifiers/address-key.ts'
import { phoneticKeyOf } from '#lib/identifiers/name-key.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { Page } from '#lib/kernel/page.ts'
import { MAX_CANDIDATES, SearchCandidatesInput } from '../schemas.ts'
import { type Candidate, type CandidatePosition, type CandidateQuery, NEARNESS } from '../store.ts'
import { defineScoreOperation, type ScoreContext } from './define-score-operation.ts'

type Input = z.output<typeof SearchCandidatesInput>

/** Candidates, each with the reference by which whom searched may open the file. */
export type CandidatePage = Page<{ ref: string; candidate: Candidate }>

/**
 * People by name or by address: candidates, never a file. Closed files are never among them. The search is on record
 * under a pseudonym of what was asked, and so is each candidate shown, who counts among the caller's people of the day.
 * Nobody found is an empty page. Not idempotent: each page is on record.
 */
export const searchCandidates = defineScoreOperation({
  permission: { anyOf: ['sistema2:score', 'sistema2:cadastro'] },
  audit: { event: 'score.searched', tier: 'grouped', subjects: (input) => [askedFor(input)] },
  input: SearchCandidatesInput,
  check(context, input, call) {
    positionOf(context, input, call)
  },
  async run(context, input, call): Promise<CandidatePage> {
    const limit = Math.min(input.limite, MAX_CANDIDATES)
    const after = positionOf(context, input, call)
    // One more than asked tells whether there is a next page.
    const found = await context.people.findCandidates(queryOf(input), { limit: limit + 1, after })
    const shown = found.slice(0, limit)
    const people = shown.map(({ cpf }) => cpf)
    context.inquiry.about([askedFor(input), ...people], { as: 'candidate' })
    for (const cpf of people) context.meetPerson(cpf)
    const last = shown.at(-1)
    const more = found.length > shown.length && last !== undefined
    return {
      items: shown.map((candidate) => ({ ref: context.refs.seal(candidate.cpf, call.actor), candidate })),
      next: more ? context.cursors.encode([last.position.nearness, last.position.id], bindingOf(input, call)) : null,
    }
  },
})

function queryOf({ nome, endereco }: Input): CandidateQuery {
  if (nome !== undefined) return { kind: 'name', name: nome }
  if (endereco !== undefined) return { kind: 'address', address: endereco }
  throw new Error('the schema lets exactly one through')
}

/** What stands for the question in the ledger, before its pseudonym is taken: the same person sought is the same row. */
function askedFor(input: Input): string {
  const query = queryOf(input)
  return query.kind === 'name' ? `nome|${phoneticKeyOf(query.name)}` : `endereco|${addressKeyOf(query.address)}`
}

function bindingOf(input: Input, { actor }: Call): readonly string[] {
  // By the exact words: their order of spelling differs from what merely sounds the same.
  return ['sistema2', 'candidatos', actor.kind, actor.id, input.nome ?? '', askedFor(input)]
}

/** Where the page begins; `cursor_invalido` for a cursor of another caller or search. */
function positionOf({ cursors }: Pick<ScoreContext, 'cursors'>, input: Input, call: Call): CandidatePosition | null {
  if (input.cursor === undefined) return null
  const [word, id] = cursors.decode(input.cursor, bindingOf(input, call))
  const nearness = NEARNESS.find((known) => known === word)
  if (nearness === undefined || typeof id !== 'string') throw new AppError('cursor_invalido')
  return { nearness, id }
}
