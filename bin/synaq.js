#!/usr/bin/env node
import { crashed, main } from '../dist/src/app.js'

// A reader that has seen enough, such as `head`, is no error of ours.
process.stdout.on('error', (error) => {
  process.exit(error.code === 'EPIPE' ? 0 : crashed(error))
})

process.on('uncaughtException', (error) => process.exit(crashed(error)))

process.exitCode = await main(process.argv.slice(2))
