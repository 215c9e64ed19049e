'use server'

import type { MemberCaller } from '#lib/gateway/index.ts'
import { csvOf } from '#lib/http/csv.ts'
import { type Cpf, parseCpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { callOf } from '#lib/members/call-of.ts'
import type { LiveSession, Visitor } from '#lib/members/index.ts'
import { services } from '#lib/runtime/services.ts'
import type { DebtFile } from '#lib/systems/debts/schemas.ts'
import type { MovementFile } from '#lib/systems/movements/schemas.ts'
import { type InquiryContext, readInquiryContext } from '../inquiry-context.ts'
import { type DebtPage, debtPageOf } from '../read/debt-rows.ts'
import { DEBT_ROWS } from '../read/dossier.ts'
import { findGrants, grantIdOf } from '../read/grants.ts'
import { type TimelinePage, timelinePageOf } from '../read/movement-rows.ts'
import { memberCaller } from '../session/current-member.ts'
import { failureOf, memberAction } from './define-action.ts'
import {
  type DebtFilters,
  ExportDebtsInput,
  ExportMovementsInput,
  ListDebtsInput,
  ListMovementsInput,
} from './dossier-input.ts'

// Nothing here writes a cookie: an action that does draws the page again, and each drawing is three more inquiries.

/** A page of a person's debts by filters. Each is a look-up under the grant: on record, and one use less. */
export const listDebts = memberAction({
  permission: 'sistema1:consultar',
  input: ListDebtsInput,
  async run({ person, filters, cursor }, live, visitor): Promise<DebtPage & { usesLeft: number }> {
    const asked = await personOf(live, visitor, person)
    const { file, usesLeft } = await askDebts(live, asked, filters, cursor)
    return { ...(await debtPageOf(file.dividas)), usesLeft }
  },
})

/**
 * The debts that the filters ask for, as CSV: asked of sistema1 anew, under the same purpose and grant, and on the
 * portal's own trail before anything is handed out. The file's name is the number of the inquiry, never the person's.
 */
export const exportDebts = memberAction({
  permission: 'sistema1:consultar',
  input: ExportDebtsInput,
  async run({ person, filters }, live, visitor) {
    const asked = await personOf(live, visitor, person)
    const rows: DebtFile['dividas']['itens'] = []
    let cursor: string | null = null
    do {
      const { file } = await askDebts(live, asked, filters, cursor)
      rows.push(...file.dividas.itens)
      cursor = file.dividas.proximo
    } while (cursor !== null)
    const { requestId } = asked.caller
    await services().members.recordExport(callOf(live, visitor), { reference: person, inquiry: requestId })
    const text = csvOf(
      ['credor', 'modalidade', 'valor', 'criada_em', 'vencimento', 'situacao'],
      rows.map((debt) => [debt.credor, debt.modalidade, debt.valor, debt.criada_em, debt.vencimento, debt.situacao]),
    )
    return { name: `dividas-${requestId}.csv`, text }
  },
})

/** The next page of a person's movements. */
export const listMovements = memberAction({
  permission: 'sistema3:consultar',
  input: ListMovementsInput,
  async run({ person, cursor }, live, visitor): Promise<TimelinePage> {
    return timelinePageOf(await askMovements(await personOf(live, visitor, person), { cursor }))
  },
})

/** All of a person's movements that may be shown, as CSV: asked of sistema3 anew, and on the trail like debts. */
export const exportMovements = memberAction({
  permission: 'sistema3:consultar',
  input: ExportMovementsInput,
  async run({ person }, live, visitor) {
    const asked = await personOf(live, visitor, person)
    const rows: ShownMovements['itens'] = []
    let cursor: string | null = null
    do {
      const page: ShownMovements = await askMovements(asked, {
        limite: MOVEMENT_ROWS,
        ...(cursor === null ? {} : { cursor }),
      })
      rows.push(...page.itens)
      cursor = page.proximo
    } while (cursor !== null)
    const { requestId } = asked.caller
    await services().members.recordExport(callOf(live, visitor), { reference: person, inquiry: requestId })
    const text = csvOf(
      ['em', 'tipo', 'sentido', 'valor', 'descricao'],
      rows.map(({ em, tipo, sentido, valor, descricao }) => [em, tipo, sentido, valor, descricao]),
    )
    return { name: `movimentacoes-${requestId}.csv`, text }
  },
})

/** The most that a page of sistema3 holds. */
const MOVEMENT_ROWS = 100
type ShownMovements = Extract<MovementFile['movimentacoes'], { itens: unknown }>

async function askMovements(
  { cpf, context, caller }: Asked,
  filters: Readonly<Record<string, string | number>>,
): Promise<ShownMovements> {
  const answer = await services().systems.sistema3(caller, { cpf }, { ...context, filters })
  if (answer.kind !== 'found') throw failureOf(answer)
  const { movimentacoes } = answer.file
  // The consent may have ended since the page was drawn.
  if (!('itens' in movimentacoes)) throw new AppError('escopo_insuficiente')
  return movimentacoes
}

type Asked = { cpf: Cpf; context: InquiryContext; caller: MemberCaller }

async function personOf(live: LiveSession, visitor: Visitor, reference: string): Promise<Asked> {
  const found = await services().members.findPersonReference(callOf(live, visitor), { reference })
  const parse = parseCpf(found?.cpf ?? '')
  if (parse.kind !== 'valid') throw new AppError('recurso_nao_encontrado')
  const context = await readInquiryContext(live, reference)
  if (!context) throw new AppError('requisicao_invalida', { reason: 'no purpose chosen' })
  return { cpf: parse.cpf, context, caller: await memberCaller(live) }
}

async function askDebts(
  live: LiveSession,
  { cpf, context, caller }: Asked,
  filters: DebtFilters,
  cursor: string | null,
): Promise<{ file: DebtFile; usesLeft: number }> {
  const found = await findGrants(live, cpf)
  if (found.kind === 'unknown') throw failureOf(found.answer)
  const { grant } = found
  if (!grant) throw new AppError('concessao_ausente')
  const answer = await services().systems.sistema1(
    caller,
    { cpf },
    {
      ...context,
      purpose: grant.finalidade,
      grantId: grantIdOf(grant),
      filters: { ...onWire(filters), limite: DEBT_ROWS, ...(cursor === null ? {} : { cursor }) },
    },
  )
  if (answer.kind !== 'found') throw failureOf(answer)
  // The list of grants was read before this look-up spent a use.
  return { file: answer.file, usesLeft: grant.usos_restantes - 1 }
}

function onWire({ createdFrom, createdTo, dueFrom, dueTo, status, order }: DebtFilters): Record<string, string> {
  return {
    ...(createdFrom === null ? {} : { divida_de: createdFrom }),
    ...(createdTo === null ? {} : { divida_ate: createdTo }),
    ...(dueFrom === null ? {} : { vencimento_de: dueFrom }),
    ...(dueTo === null ? {} : { vencimento_ate: dueTo }),
    ...(status === null ? {} : { situacao: status }),
    ...(order === null ? {} : { ordem: order }),
  }
}
