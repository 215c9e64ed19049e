import type { Cpf } from '#lib/identifiers/cpf.ts'
import type { MovementPosition, PageRequest, PortfolioMember } from './store.ts'

/** How often a page asks for more rows in place of those that may not be shown, before it comes short instead. */
const MAX_ROUNDS = 8
/** Rows of one round after the first: where many may not be shown, small steps would get nowhere. */
const FURTHER_ROWS = 100

type Row = { id: string; at: Date; cpf: Cpf }
type Shown<Item> = { row: Item; member: PortfolioMember }

/**
 * One page of a list, of which only rows of members are shown. A row that may not be shown is passed over as if it
 * weren't there. The next page begins after the last row that was looked at, so that none is lost or shown twice. After
 * some rounds the page is given as it is, even empty, with where to go on: one answer's cost has a bound.
 */
export async function pageOfMembers<Item extends Row>(
  list: (page: PageRequest) => Promise<readonly Item[]>,
  findMembers: (cpfs: readonly Cpf[]) => Promise<ReadonlyMap<Cpf, PortfolioMember>>,
  { limit, after }: PageRequest,
): Promise<{ shown: readonly Shown<Item>[]; next: MovementPosition | null }> {
  const shown: Shown<Item>[] = []
  let position = after
  for (let round = 0; round < MAX_ROUNDS; round++) {
    // One more than the page has room for tells whether there is a next one.
    const asked = round === 0 ? limit + 1 : FURTHER_ROWS
    const batch = await list({ limit: asked, after: position })
    const members = await findMembers([...new Set(batch.map(({ cpf }) => cpf))])
    for (const row of batch) {
      const member = members.get(row.cpf)
      if (member && shown.length === limit) return { shown, next: position }
      if (member) shown.push({ row, member })
      position = { at: row.at, id: row.id }
    }
    if (batch.length < asked) return { shown, next: null }
  }
  return { shown, next: position }
}
