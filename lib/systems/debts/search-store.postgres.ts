import type { BaseAClient } from '#lib/datastores/base-a-database.ts'
import { Prisma } from '#lib/datastores/generated/base-a/client.ts'
import type { Cpf } from '#lib/identifiers/cpf.ts'
import { AppError } from '#lib/kernel/app-error.ts'
import { answered, recorded } from './database-failures.ts'
import { arrayValue, askerValue, tokenValue } from './sql-values.ts'
import type { Candidate, CandidatePosition, FileStore, SearchQuestion } from './store.ts'

type BegunSearch = { ticket: string | null; refusal: 'concessao_negada' | 'credencial_invalida' | null }

type CandidateRow = {
  person_id: string
  cpf: string
  name: string
  city: string
  state: string
  birth_year: number
  rank: number
  spelling: number
  more: boolean
}

/** The part of the file store that finds candidates, by the role `basea_app`. */
export function searchesOf(client: BaseAClient): Pick<FileStore, 'searchCandidates'> {
  return {
    async searchCandidates({ asker, grantId, secret, question, limit, after, token }) {
      const begun = await recorded(async () => {
        // Raw: a definer function that spends, records the question and issues a ticket.
        const rows = await client.$queryRaw<BegunSearch[]>`
          SELECT * FROM control.begin_search(
            ${askerValue(asker)}, ${grantId}, ${secret}::bytea, ${tokenValue(token)},
            ${questionValue(question, limit, after)})`
        return rows[0]
      })
      if (!begun?.ticket) throw new AppError(begun?.refusal ?? 'concessao_negada')
      const rows = await answered(
        // Raw: a definer function that answers the recorded question without opening a row to this role.
        () => client.$queryRaw<CandidateRow[]>`SELECT * FROM control.search_candidates(${begun.ticket}::uuid)`,
      )
      return { candidates: rows.map(candidateOf), more: rows[0]?.more ?? false }
    },
  }
}

/** A row of `control.search_question`; its inquiry is put in by the function. */
function questionValue(question: SearchQuestion, limit: number, after: CandidatePosition | null): Prisma.Sql {
  const [sounds, spellings, index, withCep] =
    question.kind === 'name'
      ? [
          arrayValue(
            'bigint',
            question.pairs.map(({ sound }) => sound),
          ),
          arrayValue(
            'integer',
            question.pairs.map(({ spelling }) => spelling),
          ),
          Prisma.sql`NULL`,
          false,
        ]
      : [Prisma.sql`NULL`, Prisma.sql`NULL`, Prisma.sql`${question.index}::bytea`, question.withCep]
  return Prisma.sql`ROW(
    NULL, ${sounds}, ${spellings}, ${index}, ${withCep}::boolean, ${limit}::integer,
    ${after?.rank ?? null}::integer, ${after?.spelling ?? null}::integer, ${after?.personId ?? null}
  )::control.search_question`
}

function candidateOf(row: CandidateRow): Candidate {
  return {
    personId: row.person_id,
    // The database checks the shape, and only parsed CPFs are loaded.
    cpf: row.cpf as Cpf,
    name: row.name,
    city: row.city,
    state: row.state,
    birthYear: row.birth_year,
    rank: row.rank,
    spelling: row.spelling,
  }
}
