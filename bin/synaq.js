#!/usr/bin/env node
import { main } from '../dist/src/app.js'

process.exitCode = await main(process.argv.slice(2))
