'use client'

import { ArrowRight } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import type { Purpose } from '#lib/kernel/actor.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { punctuate, readPerson } from './person-reading.ts'
import { PurposeChoice } from './purpose-choice.tsx'
import { SearchBox } from './search-box.tsx'

export type LookUpRequest = { cpf: string; purpose: Purpose; relationship: string }

export type LookUpFormProps = {
  purposes: readonly Purpose[]
  chosen: Purpose | null
  lookUp: Act<LookUpRequest, { path: string }>
}

const RELATIONSHIP = /^([0-9A-Za-z][0-9A-Za-z ._/-]{0,79})?$/

export function LookUpForm({ purposes, chosen, lookUp }: LookUpFormProps) {
  const t = useTranslations('lookup')
  const router = useRouter()
  const [text, setText] = useState('')
  const [purpose, setPurpose] = useState(chosen)
  const [relationship, setRelationship] = useState('')
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    // Quick hands type before the page is interactive; what stands in the form by then counts.
    const typed = new FormData(form.current ?? undefined)
    setText((before) => before || punctuate(String(typed.get('pessoa') ?? ''), 0).text)
    setPurpose((before) => purposes.find((known) => known === typed.get('finalidade')) ?? before)
    setRelationship((before) => before || String(typed.get('relacao') ?? ''))
  }, [purposes])
  const { run, pending, refusal } = useAction(
    lookUp,
    useCallback(({ path }: { path: string }) => router.push(path), [router]),
  )
  const reading = readPerson(text)
  const relationshipWrong = !RELATIONSHIP.test(relationship.trim())

  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (reading.kind !== 'cpf') return document.getElementById('pessoa')?.focus()
    if (!purpose || relationshipWrong || pending) return
    run({ cpf: text, purpose, relationship })
  }
  return (
    <form ref={form} method="post" noValidate onSubmit={submit} className="grid gap-5">
      <SearchBox value={text} reading={reading} onChange={setText} />
      <PurposeChoice purposes={purposes} value={purpose} onChoose={setPurpose} error={tried && purpose === null} />
      <div className="grid items-end gap-4 sm:grid-cols-[1fr_auto]">
        <Field
          label={t('relationship')}
          note={t('optional')}
          error={relationshipWrong ? t('relationshipWrong') : undefined}
        >
          {(control) => (
            <Input
              {...control}
              name="relacao"
              value={relationship}
              onChange={(event) => setRelationship(event.target.value)}
              autoComplete="off"
              placeholder={t('relationshipExample')}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" className="h-9 px-5" pending={pending}>
          {t('submit')}
          <ArrowRight aria-hidden />
        </Button>
      </div>
      <RefusalNotice refusal={refusal} />
    </form>
  )
}
