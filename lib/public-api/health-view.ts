import type { StatusGateway } from '#lib/gateway/index.ts'

/** `GET /v1/saude`: whether the API answers, and which systems behind it do. Holds no version and no address. */
export async function readHealthView(status: StatusGateway) {
  const { sistema1, sistema2, sistema3 } = await status.probe()
  const word = (ready: boolean) => (ready ? 'disponivel' : 'indisponivel')
  const all = sistema1.ready && sistema2.ready && sistema3.ready
  return {
    situacao: all ? 'disponivel' : 'parcial',
    sistemas: { sistema1: word(sistema1.ready), sistema2: word(sistema2.ready), sistema3: word(sistema3.ready) },
  } as const
}
