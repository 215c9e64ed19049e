/** One page of a list; `next` is an opaque cursor, null on the last page. */
export type Page<T> = { items: readonly T[]; next: string | null }

export const PAGE_LIMIT = { default: 20, max: 100 } as const
