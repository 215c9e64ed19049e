'use server'

import { AppError } from '#lib/kernel/app-error.ts'
import { services } from '#lib/runtime/services.ts'
import { keepPurpose } from '../inquiry-context.ts'
import { type RankedRow, rankedRows } from '../read/ranked-rows.ts'
import { memberCaller } from '../session/current-member.ts'
import { failureOf, memberAction } from './define-action.ts'
import { RankPortfolioInput } from './rank-portfolio-input.ts'

export type RankedPage = { rows: RankedRow[]; next: string | null }

const PAGE = 20

/** One page of the institution's portfolio in an order. Every row of it is an inquiry on record at the systems that answered. */
export const rankPortfolio = memberAction({
  permission: 'sistema2:listar',
  input: RankPortfolioInput,
  async run({ by, descending, uf, ageFrom, ageTo, purpose, cursor }, live): Promise<RankedPage> {
    if (!live.actor.purposes.includes(purpose)) throw new AppError('finalidade_nao_permitida')
    if (cursor === null) await keepPurpose(live, purpose)
    const filters = {
      order: descending ? (`-${by}` as const) : by,
      ...(uf === null ? {} : { uf }),
      ...(ageFrom === null ? {} : { ageFrom }),
      ...(ageTo === null ? {} : { ageTo }),
    }
    const answer = await services().lists.ranking(await memberCaller(live), filters, { purpose, limit: PAGE, cursor })
    if (answer.kind !== 'found') throw failureOf(answer)
    return { rows: await rankedRows(answer.file), next: answer.file.proximo }
  },
})
