'use client'

import dynamic from 'next/dynamic'
import { type ReactNode, useState } from 'react'
import { Button, type ButtonProps } from '../ui/button.tsx'
import type { ProofDialogProps } from './proof-dialog.tsx'

const ProofDialog = dynamic(() => import('./proof-dialog.tsx').then((module) => module.ProofDialog))

export type ProvenButtonProps = Omit<ProofDialogProps, 'open' | 'onOpenChange' | 'confirmLabel'> & {
  label: string
  icon?: ReactNode
  variant?: ButtonProps['variant']
  disabled?: boolean
}

/** A button for what takes an approver's proof. */
export function ProvenButton({ label, icon, variant, disabled = false, ...dialog }: ProvenButtonProps) {
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  const show = () => {
    setWanted(true)
    setOpen(true)
  }
  return (
    <>
      <Button {...(variant ? { variant } : {})} disabled={disabled} onClick={show}>
        {icon}
        {label}
      </Button>
      {wanted ? <ProofDialog {...dialog} open={open} onOpenChange={setOpen} confirmLabel={label} /> : null}
    </>
  )
}
