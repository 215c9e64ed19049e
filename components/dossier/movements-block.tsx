import { getTranslations } from 'next-intl/server'
import { timelinePageOf } from '#lib/console/read/movement-rows.ts'
import type { LookUp } from '#lib/gateway/index.ts'
import type { MovementFile } from '#lib/systems/movements/schemas.ts'
import { getFormats } from '../format/formats.ts'
import { Facts } from '../ui/facts.tsx'
import { ClientWords } from '../words/client-words.tsx'
import { FailedAnswer, isMissing, MissingPart } from './failed-answer.tsx'
import { type MovementActions, MovementTimeline } from './movement-timeline.tsx'
import { Part } from './part.tsx'
import { SystemBlock } from './system-block.tsx'

export type MovementsBlockProps = {
  person: string
  answer: Promise<LookUp<MovementFile>>
} & MovementActions

/** Sistema 3: who else asked at bureaus, the last card purchase, and recent movements as a timeline. */
export async function MovementsBlock({ person, answer, ...actions }: MovementsBlockProps) {
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
        <Movements person={person} block={file.movimentacoes} {...actions} />
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

type MovementsProps = Omit<MovementsBlockProps, 'answer'> & { block: MovementFile['movimentacoes'] }

async function Movements({ person, block, ...actions }: MovementsProps) {
  const t = await getTranslations('dossier')
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
    <Part title={t('parts.movements')}>
      <ClientWords sections={['timeline', 'errors']}>
        <MovementTimeline person={person} first={await timelinePageOf(block)} {...actions} />
      </ClientWords>
    </Part>
  )
}
