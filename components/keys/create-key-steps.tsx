'use client'

import { useTranslations } from 'next-intl'
import type { Tier } from '#lib/access/tier.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import { OFFERED_SCOPES } from '#lib/keys/schemas.ts'
import { Field } from '../ui/field.tsx'
import { Input, TextArea } from '../ui/input.tsx'
import { Notice } from '../ui/notice.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Select } from '../ui/select.tsx'
import { CheckList } from './check-list.tsx'
import { isLimit, isName, type KeyDraft, LIVES } from './key-draft.ts'
import { ScopeChoice } from './scope-choice.tsx'

export type StepProps = {
  draft: KeyDraft
  /** Somebody has tried to go on: what is missing is said. */
  tried: boolean
  tiers: readonly Tier[]
  purposes: readonly Purpose[]
  onChange: (part: Partial<KeyDraft>) => void
}

/** What the key is for. */
export function UseStep({ draft, tried, purposes, onChange }: StepProps) {
  const t = useTranslations('keys')
  const words = useTranslations('purposes')
  const options = purposes.map((value) => ({
    value,
    label: words(`${value}.name`),
    hint: words(`${value}.meaning`),
  }))
  return (
    <>
      <Field label={t('name')} hint={t('nameHint')} error={tried && !isName(draft.name) ? t('nameWrong') : undefined}>
        {(field) => (
          <Input
            {...field}
            value={draft.name}
            onChange={(event) => onChange({ name: event.target.value })}
            maxLength={80}
            autoComplete="off"
          />
        )}
      </Field>
      <CheckList
        legend={t('purposes')}
        options={options}
        chosen={draft.purposes}
        onChange={(chosen) => onChange({ purposes: purposes.filter((purpose) => chosen.includes(purpose)) })}
        error={tried && draft.purposes.length === 0 ? t('purposesWrong') : undefined}
      />
    </>
  )
}

/** What it opens, in words, system by system. */
export function ScopesStep({ draft, tried, onChange }: StepProps) {
  const t = useTranslations('keys')
  const opensBaseA = draft.scopes.some((scope) => scope.startsWith('sistema1:'))
  return (
    <>
      <ScopeChoice scopes={OFFERED_SCOPES} chosen={draft.scopes} onChange={(scopes) => onChange({ scopes })} />
      {tried && draft.scopes.length === 0 ? (
        <p role="alert" className="text-sm text-danger-ink">
          {t('scopesWrong')}
        </p>
      ) : null}
      {opensBaseA ? <Notice>{t('needsApproval')}</Notice> : null}
    </>
  )
}

/** How much, from where, until when. */
export function LimitsStep({ draft, tried, tiers, onChange }: StepProps) {
  const t = useTranslations('keys')
  const options = tiers.map((value) => ({ value, label: t(`tiers.${value}`), hint: t(`tierMeans.${value}`) }))
  const lives = LIVES.map((value) => ({ value, label: t(`lives.${value}`) }))
  return (
    <>
      <Field label={t('tierLabel')}>
        {(field) => (
          <Select
            control={field}
            value={draft.tier}
            onChange={(value) => onChange({ tier: tiers.find((tier) => tier === value) ?? draft.tier })}
            options={options}
          />
        )}
      </Field>
      <div className="grid grid-cols-2 items-start gap-3">
        <Field label={t('limitCalls')} note={t('optional')} hint={t('limitHint')}>
          {(field) => (
            <Input
              {...field}
              inputMode="numeric"
              value={draft.calls}
              onChange={(event) => onChange({ calls: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('limitSeconds')} error={tried && !isLimit(draft) ? t('limitWrong') : undefined}>
          {(field) => (
            <Input
              {...field}
              inputMode="numeric"
              value={draft.seconds}
              onChange={(event) => onChange({ seconds: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label={t('ips')} note={t('optional')} hint={t('ipsHint')}>
        {(field) => (
          <TextArea
            {...field}
            value={draft.addresses}
            onChange={(event) => onChange({ addresses: event.target.value })}
            className="font-mono"
            spellCheck={false}
          />
        )}
      </Field>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-sm font-medium">{t('life')}</p>
        <Segmented
          label={t('life')}
          value={draft.life}
          options={lives}
          onChoose={(value) => onChange({ life: LIVES.find((life) => life === value) ?? draft.life })}
        />
      </div>
    </>
  )
}
