'use client'

import { KeyRound } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import type { EnrolmentActs } from './enrolment-dialog.tsx'

const EnrolmentDialog = dynamic(() => import('./enrolment-dialog.tsx').then((module) => module.EnrolmentDialog))

export function StartEnrolment({ label, email, ...acts }: EnrolmentActs & { label: string; email: string }) {
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  const show = () => {
    setWanted(true)
    setOpen(true)
  }
  return (
    <>
      <Button size="sm" onClick={show}>
        <KeyRound aria-hidden />
        {label}
      </Button>
      {wanted ? <EnrolmentDialog {...acts} email={email} open={open} onOpenChange={setOpen} /> : null}
    </>
  )
}
