'use client'

import { AlertDialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'

export type ConfirmationProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  meaning: string
  confirmLabel: string
  cancelLabel: string
  pending: boolean
  onConfirm: () => void
  children?: ReactNode
}

/** Asks before something that can't be undone; the way out has the focus. */
export function Confirmation(props: ConfirmationProps) {
  return (
    <AlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 animate-appear bg-ink/30 backdrop-blur-[1px]" />
        <AlertDialog.Content className="fixed top-[18vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 animate-appear overflow-hidden rounded-lg border bg-surface shadow-overlay">
          <div className="grid gap-2 px-5 py-4">
            <AlertDialog.Title className="text-lg font-semibold">{props.title}</AlertDialog.Title>
            <AlertDialog.Description className="text-sm text-ink-2">{props.meaning}</AlertDialog.Description>
            {props.children}
          </div>
          <div className="flex justify-end gap-2 border-t bg-canvas px-5 py-3">
            <AlertDialog.Cancel asChild>
              <Button>{props.cancelLabel}</Button>
            </AlertDialog.Cancel>
            <Button variant="danger" pending={props.pending} onClick={props.onConfirm}>
              {props.confirmLabel}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
