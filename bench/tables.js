/** Both measurements for people. */
export function tables(gateway, script) {
  const rate = ({ perSecond, perCpuSecond, spread, p50, p99, busy }) => [
    perSecond.toFixed(0),
    percent(spread),
    known(perCpuSecond, 0),
    `${p50.toFixed(1)} ms`,
    `${p99.toFixed(1)} ms`,
    percent(busy),
  ]
  const time = ({ seconds, spread }) => [`${seconds.toFixed(2)} s`, percent(spread)]
  const { connections, rounds, seconds, bodyBytes, cores } = gateway.setting
  return [
    `Account list through the gateway, every check on: ${connections} connections of mutual TLS, ${bodyBytes} bytes,`,
    `medians of ${rounds} rounds of ${seconds} s in turn, ${cores}`,
    ...table([
      ['', 'requests/s', 'spread', 'per CPU s', 'p50', 'p99', 'load busy'],
      ['gateway', ...rate(gateway.gateway)],
      ['bare node:https', ...rate(gateway.bare)],
      ['ratio', gateway.ratio.toFixed(2), '', known(gateway.cpuRatio, 2), 'aim 0.33'],
    ]),
    '',
    `A script of ${script.setting.requests} requests from cold start, medians of ${script.setting.rounds} rounds in turn`,
    ...table([
      ['', 'wall time', 'spread'],
      ['synaq run', ...time(script.synaq)],
      ['bare undici loop', ...time(script.bare)],
      ['ratio', script.ratio.toFixed(2), 'aim 0.9 s'],
    ]),
  ].join('\n')
}

/** Processor time is not told everywhere. */
const known = (value, digits) => (Number.isFinite(value) ? value.toFixed(digits) : '–')

const percent = (share) => `${Math.round(share * 100)} %`

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows.map(
    (row) => `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')}`,
  )
}
