import { z } from 'zod'

const Hash = z.string().regex(/^[0-9a-f]{64}$/)
const Position = z.int().min(0)

export const TrailEndSchema = z.object({ numero: Position })
export type TrailEndOnWire = z.infer<typeof TrailEndSchema>

/** What follows a number in the trail; `falha` is the first row that doesn't follow from the one before it. */
export const TrailSegmentSchema = z.object({
  ancora: Hash.nullable(),
  linhas: Position,
  fim: z.object({ numero: Position, hash: Hash }),
  falha: z.object({ numero: Position, motivo: z.string() }).nullable(),
})
export type TrailSegmentOnWire = z.infer<typeof TrailSegmentSchema>
