#!/usr/bin/env node
import { main } from '../dist/src/app.js'

// A reader that has seen enough, such as `head`, is no error of ours.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

process.exitCode = await main(process.argv.slice(2))
