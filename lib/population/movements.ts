import type { MovementType } from '#lib/identifiers/movement-type.ts'
import { type Day, instantOf, lastMonthDays } from './calendar.ts'
import { BILLERS, EMPLOYERS, LENDERS, MERCHANTS } from './companies.ts'
import type { SyntheticAsset, SyntheticIncome, SyntheticMovement } from './person.ts'
import { ascendingId, type Random, randomFor } from './random.ts'

/** Movements go back as far as this. */
export const MOVEMENT_DAYS = 90

const FIRST_SECOND = 7 * 3_600
const LAST_SECOND = 22 * 3_600
/** What is left of a salary after social security and income tax, roughly. */
const NET_SHARE = 0.86

type Account = {
  random: Random
  income: SyntheticIncome
  today: Day
  rows: Omit<SyntheticMovement, 'id'>[]
}

/** Ninety days of one account, newest first, that add up with its owner's income; nothing for a thin file. */
export function movementsOf(
  seed: number,
  index: number,
  { income, assets }: { income: SyntheticIncome | null; assets: readonly SyntheticAsset[] },
  today: Day,
): SyntheticMovement[] {
  if (income === null) return []
  const account: Account = { random: randomFor(seed, index, 'movements'), income, today, rows: [] }
  addEarnings(account)
  addRent(account, assets)
  addBills(account)
  addPurchases(account)
  addWithdrawals(account)
  addReturns(account, assets)
  addLoan(account)
  const newestFirst = account.rows.sort((one, other) => other.at.getTime() - one.at.getTime())
  return newestFirst.map((row, ordinal) => ({
    id: `mov_${ascendingId(seed, index, 'movementId', ordinal)}`,
    ...row,
  }))
}

function addEarnings(account: Account): void {
  const { random, income, today } = account
  const net = income.monthlyCents * NET_SHARE
  const payer = random.pick(EMPLOYERS)
  const payDay = random.integer(1, 10)
  for (const day of lastMonthDays(today, payDay, 3)) {
    switch (income.source) {
      case 'SALARIO':
        credit(account, day, 'FOLHA_PAGAMENTO', net, `Salário: ${payer}`)
        break
      case 'SERVIDOR_PUBLICO':
        credit(account, day, 'FOLHA_PAGAMENTO', net, 'Vencimentos: Município de Vila Serena')
        break
      case 'APOSENTADORIA':
        credit(account, day, 'FOLHA_PAGAMENTO', net, 'Benefício de aposentadoria')
        break
      case 'EMPRESARIO':
        credit(account, day, 'TED', net, 'Retirada de pró-labore')
        break
      case 'AUTONOMO':
        addServices(account, day, net)
    }
  }
}

/** The self-employed are paid in parts, mostly by Pix. */
function addServices(account: Account, monthStart: Day, monthCents: number): void {
  const { random } = account
  const payments = random.integer(3, 6)
  for (let count = 0; count < payments; count++) {
    const type = random.chance(0.85) ? 'PIX' : 'DEPOSITO'
    const day = monthStart - random.integer(0, 27)
    credit(account, day, type, (monthCents / payments) * random.between(0.7, 1.3), 'Recebimento por serviço prestado')
  }
}

function addRent(account: Account, assets: readonly SyntheticAsset[]): void {
  const { random, income, today } = account
  const rents = !assets.some((asset) => asset.type === 'IMOVEL') && random.chance(0.5)
  const rentCents = income.monthlyCents * random.between(0.18, 0.3)
  if (!rents) return
  for (const day of lastMonthDays(today, 10, 3)) debit(account, day, 'BOLETO', rentCents, 'Aluguel')
}

function addBills(account: Account): void {
  const { random, today } = account
  for (let bill = 0; bill < 2; bill++) {
    const biller = random.pick(BILLERS)
    const amount = share(account, 0.012, 0.04)
    for (const day of lastMonthDays(today, random.integer(8, 24), 3)) {
      debit(account, day, 'CONVENIO_ARRECADACAO', amount * random.between(0.85, 1.15), biller)
    }
  }
  const hasFee = random.chance(0.4)
  const fee = random.integer(990, 3_490)
  for (const day of hasFee ? lastMonthDays(today, 1, 3) : []) {
    debit(account, day, 'TARIFA_SERVICOS_AVULSOS', fee, 'Tarifa de pacote de serviços')
  }
}

function addPurchases(account: Account): void {
  const { random } = account
  const byPix = random.integer(5, 14)
  for (let count = 0; count < byPix; count++) {
    const amount = share(account, 0.005, 0.05)
    debit(account, anyDay(account), 'PIX', amount, `Pix enviado: ${random.pick(MERCHANTS)}`)
  }
  const byCard = random.integer(3, 10)
  for (let count = 0; count < byCard; count++) {
    debit(
      account,
      anyDay(account),
      'CARTAO',
      share(account, 0.005, 0.04),
      `Compra no débito: ${random.pick(MERCHANTS)}`,
    )
  }
}

function addWithdrawals(account: Account): void {
  const { random } = account
  const withdrawals = random.integer(0, 3)
  for (let count = 0; count < withdrawals; count++) {
    // Cash machines give whole tens of reais.
    const amount = Math.max(2_000, Math.round(share(account, 0.02, 0.06) / 1_000) * 1_000)
    debit(account, anyDay(account), 'SAQUE', amount, 'Saque em caixa eletrônico')
  }
  const sends = random.chance(0.35)
  const amount = share(account, 0.03, 0.12)
  if (sends) {
    debit(account, anyDay(account), 'TRANSFERENCIA_MESMA_INSTITUICAO', amount, 'Transferência entre contas')
  }
}

function addReturns(account: Account, assets: readonly SyntheticAsset[]): void {
  const savings = assets.find((asset) => asset.type === 'APLICACAO_FINANCEIRA')
  if (savings === undefined) return
  for (const day of lastMonthDays(account.today, 28, 3)) {
    credit(
      account,
      day,
      'RENDIMENTO_APLIC_FINANCEIRA',
      savings.valueCents * 0.008,
      `Rendimento: ${savings.description}`,
    )
  }
}

function addLoan(account: Account): void {
  const { random } = account
  const borrows = random.chance(0.05)
  const lender = random.pick(LENDERS)
  const amount = share(account, 0.5, 2.5)
  if (borrows) credit(account, anyDay(account), 'OPERACAO_CREDITO', amount, `Crédito contratado: ${lender}`)
}

function share({ random, income }: Account, from: number, to: number): number {
  return income.monthlyCents * random.between(from, to)
}

function anyDay({ random, today }: Account): Day {
  return today - random.integer(1, MOVEMENT_DAYS)
}

function credit(account: Account, day: Day, type: MovementType, amount: number, description: string): void {
  add(account, day, { type, direction: 'CREDITO', amount, description })
}

function debit(account: Account, day: Day, type: MovementType, amount: number, description: string): void {
  add(account, day, { type, direction: 'DEBITO', amount, description })
}

function add(
  { random, today, rows }: Account,
  day: Day,
  row: Pick<SyntheticMovement, 'type' | 'direction' | 'description'> & { amount: number },
): void {
  const at = instantOf(day, random.integer(FIRST_SECOND, LAST_SECOND))
  if (day < today - MOVEMENT_DAYS) return
  const { type, direction, description } = row
  rows.push({ at, type, direction, amountCents: Math.max(100, Math.round(row.amount)), description })
}
