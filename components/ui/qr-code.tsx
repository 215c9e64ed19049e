import { encode } from 'uqr'

const QUIET_MODULES = 4

/** A text for a phone's camera. Black on white in either theme: cameras read nothing else as well. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 0 })
  const side = size + 2 * QUIET_MODULES
  const path = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET_MODULES} ${y + QUIET_MODULES}h1v1h-1z` : '')))
    .join('')
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} className="size-44 rounded-md border">
      <path d={`M0 0h${side}v${side}H0z`} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
