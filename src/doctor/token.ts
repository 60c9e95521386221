import type { Text } from '../base/text.js'
import { certificateThumbprint } from '../crypto/thumbprint.js'
import type { ContractInForce, Operation } from '../model/contract.js'
import type { Target, TargetClient } from '../model/target.js'
import type { BankAccess, BankAnswer } from './bank-access.js'
import { green, red, type Diagnoses, type Diagnosis } from './diagnosis.js'
import { jwksUrl } from './jwks.js'
import { failureText } from './failure-text.js'

/** The bank accepts a token of ours with a consent of this client. Answers whether. */
export async function* token(
  access: BankAccess,
  operation: Operation,
  client: TargetClient,
  target: Target,
  contract: ContractInForce,
): Diagnoses<boolean> {
  const answer = await access.call(operation, client, operation.scopes)
  if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300) {
    yield green('token', {
      ru: `Токен платформы: банк его принимает (${operation.id}, HTTP ${answer.status})`,
      en: `The platform's token: the bank accepts it (${operation.id}, HTTP ${answer.status})`,
    })
    return true
  }
  yield refused('token', tokenSubject, answer, causesOf(answer, target, contract))
  return false
}

/** The bank answers an operation that needs no token. */
export async function* openCall(
  access: BankAccess,
  operation: Operation,
  target: Target,
  contract: ContractInForce,
): Diagnoses {
  const answer = await access.callOpen(operation)
  if (answer.kind === 'answered' && answer.status >= 200 && answer.status < 300)
    yield green('open-call', {
      ru: `Вызов без токена: банк отвечает (${operation.id}, HTTP ${answer.status})`,
      en: `A call without a token: the bank answers (${operation.id}, HTTP ${answer.status})`,
    })
  else yield refused('open-call', openSubject, answer, openCauses(answer, target, contract))
}

const openSubject: Text = { ru: 'Вызов без токена', en: 'A call without a token' }

function openCauses(answer: BankAnswer, target: Target, contract: ContractInForce): Text {
  if (answer.kind !== 'answered' || (answer.status !== 401 && answer.status !== 403))
    return causesOf(answer, target, contract)
  return {
    ru: 'Эти данные открыты: токен и согласие не нужны, довольно сертификата платформы. Проверьте, не спрашивает ли банк токен и знает ли он отпечаток сертификата (synaq trust export).',
    en: "These data are open: the platform's certificate is enough, no token and no consent. See whether the bank asks for a token, and whether it knows the certificate's thumbprint (synaq trust export).",
  }
}

const tokenSubject: Text = { ru: 'Токен платформы', en: "The platform's token" }

/** A call that did not succeed, as a red line with its likely cause. */
export function refused(id: string, subject: Text, answer: BankAnswer, cause: Text): Diagnosis {
  const { ru, en } = outcomeText(answer)
  return red(id, { ru: `${subject.ru}: ${ru}`, en: `${subject.en}: ${en}` }, cause)
}

function outcomeText(answer: BankAnswer): Text {
  if (answer.kind === 'answered')
    return { ru: `банк ответил ${answer.reason}`, en: `the bank answered ${answer.reason}` }
  if (answer.kind === 'unanswered') {
    const text = failureText(answer.failure)
    return { ru: `ответа банка нет (${text.ru})`, en: `the bank did not answer (${text.en})` }
  }
  const { what } = answer.problem
  return { ru: `платформа не дала согласия или токена: ${what}`, en: `the platform gave no consent or token: ${what}` }
}

/** What is usually wrong at a bank that answers so. */
export function causesOf(answer: BankAnswer, target: Target, contract: ContractInForce): Text {
  if (answer.kind === 'not-asked') return { ru: answer.problem.remedy, en: answer.problem.remedy }
  if (answer.kind === 'unanswered')
    return {
      ru: 'Сервер оборвал соединение на запросе с токеном: посмотрите его журнал за это время.',
      en: 'The server broke off on a request with a token: look into its log of this minute.',
    }
  const { status } = answer
  if (status === 401) return unauthenticated(target, contract)
  if (status === 403)
    return {
      ru: 'Токен принят, но не хватает согласия или права. Банк должен спрашивать платформу о согласии из consent_id (synaq trust export: consents-url.txt) и сравнивать scope токена с операцией.',
      en: 'The token is accepted, but consent or scope is missing. The bank has to ask the platform about the consent in consent_id (synaq trust export: consents-url.txt) and compare the scope of the token with the operation.',
    }
  if (status === 404 || status === 405)
    return {
      ru: 'По этому пути операции нет. Сравните «direct.url» и путь из контракта; если перед сервером шлюз, проверьте его правила. Если путь верен, банк, возможно, не знает этого клиента.',
      en: 'There is no such operation at this path. Compare «direct.url» and the path in the contract; if a gateway stands in front, check its rules. If the path is right, the bank may not know this customer.',
    }
  if (status === 503)
    return {
      ru: 'Частая причина: банк не может получить ключи платформы или спросить о согласии. Проверьте с машины банка адреса из synaq trust export; петлевой адрес оттуда не виден, нужен synaq sandbox --public-url.',
      en: "A frequent cause: the bank cannot fetch the platform's keys or ask about the consent. Try the addresses of synaq trust export from the bank's machine; a loopback address is not seen from there, synaq sandbox --public-url is needed.",
    }
  if (status >= 500)
    return {
      ru: 'Сервер банка упал на этом запросе: найдите его в журнале по x-request-id.',
      en: "The bank's server failed on this request: find it in the log by its x-request-id.",
    }
  return {
    ru: 'Запрос сделан по контракту и с годным токеном: найдите его в журнале банка по x-request-id.',
    en: "The request was made by the contract and with a good token: find it in the bank's log by its x-request-id.",
  }
}

function unauthenticated(target: Target, contract: ContractInForce): Text {
  const thumbprint = target.identities.platform ? certificateThumbprint(target.identities.platform.certificate) : '–'
  const values = [
    `iss = ${target.platform.issuer}`,
    `JWKS = ${jwksUrl(target, contract) ?? '–'}`,
    `aud = ${target.participant.id}`,
    `cnf.x5t#S256 = SHA-256(platform-certificate.pem) = ${thumbprint}`,
  ].join('; ')
  return {
    ru: `Токен не принят. Сравните настройки банка до знака: ${values}. Ключи JWKS должны быть доступны с машины банка; после перезапуска песочницы всё это новое (synaq trust export).`,
    en: `The token is not accepted. Compare the bank's settings to the letter: ${values}. The bank's machine has to reach the JWKS; a restarted sandbox has all of this anew (synaq trust export).`,
  }
}
