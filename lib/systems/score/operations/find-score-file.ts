import type { Permission } from '#lib/access/permission-catalogue.ts'
import { lastInquiryFor } from '#lib/audit/inquiry-ledger.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { civilDateOf, yearsBetween } from '#lib/kernel/clock.ts'
import { inTime } from '../debts-port.ts'
import { FindScoreFileInput } from '../schemas.ts'
import type { Block, ScoreFileView } from '../score-file.ts'
import { debtsBlock, keepForOrders, scoreBlock, scoreRecord } from '../scoring.ts'
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
  async run(context, { cpf }, call) {
    const { people, ledger, debts, inquiry } = context
    context.meetPerson(cpf)
    const may = (permission: Permission) => call.actor.permissions.has(permission)
    const [person, past] = await Promise.all([people.findByCpf(cpf), ledger.findLast(cpf)])
    if (person === null || person.closed) throw new AppError('pessoa_nao_encontrada')

    const scoreWanted = may('sistema2:score') && !person.scoreLocked
    const answer =
      scoreWanted || may('dividas:resumo') ? await inTime((signal) => debts.summarize({ cpf, call, signal })) : null
    const score = scoreBlock(person, answer, inquiry.at, may('sistema2:score'))
    inquiry.note(scoreRecord(score))
    await keepForOrders(context, cpf, score)

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
