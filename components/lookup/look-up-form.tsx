'use client'

import { ArrowRight } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import type { Shape } from '#lib/identifiers/recognize.ts'
import type { Purpose } from '#lib/kernel/actor.ts'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { plainText, punctuate, readPerson } from './person-reading.ts'
import { PurposeChoice } from './purpose-choice.tsx'
import { ReadingChoice } from './reading-choice.tsx'
import { SearchBox } from './search-box.tsx'
import type { SearchActions } from './search-results.tsx'
import type { SearchAsk } from './use-search.ts'

// A list is what fewer look-ups end in; its code comes with the first one.
const SearchResults = dynamic(() => import('./search-results.tsx').then((module) => module.SearchResults))

type Why = { purpose: Purpose; relationship: string }
export type LookUpRequest = { cpf: string } & Why

export type LookUpFormProps = {
  purposes: readonly Purpose[]
  chosen: Purpose | null
  lookUp: Act<LookUpRequest, { path: string }>
  openCard: Act<{ card: string } & Why, { path: string }>
} & SearchActions

const RELATIONSHIP = /^([0-9A-Za-z][0-9A-Za-z ._/-]{0,79})?$/

export function LookUpForm({ purposes, chosen, lookUp, openCard, ...listing }: LookUpFormProps) {
  const t = useTranslations('lookup')
  const router = useRouter()
  const [text, setText] = useState('')
  const [shape, setShape] = useState<Shape | null>(null)
  const [purpose, setPurpose] = useState(chosen)
  const [relationship, setRelationship] = useState('')
  const [tried, setTried] = useState(false)
  const [asked, setAsked] = useState<SearchAsk | null>(null)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    // Quick hands type before the page is interactive; what stands in the form by then counts.
    const typed = new FormData(form.current ?? undefined)
    setText((before) => before || punctuate(String(typed.get('pessoa') ?? ''), 0).text)
    setPurpose((before) => purposes.find((known) => known === typed.get('finalidade')) ?? before)
    setRelationship((before) => before || String(typed.get('relacao') ?? ''))
  }, [purposes])
  const arrive = useCallback(({ path }: { path: string }) => router.push(path), [router])
  const byCpf = useAction(lookUp, arrive)
  const byCard = useAction(openCard, arrive)
  const reading = readPerson(text, shape)
  const relationshipWrong = !RELATIONSHIP.test(relationship.trim())
  const pending = byCpf.pending || byCard.pending

  const change = (typed: string) => {
    setText(typed)
    // What was chosen for one text says nothing about the next.
    if (typed.trim() === '') setShape(null)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (reading.kind !== 'ready') return document.getElementById('pessoa')?.focus()
    if (!purpose || relationshipWrong || pending) return
    const why = { purpose, relationship }
    setAsked(null)
    if (reading.shape === 'cpf') return byCpf.run({ cpf: text, ...why })
    if (reading.shape === 'cartao') return byCard.run({ card: text.trim(), ...why })
    setAsked({ shape: reading.shape, text: plainText(text), ...why, at: Date.now() })
  }
  return (
    <div className="grid gap-6">
      <form ref={form} method="post" noValidate onSubmit={submit} className="grid gap-5">
        <SearchBox value={text} reading={reading} onChange={change}>
          {'shape' in reading ? <ReadingChoice value={reading.shape} onChange={setShape} /> : null}
        </SearchBox>
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
        <RefusalNotice refusal={byCpf.refusal ?? byCard.refusal} />
      </form>
      {asked ? <SearchResults key={asked.at} asked={asked} {...listing} /> : null}
    </div>
  )
}
