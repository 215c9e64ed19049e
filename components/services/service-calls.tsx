'use client'

import { Play } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useCallback, useState } from 'react'
import type { ServiceState } from '#lib/console/read/service-state.ts'
import type { ShownCall } from '#lib/gateway/index.ts'
import { formatPartialCpf, parseCpf } from '#lib/identifiers/cpf.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { CallTranscript } from './call-transcript.tsx'
import { StateDot } from './state-dot.tsx'
import { useServiceState } from './use-service-state.ts'

type System = keyof ServiceState
export type CallSystem = Act<{ system: System; cpf: string }, ShownCall>

export type ServiceCallsProps = {
  initial: ServiceState
  callSystem: CallSystem
  /** Made-up people of the demo that are worth calling with. */
  suggestions: readonly { label: string; cpf: string }[]
}

const SYSTEMS = ['sistema1', 'sistema2', 'sistema3'] as const

export function ServiceCalls({ initial, callSystem, suggestions }: ServiceCallsProps) {
  const t = useTranslations('services')
  const state = useServiceState(initial)
  const [cpf, setCpf] = useState(formatPartialCpf(suggestions[0]?.cpf ?? ''))
  const [tried, setTried] = useState(false)
  const valid = parseCpf(cpf).kind === 'valid'
  return (
    <div className="grid gap-6">
      <div className="grid max-w-xl gap-2">
        <Field label={t('person')} hint={t('personHint')} error={tried && !valid ? t('personWrong') : undefined}>
          {(control) => (
            <Input
              {...control}
              value={cpf}
              onChange={(event) => setCpf(formatPartialCpf(event.target.value))}
              inputMode="numeric"
              autoComplete="off"
              placeholder="000.000.000-00"
            />
          )}
        </Field>
        {suggestions.length > 0 ? (
          <div className="flex flex-wrap gap-2">
            {suggestions.map((person) => (
              <Button key={person.cpf} size="sm" onClick={() => setCpf(formatPartialCpf(person.cpf))}>
                {person.label}
              </Button>
            ))}
          </div>
        ) : null}
      </div>
      <div className="grid gap-4">
        {SYSTEMS.map((system, place) => (
          <ServiceCall
            key={system}
            number={place + 1}
            system={system}
            ready={state[system].ready}
            cpf={valid ? cpf : null}
            callSystem={callSystem}
            onWithoutPerson={() => setTried(true)}
          />
        ))}
      </div>
    </div>
  )
}

type ServiceCallProps = {
  number: number
  system: System
  ready: boolean
  cpf: string | null
  callSystem: CallSystem
  onWithoutPerson: () => void
}

function ServiceCall({ number, system, ready, cpf, callSystem, onWithoutPerson }: ServiceCallProps) {
  const t = useTranslations('services')
  const [call, setCall] = useState<ShownCall | null>(null)
  const { run, pending, refusal } = useAction(callSystem, useCallback(setCall, []))
  return (
    <section
      data-system={number}
      aria-label={t(`names.${system}`)}
      aria-busy={pending || undefined}
      className="min-w-0 rounded-lg border border-l-2 border-l-system bg-surface"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3 px-4 py-3.5 sm:px-5">
        <div className="min-w-0 flex-1 basis-64">
          <div className="flex flex-wrap items-center gap-x-3">
            <h2 className="text-base font-semibold">{t(`names.${system}`)}</h2>
            <StateDot ready={ready} label={t(ready ? 'up' : 'down')} />
          </div>
          <p className="text-sm text-ink-2">{t(`doors.${system}`)}</p>
        </div>
        <Button pending={pending} onClick={() => (cpf === null ? onWithoutPerson() : run({ system, cpf }))}>
          <Play aria-hidden />
          {t('call', { number })}
        </Button>
      </div>
      {refusal ? (
        <div className="border-t p-4 sm:px-5">
          <RefusalNotice refusal={refusal} />
        </div>
      ) : null}
      {call ? <CallTranscript call={call} /> : null}
    </section>
  )
}
