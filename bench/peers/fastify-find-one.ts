import Fastify from 'fastify'
import { openPeer } from './open-peer.ts'

/** A bare Fastify with the driver's `findOne`: no credential, no limit, no record. */
const { holders, port } = await openPeer()
const app = Fastify({ logger: false })
app.get<{ Params: { cpf: string } }>('/v1/sistema3/:cpf', async ({ params }, reply) => {
  const holder = await holders.findOne({ _id: params.cpf })
  return holder ?? reply.code(404).send()
})
await app.listen({ host: '127.0.0.1', port })
