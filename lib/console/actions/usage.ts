'use server'

import { csvOf } from '#lib/http/csv.ts'
import { UsageInput } from '#lib/keys/schemas.ts'
import { latencyAt } from '#lib/keys/usage.ts'
import { callOf } from '#lib/members/call-of.ts'
import { services } from '#lib/runtime/services.ts'
import { memberAction } from './define-action.ts'

const HEAD = [
  ...['dia', 'chave', 'nome', 'sistema', 'finalidade', 'chamadas', 'recusadas', 'limitadas', 'falhas'],
  ...['p50_ms_ate', 'p99_ms_ate'],
]

/** Usage as a file: counts by day, key, system and purpose, and nobody's data. */
export const exportUsage = memberAction({
  permission: 'conta:ler',
  input: UsageInput,
  async run(input, live, visitor) {
    const { rows, names, from, to } = await services().keys.readUsage(callOf(live, visitor), input)
    const text = csvOf(
      HEAD,
      rows.map((row) => [
        ...[row.day, row.keyId ?? 'membros', row.keyId === null ? '' : (names.get(row.keyId) ?? '')],
        ...[row.system, row.purpose],
        ...[row.calls, row.refused, row.limited, row.failed].map(String),
        ...[0.5, 0.99].map((share) => boundOf(latencyAt(row, share))),
      ]),
    )
    return { name: `uso-${from}-${to}.csv`, text }
  },
})

/** Past the last bound the histogram knows no figure. */
function boundOf(ms: number | null): string {
  return ms === null || !Number.isFinite(ms) ? '' : String(ms)
}
