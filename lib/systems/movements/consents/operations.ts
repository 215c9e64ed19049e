import { createHash } from 'node:crypto'
import type { Permission } from '#lib/access/permission-catalogue.ts'
import { createInquiryRecorder, type OpenedInquiry, type RecordingContext } from '#lib/audit/inquiry-recorder.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import type { Call } from '#lib/kernel/call.ts'
import type { ConsentId } from '#lib/kernel/ids.ts'
import { operationFactory } from '#lib/kernel/operation.ts'
import type { Page } from '#lib/kernel/page.ts'
import type { MovementContext } from '../operations/define-movement-operation.ts'
import type { Consent } from './consent.ts'
import { ConsentIdInput, ListConsentsInput, RegisterConsentInput } from './schemas.ts'
import type { ConsentPosition, ConsentStore } from './store.ts'

/** Consents are given for a time: five years at most. */
const MAX_TERM_MS = 5 * 366 * 86_400_000

export type ConsentEvent = 'consents.registered' | 'consents.withdrawn' | 'consents.read'

/** What one call of an operation on consents runs with. */
export type ConsentContext = Pick<MovementContext, keyof RecordingContext | 'cursors' | 'refs' | 'meetPerson'> & {
  consents: ConsentStore
  /** The `Idempotency-Key` of this call. */
  idempotencyKey: string | null
}

/** Consents are kept in the same ledger as look-ups: each touches one person's data, on record before the answer. */
const defineConsentOperation = operationFactory<Permission, ConsentEvent, 'journaled', ConsentContext, OpenedInquiry>(
  createInquiryRecorder(),
)

/** As operations give it: whether it is new, and the instant at which its state is told. */
export type ConsentView = { consent: Consent; ref: string; identified: boolean; at: Date; isNew: boolean }

/**
 * Registers a person's consent to the caller's institution. A live one of the same person ends in the same instant: her
 * newest word counts, wider or narrower, and the old one stays on record. Unknown and closed files are both
 * `pessoa_nao_encontrada`. Idempotent under an `Idempotency-Key`, for the same caller and the same content.
 */
export const registerConsent = defineConsentOperation({
  permission: 'consentimentos:registrar',
  audit: { event: 'consents.registered', tier: 'journaled', subjects: ({ cpf }) => [cpf] },
  input: RegisterConsentInput,
  check({ clock }, { expira_em }) {
    const now = clock.now().getTime()
    if (expira_em.getTime() <= now || expira_em.getTime() > now + MAX_TERM_MS) {
      throw new AppError('intervalo_de_datas', { fields: [{ campo: 'expira_em', codigo: 'intervalo_de_datas' }] })
    }
  },
  async run(context, input, call): Promise<ConsentView> {
    const { consents, idempotencyKey, inquiry, newId } = context
    context.meetPerson(input.cpf)
    const { actor } = call
    const asked = {
      id: newId('consent'),
      cpf: input.cpf,
      institutionId: actor.institutionId,
      classes: input.classes,
      evidence: input.evidencia,
      grantedAt: inquiry.at,
      expiresAt: input.expira_em,
      registeredBy: actor.label,
      request: idempotencyKey === null ? null : { caller: actor.id, key: idempotencyKey, digest: digestOf(input) },
    }
    const outcome = await consents.register(asked, ({ id }, transaction) => {
      inquiry.note({ consent: id })
      return inquiry.keepWith(transaction)
    })
    if (outcome.kind === 'key_reused') throw new AppError('chave_de_idempotencia_reutilizada')
    if (outcome.kind === 'unknown_person') throw new AppError('pessoa_nao_encontrada')
    // A repetition is answered as the first time, whatever has become of the consent since.
    return viewOf(context, outcome.consent, call, { at: outcome.consent.grantedAt, isNew: true })
  },
})

/**
 * Takes a consent back, at once. One that is over already stays as it is: idempotent. Another institution's isn't there.
 * Nobody new is met by it, and no limit of people may stand in its way.
 */
export const withdrawConsent = defineConsentOperation({
  permission: 'consentimentos:registrar',
  audit: { event: 'consents.withdrawn', tier: 'journaled', subjects: ({ id }) => [`consentimento:${id}`] },
  input: ConsentIdInput,
  async run(context, { id }, call): Promise<ConsentView> {
    const { consents, inquiry } = context
    const own = { id: consentId(id), institutionId: call.actor.institutionId }
    const consent = await consents.withdraw(own, inquiry.at, ({ cpf }, transaction) => {
      inquiry.about([cpf])
      inquiry.note({ consent: id })
      return inquiry.keepWith(transaction)
    })
    if (consent === null) throw new AppError('recurso_nao_encontrado')
    return viewOf(context, consent, call, { at: inquiry.at, isNew: false })
  },
})

/** One consent of the caller's institution. */
export const findConsent = defineConsentOperation({
  permission: 'consentimentos:registrar',
  audit: { event: 'consents.read', tier: 'journaled', subjects: ({ id }) => [`consentimento:${id}`] },
  input: ConsentIdInput,
  async run(context, { id }, call): Promise<ConsentView> {
    const consent = await context.consents.find(consentId(id), call.actor.institutionId)
    if (consent === null) throw new AppError('recurso_nao_encontrado')
    context.meetPerson(consent.cpf)
    context.inquiry.about([consent.cpf])
    return viewOf(context, consent, call, { at: context.inquiry.at, isNew: false })
  },
})

/** The consents of the caller's institution, newest first, those that are over too. Each person is on record. */
export const listConsents = defineConsentOperation({
  permission: 'consentimentos:registrar',
  audit: { event: 'consents.read', tier: 'journaled', subjects: () => ['lista:consentimentos'] },
  input: ListConsentsInput,
  check: (context, input, call) => void positionOf(context, input, call),
  async run(context, input, call): Promise<Page<ConsentView>> {
    const { consents, inquiry, cursors } = context
    const { institutionId } = call.actor
    const page = { limit: input.limite + 1, after: positionOf(context, input, call) }
    const found = await consents.list(institutionId, page)
    const items = found.slice(0, input.limite)
    const people = [...new Set(items.map(({ cpf }) => cpf))]
    for (const cpf of people) context.meetPerson(cpf)
    if (people.length > 0) inquiry.about(people)
    const last = items.at(-1)
    const more = found.length > items.length && last !== undefined
    return {
      items: items.map((consent) => viewOf(context, consent, call, { at: inquiry.at, isNew: false })),
      next: more ? cursors.encode([last.grantedAt.getTime(), last.id], bindingOf(call)) : null,
    }
  },
})

function viewOf(
  { refs }: ConsentContext,
  consent: Consent,
  { actor }: Call,
  how: Pick<ConsentView, 'at' | 'isNew'>,
): ConsentView {
  const identified = actor.permissions.has('sistema3:identificar')
  return { consent, ref: refs.seal(consent.cpf, actor), identified, ...how }
}

/** Of another shape than an id's: not there, like another institution's. The store compares it, and nothing more. */
function consentId(text: string): ConsentId {
  return text as ConsentId
}

function positionOf(
  { cursors }: Pick<ConsentContext, 'cursors'>,
  { cursor }: { cursor?: string | undefined },
  call: Call,
): ConsentPosition | null {
  if (cursor === undefined) return null
  const [at, id] = cursors.decode(cursor, bindingOf(call))
  if (typeof at !== 'number' || typeof id !== 'string') throw new AppError('cursor_invalido')
  return { at: new Date(at), id }
}

function bindingOf({ actor }: Call): readonly string[] {
  return ['consentimentos', actor.id, actor.institutionId]
}

function digestOf({
  cpf,
  classes,
  evidencia,
  expira_em,
}: {
  cpf: string
  classes: readonly string[]
  evidencia: string
  expira_em: Date
}) {
  const content = JSON.stringify([cpf, [...classes].sort(), evidencia, expira_em.getTime()])
  return createHash('sha256').update(content).digest('base64url')
}
