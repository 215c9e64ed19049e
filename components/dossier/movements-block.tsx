import clsx from 'clsx'
import { ArrowDownLeft, ArrowUpRight } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import type { LookUp } from '#lib/gateway/index.ts'
import type { MovementFile } from '#lib/systems/movements/schemas.ts'
import { getFormats } from '../format/formats.ts'
import { Facts } from '../ui/facts.tsx'
import { FailedAnswer, isMissing, MissingPart } from './failed-answer.tsx'
import { Part } from './part.tsx'
import { SystemBlock } from './system-block.tsx'

/** Sistema 3: who else asked at bureaus, the last card purchase, and recent movements as a timeline. */
export async function MovementsBlock({ answer }: { answer: Promise<LookUp<MovementFile>> }) {
  const found = await answer
  if (found.kind !== 'found') {
    return (
      <SystemBlock system={3}>
        <FailedAnswer system={3} answer={found} />
      </SystemBlock>
    )
  }
  const { file, tookMs } = found
  const provenance = { lastInquiry: file.ultima_consulta, updatedAt: file.atualizado_em, tookMs }
  return (
    <SystemBlock system={3} provenance={provenance}>
      <div className="divide-y">
        <BureauInquiries block={file.ultima_consulta_bureau} />
        <CardPurchase block={file.ultima_compra_cartao} />
        <Movements block={file.movimentacoes} />
      </div>
    </SystemBlock>
  )
}

async function BureauInquiries({ block }: { block: MovementFile['ultima_consulta_bureau'] }) {
  const t = await getTranslations('dossier')
  const format = await getFormats()
  if (isMissing(block)) {
    return (
      <Part title={t('parts.bureau')}>
        <MissingPart block={block} />
      </Part>
    )
  }
  const { em, bureau, consultas_30_dias, consultas_90_dias } = block
  const last = em === null ? t('bureauNever') : `${format.instant(em)}${bureau ? ` · ${bureau.nome}` : ''}`
  const items = [
    { label: t('bureauLast'), value: last, wide: true },
    { label: t('bureau30'), value: format.number(consultas_30_dias) },
    { label: t('bureau90'), value: format.number(consultas_90_dias) },
  ]
  return (
    <Part title={t('parts.bureau')}>
      <Facts items={items} />
    </Part>
  )
}

async function CardPurchase({ block }: { block: MovementFile['ultima_compra_cartao'] }) {
  const t = await getTranslations('dossier')
  const format = await getFormats()
  if (isMissing(block)) {
    return (
      <Part title={t('parts.card')}>
        <MissingPart block={block} />
      </Part>
    )
  }
  const { em, valor, estabelecimento, cartao } = block
  if (em === null || valor === null) {
    return (
      <Part title={t('parts.card')}>
        <p className="text-sm text-ink-2">{t('noPurchase')}</p>
      </Part>
    )
  }
  return (
    <Part title={t('parts.card')} aside={format.instant(em)}>
      <p className="flex items-baseline justify-between gap-4 text-sm">
        <span className="min-w-0">
          {estabelecimento}
          {cartao ? (
            <span className="block text-xs text-ink-3">
              {t('card', { network: networkName(cartao.bandeira), last4: cartao.final })}
            </span>
          ) : null}
        </span>
        <span className="shrink-0 font-medium">{format.money(valor)}</span>
      </p>
    </Part>
  )
}

function networkName(network: string): string {
  return network
    .split('_')
    .map((word) => `${word[0]}${word.slice(1).toLowerCase()}`)
    .join(' ')
}

async function Movements({ block }: { block: MovementFile['movimentacoes'] }) {
  const t = await getTranslations('dossier')
  const types = await getTranslations('movementTypes')
  const format = await getFormats()
  if (isMissing(block)) {
    return (
      <Part title={t('parts.movements')}>
        <MissingPart block={block} />
      </Part>
    )
  }
  if (block.itens.length === 0) {
    return (
      <Part title={t('parts.movements')}>
        <p className="text-sm text-ink-2">{t('noMovements')}</p>
      </Part>
    )
  }
  return (
    <Part title={t('parts.movements')} aside={t('movementsShown', { count: block.itens.length })}>
      <ol>
        {block.itens.map((movement) => {
          const credit = movement.sentido === 'CREDITO'
          const Arrow = credit ? ArrowDownLeft : ArrowUpRight
          const day = format.shortDay(movement.em)
          return (
            <li
              key={`${movement.em} ${movement.descricao} ${movement.valor}`}
              className="group relative grid grid-cols-[1.25rem_1fr_auto] items-baseline gap-x-2 pb-2.5 text-sm tabular-nums last:pb-0 sm:grid-cols-[2.75rem_1.25rem_1fr_auto]"
            >
              <time dateTime={movement.em} className="hidden text-xs text-ink-3 sm:block">
                {day}
              </time>
              <span className="relative self-stretch before:absolute before:inset-y-0 before:-bottom-2.5 before:left-1/2 before:w-px before:bg-line group-last:before:hidden">
                <span className="relative grid size-5 place-items-center rounded-full border bg-surface">
                  <Arrow aria-hidden className={clsx('size-3', credit ? 'text-success' : 'text-ink-3')} />
                </span>
              </span>
              <span className="min-w-0">
                {movement.descricao}{' '}
                <span className="text-xs text-ink-3 max-sm:block">
                  <span className="sm:hidden">{day} · </span>
                  {types(movement.tipo)}
                </span>
              </span>
              <span className={clsx('font-medium', credit && 'text-success-ink')}>
                <span className="sr-only">{t(credit ? 'credit' : 'debit')} </span>
                {credit ? '+' : '−'} {format.money(movement.valor)}
              </span>
            </li>
          )
        })}
      </ol>
    </Part>
  )
}
