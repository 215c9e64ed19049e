import type { Dependency } from './http-client.ts'

/**
 * How long a call to each dependency may take as a whole. Base C answers from memory and one indexed read, so a
 * second is already an outage. Base A writes and commits before it reads, twice, under statement limits of two
 * seconds. sistema2 waits for Base A (at most 0.8 s) and for group commit on top of its own reads.
 */
export const TIMEOUT_MS: Readonly<Record<Dependency, number>> = {
  sistema1: 2_000,
  sistema2: 3_000,
  sistema3: 1_000,
  auth: 2_000,
}

/** What sistema2 waits for Base A's word on debts: after that they are `indisponivel`. */
export const DEBT_QUESTION_TIMEOUT_MS = 800
