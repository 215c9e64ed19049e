'use client'

import clsx from 'clsx'
import { Check } from 'lucide-react'
import { DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'

const ITEM = clsx(
  'flex h-8 cursor-default select-none items-center gap-2 rounded-sm px-2 text-sm outline-none',
  'data-highlighted:bg-hover data-disabled:text-ink-3 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3',
)

export type MenuProps = {
  trigger: ReactNode
  children: ReactNode
  side?: 'top' | 'bottom' | 'right'
  align?: 'start' | 'end'
  defaultOpen?: boolean
}

export function Menu({ trigger, children, side = 'bottom', align = 'start', defaultOpen }: MenuProps) {
  return (
    // Not modal: a modal menu hides the page from screen readers and leaves its links in the tab order.
    <Radix.Root modal={false} {...(defaultOpen ? { defaultOpen } : {})}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 min-w-56 animate-appear rounded-lg border bg-surface p-1 shadow-overlay"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function MenuItem({ className, ...rest }: ComponentProps<typeof Radix.Item>) {
  return <Radix.Item {...rest} className={clsx(ITEM, className)} />
}

export type MenuChoiceProps = {
  label: string
  value: string
  options: readonly { value: string; label: string }[]
  onChoose: (value: string) => void
}

/** One of several: the chosen one is marked. */
export function MenuChoice({ label, value, options, onChoose }: MenuChoiceProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChoose} aria-label={label}>
      <Radix.Label className="px-2 pt-2 pb-1 text-xs font-medium text-ink-3">{label}</Radix.Label>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={clsx(ITEM, 'justify-between')}>
          {option.label}
          <Radix.ItemIndicator>
            <Check aria-hidden />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  )
}

export function MenuRule() {
  return <Radix.Separator className="my-1 h-px bg-line" />
}
