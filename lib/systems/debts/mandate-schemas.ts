import { z } from 'zod'
import { CivilDateInput, CpfInput, UfInput } from '#lib/identifiers/schemas.ts'
import { PAGE_LIMIT } from '#lib/kernel/page.ts'

// What sistema2 asks and says, beside `schemas.ts`, which is what partners see.

export const RANKING_ORDERS = [
  'divida_total',
  '-divida_total',
  'divida_maior',
  '-divida_maior',
  'divida_quantidade',
  '-divida_quantidade',
] as const

/** sistema2's question for a page of the portfolio of its asker's institution. */
export const RankDebtorsInput = z
  .strictObject({
    ordem: z.enum(RANKING_ORDERS),
    uf: UfInput.optional(),
    nascimento_de: CivilDateInput.optional(),
    nascimento_ate: CivilDateInput.optional(),
    limite: z.int().min(1).max(PAGE_LIMIT.max).default(PAGE_LIMIT.default),
    cursor: z.string().min(1).max(1_024).optional(),
  })
  .refine(({ nascimento_de: from, nascimento_ate: to }) => from === undefined || to === undefined || from <= to, {
    message: 'intervalo_de_datas',
    path: ['nascimento_ate'],
  })
export type RankDebtors = z.infer<typeof RankDebtorsInput>

const Instant = z.iso.datetime({ precision: 3 }).transform((text) => new Date(text))

/** Changes of portfolios, by the keeper of consents. `numero` is its count of them: a lower one never overwrites a higher. */
export const StorePortfolioInput = z.strictObject({
  itens: z
    .array(
      z.strictObject({
        instituicao: z.string().regex(/^ins_[0-9A-Za-z]{22}$/),
        cpf: CpfInput,
        referencia: z.string().min(1).max(64),
        uf: UfInput,
        nascimento: CivilDateInput,
        vale_ate: Instant.nullable(),
        numero: z.int().min(1),
        em: Instant,
      }),
    )
    .min(1)
    .max(500),
})
