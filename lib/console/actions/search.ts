'use server'

import type { z } from 'zod'
import type { ListOptions, LookUp, MemberCaller } from '#lib/gateway/index.ts'
import { parseCpf } from '#lib/identifiers/cpf.ts'
import { type Reading, recognize } from '#lib/identifiers/recognize.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { LiveSession, Visitor } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import { type DossierPath, dossierPathOf } from '../dossier-path.ts'
import { type InquiryContext, keepPurpose } from '../inquiry-context.ts'
import { findSearchGrants, grantIdOf } from '../read/grants.ts'
import {
  type CandidateRow,
  candidateRows,
  type InquiryRow,
  inquiryRows,
  type MovementRow,
  movementRows,
} from '../read/list-rows.ts'
import { memberCaller } from '../session/current-member.ts'
import { failureOf, memberAction } from './define-action.ts'
import { OpenCandidateInput, OpenCardInput, SearchInput } from './search-input.ts'

/** What a search came to. `closed`: sistema1 is searched under a grant to search, and there is none. */
export type SearchPage =
  | { kind: 'candidates'; rows: CandidateRow[]; next: string | null }
  | { kind: 'movements'; rows: MovementRow[]; next: string | null }
  | { kind: 'inquiries'; rows: InquiryRow[]; next: string | null }
  | { kind: 'closed'; pending: { approvedBy: string[] } | null }

const PAGE = 20

/** One page of people by what isn't a person's number. Each page is on record at the system that answers it. */
export const search = memberAction({
  permission: 'sistema3:consultar',
  input: SearchInput,
  async run(input, live): Promise<SearchPage> {
    if (!live.actor.purposes.includes(input.purpose)) throw new AppError('finalidade_nao_permitida')
    const reading = recognize(input.text, input.shape)
    if (reading.shape === 'refused') throw new AppError(reading.code)
    if (input.cursor === null) await keepPurpose(live, input.purpose)
    const { purpose, relationship, cursor } = input
    return pageOf(live, reading, input, { purpose, relationship, limit: PAGE, cursor })
  },
})

/** The dossier of somebody in a list, for whoever was given the list. */
export const openCandidate = memberAction({
  permission: 'sistema3:consultar',
  input: OpenCandidateInput,
  run: ({ ref, ...why }, live, visitor) => openReference(live, visitor, ref, why),
})

/** The dossier of a card's holder. Only sistema3 knows cards, so asking it is the first inquiry of the dossier. */
export const openCard = memberAction({
  permission: 'sistema3:consultar',
  input: OpenCardInput,
  async run({ card, ...why }, live, visitor) {
    const options = { ...why, filters: { limite: 1 } }
    const answer = await services().systems.sistema3(await memberCaller(live), { cartao: card }, options)
    if (answer.kind !== 'found') throw failureOf(answer)
    if (answer.file.ref === undefined)
      throw new AppError('fonte_indisponivel', { reason: 'no reference to the holder' })
    return openReference(live, visitor, answer.file.ref, why)
  },
})

async function openReference(
  live: LiveSession,
  visitor: Visitor,
  ref: string,
  why: InquiryContext,
): Promise<DossierPath> {
  const parse = parseCpf(services().openCandidate(live.member.id, ref))
  if (parse.kind !== 'valid') throw new AppError('referencia_invalida')
  return dossierPathOf(live, visitor, parse.cpf, why)
}

async function pageOf(
  live: LiveSession,
  reading: Reading,
  { text, system }: z.output<typeof SearchInput>,
  options: ListOptions,
): Promise<SearchPage> {
  const { lists } = services()
  const caller = await memberCaller(live)
  switch (reading.shape) {
    case 'nome':
      return candidates(live, caller, system, { nome: text }, options)
    case 'endereco':
      return candidates(live, caller, system, { endereco: addressParts(text) }, options)
    case 'data':
    case 'tipo': {
      const value = reading.shape === 'data' ? reading.date : reading.movementType
      const page = found(await lists.movements(caller, reading.shape, value, options))
      return { kind: 'movements', rows: await movementRows(page), next: page.proximo }
    }
    case 'bureau': {
      const page = found(await lists.inquiries(caller, reading.bureauId, options))
      return { kind: 'inquiries', rows: await inquiryRows(page), next: page.proximo }
    }
    default:
      throw new AppError('requisicao_invalida', { reason: `${reading.shape} gives no list` })
  }
}

type Sought = { nome: string } | { endereco: { logradouro: string; numero: string; cep?: string } }

async function candidates(
  live: LiveSession,
  caller: MemberCaller,
  system: 'sistema1' | 'sistema2',
  sought: Sought,
  options: ListOptions,
): Promise<SearchPage> {
  const under = system === 'sistema1' ? await searchGrant(live) : null
  if (under?.kind === 'closed') return under
  const granted = under ? { ...options, purpose: under.purpose, grantId: under.grantId } : options
  const page = found(await services().lists.candidates(system, caller, sought, granted))
  return { kind: 'candidates', rows: candidateRows(page), next: page.proximo }
}

async function searchGrant(live: LiveSession) {
  const access = await findSearchGrants(live)
  if (access.kind === 'unknown') throw failureOf(access.answer)
  const { grant, pending } = access
  if (grant) return { kind: 'open', purpose: grant.finalidade, grantId: grantIdOf(grant) } as const
  const approvedBy = pending?.aprovacoes.map(({ por }) => por) ?? []
  return { kind: 'closed', pending: pending ? { approvedBy } : null } as const
}

/** `logradouro, numero[, cep]`, already known to be an address. */
function addressParts(text: string): { logradouro: string; numero: string; cep?: string } {
  const [logradouro = '', numero = '', cep] = text.split(',').map((part) => part.trim())
  return { logradouro, numero, ...(cep ? { cep } : {}) }
}

function found<File>(answer: LookUp<File>): File {
  if (answer.kind === 'found') return answer.file
  throw failureOf(answer)
}
