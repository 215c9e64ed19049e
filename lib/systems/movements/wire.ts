import { maskCpf } from '#lib/identifiers/cpf.ts'
import { formatReais } from '#lib/kernel/money.ts'
import type { Block, Movement, MovementFileView, PortfolioRow, PortfolioView } from './movement-file.ts'
import type { MovementFile, PortfolioInquiries, PortfolioMovements } from './schemas.ts'
import type { BureauInquiry } from './store.ts'

/** File 3 as the wire writes it. */
export function movementFileOnWire(view: MovementFileView): MovementFile {
  const updatedAt = view.updatedAt.toISOString()
  const { last, in30Days, in90Days } = view.bureauInquiries
  return {
    cpf: view.identified ? view.cpf : maskCpf(view.cpf),
    ...(view.ref === null ? {} : { ref: view.ref }),
    ultima_consulta_bureau: {
      em: last?.at.toISOString() ?? null,
      bureau: last && { id: last.bureau.id, nome: last.bureau.name },
      consultas_30_dias: in30Days,
      consultas_90_dias: in90Days,
      atualizado_em: updatedAt,
    },
    movimentacoes: block(view.movements, ({ items, next }) => ({
      itens: items.map(movementOnWire),
      proximo: next,
      atualizado_em: updatedAt,
    })),
    ultima_compra_cartao: block(view.lastPurchase, (purchase) => ({
      em: purchase?.at.toISOString() ?? null,
      valor: purchase && formatReais(purchase.amountCents),
      estabelecimento: purchase?.merchant ?? null,
      cartao: purchase && {
        token: purchase.card.token,
        bandeira: purchase.card.network,
        final: purchase.card.last4,
      },
      atualizado_em: updatedAt,
    })),
    ultima_consulta: view.lastInquiry && {
      em: view.lastInquiry.at.toISOString(),
      ip: view.lastInquiry.ip,
      usuario: view.lastInquiry.label,
    },
    atualizado_em: updatedAt,
  }
}

function block<Value, Wire>(from: Block<Value>, onWire: (value: Value) => Wire): Wire | { situacao: 'nao_autorizado' } {
  return from.kind === 'shown' ? onWire(from.value) : { situacao: 'nao_autorizado' }
}

function movementOnWire({ at, type, direction, amountCents, description }: Movement) {
  return {
    em: at.toISOString(),
    tipo: type,
    sentido: direction,
    valor: formatReais(amountCents),
    descricao: description,
  }
}

export function portfolioMovementsOnWire({ identified, page }: PortfolioView<Movement>): PortfolioMovements {
  return {
    itens: page.items.map((row) => ({
      ...personOnWire(row, identified),
      ...movementOnWire(row.shown),
      atualizado_em: row.updatedAt.toISOString(),
    })),
    proximo: page.next,
  }
}

export function portfolioInquiriesOnWire({ identified, page }: PortfolioView<BureauInquiry>): PortfolioInquiries {
  return {
    itens: page.items.map((row) => ({
      ...personOnWire(row, identified),
      em: row.shown.at.toISOString(),
      bureau: { id: row.shown.bureau.id, nome: row.shown.bureau.name },
      atualizado_em: row.updatedAt.toISOString(),
    })),
    proximo: page.next,
  }
}

function personOnWire({ ref, cpf, name }: PortfolioRow<unknown>, identified: boolean) {
  return { ref, cpf: identified ? cpf : maskCpf(cpf), nome: name }
}
