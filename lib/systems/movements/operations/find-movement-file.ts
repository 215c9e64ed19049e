import { createHmac, randomBytes } from 'node:crypto'
import type { z } from 'zod'
import { lastInquiryFor } from '#lib/audit/inquiry-ledger.ts'
import { last4Of } from '#lib/identifiers/card-number.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { Page } from '#lib/kernel/page.ts'
import type { Block, Movement, MovementFileView } from '../movement-file.ts'
import { FindMovementFileInput } from '../schemas.ts'
import type { MovementPosition } from '../store.ts'
import { defineMovementOperation, type MovementContext } from './define-movement-operation.ts'

type Input = z.output<typeof FindMovementFileInput>

/**
 * File 3 of a person by CPF or by a card of theirs. Movements and card purchases are bank secrets: they are read only under the person's live
 * consent to the caller's institution, and otherwise `nao_autorizado`. Unknown and closed files are both
 * `pessoa_nao_encontrada`, after the same reads. Not idempotent: each call is an inquiry on record.
 */
export const findMovementFile = defineMovementOperation({
  permission: 'sistema3:consultar',
  audit: { event: 'movements.consulted', tier: 'journaled', subjects: (input) => [nameOf(input)] },
  input: FindMovementFileInput,
  check(context, input, call) {
    positionOf(context, input, call)
  },
  async run(context, input, call) {
    const { holders, ledger, inquiry } = context
    const { institutionId } = call.actor
    const cpf = await personOf(context, input)
    context.meetPerson(cpf ?? passingNameOf(input))
    if (cpf === null) throw new AppError('pessoa_nao_encontrada')
    inquiry.about([cpf])
    const [holder, past, consented, bureauInquiries] = await Promise.all([
      holders.findHolder(cpf),
      ledger.findLast(cpf),
      holders.hasLiveConsent(cpf, institutionId, inquiry.at),
      holders.summarizeBureauInquiries(cpf, inquiry.at),
    ])
    if (holder === null || holder.closed) throw new AppError('pessoa_nao_encontrada')

    inquiry.note({ classes: consented ? ['INQUIRY_LOG', 'BANK_SECRECY'] : ['INQUIRY_LOG'] })
    const [movements, lastPurchase] = consented
      ? await Promise.all([
          pageOfMovements(context, { ...input, cpf }, call),
          holders.findLastPurchase(cpf).then(shown),
        ])
      : [WITHHELD, WITHHELD]
    return {
      cpf,
      ref: input.cartao !== undefined && call.actor.kind === 'member' ? context.refs.seal(cpf, call.actor) : null,
      identified: call.actor.permissions.has('sistema3:identificar'),
      bureauInquiries,
      movements,
      lastPurchase,
      lastInquiry: lastInquiryFor(past, institutionId),
      updatedAt: holder.updatedAt,
    } satisfies MovementFileView
  },
})

const WITHHELD = { kind: 'not_authorized' } as const

function shown<Value>(value: Value): Block<Value> {
  return { kind: 'shown', value }
}

/** How the record names whom the input asks for, until they are found: of a card's number only the last four digits. */
function nameOf({ cpf, cartao }: Input): string {
  if (cpf !== undefined) return cpf
  if (cartao?.kind === 'token') return cartao.token
  return cartao === undefined ? 'ninguem' : `cartao:final-${last4Of(cartao.number)}`
}

/** Tells one unknown card from another while this process lives, and nothing to whoever reads its memory afterwards. */
const PASSING_KEY = randomBytes(32)

function passingNameOf({ cartao }: Input): string {
  return createHmac('sha256', PASSING_KEY).update(JSON.stringify(cartao)).digest('base64url')
}

async function personOf({ holders }: MovementContext, { cpf, cartao }: Input): Promise<Cpf | null> {
  if (cpf !== undefined) return cpf
  return cartao === undefined ? null : holders.findCardHolder(cartao)
}

async function pageOfMovements(
  context: MovementContext,
  input: Input & { cpf: Cpf },
  call: Call,
): Promise<Block<Page<Movement>>> {
  const after = positionOf(context, input, call)
  // One more than asked tells whether there is a next page.
  const found = await context.holders.listMovements(input.cpf, { limit: input.limite + 1, after })
  const items = found.slice(0, input.limite)
  const last = items.at(-1)
  const more = found.length > items.length && last !== undefined
  const next = more ? context.cursors.encode([last.at.getTime(), last.id], bindingOf(input, call)) : null
  return shown({ items, next })
}

/** Where the page begins; `cursor_invalido` for a cursor of another caller, person or list. */
function positionOf(context: Pick<MovementContext, 'cursors'>, input: Input, call: Call): MovementPosition | null {
  if (input.cursor === undefined) return null
  const [at, id] = context.cursors.decode(input.cursor, bindingOf(input, call))
  if (typeof at !== 'number' || typeof id !== 'string') throw new AppError('cursor_invalido')
  return { at: new Date(at), id }
}

/** The query as it was asked: a page of a card's holder goes on by the card. Only a digest of this is in a cursor. */
function bindingOf({ cpf, cartao }: Input, { actor }: Call): readonly string[] {
  const asked = cartao === undefined ? ['cpf', cpf ?? ''] : ['cartao', JSON.stringify(cartao)]
  return ['sistema3', 'movimentacoes', actor.id, ...asked]
}
