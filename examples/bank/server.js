import { fstatSync } from 'node:fs'
import { createBank } from './bank.js'
import { loadConfig, usage } from './config.js'
import { loadCustomers } from './customers.js'
import { Mistake } from './files.js'

try {
  const config = loadConfig(process.argv.slice(2), process.env)
  if (config.help) process.stdout.write(usage)
  else await start(config)
} catch (error) {
  if (!(error instanceof Mistake)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

/** Serves until it is told to end; the line on stdout says that it is ready and where. */
async function start(config) {
  const server = createBank(config, loadCustomers(config.customers))
  await listen(server, config)
  endWith(() => {
    server.close()
    server.closeAllConnections()
    process.stdin.destroy()
    if (process.connected) process.disconnect()
  })
  const url = `https://${config.host}:${server.address().port}`
  process.stdout.write(`${JSON.stringify({ ready: true, url, participant: config.participant })}\n`)
}

function listen(server, { host, port }) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const remedy =
        error.code === 'EADDRINUSE'
          ? 'end what listens there, or choose another port; 0 takes a free one'
          : 'choose another host or port'
      reject(new Mistake(`${host}:${port}`, `cannot be listened on (${error.code})`, remedy))
    })
    server.listen(port, host, resolve)
  })
}

/** Ends on a signal, and with the process that started it: when it closes our stdin or its channel to us. */
function endWith(end) {
  const once = () => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.removeAllListeners(signal)
    end()
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, once)
  process.once('disconnect', once)
  if (startedThroughPipe()) process.stdin.once('close', once).resume()
}

/** A terminal or /dev/null on stdin says nothing about the parent. */
function startedThroughPipe() {
  const stdin = fstatSync(0)
  return stdin.isFIFO() || stdin.isSocket()
}
