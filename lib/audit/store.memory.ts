import type { Inquiry, InquiryLedger } from './inquiry-ledger.ts'

/** A ledger in memory, for tests and for doors that never reach a live store. `rows` is there to be looked at. */
export function createMemoryInquiryLedger(): InquiryLedger & { readonly rows: readonly Inquiry[] } {
  const rows: Inquiry[] = []
  return {
    rows,
    async append(inquiries) {
      rows.push(...inquiries)
    },
    async findLast(subject) {
      const answered = rows.filter((row) => row.subject === subject && row.outcome === 'answered')
      const last = answered.reduce<Inquiry | null>((newest, row) => (newest && newest.at > row.at ? newest : row), null)
      if (last === null) return null
      const { ip, actor } = last.call
      return { at: last.at, ip, label: actor.label, institutionId: actor.institutionId }
    },
  }
}
