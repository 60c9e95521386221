/** Each measurement for people. */
export const texts = { gateway: gatewayText, script: scriptText, rounds: roundsText, queue: queueText, grid: gridText }

function gatewayText(gateway) {
  const rate = ({ perSecond, perCpuSecond, spread, p50, p99, busy }) => [
    perSecond.toFixed(0),
    percent(spread),
    known(perCpuSecond, 0),
    `${p50.toFixed(1)} ms`,
    `${p99.toFixed(1)} ms`,
    percent(busy),
  ]
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
  ].join('\n')
}

function scriptText(script) {
  const time = ({ seconds, spread }) => [`${seconds.toFixed(2)} s`, percent(spread)]
  return [
    `A script of ${script.setting.requests} requests from cold start, medians of ${script.setting.rounds} rounds in turn`,
    ...table([
      ['', 'wall time', 'spread'],
      ['synaq run', ...time(script.synaq)],
      ['bare undici loop', ...time(script.bare)],
      ['ratio', script.ratio.toFixed(2), 'aim 0.9 s'],
    ]),
  ].join('\n')
}

function roundsText({ perSecond, testsPerSecond, perCpuSecond, evidenceBytes, setting }) {
  const { slots, tests, seconds } = setting
  return [
    `Rounds of ${tests.toFixed(0)} scripts through one synaq serve, ${slots} at a time for ${seconds} s, the bank on the same machine`,
    ...table([
      ['rounds/s', 'tests/s', 'rounds per CPU s', 'record in the database'],
      [
        perSecond.toFixed(2),
        testsPerSecond.toFixed(1),
        known(perCpuSecond, 2),
        `${Math.round(evidenceBytes / 1000)} kB`,
      ],
    ]),
  ].join('\n')
}

function queueText({ ours, peer, ratio, setting }) {
  const row = ({ perSecond, spread }) => [perSecond.toFixed(0), percent(spread)]
  return [
    `Queue: ${setting.jobs} jobs that do nothing, ${setting.atOnce} at a time, medians of ${setting.rounds} rounds in turn`,
    ...table([
      ['', 'jobs/s', 'spread'],
      ['pg-boss, as rounds use it', ...row(ours)],
      peer ? ['graphile-worker', ...row(peer)] : ['graphile-worker', '–', 'npm ci --prefix bench'],
      ...(peer ? [['ratio', ratio.toFixed(2)]] : []),
    ]),
  ].join('\n')
}

function gridText({ first, firstByte, total, browser, painted, bytes, setting }) {
  const row = ({ ms, spread }) => [`${Math.round(ms)} ms`, percent(spread)]
  return [
    `The grid with ${setting.apis} APIs and a day behind each, medians of ${setting.views} views, ${Math.round(bytes / 1000)} kB`,
    ...table([
      ['', 'time', 'spread'],
      ['first of all', `${Math.round(first.total)} ms`, ''],
      ['first byte', ...row(firstByte)],
      ['whole page', ...row(total)],
      ['painted in a browser', ...row(painted)],
      ['loaded in a browser', ...row(browser)],
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
