import { CopyButton } from '#components/ui/copy-button.tsx'

export type CommandBlockProps = { command: string; copyLabel: string; copiedLabel: string }

/** A command to paste into a shell. Long lines scroll inside the block. */
export function CommandBlock({ command, copyLabel, copiedLabel }: CommandBlockProps) {
  return (
    <div className="relative rounded-lg border bg-surface">
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to take the focus (WCAG 2.1.1)
        tabIndex={0}
        className="overflow-x-auto p-4 pr-12 font-mono text-xs leading-5 focus-visible:-outline-offset-2"
      >
        {command}
      </pre>
      <span className="absolute top-3 right-3">
        <CopyButton text={command} label={copyLabel} doneLabel={copiedLabel} />
      </span>
    </div>
  )
}
