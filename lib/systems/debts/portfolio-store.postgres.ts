import type { BaseADatabase } from '#lib/datastores/base-a-database.ts'
import { answered } from './database-failures.ts'
import { askerValue } from './sql-values.ts'
import type { PortfolioChange, PortfolioStore } from './store.ts'

/** Portfolios by the role `basea_grants`, which changes them through a definer function and reads none. */
export function createPostgresPortfolioStore({ client }: Pick<BaseADatabase, 'client'>): PortfolioStore {
  return {
    async storePortfolio(asker, changes) {
      const rows = JSON.stringify(changes.map(portfolioRow))
      await answered(
        () =>
          // Raw: a definer function that merges and records in one transaction.
          client.$executeRaw`SELECT control.store_portfolio(${askerValue(asker)}, ${rows}::jsonb)`,
      )
    },
  }
}

/** A change as the database's functions read it. */
export function portfolioRow(change: PortfolioChange) {
  return {
    subject_index: change.subject.toString('hex'),
    institution_id: change.institutionId,
    reference: change.reference,
    state: change.state,
    born_on: change.bornOn,
    consent_until: change.consentUntil,
    change_number: change.number,
    changed_at: change.changedAt,
  }
}
