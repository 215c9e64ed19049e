'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useCallback, useState } from 'react'
import { RefusalNotice } from '../forms/refusal-notice.tsx'
import { type Act, useAction } from '../forms/use-action.ts'
import { Button } from './button.tsx'
import { useToast } from './toast.tsx'

const Confirmation = dynamic(() => import('./confirmation.tsx').then((module) => module.Confirmation))

export type ConfirmActionProps<Input> = {
  act: Act<Input, null>
  input: Input
  words: { label: string; title: string; meaning: string; confirm: string; cancel: string; done: string }
  size?: 'sm' | 'md'
}

/** A button for something that can't be undone: it says what will happen, and happens only when that is confirmed. */
export function ConfirmAction<Input>({ act, input, words, size = 'sm' }: ConfirmActionProps<Input>) {
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  const say = useToast()
  const router = useRouter()
  const { done } = words
  const finish = useCallback(() => {
    setOpen(false)
    say(done)
    router.refresh()
  }, [say, done, router])
  const { run, pending, refusal } = useAction(act, finish)
  const show = () => {
    setWanted(true)
    setOpen(true)
  }
  return (
    <>
      <Button size={size} onClick={show}>
        {words.label}
      </Button>
      {wanted ? (
        <Confirmation
          open={open}
          onOpenChange={setOpen}
          title={words.title}
          meaning={words.meaning}
          confirmLabel={words.confirm}
          cancelLabel={words.cancel}
          pending={pending}
          onConfirm={() => run(input)}
        >
          <RefusalNotice refusal={refusal} />
        </Confirmation>
      ) : null}
    </>
  )
}
