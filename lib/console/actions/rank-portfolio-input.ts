import { z } from 'zod'
import { UFS } from '#lib/identifiers/uf.ts'
import { PURPOSES } from '#lib/kernel/actor.ts'
import { RANKED_BY } from '../ranked-by.ts'

const Age = z.int().min(0).max(150).nullable()

export const RankPortfolioInput = z
  .strictObject({
    by: z.enum(RANKED_BY),
    descending: z.boolean(),
    uf: z.enum(UFS).nullable(),
    ageFrom: Age,
    ageTo: Age,
    purpose: z.enum(PURPOSES),
    cursor: z.string().max(1_024).nullable(),
  })
  .refine(({ ageFrom, ageTo }) => ageFrom === null || ageTo === null || ageFrom <= ageTo, { path: ['ageTo'] })
