import { fstatSync } from 'node:fs'
import { createApp } from './app.js'
import { loadConfig, usage } from './config.js'
import { defectList } from './defects.js'
import { Mistake } from './mistake.js'

try {
  const config = await loadConfig(process.argv.slice(2), process.env)
  if (config.help) process.stdout.write(usage)
  else if (config.listDefects) process.stdout.write(`${JSON.stringify(defectList, null, 2)}\n`)
  else await start(config)
} catch (error) {
  if (!(error instanceof Mistake)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

/** Serves until it is told to end; the line on stdout says that it is ready, where, and where it is driven by tests. */
async function start(config) {
  const { server, scheme } = createApp(config)
  await listen(server, config)
  endWith(() => {
    server.close()
    server.closeAllConnections()
    process.stdin.destroy()
    if (process.connected) process.disconnect()
  })
  const url = `${scheme}://${config.host}:${server.address().port}`
  const drive = config.driveToken === null ? null : `${url}/drive`
  process.stdout.write(`${JSON.stringify({ ready: true, url, drive })}\n`)
}

function listen(server, { host, port }) {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code }) => {
      const remedy =
        code === 'EADDRINUSE' ? 'end what listens there, or choose another port' : 'choose another host or port'
      reject(new Mistake(`${host}:${port}`, `cannot be listened on (${code})`, remedy))
    })
    server.listen(port, host, resolve)
  })
}

/** Ends on a signal, and with the process that started it: when it closes our stdin or its channel to us. */
function endWith(end) {
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP']
  const once = () => {
    for (const signal of signals) process.removeAllListeners(signal)
    end()
  }
  for (const signal of signals) process.once(signal, once)
  process.once('disconnect', once)
  const stdin = fstatSync(0)
  // A terminal or /dev/null there says nothing about the parent.
  if (stdin.isFIFO() || stdin.isSocket()) process.stdin.once('close', once).resume()
}
