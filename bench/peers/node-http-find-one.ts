import { createServer } from 'node:http'
import { openPeer } from './open-peer.ts'

/** Node's own HTTP server with the driver's `findOne`: what no framework can be faster than. */
const { holders, port } = await openPeer()
const server = createServer(async (request, response) => {
  const holder = await holders.findOne({ _id: request.url?.slice(request.url.lastIndexOf('/') + 1) ?? '' })
  if (!holder) response.writeHead(404).end()
  else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(holder))
})
server.listen(port, '127.0.0.1')
