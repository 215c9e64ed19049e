import type { Filter, FindOptions } from 'mongodb'
import { type Db, eq, whenReachable } from '#lib/datastores/mongo.ts'
import type { CivilDate } from '#lib/kernel/clock.ts'
import type { CpfSeal } from './cpf-seal.ts'
import { PEOPLE, type PersonDocument } from './documents.ts'
import type { SearchKeys } from './search-keys.ts'
import type { Candidate, CandidatePosition, CandidateQuery, PeopleStore } from './store.ts'

const READ_MS = 1_500

export type CandidateFind = { where: Filter<PersonDocument>; options: FindOptions }

/** Candidates of a search: each nearness is a point of one index, read in the order of ids. */
export function createMongoCandidates(db: Db, keys: SearchKeys, seal: CpfSeal): PeopleStore['findCandidates'] {
  const people = db.collection<PersonDocument>(PEOPLE)

  async function read(query: CandidateQuery, nearness: CandidatePosition['nearness'], after: string, limit: number) {
    const { where, options } = candidateFind(keys, query, nearness, { after, limit })
    const rows = await whenReachable(people.find(where, options).toArray())
    return rows.map(
      (row): Candidate => ({
        position: { nearness, id: row._id },
        cpf: seal.open(row.cpf_sealed, row._id),
        name: row.name,
        city: row.address.city,
        uf: row.address.uf,
        // The collection's validator holds it to `YYYY-MM-DD`.
        birthDate: row.birth_date as CivilDate,
      }),
    )
  }

  return async (query, { limit, after }) => {
    const isAlike = after?.nearness === 'alike'
    const exact = isAlike ? [] : await read(query, 'exact', after?.id ?? '', limit)
    if (query.kind === 'address' || exact.length === limit) return exact
    return [...exact, ...(await read(query, 'alike', isAlike ? after.id : '', limit - exact.length))]
  }
}

/** One read of candidates; apart, so that a test can ask the server how it would run it. */
export function candidateFind(
  keys: SearchKeys,
  query: CandidateQuery,
  nearness: CandidatePosition['nearness'],
  { after, limit }: { after: string; limit: number },
): CandidateFind {
  return {
    where: { ...filterOf(keys, query, nearness), closed: eq(false), _id: { $gt: after } },
    options: {
      sort: { _id: 1 },
      limit,
      projection: { cpf_sealed: 1, name: 1, birth_date: 1, 'address.city': 1, 'address.uf': 1 },
      maxTimeMS: READ_MS,
    },
  }
}

function filterOf(
  keys: SearchKeys,
  query: CandidateQuery,
  nearness: CandidatePosition['nearness'],
): Filter<PersonDocument> {
  if (query.kind === 'address') return { 'search.addresses': eq(keys.askedAddress(query.address)) }
  const spelling = keys.askedSpelling(query.name)
  if (nearness === 'exact') return { 'search.spellings': eq(spelling) }
  // Those spelt like the question came before. They are passed over once in all of a search's pages.
  return { 'search.sounds': eq(keys.askedSound(query.name)), 'search.spellings': { $ne: spelling } }
}
