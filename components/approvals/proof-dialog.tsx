'use client'

import { useTranslations } from 'next-intl'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { ActionRefusal } from '#lib/console/actions/action-result.ts'
import { PasswordInput } from '../forms/password-input.tsx'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogBody, DialogFoot } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { CodeField } from './code-field.tsx'

/** What an approver types; only sistema1 judges it, and nothing here keeps it. */
export type Proof = { senha: string; codigo?: string }

export type ProofDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** What will hold once it is confirmed. */
  meaning: ReactNode
  confirmLabel: string
  withCode: boolean
  pending: boolean
  refusal: ActionRefusal | null
  onConfirm: (proof: Proof) => void
}

/** Asks an approver to prove who they are, for one decision. */
export function ProofDialog(props: ProofDialogProps) {
  const { open, onOpenChange, title, meaning, confirmLabel, withCode, pending, refusal, onConfirm } = props
  const t = useTranslations('approvals')
  const words = useTranslations('password')
  const [senha, setSenha] = useState('')
  const [codigo, setCodigo] = useState('')
  const ready = senha !== '' && (!withCode || codigo.length === 6)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready || pending) return
    onConfirm(withCode ? { senha, codigo } : { senha })
    // A code is good once, so the next try takes another.
    setCodigo('')
  }
  const change = (next: boolean) => {
    setSenha('')
    setCodigo('')
    onOpenChange(next)
  }
  return (
    <Dialog open={open} onOpenChange={change} title={title} description={meaning} closeLabel={t('close')}>
      <form method="post" noValidate onSubmit={submit}>
        <DialogBody>
          <Field label={t('password')} hint={t('passwordHint')}>
            {(control) => (
              <PasswordInput
                {...control}
                value={senha}
                onChange={(event) => setSenha(event.target.value)}
                autoComplete="off"
                maxLength={256}
                showLabel={words('show')}
                hideLabel={words('hide')}
              />
            )}
          </Field>
          {withCode ? <CodeField value={codigo} onChange={setCodigo} /> : null}
          <ProofRefusal refusal={refusal} />
        </DialogBody>
        <DialogFoot>
          <Button onClick={() => change(false)}>{t('cancel')}</Button>
          <Button type="submit" variant="primary" pending={pending} disabled={!ready}>
            {confirmLabel}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}

/** A proof that isn't good has words of its own: what else could be wrong with the request isn't said. */
function ProofRefusal({ refusal }: { refusal: ActionRefusal | null }) {
  const t = useTranslations('approvals')
  const about = refusal?.fields.find(({ field }) => field === 'prova')
  if (!about) return <RefusalNotice refusal={refusal} />
  return (
    <Notice tone="danger" live>
      {t(about.code === 'obrigatorio' ? 'notEnrolled' : 'wrongProof')}
    </Notice>
  )
}
