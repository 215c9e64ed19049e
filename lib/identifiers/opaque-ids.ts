import type { BureauId, CardToken, TaskId } from '#lib/kernel/ids.ts'

const CARD_TOKEN = /^car_[0-9A-Za-z]{22}$/
const BUREAU_ID = /^bur_[0-9A-Za-z]{22}$/
export const TASK_ID = /^tar_[0-9A-Za-z]{22}$/

/** A card's token, `car_` and 22 base62 characters: what stands for the number everywhere but in a POST body. */
export function parseCardToken(text: string): CardToken | null {
  // The brand exists only in the type system; its one rule has just been checked.
  return CARD_TOKEN.test(text) ? (text as CardToken) : null
}

/** A bureau's id, `bur_` and 22 base62 characters. */
export function parseBureauId(text: string): BureauId | null {
  // As above.
  return BUREAU_ID.test(text) ? (text as BureauId) : null
}

/** A task's id, `tar_` and 22 base62 characters. */
export function parseTaskId(text: string): TaskId | null {
  // As above.
  return TASK_ID.test(text) ? (text as TaskId) : null
}
