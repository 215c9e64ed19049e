import type { ParsedAddress } from '#lib/identifiers/address-key.ts'
import type { NameKey } from '#lib/identifiers/name-key.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { DebtContext } from '../context.ts'
import { type CandidatePage, SearchCandidatesInput } from '../schemas.ts'
import type { Candidate, CandidatePosition, SearchQuestion } from '../store.ts'
import { candidatesOnWire } from '../wire.ts'
import { defineSearchOperation } from './define-debt-operation.ts'

type Asked = { nome?: NameKey | undefined; endereco?: ParsedAddress | undefined }

/** More at once would be a list of people, not a search for one. */
const MAX_SHOWN = 20

/**
 * Candidates by name (all its words, as spelt or as they sound; those spelt so first) or by address, under a grant of
 * scope `busca`: masked, each with a `ref` that is good for ten minutes and for this caller only. Never a file: opening
 * one takes a grant over that person. The inquiry and its question are committed before anything is looked up, and each
 * page spends one use. A closed file is nobody's. Throws `concessao_ausente`, `concessao_negada`, `cursor_invalido`.
 */
export const searchCandidates = defineSearchOperation({
  permission: 'sistema1:consultar',
  audit: { event: 'debts.candidates_searched', tier: 'committed', subjects: () => [] },
  input: SearchCandidatesInput,
  check(context, input, call) {
    positionOf(context, call, input, input.cursor)
  },
  async run({ find, ...context }, { limite, cursor, ...asked }, call): Promise<CandidatePage> {
    const { candidates, more } = await find({
      question: questionOf(context, asked),
      limit: Math.min(limite, MAX_SHOWN),
      after: positionOf(context, call, asked, cursor),
    })
    const last = candidates.at(-1)
    return candidatesOnWire({
      candidates: { items: candidates, next: last && more ? cursorAfter(context, call, asked, last) : null },
      refOf: (candidate) => context.refs.seal(candidate.cpf, call.actor),
    })
  },
})

function questionOf({ search }: Pick<DebtContext, 'search'>, { nome, endereco }: Asked): SearchQuestion {
  if (nome !== undefined) return { kind: 'name', pairs: search.askedPairsOf(nome) }
  if (endereco !== undefined) return { kind: 'address', ...search.askedAddressOf(endereco) }
  throw new Error('the schema lets one of the two through')
}

/** A cursor belongs to one caller and one question. */
function bindingOf(call: Call, { nome, endereco }: Asked): readonly string[] {
  return ['sistema1/candidates', call.actor.id, JSON.stringify([nome ?? null, endereco ?? null])]
}

function positionOf(
  { cursors }: Pick<DebtContext, 'cursors'>,
  call: Call,
  asked: Asked,
  cursor: string | undefined,
): CandidatePosition | null {
  if (cursor === undefined) return null
  const [rank, spelling, personId] = cursors.decode(cursor, bindingOf(call, asked))
  // Signed by this codec for this binding, so it's what `cursorAfter` wrote.
  return { rank: Number(rank), spelling: Number(spelling), personId: String(personId) }
}

function cursorAfter(
  { cursors }: Pick<DebtContext, 'cursors'>,
  call: Call,
  asked: Asked,
  { rank, spelling, personId }: Candidate,
): string {
  return cursors.encode([rank, spelling, personId], bindingOf(call, asked))
}
