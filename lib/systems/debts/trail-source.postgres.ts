import type { TrailEnd, TrailLink, TrailSource } from '#lib/audit/verify-trail.ts'
import type { BaseADatabase } from '#lib/datastores/base-a-database.ts'

type Pool = BaseADatabase['pool']

const instant = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** By kind of link: where its row is, and the columns that the canonical form takes, in its order. */
const FORMS: Readonly<Record<string, { row: string; columns: string }>> = {
  inquiry: {
    row: 'control.inquiry r WHERE r.id = l.inquiry_id',
    columns: `r.id, r.number::text, ${instant('r.at')}, r.event, r.actor_kind, r.actor_id, r.actor_label, r.institution_id,
      text(r.ip), r.purpose, r.relationship, r.request_id, r.grant_id, r.mandate_id, encode(r.subject_index, 'hex'),
      r.opened::text`,
  },
  question: {
    row: 'control.search_question r WHERE r.inquiry_id = l.inquiry_id',
    columns: `r.inquiry_id, r.sounds::text, r.spellings::text, encode(r.address_index, 'hex'), r.with_cep::text,
      r.at_most::text, r.after_rank::text, r.after_spelling::text, r.after_person`,
  },
  outcome: {
    row: 'control.inquiry_outcome r WHERE r.inquiry_id = l.inquiry_id',
    columns: `r.inquiry_id, ${instant('r.at')}, r.outcome, r.code, r.rows_shown::text`,
  },
  hit: {
    row: 'control.search_hit r WHERE r.inquiry_id = l.inquiry_id AND r.subject_index = l.subject_index',
    columns: `r.inquiry_id, encode(r.subject_index, 'hex')`,
  },
}

/**
 * Made of functions that every Postgres ships: what the database's own functions say of a row is just what is to be
 * checked. Tests hold these columns and those of `control.trail_fields` together.
 */
const LINKS = `SELECT l.number::text, encode(l.hash, 'hex'), CASE l.kind
  ${Object.entries(FORMS)
    .map(
      ([kind, { row, columns }]) => `WHEN '${kind}' THEN (SELECT array_to_json(
        ARRAY[l.version::text, l.number::text, l.kind, ${columns}])::text FROM ${row})`,
    )
    .join('\n')} END
  FROM control.trail_link l WHERE l.number > $1 ORDER BY l.number LIMIT $2`

const UNCHAINED = `SELECT row, (SELECT min(l.number) FROM control.inquiry i
    JOIN control.trail_link l ON l.inquiry_id = i.id AND l.kind = 'inquiry' WHERE i.number >= u.place) AS number
  FROM (
    SELECT 'inquiry ' || i.id AS row, i.number AS place FROM control.inquiry i WHERE NOT EXISTS (
      SELECT FROM control.trail_link l WHERE l.kind = 'inquiry' AND l.inquiry_id = i.id)
    UNION ALL SELECT 'question ' || q.inquiry_id, i.number FROM control.search_question q
      JOIN control.inquiry i ON i.id = q.inquiry_id WHERE NOT EXISTS (
      SELECT FROM control.trail_link l WHERE l.kind = 'question' AND l.inquiry_id = q.inquiry_id)
    UNION ALL SELECT 'outcome ' || o.inquiry_id, i.number FROM control.inquiry_outcome o
      JOIN control.inquiry i ON i.id = o.inquiry_id WHERE NOT EXISTS (
      SELECT FROM control.trail_link l WHERE l.kind = 'outcome' AND l.inquiry_id = o.inquiry_id)
    UNION ALL SELECT 'hit ' || h.inquiry_id, i.number FROM control.search_hit h
      JOIN control.inquiry i ON i.id = h.inquiry_id WHERE NOT EXISTS (
      SELECT FROM control.trail_link l WHERE l.kind = 'hit' AND l.inquiry_id = h.inquiry_id
        AND l.subject_index = h.subject_index)
  ) u ORDER BY u.place LIMIT 1`

/** The trail by the role `basea_auditor`, all of it as of one instant, while `work` runs. */
export async function withTrailSource<T>(pool: Pool, work: (source: TrailSource) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let failed = true
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    // Who verifies sees all institutions' rows; who reads for one says which.
    await client.query("SELECT set_config('crivo.institution', '*', true)")
    const result = await work(sourceOf(client))
    await client.query('COMMIT')
    failed = false
    return result
  } finally {
    // A transaction that broke off ends with its connection.
    client.release(failed)
  }
}

function sourceOf(client: Pick<Pool, 'query'>): TrailSource {
  const head = async (): Promise<TrailEnd> => {
    const { rows } = await client.query<{ number: string; hash: Buffer }>('SELECT number, hash FROM control.trail_head')
    const [row] = rows
    // Without its head the trail ends nowhere: every link is beyond the end.
    return row ? { number: Number(row.number), hash: row.hash } : { number: 0, hash: Buffer.alloc(0) }
  }
  return {
    head,
    async linksAfter(number, limit) {
      const { rows } = await client.query<[string, string, string | null]>({
        name: 'trail-links',
        text: LINKS,
        values: [number, limit],
        rowMode: 'array',
      })
      return rows.map(
        ([at, hash, content]): TrailLink => ({ number: Number(at), hash: Buffer.from(hash, 'hex'), content }),
      )
    },
    async findUnchained() {
      // Over all rows: as long as it takes.
      await client.query('SET LOCAL statement_timeout = 0')
      const { rows } = await client.query<{ row: string; number: string | null }>(UNCHAINED)
      const [found] = rows
      if (found === undefined) return null
      return { row: found.row, number: found.number === null ? (await head()).number + 1 : Number(found.number) }
    },
  }
}
