import { getTranslations } from 'next-intl/server'
import type { LookUp } from '#lib/gateway/index.ts'
import type { ScoreFile } from '#lib/systems/score/schemas.ts'
import { getFormats } from '../format/formats.ts'
import { Facts } from '../ui/facts.tsx'
import { Notice } from '../ui/notice.tsx'
import { FailedAnswer, isMissing, MissingPart } from './failed-answer.tsx'
import { Part } from './part.tsx'
import { ReasonList } from './reason-list.tsx'
import { ScoreGauge } from './score-gauge.tsx'
import { SystemBlock } from './system-block.tsx'
import { ASSET_TYPES, INCOME_SOURCES, isOneOf } from './wire-words.ts'

/** Sistema 2: the score with what weighed on it, registration, income, assets and the sum of debts. */
export async function ScoreBlock({ answer }: { answer: Promise<LookUp<ScoreFile>> }) {
  const found = await answer
  if (found.kind !== 'found') {
    return (
      <SystemBlock system={2}>
        <FailedAnswer system={2} answer={found} />
      </SystemBlock>
    )
  }
  const { file, tookMs } = found
  const provenance = { lastInquiry: file.ultima_consulta, updatedAt: file.atualizado_em, tookMs }
  return (
    <SystemBlock system={2} provenance={provenance}>
      <div className="divide-y">
        <Score block={file.score} />
        <DebtSummary block={file.dividas} />
        <Registration address={file.endereco} />
        <Income block={file.renda} />
        <Assets block={file.bens} />
      </div>
    </SystemBlock>
  )
}

async function Score({ block }: { block: ScoreFile['score'] }) {
  const t = await getTranslations('dossier')
  const format = await getFormats()
  if (isMissing(block)) {
    return (
      <Part title={t('parts.score')}>
        <MissingPart block={block} />
      </Part>
    )
  }
  const { valor, faixa, probabilidade, motivos, modelo } = block
  if (block.situacao !== 'calculado' || valor === null || faixa === null) {
    const situation = block.situacao === 'bloqueado' ? 'bloqueado' : 'sem_score'
    return (
      <Part title={t('parts.score')}>
        <Notice tone="warning" title={t(`noScore.${situation}`)}>
          {motivos.map(({ codigo, descricao, como_contestar }) => (
            <p key={codigo}>
              {descricao} {como_contestar}
            </p>
          ))}
        </Notice>
      </Part>
    )
  }
  const band = t(`bands.${faixa}`)
  return (
    <Part title={t('parts.score')}>
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-[13rem_1fr]">
        <div className="grid content-start justify-items-center gap-2">
          <ScoreGauge value={valor} band={faixa} bandLabel={band} label={t('gauge', { value: valor, band })} />
          <p className="text-center text-xs text-ink-2">
            {probabilidade === null ? null : t('probability', { share: format.percent(probabilidade) })}
            <br />
            <span className="text-ink-3">{t('model', { model: modelo })}</span>
          </p>
        </div>
        <div>
          <h4 className="mb-2 text-xs font-medium text-ink-3">{t('weighed')}</h4>
          {motivos.length === 0 ? (
            <p className="text-sm text-ink-2">{t('weighedNone')}</p>
          ) : (
            <ReasonList reasons={motivos} />
          )}
        </div>
      </div>
    </Part>
  )
}

async function DebtSummary({ block }: { block: ScoreFile['dividas'] }) {
  const t = await getTranslations('dossier')
  const format = await getFormats()
  if (isMissing(block)) {
    return (
      <Part title={t('parts.debts')}>
        <MissingPart block={block} />
      </Part>
    )
  }
  const items = [
    { label: t('debtCount'), value: format.number(block.quantidade) },
    { label: t('debtTotal'), value: format.money(block.total) },
    { label: t('debtLargest'), value: format.money(block.maior) },
  ]
  return (
    <Part title={t('parts.debts')}>
      <Facts items={items} className="sm:grid-cols-3" />
    </Part>
  )
}

async function Registration({ address }: { address: ScoreFile['endereco'] }) {
  const t = await getTranslations('dossier')
  return (
    <Part title={t('parts.registration')}>
      {isMissing(address) ? (
        <MissingPart block={address} />
      ) : (
        <Facts items={[{ label: t('address'), value: addressLine(address), wide: true }]} />
      )}
    </Part>
  )
}

type Address = Exclude<ScoreFile['endereco'], { situacao: string }>

function addressLine(address: Address): string {
  const { logradouro, numero, complemento, bairro, cidade, uf, cep } = address
  const street = [`${logradouro}, ${numero}`, complemento, bairro].filter(Boolean).join(' · ')
  return `${street} · ${cidade}, ${uf} · ${cep.slice(0, 5)}-${cep.slice(5)}`
}

async function Income({ block }: { block: ScoreFile['renda'] }) {
  const t = await getTranslations('dossier')
  const sources = await getTranslations('incomeSources')
  const format = await getFormats()
  if (isMissing(block)) {
    return (
      <Part title={t('parts.income')}>
        <MissingPart block={block} />
      </Part>
    )
  }
  const { fonte, valor_mensal } = block
  if (fonte === null || valor_mensal === null) {
    return (
      <Part title={t('parts.income')}>
        <p className="text-sm text-ink-2">{t('noIncome')}</p>
      </Part>
    )
  }
  const items = [
    { label: t('incomeSource'), value: isOneOf(INCOME_SOURCES, fonte) ? sources(fonte) : fonte },
    { label: t('incomeMonthly'), value: format.money(valor_mensal) },
  ]
  return (
    <Part title={t('parts.income')}>
      <Facts items={items} />
    </Part>
  )
}

async function Assets({ block }: { block: ScoreFile['bens'] }) {
  const t = await getTranslations('dossier')
  const types = await getTranslations('assetTypes')
  const format = await getFormats()
  if (isMissing(block)) {
    return (
      <Part title={t('parts.assets')}>
        <MissingPart block={block} />
      </Part>
    )
  }
  return (
    <Part title={t('parts.assets')}>
      {block.itens.length === 0 ? (
        <p className="text-sm text-ink-2">{t('noAssets')}</p>
      ) : (
        <ul className="grid gap-2 text-sm">
          {block.itens.map(({ tipo, descricao, valor }) => (
            <li key={`${tipo} ${descricao} ${valor}`} className="flex items-baseline justify-between gap-4">
              <span className="min-w-0">
                {descricao}{' '}
                <span className="text-xs text-ink-3">{isOneOf(ASSET_TYPES, tipo) ? types(tipo) : tipo}</span>
              </span>
              <span className="shrink-0 font-medium">{format.money(valor)}</span>
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}
